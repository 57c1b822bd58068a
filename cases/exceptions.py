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


class ReasonMissing(Refused):
    """A reason for opening a record must say what it is."""

    code = "reason_missing"


class ReasonWanted(Exception):
    """Somebody without a task in a case opens it; they are asked why first. Nothing of it is shown before."""

    def __init__(self, reference: str) -> None:
        super().__init__(f"A reason is wanted for {reference}.")
        self.reference = reference


class FileRefused(Refused):
    """A file that may not be kept, or is gone already."""

    code = "file_refused"


class LinkRefused(Refused):
    """The address of the person's own page cannot be given, or ended, now."""

    code = "link_refused"


class NotReopened(Refused):
    """A closed case cannot be opened again by this person, or in this way."""

    code = "not_reopened"


class FollowUpRefused(Refused):
    """Somebody who drifts away needs a named day, and a day must make sense."""

    code = "follow_up_refused"


class CopyRefused(Refused):
    """A copy of somebody's record cannot be made, or given, now."""

    code = "copy_refused"
