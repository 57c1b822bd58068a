"""The one source of "now". Rules read it, so a test or the demonstration can say what day it is.

Times are aware and in UTC; days are those of the partnership's time zone (Europe/London).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import lru_cache

from django.utils import timezone

_fixed: ContextVar[datetime | None] = ContextVar("fixed_now", default=None)


def now() -> datetime:
    return _fixed.get() or timezone.now()


def today() -> date:
    return timezone.localdate(now())


@lru_cache(maxsize=256)
def day_of(moment: datetime) -> date:
    """The day of a moment. Remembered: a batch of answers asks about one moment over and over."""
    return timezone.localdate(moment, timezone.get_default_timezone())


@contextmanager
def fixed(at: datetime) -> Iterator[None]:
    """Inside this block it is `at`. Raises ValueError for a naive time."""
    if timezone.is_naive(at):
        raise ValueError("The clock needs an aware time.")
    token = _fixed.set(at)
    try:
        yield
    finally:
        _fixed.reset(token)
