"""The work list: what waits, whose it is, and by when (P1, P10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet, TextChoices

from cases import work
from cases.clocks import at
from cases.constants.intake import CaseState
from cases.models import Case
from cases.selectors.scope import cases_of, with_names
from cases.selectors.search import matching
from cases.work import Row, Rows, Shown
from core import clock
from people.models import User


class When(TextChoices):
    OVERDUE = "overdue", "Overdue"
    TODAY = "today", "Today"
    WEEK = "week", "In the next seven days"
    LATER = "later", "Later"
    NO_DAY = "no_day", "Without a day"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """How somebody narrows the list. Empty: everything."""

    is_mine: bool = True
    kind: str = ""
    when: str = ""
    owner: int | None = None
    locality: int | None = None
    tenure: str = ""
    search: str = ""


@dataclass(frozen=True, kw_only=True)
class WorkItem:
    """One thing that waits, as the list shows it."""

    kind: str
    words: str
    address: str
    case: Case
    due_at: datetime | None
    when: When
    is_by_the_hour: bool


class Work:
    """What waits in the open cases of somebody's organisation, as they want it narrowed: one query to list it, and one
    to count it.
    """

    def __init__(self, user: User, wanted: Wanted) -> None:
        known = work.sources()
        cases = _cases(user, wanted)
        self._wanted = wanted
        self._parts = [
            source.rows(cases) for source in ([known[wanted.kind]] if wanted.kind in known else known.values())
        ]

    @property
    def rows(self) -> Rows:
        """The earliest due first."""
        if not self._wanted.when:
            return work.together(self._parts)
        due = _due()[When(self._wanted.when)]
        return work.together([part.filter(due) for part in self._parts])

    @cached_property
    def counts(self) -> dict[When, int]:
        """How much is due by when, whichever `when` was chosen. What is due today counts for the week, too."""
        counted = {when.value: Count("work_case", filter=due) for when, due in _due().items()}
        found = work.together(self._parts).aggregate(**counted)
        return {when: found[when] for when in When}

    @property
    def found(self) -> int:
        """How many rows there are, as they were counted."""
        if self._wanted.when:
            return self.counts[When(self._wanted.when)]
        return sum(number for when, number in self.counts.items() if when != When.TODAY)


def _cases(user: User, wanted: Wanted) -> "QuerySet[Case, Any]":
    cases = cases_of(user).filter(state=CaseState.OPEN).order_by()
    if wanted.is_mine:
        cases = cases.filter(owner=user)
    elif wanted.owner:
        cases = cases.filter(owner=wanted.owner)
    if wanted.locality:
        cases = cases.filter(home__locality=wanted.locality)
    if wanted.tenure:
        cases = cases.filter(home__tenure=wanted.tenure)
    return matching(cases, wanted.search).values("pk")


def _bounds() -> tuple[datetime, datetime, datetime]:
    """Now, the end of today, and the end of the next seven days."""
    tomorrow = clock.today() + timedelta(days=1)
    return clock.now(), at(tomorrow, time(0)), at(tomorrow + timedelta(days=6), time(0))


def _due() -> dict[When, Q]:
    now, tonight, week = _bounds()
    return {
        When.OVERDUE: Q(work_due__lt=now),
        When.TODAY: Q(work_due__gte=now, work_due__lt=tonight),
        When.WEEK: Q(work_due__gte=now, work_due__lt=week),
        When.LATER: Q(work_due__gte=week),
        When.NO_DAY: Q(work_due=None),
    }


def _when(due_at: datetime | None) -> When:
    now, tonight, week = _bounds()
    if due_at is None:
        return When.NO_DAY
    if due_at < now:
        return When.OVERDUE
    if due_at < tonight:
        return When.TODAY
    return When.WEEK if due_at < week else When.LATER


def shown(rows: Iterable[Any]) -> list[WorkItem]:
    """The rows of one page in words: one query for their cases, and what each kind on the page asks."""
    known = work.sources()
    these = [Row(*row) for row in rows]
    cases = with_names(Case.objects.all()).in_bulk({row.case_id for row in these})
    said: dict[Row, Shown] = {}
    for kind in {row.kind for row in these}:
        of_kind = [row for row in these if row.kind == kind]
        said |= dict(zip(of_kind, known[kind].show(of_kind, cases), strict=True))
    return [
        WorkItem(
            kind=known[row.kind].label,
            words=said[row].words,
            address=said[row].address,
            case=cases[row.case_id],
            due_at=row.due_at,
            when=_when(row.due_at),
            is_by_the_hour=known[row.kind].is_by_the_hour,
        )
        for row in these
    ]
