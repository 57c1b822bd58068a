"""How many need what and have done it, by organisation and by locality: counts, never names."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from core import clock
from people.models import Employment, User
from targeting import needs
from targeting.constants import NeedState
from targeting.models import TargetRule
from targeting.selectors.queries import Narrowing, RulesInForce, asked_for, beside, employments

COUNTED = (NeedState.COMPLETED, NeedState.EXPIRING, NeedState.DUE, NeedState.OVERDUE, NeedState.EXPIRED)
# What holds today: an expiring completion is still one.
HOLDING = frozenset({NeedState.COMPLETED, NeedState.EXPIRING})


@dataclass(kw_only=True)
class Figures:
    """One row of a table: how many times a module is needed, and how many of those stand in which state."""

    code: str
    name: str
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))

    @property
    def needed(self) -> int:
        return sum(self.counts.values())

    @property
    def share_done(self) -> int | None:
        """In whole per cent, rounded down, so that 100 means everybody."""
        done = sum(self.counts[state] for state in HOLDING)
        return done * 100 // self.needed if self.needed else None

    @property
    def columns(self) -> list[int]:
        return [self.needed, *(self.counts[state] for state in COUNTED)]

    def add(self, other: dict[str, int]) -> None:
        for state in COUNTED:
            self.counts[state] += other[state]


def by_organisation(rules: RulesInForce, narrowing: Narrowing) -> list[Figures]:
    return _figures(rules, narrowing, "organisation__code", "organisation__name", nameless="")


def by_locality(rules: RulesInForce, narrowing: Narrowing) -> list[Figures]:
    """Somebody who works in two localities counts in both."""
    return _figures(rules, narrowing, "localities__code", "localities__name", nameless="No locality")


def all_of(rows: Sequence[Figures]) -> Figures:
    total = Figures(code="", name="All")
    for row in rows:
        total.add(row.counts)
    return total


def _figures(
    rules_in_force: RulesInForce, narrowing: Narrowing, code: str, name: str, *, nameless: str
) -> list[Figures]:
    """The counts of every module together, in one query."""
    today = rules_in_force.today
    parts = [
        _counted(rules, narrowing, today, beside(employments(today, narrowing.people()), module_id), code, name)
        for module_id, rules in rules_in_force.of(narrowing).items()
    ]
    found: dict[str, Figures] = {}
    for row in parts[0].union(*parts[1:], all=True) if parts else ():
        figures = found.setdefault(row["code"] or "", Figures(code=row["code"] or "", name=row["name"] or nameless))
        figures.add(row)
    return sorted(found.values(), key=lambda figures: figures.name)


def _counted(
    rules: Sequence[TargetRule],
    narrowing: Narrowing,
    today: date,
    jobs: QuerySet[Employment],
    code: str,
    name: str,
) -> QuerySet[Any]:
    counts = {state.value: Count("pk", filter=needs.in_state(rules, state, today)) for state in COUNTED}
    return (
        jobs.filter(asked_for(rules, narrowing, today))
        .order_by()
        .values(code=F(code), name=F(name))
        .annotate(**counts)
        .values("code", "name", *counts)
    )


def count_late(who: Q, rules_in_force: RulesInForce) -> int:
    """How many times one of these people is late with a module; one query."""
    today = rules_in_force.today
    late = [
        beside(employments(today, who), module_id).filter(needs.due_before(rules, today)).order_by().values("pk")
        for module_id, rules in rules_in_force.by_module.items()
    ]
    return late[0].union(*late[1:], all=True).count() if late else 0


def manages_anybody(user: User) -> bool:
    return employments(clock.today(), Q(line_manager=user)).exists()
