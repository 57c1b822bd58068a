"""Who pays: streams, what decides between them, and what can be missing (protocol, Funding arrangements)."""

from django.db.models import TextChoices


class Stream(TextChoices):
    """Where the money for a solution comes from. The service to the person is the same whichever it is (F1)."""

    PRIVATE_GRANT = "private_grant", "Grant for private homes"
    LANDLORD_FUNDS = "landlord_funds", "Housing association’s own funds"
    HOUSING_ACCOUNT = "housing_account", "Council’s housing revenue account"
    POOLED = "pooled", "Pooled fund of the partnership"
    EQUIPMENT_STORE = "equipment_store", "Equipment service"
    TELECARE = "telecare", "Telecare service"
    MINOR_WORKS = "minor_works", "Council’s budget for minor adaptations"
    HEALTH_PREVENTION = "health_prevention", "Health and Prevention grant"
    DISABLED_FACILITIES = "disabled_facilities", "Disabled Facilities Grant"
    HANDYPERSON = "handyperson", "Handyperson: labour by the service"
    SELF_FUNDED = "self_funded", "Paid by the person, with our support"


# Whoever pays here owns the home, and agrees to the works by paying for them.
LANDLORD_PAYS = frozenset({Stream.LANDLORD_FUNDS, Stream.HOUSING_ACCOUNT})


class Works(TextChoices):
    """The kinds of works between which the rules of funding distinguish."""

    ADAPTATION = "adaptation", "Adaptation"
    EQUIPMENT = "equipment", "Equipment"
    TECHNOLOGY = "technology", "Technology"
    HANDYPERSON = "handyperson", "Small repairs by a handyperson"


class CareAct(TextChoices):
    """Whether the person's needs are eligible under the Care Act 2014, section 13 (HIA specification, 8.4)."""

    ELIGIBLE = "eligible", "Eligible"
    NOT_ELIGIBLE = "not_eligible", "Not eligible"
    CHILD = "child", "Under 18, so the Care Act does not apply"


class Resources(TextChoices):
    """What the preliminary test of resources pointed to. It is recorded, not worked out here, and it decides nothing.

    For a child there is no test (Housing Renewal Grants (Amendment) (England) Regulations 2005).
    """

    LIKELY = "likely", "A Disabled Facilities Grant is likely"
    UNLIKELY = "unlikely", "The person’s own share is likely to cover the cost"
    EXEMPT = "exempt", "No test: it is for a child or qualifying young person"
    NOT_TAKEN = "not_taken", "The person did not want a preliminary test"


class PassportEvidence(TextChoices):
    """What somebody saw that shows the benefit. Only that it was seen is kept, never what it said."""

    AWARD_LETTER = "award_letter", "Letter of award"
    ONLINE_ACCOUNT = "online_account", "Online account, shown on a screen"
    COUNCIL_RECORD = "council_record", "The council’s own benefit record"


class HandypersonBasis(TextChoices):
    """After what the handyperson comes (HIA specification, 10.1.1)."""

    HOUSING_MOT = "housing_mot", "A Housing MOT"
    OT_ASSESSMENT = "ot_assessment", "An occupational therapist’s assessment"


class Urgency(TextChoices):
    """How soon the money is needed, should it have to wait."""

    URGENT = "urgent", "Urgent: somebody may come to harm, or cannot leave hospital"
    SOON = "soon", "Soon: the need is growing"
    ROUTINE = "routine", "Routine"


class HandOff(TextChoices):
    """What a stream asks to be done next, once, so that the person is sent to the right place."""

    NONE = "", "Nothing"
    OT_REFERRAL = "ot_referral", "Referral for the council’s occupational therapy assessment"
    WARM_TRANSFER = "warm_transfer", "Introduction to the grant provider, speaking to somebody there"
    CHARGED_SUPPORT = "charged_support", "Offer of our support at a charge"


class Missing(TextChoices):
    """Why it cannot be said yet who pays. Nothing is guessed."""

    TENURE = "tenure", "it is not known yet whether the home is owned or rented, and from whom"
    COST = "cost", "the likely cost is not recorded"
    CARE_ACT = "care_act", "it is not recorded whether the person’s needs are eligible under the Care Act"
    RESOURCES = "resources", "the preliminary test of resources is not recorded"
    RIGHT_TOLD = "right_told", "it is not recorded that the person was told of the right to apply formally"
    BASIS = "basis", "it is not recorded which Housing MOT or assessment asks for the repairs"
    RULE = "rule", "no rule of the partnership covers this"
    RULES = "rules", "two rules of the partnership contradict each other here"
