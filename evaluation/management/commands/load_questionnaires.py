from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.exceptions import Refused
from evaluation.services import load_questionnaires
from people.models import User


class Command(BaseCommand):
    help = "Publish the questionnaires that come with the product, where there is none for a purpose yet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--by", required=True, help="E-mail address of the editor who publishes them.")

    def handle(self, *args: Any, **options: Any) -> None:
        editor = User.objects.filter(email__iexact=options["by"]).first()
        if editor is None:
            raise CommandError(f"Nobody here has the e-mail address {options['by']}.")
        try:
            versions = load_questionnaires(by=editor)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{len(versions)} questionnaires published.")
