"""The register's past answers as officers look them up and read them (A5)."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet, TextChoices

from accreditation import receipts
from accreditation.models import Answer, CaseSystem
from accreditation.numbers import SHAPE
from accreditation.proofs import ProofState, states_of
from accreditation.questions import Action, Reason
from accreditation.signing_keys import ends
from people.vocabulary import Tenure, Tier

# A case system has no index of its own in the log, where every index slows every answer. So far back it is sought.
LOOKED_AT = 50_000


@dataclass(frozen=True, kw_only=True)
class PastAnswer:
    """An answer in words, and whether it is proved."""

    answer: Answer
    proof: ProofState
    subject: str
    asked: list[tuple[str, str]]
    reasons: list[str]

    @property
    def what(self) -> str:
        """The question without whom it is about, on one line."""
        return ", ".join(words for name, words in self.asked if name in ("Action", "Adaptation", "Tier stated"))

    @property
    def number(self) -> str:
        """The accreditation that it is about, when the row holds a number as the register gives them."""
        number = self.answer.accreditation_number
        return number if SHAPE.fullmatch(number) else ""

    @property
    def tier(self) -> str:
        return _word(Tier, self.answer.tier)


def past_answers(*, about: str | uuid.UUID = "", asker: CaseSystem | None = None) -> QuerySet[Answer]:
    """Answers, the newest first: about a number, with an id, or asked by a case system among the newest."""
    answers = Answer.objects.select_related("batch", "case_system").order_by("-asked_at", "-pk")
    if isinstance(about, uuid.UUID):
        answers = answers.filter(public_id=about)
    elif about:
        answers = answers.filter(accreditation_number=about)
    else:
        answers = answers.order_by("-pk")
    if asker:
        answers = answers.filter(case_system=asker)
        if not about:
            newest = Answer.objects.aggregate(newest=Max("pk"))["newest"] or 0
            answers = answers.filter(pk__gt=newest - LOOKED_AT)
    return answers


def in_words(answers: list[Answer]) -> list[PastAnswer]:
    """Each answer in words with its proof, by the same few queries however many there are."""
    states = states_of(answers, receipts.public_keys(), ends())
    return [
        PastAnswer(
            answer=answer,
            proof=states[answer.pk],
            subject=str(_question(answer).get("subject", "")),
            asked=_asked(_question(answer)),
            reasons=[_word(Reason, code) for code in answer.reasons],
        )
        for answer in answers
    ]


def _question(answer: Answer) -> dict[str, Any]:
    return answer.question if isinstance(answer.question, dict) else {}


def _asked(question: dict[str, Any]) -> list[tuple[str, str]]:
    found = [
        ("Action", _word(Action, question.get("action"))),
        ("Adaptation", question.get("adaptation")),
        ("Tier stated", _word(Tier, question.get("tier"))),
        ("Tenure", _word(Tenure, question.get("tenure"))),
        ("Locality", question.get("locality")),
        ("For the organisation", question.get("organisation")),
    ]
    return [(name, str(words)) for name, words in found if words]


def _word(words: type[TextChoices], value: Any) -> str:
    """The label of a word; the value itself when it is none, as in a row that was changed."""
    return str(words(value).label) if value in words.values else str(value or "")
