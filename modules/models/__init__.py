from modules.models.learning import (
    Attempt,
    AttemptAnswer,
    AttemptQuestion,
    Certificate,
    Completion,
    Enrolment,
    Reflection,
    StepDone,
    Taught,
    TaughtWithdrawn,
)
from modules.models.module import Module, ModulePrerequisite, ModuleVersion
from modules.models.page import ModuleIndexPage, ModulePage
from modules.models.question import Choice, Question
from modules.models.review import ModuleReview, ReviewComment

__all__ = [
    "Attempt",
    "AttemptAnswer",
    "AttemptQuestion",
    "Certificate",
    "Choice",
    "Completion",
    "Enrolment",
    "Module",
    "ModuleIndexPage",
    "ModulePage",
    "ModulePrerequisite",
    "ModuleReview",
    "ModuleVersion",
    "Question",
    "Reflection",
    "ReviewComment",
    "StepDone",
    "Taught",
    "TaughtWithdrawn",
]
