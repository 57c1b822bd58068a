"""Rows that hold for a time: `valid_from` (inclusive) to `valid_until` (exclusive, or open)."""

from calendar import monthrange
from datetime import date
from typing import Self

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
