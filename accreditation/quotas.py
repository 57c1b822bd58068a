"""How many questions a case system may ask, held without a lock, a query or a second store.

Each process of the web server counts for itself, in memory, what a system asked in the minute under way. So a system
within its quota a minute is never refused, and one beyond it is let through at most as often as its quota times the
number of processes: enough to stop a loop that has gone mad, which is what it is for. The quota a day is counted from
the log (`usage.count_new_answers`) and holds to within five minutes; that a day is used up stands in the system's own
row, which is read anyway.
"""

from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from accreditation.models import CaseSystem
from core import clock

A_MINUTE = 60
MOST_REMEMBERED = 10_000


@dataclass
class _Minute:
    number: int
    asked: int = 0


_minutes: dict[str, _Minute] = {}
_lock = Lock()


class OverQuota(Exception):
    """The system asks more than it may. `retry_after` is in seconds, from 1."""

    def __init__(self, words: str, retry_after: int) -> None:
        super().__init__(words)
        self.retry_after = retry_after


def take(case_system: CaseSystem, *, questions: int = 1) -> None:
    """Count questions that are about to be answered. Raises `OverQuota`, and then counts nothing."""
    now = clock.now()
    if case_system.over_quota_until and now < case_system.over_quota_until:
        wait = _seconds_until(case_system.over_quota_until, now)
        raise OverQuota(f"The quota of {case_system.quota_a_day} questions a day is used up.", wait)
    seconds = now.timestamp()
    number = int(seconds // A_MINUTE)
    # Held for a few additions in this process alone; nothing waits in it.
    with _lock:
        minute = _minutes.get(case_system.client_id)
        if minute is None or minute.number != number:
            if len(_minutes) >= MOST_REMEMBERED:
                _minutes.clear()
            minute = _minutes[case_system.client_id] = _Minute(number)
        # One batch alone may be larger than the quota of a minute: it is answered when nothing else was.
        if minute.asked and minute.asked + questions > case_system.quota_a_minute:
            wait = max(1, int((number + 1) * A_MINUTE - seconds) + 1)
            raise OverQuota(f"The quota of {case_system.quota_a_minute} questions a minute is used up.", wait)
        minute.asked += questions


def _seconds_until(moment: datetime, now: datetime) -> int:
    return max(1, int((moment - now).total_seconds()) + 1)
