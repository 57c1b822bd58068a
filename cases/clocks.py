"""When something is due: plain arithmetic over a calendar, office hours and a standard. No database here.

The day of receipt is day 0. Hours that pass are counted in real time, so a clock change neither gives nor takes one.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from django.utils.timezone import get_default_timezone, localtime

from cases.constants.clocks import CountedIn
from core.working_days import add_working_days, is_working_day

# Nobody counts further than this. A week without office hours would otherwise be walked for ever.
FURTHEST = timedelta(days=3660)


class NeverOpen(ValueError):
    """There are no office hours in which to count."""


@dataclass(frozen=True, kw_only=True)
class Hours:
    """From when to when an office is open on a day of the week."""

    opens: time
    closes: time


Week = Mapping[int, Hours]
USUAL_WEEK: Week = {day: Hours(opens=time(9), closes=time(17)) for day in range(5)}


@dataclass(frozen=True, kw_only=True)
class Timetable:
    """When an organisation works: its nation's working days, its office hours, and the days it closes besides."""

    calendar: str
    week: Week = field(default_factory=lambda: dict(USUAL_WEEK))
    closed: Collection[date] = frozenset()

    def is_open_on(self, day: date) -> bool:
        return is_working_day(day, self.calendar, self.closed)

    def opening(self, day: date) -> tuple[datetime, datetime] | None:
        """From when to when the office is open on a day; None when it is not."""
        hours = self.week.get(day.weekday())
        if hours is None or not self.is_open_on(day):
            return None
        return at(day, hours.opens), at(day, hours.closes)

    def is_open_at(self, moment: datetime) -> bool:
        hours = self.opening(localtime(moment).date())
        return hours is not None and hours[0] <= moment < hours[1]


def at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=get_default_timezone())


def due_at(starts_at: datetime, amount: int, counted_in: CountedIn | str, timetable: Timetable) -> datetime:
    """The moment by which it must be done. A number of working days ends when the office of the last day closes."""
    if counted_in == CountedIn.ELAPSED_HOURS:
        return _later(starts_at, timedelta(hours=amount))
    if counted_in == CountedIn.OFFICE_HOURS:
        return _office_hours_later(starts_at, timedelta(hours=amount), timetable)
    received = localtime(starts_at).date()
    day = add_working_days(received, amount, timetable.calendar, timetable.closed)
    opening = timetable.opening(day)
    return opening[1] if opening else at(day, time(23, 59))


def _office_hours_later(starts_at: datetime, left: timedelta, timetable: Timetable) -> datetime:
    day, last = localtime(starts_at).date(), localtime(starts_at).date() + FURTHEST
    while day <= last:
        if opening := timetable.opening(day):
            begins, ends = max(opening[0], starts_at), opening[1]
            room = max(elapsed(begins, ends), timedelta(0))
            if left <= room:
                return _later(begins, left)
            left -= room
        day += timedelta(days=1)
    raise NeverOpen("There are no office hours in which to count.")


def _later(moment: datetime, passed: timedelta) -> datetime:
    """So much real time later: across a clock change the hands of the clock say otherwise."""
    return moment.astimezone(UTC) + passed


def elapsed(begins: datetime, ends: datetime) -> timedelta:
    """How much time passes between two moments. Times of one zone would be compared by the hands of the clock."""
    return timedelta(seconds=ends.timestamp() - begins.timestamp())
