"""Bring in the stories and modules that come with the product, through review and publication."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.exceptions import Refused
from modules.services import load_teaching
from people.models import User
from stories.services import load_stories


class Command(BaseCommand):
    help = "Loads stories and modules from their files. What was loaded before and did not change is left alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--by", required=True, help="e-mail address of the editor who writes and publishes")
        parser.add_argument("--reviewer", required=True, help="e-mail address of the governance member who approves")
        parser.add_argument("--folder", type=Path, default=Path(settings.BASE_DIR) / "modules" / "teaching")
        parser.add_argument("--stories", type=Path, default=Path(settings.BASE_DIR) / "stories" / "teaching")

    def handle(self, *args: Any, **options: Any) -> None:
        by, reviewer = self._person(options["by"]), self._person(options["reviewer"])
        try:
            stories = load_stories(folder=options["stories"], by=by)
            versions = load_teaching(folder=options["folder"], by=by, reviewer=reviewer)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        for changed in [*stories, *versions]:
            self.stdout.write(f"Loaded {changed}.")
        if not stories and not versions:
            self.stdout.write("Nothing has changed.")

    def _person(self, email: str) -> User:
        user = User.objects.filter(email=email.lower()).first()
        if user is None:
            raise CommandError(f"Nobody has the e-mail address {email}.")
        return user
