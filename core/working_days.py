"""Working days of Scotland and England, from the `holidays` package. The day of receipt is day 0."""

from collections.abc import Collection
from datetime import date, timedelta
from functools import cache

import holidays
from django.db import models


class Calendar(models.TextChoices):
    SCOTLAND = "SCT", "Scotland"
    ENGLAND = "ENG", "England"


@cache
def _bank_holidays(calendar: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv=calendar, years=year))


def is_working_day(day: date, calendar: str, closed: Collection[date] = ()) -> bool:
    """Whether a day counts; `closed` are an organisation's own days."""
    return day.weekday() < 5 and day not in _bank_holidays(calendar, day.year) and day not in closed


def add_working_days(start: date, days: int, calendar: str, closed: Collection[date] = ()) -> date:
    """The working day that comes `days` after the day of receipt."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day, calendar, closed)
    return day
