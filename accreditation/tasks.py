from celery import shared_task

from accreditation import usage


@shared_task
def count_use() -> None:
    usage.count_new_answers()
