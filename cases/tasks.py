from celery import shared_task
from django.conf import settings


@shared_task
def keep_up_with_the_register() -> None:
    if settings.REGISTER_ELSEWHERE is not None:
        from cases.registers.upkeep import keep_up

        keep_up(settings.REGISTER_ELSEWHERE)
