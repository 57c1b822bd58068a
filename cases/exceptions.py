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


class PayerUnknown(Refused):
    """It cannot be said yet which stream pays, so nothing is committed. The message says what is missing."""

    code = "payer_unknown"


class WrongBudget(Refused):
    """The budget is of another stream, or does not pay for the cases of this organisation."""

    code = "wrong_budget"


class NotBudgetHolder(Refused):
    """Only whoever holds a budget commits from it, and changes it."""

    code = "not_budget_holder"


class NotEnoughMoney(Refused):
    """A budget cannot be made smaller than what is committed, nor paid from beyond what it holds."""

    code = "not_enough_money"


class MoreThanCommitted(Refused):
    """An invoice asks for more than was committed for the line."""

    code = "more_than_committed"


class AlreadyPaid(Refused):
    """The invoice was paid before."""

    code = "already_paid"


class NothingCommitted(Refused):
    """There is no money to release, or to pay from."""

    code = "nothing_committed"


class FundingIncomplete(Refused):
    """What is recorded about money lacks something."""

    code = "funding_incomplete"


class ConsentIncomplete(Refused):
    """A request for consent, or its answer, lacks something."""

    code = "consent_incomplete"


class PermissionMissing(Refused):
    """Somebody who must agree to the works has not. The message says who."""

    code = "permission_missing"


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
