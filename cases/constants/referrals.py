"""How a referral comes in, how pressing it is, and what becomes of it (H1, H19, P11)."""

from django.db.models import TextChoices

# The letters of a referral's reference. None is taken for another, and none says anything about the person.
REFERENCE_LETTERS = "3479ACDEFHJKMNPRTWXY"
REFERENCE_LENGTH = 8


class Door(TextChoices):
    """Who wrote the referral down."""

    CASEWORKER = "caseworker", "Taken by a caseworker"
    PARTNER = "partner", "Sent by a partner"
    PUBLIC = "public", "Asked for on the website"


class Urgency(TextChoices):
    ROUTINE = "routine", "Can wait its turn"
    SOON = "soon", "Soon: it is getting worse, or a stay elsewhere depends on it"
    URGENT = "urgent", "Urgent: somebody may be hurt, or cannot come home"


class ReferralState(TextChoices):
    """Where a referral stands. It follows from the decision about it, and is never written down."""

    WAITING = "waiting", "Waiting to be read"
    ACCEPTED = "accepted", "Accepted"
    JOINED = "joined", "Added to a case that is open already"
    DECLINED = "declined", "Not taken on"


# What a decision about a referral can be.
DECISIONS = (ReferralState.ACCEPTED, ReferralState.JOINED, ReferralState.DECLINED)


class DeclineReason(TextChoices):
    """Why a service was not given (H19)."""

    NOT_OUR_AREA = "not_our_area", "The home is outside our area"
    NOT_OUR_SERVICE = "not_our_service", "Another service does this; the person was told which"
    NOT_ELIGIBLE = "not_eligible", "The person is not eligible; told why, and what else there is"
    NOT_WANTED = "not_wanted", "The person does not want it"
    NOT_REACHED = "not_reached", "The person could not be reached, after several tries"
    DIED = "died", "The person has died"
    IN_ERROR = "in_error", "Sent in error, or sent twice"
    NOT_GENUINE = "not_genuine", "Not a genuine request"
