from celery import shared_task

from core import daily, outbox


@shared_task
def run_due() -> None:
    outbox.run_due()


@shared_task
def run_daily() -> None:
    daily.run_due()
