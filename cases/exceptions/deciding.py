"""What the way to a decision refuses: conversation, assessment, tier, authorisation."""

from core.exceptions import Refused


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


class NotFastTrack(Refused):
    """What is asked of a fast track is missing, or the item cannot go that way."""

    code = "not_fast_track"


class DutiesNotSeparate(Refused):
    """Two acts that need two people were tried by one."""

    code = "duties_not_separate"


class UnderReview(Refused):
    """A competent person must look at the line again first."""

    code = "under_review"


class DraftMoved(Refused):
    """Somebody else saved the draft since the writer began; both texts are shown, and the writer chooses."""

    code = "draft_moved"


class ChangedUnseen(Refused):
    """Somebody else saved a change since the writer opened it; both texts are shown, and the writer decides."""

    code = "changed_unseen"


class TierNotPossible(Refused):
    """A tier cannot be lowered like this."""

    code = "tier_not_possible"


class NotForYou(Refused):
    """It takes somebody of another profession, or somebody who had no part in the case."""

    code = "not_for_you"


class PolicyNotPossible(Refused):
    """A dated policy cannot be set like this."""

    code = "policy_not_possible"
