"""The question part of a module's folder."""

from modules.models import Module
from modules.services.questions import ChoiceText, save_question
from modules.teaching_files import Keys, Part
from people.models import User

QUESTION_KEYS: Keys = {"code": str, "kind": str, "stem": str, "criterion": str, "source": str, "choices": list}
OPTIONAL_KEYS: Keys = {"use": str, "tags": list, "feedback": str}
CHOICE_KEYS: Keys = {"text": str, "correct": bool, "feedback": str}


def load_question(*, module: Module, question: Part, by: User) -> None:
    """Bring one question from its table. Raises `TeachingFileUnusable` or `QuestionNotUsable`."""
    question.check(QUESTION_KEYS, OPTIONAL_KEYS)
    save_question(
        module=module,
        code=question["code"],
        kind=question["kind"],
        stem=question["stem"],
        criterion=question["criterion"],
        source=question["source"],
        choices=[
            ChoiceText(text=choice["text"], is_correct=choice["correct"], feedback=choice["feedback"])
            for choice in (part.check(CHOICE_KEYS) for part in question.parts("choices", "choice"))
        ],
        by=by,
    )
