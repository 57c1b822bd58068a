"""Consent to works in somebody else's property, and building control (design, 3.9)."""

from django.db.models import TextChoices

from people.vocabulary import Nation, Tenure


class AskedOf(TextChoices):
    LANDLORD = "landlord", "The landlord"
    OWNER = "owner", "An owner of the common parts"


class Silence(TextChoices):
    """What it means in law that whoever was asked does not answer in time."""

    CONSENT = "consent", "Silence is consent"
    REFUSAL = "refusal", "Silence is refusal"
    OVERDUE = "overdue", "The law names no day: ask again, and take advice"


class ConsentGiven(TextChoices):
    """What whoever was asked answered."""

    CONSENTED = "consented", "Agrees"
    CONDITIONS = "conditions", "Agrees, with conditions"
    REFUSED = "refused", "Refuses"


class ConsentStatus(TextChoices):
    """How a request stands on a day. It follows from dates and the answer; nothing writes it down."""

    WAITING = "waiting", "Waiting for an answer"
    OVERDUE = "overdue", "No answer in reasonable time"
    CONSENTED = "consented", "Agreed"
    CONDITIONS = "conditions", "Agreed, with conditions"
    REFUSED = "refused", "Refused"
    DEEMED_CONSENT = "deemed_consent", "Agreed by silence"
    DEEMED_REFUSAL = "deemed_refusal", "Refused by silence"


AGREED_TO = frozenset({ConsentStatus.CONSENTED, ConsentStatus.CONDITIONS, ConsentStatus.DEEMED_CONSENT})
TURNED_DOWN = frozenset({ConsentStatus.REFUSED, ConsentStatus.DEEMED_REFUSAL})
RENTED = frozenset({Tenure.PRIVATE_RENT, Tenure.COUNCIL, Tenure.HOUSING_ASSOCIATION})


class BuildingControl(TextChoices):
    """Whether the works need a building warrant, or in England approval under the building regulations."""

    NEEDED = "needed", "It is needed"
    NOT_NEEDED = "not_needed", "It is not needed"


# What building control is asked for, by nation: Building (Scotland) Act 2003, section 8; Building Act 1984.
BUILDING_CONTROL_WORDS = {Nation.SCOTLAND: "building warrant", Nation.ENGLAND: "building regulations approval"}
