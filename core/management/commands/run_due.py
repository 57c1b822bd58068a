from typing import Any

from django.core.management.base import BaseCommand

from core import daily, outbox


class Command(BaseCommand):
    help = "Do the day's work, then what waits: e-mails and other effects. Safe at any time, from cron or by hand."

    def handle(self, *args: Any, **options: Any) -> None:
        jobs, effects = daily.run_due(), outbox.run_due()
        self.stdout.write(f"{jobs} daily jobs and {effects} effects done.")
