from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accreditation.answer_log import problems
from accreditation.models import AnswerBatch


class Command(BaseCommand):
    help = (
        "Go through every answer that the register ever gave, and name each row that was edited, removed, reordered "
        "or cut off. Prints the signed head at the end: keep it elsewhere, and give it to a later run."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seen-head", default="", help="A signed head that an earlier run printed.")

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(problems(seen_head=options["seen_head"]))
        if found:
            raise CommandError("\n".join([*found, f"{len(found)} found. The log of answers was tampered with."]))
        last = AnswerBatch.objects.order_by("number").last()
        if last is None:
            self.stdout.write("The log is whole, and empty.")
            return
        self.stdout.write(f"The log is whole, up to batch {last.number}. Its signed head:")
        self.stdout.write(last.signed_head)
