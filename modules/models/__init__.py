from modules.models.attempt import Attempt, AttemptAnswer, AttemptQuestion, MoreAttempts
from modules.models.completion import (
    Certificate,
    Completion,
    CompletionChange,
    CompletionRules,
    CompletionWithdrawn,
    Waiver,
    WaiverWithdrawn,
)
from modules.models.learning import (
    Enrolment,
    Reflection,
    StepDone,
    Taught,
    TaughtWithdrawn,
)
from modules.models.module import Module, ModulePrerequisite, ModuleVersion
from modules.models.page import ModuleIndexPage, ModulePage
from modules.models.question import Choice, Question
from modules.models.review import CommentAnswer, ModuleReview, ReviewComment, ReviewLink
from modules.models.scenario import Scenario, ScenarioRun, ScenarioStep, ScenarioVersion

__all__ = [
    "Attempt",
    "AttemptAnswer",
    "AttemptQuestion",
    "Certificate",
    "Choice",
    "CommentAnswer",
    "Completion",
    "CompletionChange",
    "CompletionRules",
    "CompletionWithdrawn",
    "Enrolment",
    "Module",
    "ModuleIndexPage",
    "ModulePage",
    "ModulePrerequisite",
    "ModuleReview",
    "ModuleVersion",
    "MoreAttempts",
    "Question",
    "Reflection",
    "ReviewComment",
    "ReviewLink",
    "Scenario",
    "ScenarioRun",
    "ScenarioStep",
    "ScenarioVersion",
    "StepDone",
    "Taught",
    "TaughtWithdrawn",
    "Waiver",
    "WaiverWithdrawn",
]
