"""Changes to the question bank."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from audit.services import record
from modules.constants import QuestionKind
from modules.exceptions import QuestionNotUsable
from modules.models import Choice, Module, Question
from modules.models.question import problem_with_choices
from people.models import User


@dataclass(frozen=True, kw_only=True)
class ChoiceText:
    text: str
    is_correct: bool
    feedback: str


@transaction.atomic
def save_question(
    *,
    module: Module,
    code: str,
    kind: str,
    stem: str,
    criterion: str,
    source: str,
    choices: Sequence[ChoiceText],
    by: User,
) -> Question:
    """Add the question with this code, or give it these words. Raises `QuestionNotUsable`, naming the question.

    Attempts keep the words they were made with.
    """
    if kind not in QuestionKind.values:
        raise QuestionNotUsable(f"{code}: “{kind}” is no kind of question.")
    if problem := problem_with_choices(kind, [choice.is_correct for choice in choices]):
        raise QuestionNotUsable(f"{code}: {problem}")
    wanted = [(choice.text, choice.is_correct, choice.feedback) for choice in choices]
    facts = {"module": module, "kind": kind, "stem": stem, "criterion": criterion, "source": source}
    question = Question.objects.select_for_update().filter(code=code).first()
    if question is not None:
        held = [(choice.text, choice.is_correct, choice.feedback) for choice in question.choices.all()]
        if held == wanted and all(getattr(question, name) == value for name, value in facts.items()):
            return question
    question = question or Question(code=code)
    for name, value in facts.items():
        setattr(question, name, value)
    question.choices = [
        Choice(sort_order=place, text=text, is_correct=is_correct, feedback=feedback)
        for place, (text, is_correct, feedback) in enumerate(wanted)
    ]
    question.save()
    record("modules.question_saved", question, by=by)
    return question
