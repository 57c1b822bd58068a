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


class KeptFromYou(Refused):
    """A restricted record is acted on by its few readers alone."""

    code = "kept_from_you"


class NobodyLeftToRead(Refused):
    """Kept from its only reader, a record would be read by nobody."""

    code = "nobody_left_to_read"


class LateWithoutReason(Refused):
    """What was done after its due day says why."""

    code = "late_without_reason"


class CouncilNotTold(Refused):
    """A concern or incident ends once the council knows of it."""

    code = "council_not_told"


class NotWhole(Refused):
    """Something that must be said is missing or cannot be so."""

    code = "not_whole"


class OnHold(Refused):
    """A hold pauses this step. The sentence names the hold, so that nobody has to guess."""

    code = "on_hold"


class AlreadyOnHold(Refused):
    """One hold stands for a case or a solution at a time."""

    code = "already_on_hold"


class ProcedureMissing(Refused):
    """The dated complaints procedure that is needed is not set."""

    code = "procedure_missing"


class NotToBeContacted(Refused):
    """Nothing is sent to somebody who has died or moved away."""

    code = "not_to_be_contacted"


class AlreadyAnsweredHere(Refused):
    """A questionnaire is answered once."""

    code = "already_answered"
