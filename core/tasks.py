from celery import shared_task

from core import outbox


@shared_task
def run_due() -> None:
    outbox.run_due()
