"""What is asked of the register, and what it decides. Plain values; no database here."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import TextChoices

from people.vocabulary import Tenure, Tier


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
    NOT_YET_ACCREDITED = "NOT_YET_ACCREDITED", "The accreditation has not started."
    SUSPENDED = "SUSPENDED", "The accreditation is suspended."
    EXPIRED = "EXPIRED", "The accreditation or registration has expired."
    REVOKED = "REVOKED", "The accreditation has been revoked."
    RELINQUISHED = "RELINQUISHED", "The accreditation has been given up."
    TIER_NOT_HELD = "TIER_NOT_HELD", "The person may not authorise at this tier."
    TIER_UNDERSTATED = "TIER_UNDERSTATED", "The stated tier is lower than the catalogue's; the catalogue's was used."
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


@dataclass(frozen=True, kw_only=True)
class Question:
    """May this person do this, to this adaptation, for this tenure, in this locality?

    `subject` is a register number or a professional body's number. `tier` is what the asker states; the register
    takes the higher of it and the catalogue's. `adaptation` is empty for a Housing MOT. `locality` is its code.
    """

    subject: str
    action: Action
    adaptation: str = ""
    tier: Tier | None = None
    tenure: Tenure | None = None
    locality: str = ""
    organisation: str = ""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What the register decides on one question.

    `register_number` is the state of the register that was read; every change that matters takes the next number.
    `reasons` are codes: why not, or on which basis. `tier` is the one that was used.
    """

    permitted: bool
    reasons: tuple[Reason, ...]
    register_number: int
    at: datetime
    tier: Tier | None = None
    accreditation_number: str = ""
    explanations: tuple[str, ...] = field(default=(), compare=False)
