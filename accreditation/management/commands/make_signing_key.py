from typing import Any

from django.core.management.base import BaseCommand

from accreditation.receipts import new_seed


class Command(BaseCommand):
    help = "Print a new private key for the register's receipts, to be set as REGISTER_SIGNING_KEY. It is not kept."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(new_seed())
