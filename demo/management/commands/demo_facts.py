import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from demo.facts import facts
from demo.models import Demonstration


class Command(BaseCommand):
    help = "Print as JSON what a stranger's program needs to try the demonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        if not Demonstration.objects.exists():
            raise CommandError("There is no demonstration here. Load it with `python3 dev.py demo --no-serve`.")
        self.stdout.write(json.dumps(facts(), indent=2, ensure_ascii=False))
