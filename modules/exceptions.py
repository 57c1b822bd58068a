from wagtail.actions.publish_page_revision import PublishPagePermissionError

from core.exceptions import Refused


class NotReviewed(Refused, PublishPagePermissionError):
    """A module goes live only as the very revision that somebody other than its author approved.

    It is Wagtail's own permission error as well, so that every way of publishing answers with words.
    """

    code = "not_reviewed"


class ReviewNotAllowed(Refused):
    """This person may not review, or this draft is not the one to review."""

    code = "review_not_allowed"


class ModuleNotOpen(Refused):
    """Something that must come before the module is missing. `missing` holds a sentence for each."""

    code = "module_not_open"

    def __init__(self, missing: list[str]) -> None:
        super().__init__(" ".join(missing))
        self.missing = missing


class NotEnrolled(Refused):
    code = "not_enrolled"


class LessonNotTaught(Refused):
    """What a session tells about lessons taught cannot be so."""

    code = "lesson_not_taught"


class LinkNotOpen(Refused):
    """A link to a draft is forged, closed, or leads to words that have changed."""

    code = "link_not_open"


class WaiverNotAllowed(Refused):
    """This waiver may not be given or withdrawn by this person, or in this way."""

    code = "waiver_not_allowed"


class ChangeNotAllowed(Refused):
    """A change of what counts may not be made, or not by this person, or not unseen."""

    code = "change_not_allowed"


class AlreadySubmitted(Refused):
    """A knowledge check is handed in once."""

    code = "already_submitted"


class TimeIsUp(Refused):
    """Answers that come after the time allowed do not count."""

    code = "time_is_up"


class CheckNotOpen(Refused):
    """A knowledge check may not be started now: too soon, too often, or too late for a look before."""

    code = "check_not_open"


class AnswersIncomplete(Refused):
    """Answers that do not fit the questions drawn."""

    code = "answers_incomplete"


class QuestionNotUsable(Refused):
    """A question that does not fit its kind or lacks something. `key` names what is wrong, as question files do."""

    code = "question_not_usable"

    def __init__(self, message: str, *, key: str = "") -> None:
        super().__init__(message)
        self.key = key


class BankHasChanged(Refused):
    """What somebody confirms is no longer what they looked at."""

    code = "bank_has_changed"


class TeachingFileUnusable(Refused):
    """The file says something that a module cannot be."""

    code = "teaching_file_unusable"


class ScenarioNotPublishable(Refused):
    """What is wrong with a scenario's graph. `problems` holds a sentence for each."""

    code = "scenario_not_publishable"

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


class ScenarioNotRead(Refused):
    """A scenario is published by somebody other than its author, who has read exactly these words."""

    code = "scenario_not_read"


class ScenarioNotPublished(Refused):
    """A lesson shows a scenario that has no published version."""

    code = "scenario_not_published"


class StepAlreadyTaken(Refused):
    """A step of a scenario is taken once, from whichever tab."""

    code = "step_already_taken"


class ChoiceNotOffered(Refused):
    """The choice does not stand at the node where the run is, or its reason is missing."""

    code = "choice_not_offered"


class MayNotEnrol(Refused):
    """Only some may enrol somebody else, and only whom they answer for."""

    code = "may_not_enrol"
