"""What is asked of the register, and what it decides. Plain values; no database here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import TextChoices

from people.vocabulary import Tenure, Tier

if TYPE_CHECKING:
    from accreditation.facts import Held


class Action(TextChoices):
    AUTHORISE = "authorise", "Authorise"
    ASSESS = "assess", "Assess"
    HOUSING_MOT = "housing-mot", "Carry out a Housing MOT"


class Reason(TextChoices):
    """The closed list of reason codes (documented in docs/api.md). A permit carries one of the first three."""

    DIRECT_ACCESS = "DIRECT_ACCESS", "This item is on the direct-access list for the tenure; anyone may arrange it."
    ACCREDITED = "ACCREDITED", "The person's accreditation covers this."
    REGISTERED = "REGISTERED", "The person authorises by professional registration."
    UNKNOWN_SUBJECT = "UNKNOWN_SUBJECT", "No such number is on the register."
    UNKNOWN_ADAPTATION = "UNKNOWN_ADAPTATION", "No such adaptation is in the catalogue."
    NOT_GRANTED = "NOT_GRANTED", "No accreditation has been granted."
    NOT_YET_ACCREDITED = "NOT_YET_ACCREDITED", "The accreditation has not started."
    SUSPENDED = "SUSPENDED", "The accreditation is suspended."
    EXPIRED = "EXPIRED", "The accreditation or registration has expired."
    REVOKED = "REVOKED", "The accreditation has been revoked."
    RELINQUISHED = "RELINQUISHED", "The accreditation has been given up."
    TIER_NOT_HELD = "TIER_NOT_HELD", "The person may not authorise at this tier."
    TIER_UNDERSTATED = "TIER_UNDERSTATED", "The stated tier is lower than the catalogue's; the catalogue's was used."
    SEVERAL_TOGETHER = "SEVERAL_TOGETHER", "The items for this need together ask for a higher tier than this one alone."
    KIND_NOT_HELD = "KIND_NOT_HELD", "The scope does not cover this kind of adaptation."
    LOCALITY_NOT_HELD = "LOCALITY_NOT_HELD", "The scope does not cover this locality."
    TENURE_NOT_HELD = "TENURE_NOT_HELD", "The scope does not cover this tenure."
    REGISTERED_ONLY = "REGISTERED_ONLY", "This item is never authorised by somebody who is not registered."
    STAFF_CHECK_DUE = "STAFF_CHECK_DUE", "A staff check is past its date."
    EXPERIENCE_NOT_RECORDED = (
        "EXPERIENCE_NOT_RECORDED",
        "Complex needs ask for experience, and none is recorded beside the registration.",
    )
    ORGANISATION_MISMATCH = "ORGANISATION_MISMATCH", "The person does not act for this organisation."
    OTHER_REASON = "OTHER_REASON", "Something stands against it that the public register does not show."


# What the public register does not show of a person. Whoever may not know is told `OTHER_REASON` instead.
NOT_PUBLIC = frozenset({Reason.STAFF_CHECK_DUE, Reason.ORGANISATION_MISMATCH, Reason.EXPERIENCE_NOT_RECORDED})


def as_told(reasons: Iterable[str], *, with_detail: bool) -> list[str]:
    """The codes that an asker is told: the true ones, or no more of a person than the public register shows.

    Who was never granted anything is not on the public register, so nothing shows that the number is somebody's.
    """
    true = list(reasons)
    if with_detail:
        return true
    if Reason.NOT_GRANTED in true:
        about_item = [code for code in true if code == Reason.UNKNOWN_ADAPTATION]
        return [Reason.UNKNOWN_SUBJECT.value, *about_item]
    told = [code for code in true if code not in NOT_PUBLIC]
    return told if len(told) == len(true) else [*told, Reason.OTHER_REASON.value]


@dataclass(frozen=True, kw_only=True)
class Question:
    """May this person do this, to this adaptation, for this tenure, in this locality?

    `subject` is a register number or a professional body's number. `tier` is what the asker states; the register
    takes the higher of it and the catalogue's. `adaptation` is empty for a Housing MOT. `locality` is its code.
    `together_with` are the codes of the other items for the same need, which may ask for a higher tier together.
    """

    subject: str
    action: Action
    adaptation: str = ""
    tier: Tier | None = None
    tenure: Tenure | None = None
    locality: str = ""
    organisation: str = ""
    together_with: tuple[str, ...] = ()

    def as_kept(self) -> dict[str, Any]:
        """The question as the log keeps it."""
        return vars(self) | {"together_with": list(self.together_with)}

    @property
    def codes(self) -> set[str]:
        """Every item that the question names; "" for a Housing MOT."""
        return {self.adaptation, *self.together_with}


@dataclass(frozen=True, kw_only=True)
class Past:
    """A moment to be asked about, and the moment up to whose recording the register is read."""

    at: datetime
    known_at: datetime


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What the register decides on one question.

    `register_number` is the state of the register that was read; every change that matters takes the next number.
    `reasons` are codes: why not, or on which basis. `tier` is the one that was used. `held` is the accreditation that
    answered, None where none did.
    """

    question: Question
    permitted: bool
    reasons: tuple[Reason, ...]
    register_number: int
    at: datetime
    tier: Tier | None = None
    accreditation_number: str = ""
    held: "Held | None" = field(default=None, compare=False)

    @property
    def explanations(self) -> tuple[str, ...]:
        """Each reason as a sentence about this question, without anything about the person."""
        return tuple(self._explain(reason) for reason in self.reasons)

    def _explain(self, reason: Reason) -> str:
        if reason is Reason.TIER_NOT_HELD and self.tier:
            return f"This is “{self.tier.label.lower()}”, and the person may not authorise at that tier."
        if reason is Reason.LOCALITY_NOT_HELD:
            return f"The scope does not cover the locality “{self.question.locality or 'not given'}”."
        if reason is Reason.TENURE_NOT_HELD:
            words = Tenure(self.question.tenure).label.lower() if self.question.tenure else "not given"
            return f"The scope does not cover the tenure “{words}”."
        return str(reason.label)
