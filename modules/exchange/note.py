"""The note beside an exported question: what the format has no words for, as JSON after the word “threshold:”.

In GIFT it is a comment line, in Moodle XML a comment inside the question. Both systems pass over it. It holds only
the fields in which the visible question, read on its own, would differ: so a text that somebody changes in another
system comes back changed, and everything else comes back as it was. Choices are compared one by one.
"""

import json
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

from modules.kinds import ChoiceText, QuestionText

MARK = "threshold:"
NAMES = {field.name for field in fields(QuestionText)} - {"choices"}
CHOICE_NAMES = {field.name for field in fields(ChoiceText)}


def note_for(question: QuestionText, visible: QuestionText | None) -> str:
    """The note that makes `visible`, what can be read without it, the same as the question; empty when it is."""
    if visible is None:
        return _as_json(_told(question) | {"choices": [_told_choice(choice) for choice in question.choices]})
    told = {name: value for name, value in _told(question).items() if value != _told(visible)[name]}
    if choices := _difference(question.choices, visible.choices):
        told["choices"] = choices
    return _as_json(told) if told else ""


def _difference(wanted: tuple[ChoiceText, ...], visible: tuple[ChoiceText, ...]) -> list[dict[str, Any]]:
    """For each choice what differs; whole choices when their number does; nothing when they are the same."""
    if len(wanted) != len(visible):
        return [_told_choice(choice) for choice in wanted]
    differing = []
    for one, other in zip(wanted, visible, strict=True):
        held = _told_choice(other)
        differing.append({name: value for name, value in _told_choice(one).items() if value != held[name]})
    return differing if any(differing) else []


def applied(visible: QuestionText, note: dict[str, Any]) -> QuestionText:
    """The question with its note. Raises ValueError when the note is none that this product writes."""
    told = {name: value for name, value in note.items() if name in NAMES}
    if not all(isinstance(value, str | bool | list) for value in told.values()):
        raise ValueError("The note beside the question has been changed and cannot be read.")
    if "tags" in told:
        told["tags"] = tuple(str(tag) for tag in told["tags"])
    question = replace(visible, **told)
    rows = note.get("choices")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return question
    if all(set(row) == CHOICE_NAMES for row in rows):
        return replace(question, choices=tuple(_choice(ChoiceText(text=""), row) for row in rows))
    if len(rows) != len(question.choices):
        return question
    pairs = zip(question.choices, rows, strict=True)
    return replace(question, choices=tuple(_choice(choice, row) for choice, row in pairs))


def parsed(text: str) -> dict[str, Any] | None:
    """The note in a comment, or None when the comment is something else."""
    stripped = text.strip()
    if not stripped.startswith(MARK):
        return None
    try:
        note = json.loads(stripped.removeprefix(MARK))
    except ValueError:
        raise ValueError("The note beside the question has been changed and cannot be read.") from None
    return note if isinstance(note, dict) else None


def _told(question: QuestionText) -> dict[str, Any]:
    told = {name: getattr(question, name) for name in sorted(NAMES)}
    return told | {"tags": list(question.tags)}


def _told_choice(choice: ChoiceText) -> dict[str, Any]:
    told = {name: getattr(choice, name) for name in sorted(CHOICE_NAMES)}
    return told | {"tolerance": None if choice.tolerance is None else f"{choice.tolerance.normalize():f}"}


def _choice(choice: ChoiceText, row: dict[str, Any]) -> ChoiceText:
    told = {name: value for name, value in row.items() if name in CHOICE_NAMES}
    if told.get("tolerance") is not None:
        try:
            told["tolerance"] = Decimal(str(told["tolerance"]))
        except ArithmeticError:
            raise ValueError("The note beside the question has a tolerance that is not a number.") from None
    if not isinstance(told.get("is_correct", True), bool) or not all(
        isinstance(told.get(name, ""), str) for name in ("text", "match", "feedback")
    ):
        raise ValueError("The note beside the question has been changed and cannot be read.")
    return replace(choice, **told)


def _as_json(told: dict[str, Any]) -> str:
    """One line, without two hyphens in a row, which an XML comment must not hold."""
    text = json.dumps(told, ensure_ascii=True, separators=(", ", ": "))
    return f"{MARK} {text}".replace("--", "-\\u002d")
