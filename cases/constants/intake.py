"""How somebody comes to the service, and how a case begins and ends."""

from django.db.models import TextChoices

# The letters before the year in a case's reference.
REFERENCE_PREFIX = "AR"


class ReferralRoute(TextChoices):
    """The eight routes of the home improvement agency specification, 5.1 a to h."""

    PRIMARY_CARE = "primary_care", "Primary care"
    HEALTH = "health", "Other health body"
    HOUSING = "housing", "Housing department or landlord"
    AGENCY = "agency", "Statutory or non-statutory agency"
    VOLUNTARY = "voluntary", "Voluntary organisation"
    SELF = "self", "The person, or somebody for them"
    COUNCIL = "council", "The council"
    OTHER = "other", "Another agency"


class LawfulBasis(TextChoices):
    """Why the organisation may hold what it is told. Consent is asked only where it is the basis (R2)."""

    PUBLIC_TASK = "public_task", "Public task"
    LEGAL_OBLIGATION = "legal_obligation", "Legal obligation"
    VITAL_INTERESTS = "vital_interests", "Vital interests"
    LEGITIMATE_INTERESTS = "legitimate_interests", "Legitimate interests"
    CONTRACT = "contract", "Contract"
    CONSENT = "consent", "Consent"


class CaseState(TextChoices):
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class ClosedReason(TextChoices):
    """Why a case ended. Waiting for money is a state of a line, never a reason to close."""

    FINISHED = "finished", "Everything agreed is done"
    NOT_NEEDED = "not_needed", "The person needs nothing more now"
    PERSON_CHOSE = "person_chose", "The person chose not to go on"
    DISENGAGED = "disengaged", "We lost touch with the person"
    NOT_GIVEN = "not_given", "A service could not be given"
    MOVED = "moved", "The person moved out of the area"
    DIED = "died", "The person died"
    PASSED_ON = "passed_on", "Passed on to another service"


# Reasons to end without anything provided that say too little by themselves (H19).
SAYS_WHY = frozenset({ClosedReason.DISENGAGED, ClosedReason.NOT_GIVEN})
