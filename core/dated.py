"""What changes on which day against what holds today, for any dated rule that is registered (design 3.9).

A rule of law, contract or policy is rows with `valid_from` and `valid_until` (exclusive). Nobody edits a row that was
used: another follows from a day. Whoever looks after them wants to see what is coming, before it comes.

    dated.register(dated.Kind(model=DirectAccessList, key=("tenure",), lists=("items",)))
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.formats import date_format

from core import clock

PERIOD = frozenset({"id", "valid_from", "valid_until"})
NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One model of dated rules. Rows of the same `key` follow each other; `lists` are relations to many."""

    model: type[models.Model]
    key: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    left_out: frozenset[str] = frozenset()

    @property
    def title(self) -> str:
        words = str(self.model._meta.verbose_name_plural)
        return words[:1].upper() + words[1:]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One part that will say something else."""

    part: str
    was: str
    now: str


@dataclass(frozen=True, kw_only=True)
class Coming:
    """What changes about one rule on one day. Where it `ends`, nothing follows it."""

    title: str
    which: str
    on: date
    changes: list[Change]
    ends: bool = False


_kinds: dict[type[models.Model], Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.model] = kind


def kinds() -> list[Kind]:
    return sorted(_kinds.values(), key=lambda kind: kind.title)


def coming(chosen: Iterable[Kind] | None = None) -> list[Coming]:
    """Everything that changes after today, the soonest first. A query for each kind, and one for each of its lists."""
    found = [one for kind in (kinds() if chosen is None else chosen) for one in _of_kind(kind, clock.today())]
    return sorted(found, key=lambda one: (one.on, one.title, one.which))


def _of_kind(kind: Kind, today: date) -> Iterable[Coming]:
    rows: Any = kind.model._default_manager.filter(Q(valid_until=None) | Q(valid_until__gt=today))
    related = [field.name for field in kind.model._meta.concrete_fields if field.related_model]
    rows = rows.select_related(*related) if related else rows
    chains: dict[tuple[str, ...], list[Any]] = {}
    for row in rows.prefetch_related(*kind.lists).order_by("valid_from", "pk"):
        if row.valid_until is None or row.valid_until > row.valid_from:
            chains.setdefault(tuple(_said(row, name) for name in kind.key), []).append(row)
    for key, chain in chains.items():
        which = ", ".join(part for part in key if part != NOTHING)
        yield from _of_chain(kind, which, chain, today)


def _of_chain(kind: Kind, which: str, chain: list[Any], today: date) -> Iterable[Coming]:
    """The rows of one rule, in order: each is compared with what holds on the day before it."""
    for place, row in enumerate(chain):
        before = chain[place - 1] if place else None
        if before is not None and before.valid_until is not None and before.valid_until < row.valid_from:
            before = None
        if row.valid_from > today:
            changes = _changes(kind, before, row)
            yield Coming(title=kind.title, which=which, on=row.valid_from, changes=changes)
        follows = chain[place + 1].valid_from if place + 1 < len(chain) else None
        if row.valid_until is not None and (follows is None or follows > row.valid_until):
            changes = _changes(kind, row, None)
            yield Coming(title=kind.title, which=which, on=row.valid_until, changes=changes, ends=True)


def _changes(kind: Kind, before: Any, after: Any) -> list[Change]:
    parts = [
        field for field in kind.model._meta.concrete_fields if field.name not in PERIOD | kind.left_out | set(kind.key)
    ]
    pairs = [(str(field.verbose_name), _said(before, field.name), _said(after, field.name)) for field in parts]
    changes = [Change(part=part.capitalize(), was=was, now=now) for part, was, now in pairs if was != now]
    for name in kind.lists:
        field: Any = kind.model._meta.get_field(name)
        changes += _of_list(str(field.verbose_name).capitalize(), before, after, name)
    return changes


def _of_list(part: str, before: Any, after: Any, name: str) -> list[Change]:
    """Of a list, what is new in it and what is gone."""
    was, now = ({str(one) for one in getattr(row, name).all()} if row is not None else set() for row in (before, after))
    gone, new = sorted(was - now), sorted(now - was)
    return [Change(part=part, was=", ".join(gone) or NOTHING, now=", ".join(new) or NOTHING)] if gone or new else []


def _said(row: Any, name: str) -> str:
    """A value as an editor reads it."""
    if row is None:
        return NOTHING
    shown = getattr(row, f"get_{name}_display", None)
    value = shown() if shown else getattr(row, name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return date_format(value, "j F Y")
    return NOTHING if value in (None, "") else str(value)
