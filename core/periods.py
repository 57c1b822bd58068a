"""Rows that hold for a time: `valid_from` (inclusive) to `valid_until` (exclusive, or open)."""

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
