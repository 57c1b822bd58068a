from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive

from accreditation.signing_keys import retire_signing_key
from core.exceptions import Refused


def _moment(text: str) -> datetime:
    moment = parse_datetime(text)
    if moment is None or is_naive(moment):
        raise ValueError(text)
    return moment


class Command(BaseCommand):
    help = (
        "Write down that a key which was replaced signs no more. With --compromised-at, that somebody else may hold it "
        "since then: its later receipts count as proof no longer. Set another key and restart every process first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kid", help="The key's id, as in jwks.json.")
        parser.add_argument("--reason", required=True, help="Why. It is published with the key.")
        parser.add_argument(
            "--compromised-at", type=_moment, help="Since when, with its zone: 2027-06-04T11:00:00+00:00."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            end = retire_signing_key(
                kid=options["kid"], reason=options["reason"], compromised_at=options["compromised_at"]
            )
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"The key {end.key.kid} is retired, after batch {end.last_batch}.")
        if end.compromised_at:
            self.stdout.write(f"Its receipts are proof up to batch {end.trusted_batch} and no further.")
