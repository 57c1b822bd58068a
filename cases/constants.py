"""The words of a case, and the sets of states that verbs ask about."""

from django.db.models import TextChoices

from accreditation.constants import DecisionKind

# The letters before the year in a case's reference.
REFERENCE_PREFIX = "AR"

# How many days a competent person has to look at a line whose authoriser was suspended or revoked (P12).
REVIEW_DAYS = 7

# The register's decisions after which what somebody authorised is looked at again.
REVIEWED_AFTER = (DecisionKind.SUSPENDED, DecisionKind.REVOKED)


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
    MOVED = "moved", "The person moved out of the area"
    DIED = "died", "The person died"
    PASSED_ON = "passed_on", "Passed on to another service"


class Considered(TextChoices):
    """What came of talking about a solution other than an adaptation."""

    PURSUE = "pursue", "Worth pursuing"
    LATER = "later", "Perhaps later"
    NOT_RIGHT = "not_right", "Not right for this person"


class Capacity(TextChoices):
    """Who decides in this conversation."""

    DECIDES = "decides", "The person decides for themselves"
    SUPPORTED = "supported", "The person decides, with support"
    REPRESENTED = "represented", "Somebody with legal powers decides"


class LineKind(TextChoices):
    ADAPTATION = "adaptation", "Adaptation"
    EQUIPMENT = "equipment", "Equipment"
    TECHNOLOGY = "technology", "Technology"
    REHOUSING = "rehousing", "Rehousing"
    REHABILITATION = "rehabilitation", "Rehabilitation or reablement"
    HANDYPERSON = "handyperson", "Handyperson"
    OTHER = "other", "Other"


class LineRoute(TextChoices):
    """How a line comes to be decided."""

    ASSESSED = "assessed", "Case assessment"
    DIRECT_ACCESS = "direct_access", "Direct access"
    AGREED = "agreed", "Agreed with the person"


class LineState(TextChoices):
    PROPOSED = "proposed", "Proposed"
    ASSESSED = "assessed", "Assessed"
    RECOMMENDED = "recommended", "Recommended"
    AUTHORISED = "authorised", "Authorised"
    AWAITING_FUNDS = "approved_awaiting_funds", "Approved, awaiting funds"
    COMMITTED = "committed", "Money committed"
    ARRANGED = "arranged", "Arranged by direct access"
    ORDERED = "ordered", "Ordered"
    HANDED_OVER = "handed_over", "Handed over"
    OUTCOME_RECORDED = "outcome_recorded", "Outcome recorded"
    STOPPED = "stopped", "Stopped"


FINISHED = frozenset({LineState.OUTCOME_RECORDED, LineState.STOPPED})
DECIDED = frozenset({LineState.AUTHORISED, LineState.AWAITING_FUNDS, LineState.COMMITTED, LineState.ORDERED})
STOPPABLE = frozenset(LineState) - FINISHED - {LineState.HANDED_OVER}

# Where an order is placed from, by route: direct access is paid by policy, and what is agreed needs no decision.
ORDERED_FROM = {
    LineRoute.ASSESSED: frozenset({LineState.COMMITTED}),
    LineRoute.DIRECT_ACCESS: frozenset({LineState.ARRANGED}),
    LineRoute.AGREED: frozenset({LineState.PROPOSED}),
}

# From which states each verb is allowed, as a refusal names the verb: "You cannot … this solution now."
ALLOWED_FROM: dict[str, frozenset[LineState]] = {
    "assess": frozenset({LineState.PROPOSED}),
    "recommend": frozenset({LineState.ASSESSED}),
    "send to assessment": frozenset({LineState.PROPOSED, LineState.ASSESSED, LineState.RECOMMENDED}),
    "authorise": frozenset({LineState.RECOMMENDED}),
    "arrange": frozenset({LineState.PROPOSED}),
    "wait for funds for": frozenset({LineState.AUTHORISED}),
    "commit money to": frozenset({LineState.AUTHORISED, LineState.AWAITING_FUNDS}),
    "order": frozenset().union(*ORDERED_FROM.values()),
    "hand over": frozenset({LineState.ORDERED}),
    "record the outcome of": frozenset({LineState.HANDED_OVER}),
    "review": DECIDED,
    "stop": STOPPABLE,
}


class Sought(TextChoices):
    """What somebody wanted of the register when it said no."""

    AUTHORISE = "authorise", "To authorise"
    DIRECT_ACCESS = "direct_access", "To arrange by direct access"
    CONFIRM = "confirm", "To confirm on review"


class Agreement(TextChoices):
    """Whether the person agrees to what the case assessment says."""

    AGREES = "agrees", "The person agrees"
    REPRESENTATIVE = "representative", "Whoever lawfully decides for the person agrees"
    DISAGREES = "disagrees", "The person does not agree"


class Concern(TextChoices):
    """What came of asking about one contraindication. What counts is ability, not diagnosis."""

    NONE = "none", "Not a concern here"
    MANAGED = "managed", "A concern, and it can be managed"
    PREVENTS = "prevents", "A concern that rules this out"


class Basis(TextChoices):
    """On what an authorisation stands, as the register answered."""

    ACCREDITED = "accredited", "Accredited assessor"
    REGISTERED = "registered", "Professional registration"
    DIRECT_ACCESS = "direct_access", "Direct access"


class Relation(TextChoices):
    """Being this to the person, nobody decides anything for them."""

    SELF = "self", "I am the person"
    RELATED = "related", "I am related to the person"
    PARTNER = "partner", "I am their partner"
    NEIGHBOUR = "neighbour", "I am their neighbour"
    OTHER = "other", "I know the person in another private way"


class RedFlag(TextChoices):
    """What is asked before anything is arranged by direct access. One “yes” sends the item to assessment."""

    FALLS = "falls", "Has the person fallen more than once in the last six months, without a plain reason?"
    WORSE = "worse", "Is their condition getting worse quickly, or are they near the end of life?"
    UNDERSTANDING = "understanding", "Might a change to the home confuse them, or would they forget how to use it?"
    TRANSFER = "transfer", "Does somebody have to lift or steady them where this would be fitted?"
    FIXING = "fixing", "Is there doubt about the wall, floor, step or wiring where this would be fitted?"


class Met(TextChoices):
    """How far the person's goals were met."""

    MET = "met", "Met"
    PARTLY = "partly_met", "Partly met"
    NOT_MET = "not_met", "Not met"


class ServiceOutcome(TextChoices):
    """One of the four service outcomes of the protocol (Performance), for this person."""

    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_APPLICABLE = "not_applicable", "Did not apply"


class ReviewDecision(TextChoices):
    CONFIRM = "confirm", "Confirm: it is still right"
    CHANGE = "change", "Change: assess it again"
    STOP = "stop", "Stop: it should not go ahead"
