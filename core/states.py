"""The lives of things that have states, as data: which verb is allowed from where, and by whom.

An app describes each life once, the service that makes the step asks `require`, and `manage.py document_states`
writes `docs/states/` from the same rows, so that the page cannot say what the code does not do.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models

from core.transitions import require_state


@dataclass(frozen=True, kw_only=True)
class Step:
    """One verb: what it does in words, the states it is allowed from, the state it leads to, and who takes it.

    An empty `allowed_from` begins the life; an empty `to` leaves the state to be worked out.
    """

    words: str
    allowed_from: frozenset[str]
    by: str
    to: str = ""


@dataclass(frozen=True, kw_only=True)
class Life:
    """One kind of thing: its states with their words, its steps by name, and what a reader should know besides."""

    slug: str
    title: str
    states: type[models.TextChoices]
    steps: Mapping[str, Step]
    notes: tuple[str, ...] = ()

    def require(self, record: models.Model, verb: str) -> None:
        """Raise `TransitionNotAllowed`, in words, unless the record's `state` allows the verb."""
        step = self.steps[verb]
        require_state(record, step.words, allowed=step.allowed_from)


_lives: dict[str, Life] = {}


def register(life: Life) -> Life:
    """Make a life known to the document; apps register theirs in `ready()`."""
    _lives[life.slug] = life
    return life


def lives() -> list[Life]:
    return [_lives[slug] for slug in sorted(_lives)]


def as_markdown(life: Life) -> str:
    """One life as a page with a table: verb, from where, to what, by whom."""
    labels = dict(life.states.choices)

    def words(states: frozenset[str]) -> str:
        return ", ".join(str(labels[value]).lower() for value in life.states.values if value in states)

    lines = [
        f"# {life.title}",
        "",
        "Written by `manage.py document_states` from the code; do not edit by hand.",
        "",
        "| to | allowed from | leads to | by |",
        "|---|---|---|---|",
    ]
    for step in life.steps.values():
        leads_to = str(labels[step.to]).lower() if step.to else "what the rules then say"
        lines.append(f"| {step.words} | {words(step.allowed_from) or 'nothing yet'} | {leads_to} | {step.by} |")
    notes = [line for note in life.notes for line in ("", note)]
    return "\n".join([*lines, *notes, "", "Everything else is refused in words, and a test tries every state.", ""])
