"""The questions of a module's folder, which content authors write by hand in TOML (T8).

    [[questions]]
    code = "M2-Q01"
    kind = "single"
    stem = "…"
    criterion = "SN-1.1"
    source = "…"
    [[questions.choices]]
    text = "…"
    correct = true
    feedback = "…"

Optional are `use`, `tags`, `feedback`, `unit` and `active`; of a choice `correct` (pairs and orders have none),
`match` and `tolerance` (a number written as text).
"""

from decimal import Decimal, InvalidOperation

from modules.constants import QuestionUse
from modules.exceptions import TeachingFileUnusable
from modules.kinds import KINDS, ChoiceText, QuestionText
from modules.services.questions import problem_with
from modules.teaching_files import Keys, ModuleFiles, Part

QUESTION_KEYS: Keys = {"code": str, "kind": str, "stem": str, "criterion": str, "source": str, "choices": list}
OPTIONAL_KEYS: Keys = {"use": str, "tags": list, "feedback": str, "unit": str, "active": bool}
CHOICE_KEYS: Keys = {"text": str}
OPTIONAL_CHOICE_KEYS: Keys = {"correct": bool, "feedback": str, "match": str, "tolerance": str}


def questions_of(files: ModuleFiles) -> list[QuestionText]:
    """Every question of the folder. Raises `TeachingFileUnusable`, naming the file, the question and the key."""
    questions: dict[str, QuestionText] = {}
    for part in files.questions:
        question = _question(part)
        if question.code in questions:
            raise _wrong(part, "code", "this code is used twice.")
        questions[question.code] = question
    return list(questions.values())


def _question(part: Part) -> QuestionText:
    part.check(QUESTION_KEYS, OPTIONAL_KEYS)
    question = QuestionText(
        code=part["code"],
        kind=part["kind"],
        stem=part["stem"],
        criterion=part["criterion"],
        source=part["source"],
        use=part.get("use", QuestionUse.CHECK),
        tags=tuple(part.get("tags", [])),
        feedback=part.get("feedback"),
        unit=part.get("unit"),
        is_active=part.get("active", True),
        choices=tuple(_choice(part, choice) for choice in part.parts("choices", "choice")),
    )
    if problem := problem_with(question):
        raise _wrong(part, *problem)
    kind = KINDS[question.kind]
    if kind.lacks_feedback(question):
        raise _wrong(part, "feedback", kind.feedback_wanted)
    return question


def _choice(question: Part, part: Part) -> ChoiceText:
    part.check(CHOICE_KEYS, OPTIONAL_CHOICE_KEYS)
    tolerance = part.get("tolerance")
    try:
        return ChoiceText(
            text=part["text"],
            is_correct=part.get("correct", True),
            feedback=part.get("feedback"),
            match=part.get("match"),
            tolerance=Decimal(tolerance) if tolerance else None,
        )
    except InvalidOperation as error:
        raise _wrong(question, "tolerance", f"“{tolerance}” is not a number.") from error


def _wrong(part: Part, key: str, problem: str) -> TeachingFileUnusable:
    return TeachingFileUnusable(f"{part.place}, {part['code']}, {key}: {problem}")
