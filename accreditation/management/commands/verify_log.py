import time
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accreditation.log_check import LogCheck
from accreditation.models import AnswerBatch
from accreditation.witnessing import heads_in

# How many findings are written out; the rest is counted.
MOST = 1000
SECONDS_BETWEEN = 5


class Command(BaseCommand):
    help = (
        "Go through every answer that the register ever gave, and name each row that was edited, removed, reordered "
        "or cut off. Prints the signed head at the end: keep it elsewhere, and give it to a later run."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seen-head", default="", help="A signed head that an earlier run printed.")
        parser.add_argument("--seen-heads", type=Path, help="A file with a signed head on each line, of a witness.")
        parser.add_argument("--from-head", default="", help="Begin after the batch of this signed head, seen earlier.")
        parser.add_argument(
            "--key", action="append", default=[], help="The id of a key that the register has had. Can be repeated."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        given = [options["seen_head"]] if options["seen_head"] else []
        kept = heads_in(options["seen_heads"]) if options["seen_heads"] else iter(())
        check = LogCheck(
            seen=chain(given, kept),
            from_head=options["from_head"],
            known_keys=options["key"],
            progress=self._progress() if options["verbosity"] else lambda batch, of: None,
        )
        try:
            self._tell(check.problems())
        except OSError as error:
            raise CommandError(f"The file of heads cannot be read: {error}") from None
        self._tell_keys(check)
        last = AnswerBatch.objects.filter(number=check.last).first()
        if last is None:
            self.stdout.write("The log is whole, and empty.")
            return
        since = f" after batch {check.last - check.batches}" if options["from_head"] else ""
        counted = f"{check.batches} batches and {check.answers} answers were gone through{since}"
        self.stdout.write(f"The log is whole, up to batch {last.number}. {counted}. Its signed head:")
        self.stdout.write(last.signed_head)

    def _tell(self, problems: Iterator[str]) -> None:
        told = list(islice(problems, MOST))
        if not told:
            return
        count = len(told) + sum(1 for _ in problems)
        left_out = [f"And {count - MOST} more."] if count > MOST else []
        raise CommandError("\n".join([*told, *left_out, f"{count} found. The log of answers was tampered with."]))

    def _tell_keys(self, check: LogCheck) -> None:
        for kid, span in check.signed.of.items():
            self.stdout.write(f"Key {kid} signed {span.count} batches, in {span}.")
        for kid, span in check.no_proof.of.items():
            self.stdout.write(
                f"No proof: {span.count} receipts in {span} are signed by the key {kid}, which somebody else may have "
                "held by then."
            )

    def _progress(self) -> Any:
        last = time.monotonic()

        def tell(batch: int, of: int) -> None:
            nonlocal last
            if time.monotonic() - last >= SECONDS_BETWEEN:
                last = time.monotonic()
                self.stdout.write(f"Batch {batch:,} of {of:,} …")

        return tell
