import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accreditation.witnessing import Get, RegisterContradictsItself, Witness

SECONDS = 30
LONGEST = 10_000_000
# An older answer out of a cache on the way would look as if the count had gone back.
HEADERS = {"Accept": "application/json", "Cache-Control": "no-cache"}


def over_http(base: str) -> Get:
    """Gets an address of the register as JSON. Raises OSError and ValueError."""
    if urlsplit(base).scheme not in ("https", "http"):
        raise CommandError("Give the register's address with https://.")

    def get(path: str) -> Any:
        request = Request(base.rstrip("/") + path, headers=HEADERS)  # noqa: S310
        with urlopen(request, timeout=SECONDS) as response:  # noqa: S310
            return json.loads(response.read(LONGEST))

    return get


class Command(BaseCommand):
    help = (
        "Be a witness to a register: fetch the signed heads of its log of answers, prove that they go on from those "
        "in the file, and keep them there. Fails, in words, when the register contradicts what it signed before."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("url", help="The register's address: https://register.example.org.")
        parser.add_argument("file", type=Path, help="Where the heads are kept. The register must not be able to write.")

    def handle(self, *args: Any, **options: Any) -> None:
        witness = Witness(options["file"], over_http(options["url"]))
        try:
            added, last = witness.watch()
        except RegisterContradictsItself as found:
            raise CommandError(f"{found} The register contradicts itself: keep the file, and tell others.") from None
        except (OSError, ValueError) as error:
            raise CommandError(f"Nothing was learnt: {error}", returncode=2) from None
        for kid in witness.new_keys:
            self.stdout.write(f"A new key is published: {kid}. Ask the register's operator whether it is theirs.")
        self.stdout.write(f"{added} new heads are kept. The last batch is {last}.")
