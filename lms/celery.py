"""The Celery application. Without a broker its tasks run in the process that asked, after commit."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init

# For every server: `lms` itself imports this first. Django's command line names its own before that.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.production")

app = Celery("threshold")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def prepare_to_wake() -> None:
    """Import what wakes a worker, without connecting to anything.

    It takes half a second, in which the first suspension of a process would wait to be told.
    """
    app.finalize()
    app.connection_for_write().get_transport_cls()


@worker_init.connect
def prepare_to_work(**kwargs: Any) -> None:
    """Before the worker's processes are started: they are copies of it, and begin with what it has ready."""
    from core import outbox

    outbox.prepare()
