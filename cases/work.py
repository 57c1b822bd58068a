"""What waits for somebody: one list over everything in which a case can wait (P1, P10).

A part of the product adds what waits in it by registering a `Source`: a query that gives one row for each thing that
waits, and words with an address for the rows of one page. The rows of all sources are one query, ordered and cut by
the database, so a list costs as much for a thousand cases as for ten.

    register(Source(kind="hold", label="Review of a hold", rows=_holds, show=_show_holds))

    def _holds(cases):
        waiting = Hold.objects.filter(case__in=cases, ended_at=None)
        return as_rows(waiting, kind="hold", due_at=EndOfDay("review_on"), since="placed_at", number="pk")
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import models
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Cast

from cases.models import Case


class Row(NamedTuple):
    """One thing that waits, as the database gives it. `number` is the source's own, such as a line's number."""

    kind: str
    case_id: int
    due_at: datetime | None
    since: datetime
    about: str
    number: int


class Shown(NamedTuple):
    """What is to be done, and where it is done."""

    words: str
    address: str


Rows = QuerySet[Any]
# Cases by id, with person, home, owner and organisation.
Cases = Mapping[int, Case]


@dataclass(frozen=True, kw_only=True)
class Source:
    """One kind of thing that waits. `show` asks a fixed number of queries for all the rows of a page.

    `is_by_the_hour` says that people need the hour, and not only the day.
    """

    kind: str
    label: str
    rows: Callable[[QuerySet[Case]], Rows]
    show: Callable[[Sequence[Row], Cases], Iterable[Shown]]
    is_by_the_hour: bool = False


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Put a kind of thing that waits on the lists. Apps and parts do so in `ready()`."""
    _sources[source.kind] = source


def sources() -> Mapping[str, Source]:
    return _sources


NEVER = Cast(Value(None), models.DateTimeField())


def as_rows(
    waiting: QuerySet[Any],
    *,
    kind: str,
    since: Any,
    due_at: Any = NEVER,
    case: str = "case_id",
    about: Any = None,
    number: Any = "pk",
) -> Rows:
    """A query of anything as rows of the list. Names are fields; `due_at` is left out for what has no day."""

    def column(value: Any) -> Any:
        return F(value) if isinstance(value, str) else value

    words = Value("") if about is None else column(about)
    return (
        waiting.order_by()
        .annotate(
            work_kind=Value(kind, models.CharField()),
            work_case=F(case),
            work_due=column(due_at),
            work_since=column(since),
            work_about=Cast(words, models.CharField()),
            work_number=Cast(column(number), models.BigIntegerField()),
        )
        .values_list("work_kind", "work_case", "work_due", "work_since", "work_about", "work_number")
    )


def together(parts: Sequence[Rows]) -> Rows:
    """The rows of several sources as one query, the earliest due first and what has no day last."""
    first, *others = parts
    rows = first.union(*others, all=True) if others else first
    return rows.order_by(F("work_due").asc(nulls_last=True), "work_since", "work_case", "work_number")


class EndOfDay(models.Func):
    """A day as the last minute in which it is still that day, summer and winter, for things that are due by the day."""

    output_field = models.DateTimeField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s || ' 22:59:00')", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "((%(expressions)s + time '22:59') AT TIME ZONE 'UTC')"
        return self.as_sql(compiler, connection, template=template, **context)
