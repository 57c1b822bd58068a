"""What a case refuses. Each message is a sentence for the person at the screen."""

from core.exceptions import Refused


class NotYourOrganisation(Refused):
    """Only staff of the case's own organisation act on it."""

    code = "not_your_organisation"


class CaseClosed(Refused):
    """Nothing is added to a closed case."""

    code = "case_closed"


class ConversationMissing(Refused):
    """The recorded conversation is the gate to a case assessment."""

    code = "conversation_missing"


class NotOnThisRoute(Refused):
    """The verb belongs to another route through the pathway."""

    code = "not_on_this_route"


class AssessmentIncomplete(Refused):
    """A mark of good assessment practice is missing, or the assessment says no."""

    code = "assessment_incomplete"


class AlreadyDecided(Refused):
    """Somebody else decided this line first."""

    code = "already_decided"


class ConflictOfInterest(Refused):
    """The person who decides is, or is close to, the person it is for."""

    code = "conflict_of_interest"


class NotDirectAccess(Refused):
    """The item is not on the direct-access list for this tenure, or an answer needs an assessor."""

    code = "not_direct_access"


class DutiesNotSeparate(Refused):
    """Two acts that need two people were tried by one."""

    code = "duties_not_separate"


class UnderReview(Refused):
    """A competent person must look at the line again first."""

    code = "under_review"


class LinesUnfinished(Refused):
    """A case closes when each of its lines has an outcome or was stopped."""

    code = "lines_unfinished"


class NotOnPriceList(Refused):
    """The price, or the item, is not as the price list and the order have it."""

    code = "not_on_price_list"


class BeyondCommitment(Refused):
    """More would be ordered than money was committed."""

    code = "beyond_commitment"


class HandOverIncomplete(Refused):
    """Something that belongs to a hand-over is missing."""

    code = "hand_over_incomplete"


class NotYetPassed(Refused):
    """It needs an inspection, and has not passed one."""

    code = "not_yet_passed"


class InvoiceNotAccepted(Refused):
    """The invoice comes too early, asks for too much, or is not one that can be decided."""

    code = "invoice_not_accepted"


class EquipmentNotFit(Refused):
    """The item of equipment is not in stock, not safe to lend, or not where it would have to be."""

    code = "equipment_not_fit"
