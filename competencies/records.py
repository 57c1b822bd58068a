"""What a signer is shown and writes, and the one hash that binds a signature to both."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from competencies.models import Signature, SignOffRequest


@dataclass(frozen=True, kw_only=True)
class SigningRecord:
    """A signer's own view: each criterion by its code, met or not and what was seen; whether they agree."""

    criteria_met: Mapping[str, bool]
    seen: Mapping[str, str]
    agrees: bool
    feedback: str = ""

    @classmethod
    def of(cls, signature: Signature) -> "SigningRecord":
        """What a signature says."""
        answers = list(signature.criteria_seen.all())
        return cls(
            criteria_met={answer.criterion.code: answer.is_met for answer in answers},
            seen={answer.criterion.code: answer.seen for answer in answers},
            agrees=signature.agrees,
            feedback=signature.feedback,
        )

    @classmethod
    def from_draft(cls, draft: Mapping[str, Any]) -> "SigningRecord":
        """The record that a complete draft holds."""
        return cls(
            criteria_met=dict(draft["criteria_met"]),
            seen=dict(draft["seen"]),
            agrees=draft["agrees"],
            feedback=draft.get("feedback", ""),
        )

    def says_the_same_as(self, other: "SigningRecord") -> bool:
        """Whether both come to the same, word for word, apart from white space around them."""
        return self._tidied() == other._tidied()

    def _tidied(self) -> tuple[object, ...]:
        seen = {code: words.strip() for code, words in self.seen.items()}
        return dict(self.criteria_met), seen, self.agrees, "" if self.agrees else self.feedback.strip()

    def as_draft(self) -> dict[str, Any]:
        return asdict(self)


def shown(request: SignOffRequest) -> dict[str, Any]:
    """What every signer of this round is shown: the person, the criteria and the evidence, the same for both."""
    competency = request.competency
    return {
        "request": request.pk,
        "round": request.round,
        "person": [request.user_id, str(request.user)],
        "competency": [competency.framework.version, competency.code, competency.title],
        "criteria": [[criterion.code, criterion.text] for criterion in competency.criteria.all()],
        "evidence": [
            [piece.pk, piece.round, piece.kind, piece.shows, piece.completion_label, piece.offered_at.isoformat()]
            + ([piece.snapshot] if piece.snapshot else [])
            + ([[piece.confirmation.note, str(piece.confirmer)]] if piece.is_confirmed else [])
            for piece in request.evidence.standing()
        ],
    }


def hash_of(request: SignOffRequest, answers: SigningRecord | None = None) -> str:
    """SHA-256 of what is shown, with the signer's record when there is one."""
    content = {"shown": shown(request), "record": answers.as_draft() if answers else None}
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
