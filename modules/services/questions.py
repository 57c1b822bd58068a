"""Changes to the question bank."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from audit.services import record
from modules.constants import QuestionKind, QuestionUse
from modules.exceptions import QuestionNotUsable
from modules.kinds import KINDS, ChoiceText, QuestionText
from modules.kinds.arranged import Arranged
from modules.models import Choice, Module, Question
from people.models import User

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,29}")


@transaction.atomic
def save_question(*, module: Module, question: QuestionText, by: User) -> Question:
    """Add the question with this code, or give it these words. Raises `QuestionNotUsable`, naming the question.

    Attempts keep the words they were made with. A question that says the same already is left alone.
    """
    wanted = checked(question)
    held = Question.objects.select_for_update().filter(code=wanted.code).first()
    if held is not None and held.module_id != module.pk:
        raise QuestionNotUsable(f"{wanted.code}: this code belongs to a question of “{held.module}”.", key="code")
    if held is not None and held.as_text == wanted:
        return held
    kept = held or Question(code=wanted.code, module=module)
    kept.kind, kept.use, kept.stem, kept.unit = wanted.kind, wanted.use, wanted.stem, wanted.unit
    kept.criterion, kept.source, kept.tags = wanted.criterion, wanted.source, " ".join(wanted.tags)
    kept.feedback, kept.is_active = wanted.feedback, wanted.is_active
    kept.choices = [
        Choice(
            sort_order=place,
            text=choice.text,
            match=choice.match,
            tolerance=choice.tolerance,
            is_correct=choice.is_correct,
            feedback=choice.feedback,
        )
        for place, choice in enumerate(wanted.choices)
    ]
    kept.save()
    record("modules.question_saved", kept, by=by)
    return kept


def save_questions(*, module: Module, questions: Sequence[QuestionText], by: User) -> list[Question]:
    """Save all of them or, when one cannot be used, none."""
    with transaction.atomic():
        return [save_question(module=module, question=question, by=by) for question in questions]


def checked(question: QuestionText) -> QuestionText:
    """The question as the bank keeps it: all parts of an arrangement are right. Raises `QuestionNotUsable`."""
    if problem := problem_with(question):
        key, words = problem
        raise QuestionNotUsable(f"{question.code}: {words}", key=key)
    if isinstance(KINDS[question.kind], Arranged):
        choices = tuple(replace(choice, is_correct=True) for choice in question.choices)
        return replace(question, choices=choices)
    return question


def problem_with(question: QuestionText) -> tuple[str, str] | None:
    """What is wrong with a question: the key, as question files name it, and a sentence. None when it can be used."""
    if not CODE.fullmatch(question.code):
        return "code", "A code is up to 30 letters, digits, hyphens, dots and underlines, without spaces."
    if question.kind not in KINDS:
        return "kind", f"“{question.kind}” is no kind of question."
    if question.use not in QuestionUse.values:
        return "use", f"“{question.use}” is no use of a question; it is for “check” or for “practice”."
    if question.unit and question.kind != QuestionKind.NUMERIC:
        return "unit", "Only a question for a number has a unit."
    for key in ("stem", "criterion", "source"):
        if not getattr(question, key).strip():
            return key, f"The question has no {key}."
    if problem := KINDS[question.kind].misfit(question.choices):
        return "choices", problem
    return _problem_with_words(question)


def _problem_with_words(question: QuestionText) -> tuple[str, str] | None:
    """What the database's fields refuse: mostly words that are too long."""
    texts = {
        "stem": question.stem,
        "unit": question.unit,
        "feedback": question.feedback,
        "criterion": question.criterion,
        "source": question.source,
        "tags": " ".join(question.tags),
    }
    found: list[tuple[str, Any, object]] = [(key, Question._meta.get_field(key), text) for key, text in texts.items()]
    for choice in question.choices:
        found += [
            ("choices.text", Choice._meta.get_field("text"), choice.text),
            ("choices.match", Choice._meta.get_field("match"), choice.match),
            ("choices.feedback", Choice._meta.get_field("feedback"), choice.feedback),
            ("choices.tolerance", Choice._meta.get_field("tolerance"), choice.tolerance),
        ]
    for key, field, value in found:
        longest = getattr(field, "max_length", None)
        if longest and len(str(value)) > longest:
            return key, f"It has {len(str(value))} letters; {longest} is the most."
        if "\x00" in str(value):
            return key, "It holds a letter that no text has."
        try:
            if value not in ("", None):
                field.run_validators(value)
        except ValidationError as error:
            return key, " ".join(error.messages)
    return None


__all__ = ["ChoiceText", "QuestionText", "checked", "problem_with", "save_question", "save_questions"]
