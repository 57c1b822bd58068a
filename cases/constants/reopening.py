"""Why a closed case is opened again, and looking again at how somebody is (H19, M4)."""

from django.db.models import TextChoices


class ReopenedWhy(TextChoices):
    NEEDS_AGAIN = "needs_again", "Something is difficult at home again"
    BACK_IN_TOUCH = "back_in_touch", "The person is back in touch"
    NOT_RIGHT = "not_right", "What was done does not help, or has broken"
    COMPLAINT = "complaint", "A complaint or a review asks for it"
    IN_ERROR = "in_error", "It was closed in error"


class FollowUpWhy(TextChoices):
    """Why somebody is asked again how they are."""

    HAND_OVER = "hand_over", "To ask what it changed"
    DISENGAGED = "disengaged", "To try once more to reach the person"
    AGREED = "agreed", "Agreed with the person"


class CameOf(TextChoices):
    """What came of following somebody up."""

    WELL = "well", "Reached: nothing more is needed"
    HELP = "help", "Reached: help is wanted"
    NOT_WANTED = "not_wanted", "Reached: does not want to be asked again"
    NOT_REACHED = "not_reached", "Not reached"
    # What nobody chooses: it was answered by something else, or there is nothing left to ask.
    OUTCOME = "outcome", "Answered by the outcome that was recorded"
    REOPENED = "reopened", "The case was opened again"


CHOSEN = tuple((one.value, one.label) for one in CameOf if one not in {CameOf.OUTCOME, CameOf.REOPENED})


# How long after a hand-over somebody asks what it changed, and when somebody who drifted away is tried again.
ASK_AFTER_DAYS = 42
TRY_AGAIN_DAYS = 28
# How far ahead a follow-up may lie.
LATEST_DAYS = 365
