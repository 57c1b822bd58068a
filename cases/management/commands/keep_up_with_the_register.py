from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Fetch the offline copy of a register elsewhere and report what was allowed from it. Every few minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.REGISTER_ELSEWHERE is None:
            raise CommandError("The register is kept here: REGISTER_ELSEWHERE_URL is not set.")
        from cases.registers.upkeep import keep_up

        self.stdout.write(keep_up(settings.REGISTER_ELSEWHERE))
