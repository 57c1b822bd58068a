from typing import Any

from celery import shared_task
from celery.contrib.django.task import DjangoTask
from django.conf import settings
from django.db import transaction

from core import daily, outbox


class Waking(DjangoTask):
    """A task that only wakes what waits in the database: a broker that is away fails nobody's request."""

    def delay_on_commit(self, *args: Any, **kwargs: Any) -> None:
        # A function with a name: Django says it in the log when it fails.
        def wake() -> None:
            self.delay(*args, **kwargs)

        transaction.on_commit(wake, robust=True)


@shared_task(base=Waking)
def run_due() -> None:
    # Without a broker this runs in the request that asked, and what is slow has a thread of its own.
    outbox.run_due(slow=False if settings.CELERY_TASK_ALWAYS_EAGER else None)


@shared_task
def run_daily() -> None:
    daily.run_due()
