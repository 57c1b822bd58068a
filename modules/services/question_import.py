"""Bring a file of questions into a module's bank: looked at first, then saved whole or not at all (T8)."""

import hashlib
from dataclasses import dataclass

from django.db import transaction

from audit.services import record
from modules.exceptions import BankHasChanged, QuestionNotUsable
from modules.exchange import READERS, Defaults, Format, Problem
from modules.kinds import QuestionText
from modules.models import Module, Question
from modules.services.questions import save_questions
from people.models import User


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One question of the file and what saving it would do."""

    line: int
    question: QuestionText
    changes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a file would do to a bank. With any problem, nothing of it is saved."""

    problems: list[Problem]
    remarks: list[Problem]
    added: list[Planned]
    changed: list[Planned]
    unchanged: int
    digest: str


def plan_import(*, module: Module, text: str, format_: Format, defaults: Defaults) -> Plan:
    """Read a file and compare it with the bank, in two queries. Saves nothing. Raises `FileNotReadable`."""
    reading = READERS[format_](text, defaults)
    codes = [question.code for question in reading.questions]
    held = {one.code: one for one in Question.objects.filter(code__in=codes).prefetch_related("choices")}
    problems, added, changed, unchanged = list(reading.problems), [], [], 0
    for question in reading.questions:
        line, here = reading.lines[question.code], held.get(question.code)
        if here is None:
            added.append(Planned(line=line, question=question, changes=()))
        elif here.module_id != module.pk:
            words = f"The code “{question.code}” belongs to a question of another module."
            problems.append(Problem(line=line, name=question.code, words=words))
        elif changes := _changes(here.as_text, question):
            changed.append(Planned(line=line, question=question, changes=changes))
        else:
            unchanged += 1
    problems.sort(key=lambda problem: problem.line)
    digest = hashlib.sha256(repr((text, [one.question for one in added], changed)).encode()).hexdigest()
    return Plan(
        problems=problems,
        remarks=reading.remarks,
        added=added,
        changed=changed,
        unchanged=unchanged,
        digest=digest,
    )


LABELS = {
    "kind": "kind",
    "stem": "question",
    "choices": "choices",
    "feedback": "feedback",
    "criterion": "criterion",
    "source": "source",
    "tags": "tags",
    "use": "use",
    "unit": "unit",
    "is_active": "whether it is in use",
}


def _changes(held: QuestionText, wanted: QuestionText) -> tuple[str, ...]:
    return tuple(label for name, label in LABELS.items() if getattr(held, name) != getattr(wanted, name))


@transaction.atomic
def import_questions(
    *, module: Module, text: str, format_: Format, defaults: Defaults, seen: str, by: User
) -> list[Question]:
    """Save what was looked at. Raises `BankHasChanged` when it would now do something else than it did then."""
    module = Module.objects.select_for_update().get(pk=module.pk)
    plan = plan_import(module=module, text=text, format_=format_, defaults=defaults)
    if plan.problems:
        raise QuestionNotUsable("The file has problems, so nothing was saved.")
    if plan.digest != seen:
        raise BankHasChanged("The question bank has changed since you looked. Look again, then confirm.")
    questions = [planned.question for planned in [*plan.added, *plan.changed]]
    saved = save_questions(module=module, questions=questions, by=by)
    detail = {"format": format_.value, "added": len(plan.added), "changed": len(plan.changed)}
    record("modules.questions_imported", module, by=by, detail=detail)
    return saved
