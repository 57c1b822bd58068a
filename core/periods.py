"""Rows that hold for a time: `valid_from` (inclusive) to `valid_until` (exclusive, or open)."""

from calendar import monthrange
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q


def holding_on(day: date, prefix: str = "") -> Q:
    """The filter for rows that hold on this day; `prefix` reaches them through a relation (`scope__`)."""
    return Q(**{f"{prefix}valid_from__lte": day}) & (
        Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gt": day})
    )


class PeriodQuerySet(models.QuerySet):
    def on(self, day: date) -> Self:
        return self.filter(holding_on(day))


def months_later(day: date, months: int) -> date:
    """The same day so many months on; the month's last day where there is no such day (31 January to 28 February)."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


class DaysLater(models.Func):
    """A day so many whole days later, computed by the database: `DaysLater("valid_from", 30)`."""

    output_field = models.DateField()

    def __init__(self, day: Any, days: int) -> None:
        self.days = int(days)
        super().__init__(day)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template=f"date(%(expressions)s, '{self.days:+d} days')", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template=f"(%(expressions)s + {self.days})", **context)


class MonthsLater(models.Func):
    """What `months_later` says, computed by the database: the month's last day where there is no such day."""

    output_field = models.DateField()

    def __init__(self, day: Any, months: int) -> None:
        self.months = int(months)
        super().__init__(day)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        # SQLite goes over into the next month, so the end of the month that is meant bounds it.
        same, last = f"{self.months:+d} months", f"{self.months + 1:+d} months"
        sql, params = compiler.compile(self.source_expressions[0])
        return f"min(date({sql}, '{same}'), date({sql}, 'start of month', '{last}', '-1 day'))", (*params, *params)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = f"(%(expressions)s + make_interval(months => {self.months}))::date"
        return self.as_sql(compiler, connection, template=template, **context)
