from typing import Any

from django.core.management.base import BaseCommand

from core import outbox


class Command(BaseCommand):
    help = "Do what is due: e-mails and other effects that wait. Safe to run at any time, from cron or by hand."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{outbox.run_due()} done.")
