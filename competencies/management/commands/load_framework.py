"""Load a competency framework from its file, as a draft."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from competencies.services import load_framework
from core.exceptions import Refused
from people.models import User


class Command(BaseCommand):
    help = "Load a competency framework as a draft. A member of the governance group who is not its author approves it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="The framework's TOML file.")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="Who wrote it.")

    def handle(self, *args: Any, path: Path, by: str, **options: Any) -> None:
        author = User.objects.filter(email__iexact=by).first()
        if author is None:
            raise CommandError(f"Nobody here has the e-mail address {by}.")
        try:
            framework = load_framework(path=path, by=author)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{framework} is there, as {framework.get_state_display().lower()}.")
