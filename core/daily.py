"""What is done once a day: reminders, digests, notices of consents that run out.

A job is a function registered under its name in an app's `ready()`. A row remembers the last day on which it ran, and
is written in the job's own transaction: a job that fails leaves no trace and is tried again, and of two workers that
come at the same time one waits for the other and finds the day's work done.
"""

import logging
from collections.abc import Callable
from datetime import date

from django.db import transaction

from core import clock
from core.models import DailyRun

Job = Callable[[], object]

logger = logging.getLogger(__name__)
_jobs: dict[str, Job] = {}


def register(name: str, job: Job) -> None:
    """`name` is `app.what`, such as `targeting.reminders`. What the job wants done outside goes to the outbox."""
    _jobs[name] = job


def run_due() -> int:
    """Run every job that has not run today, each in a transaction of its own. Returns how many ran."""
    today = clock.today()
    have_run = set(DailyRun.objects.filter(last_on__gte=today).values_list("name", flat=True))
    return sum(_run(name, today) for name in _jobs if name not in have_run)


def _run(name: str, today: date) -> bool:
    DailyRun.objects.get_or_create(name=name)
    try:
        with transaction.atomic():
            run = DailyRun.objects.select_for_update().get(name=name)
            if run.last_on and run.last_on >= today:
                return False
            _jobs[name]()
            run.last_on = today
            run.save(update_fields=["last_on"])
    except Exception:
        logger.exception("The daily job %s failed.", name)
        return False
    return True
