from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accreditation.proofs import NotProved, prove
from accreditation.signing_keys import ends_in
from core.strict_json import Json, NotStrictJson, parse_object


class Command(BaseCommand):
    help = (
        "Check the proof of one answer, without the register and without a database: the file that an officer "
        "downloaded or a case system fetched, against the register's published keys."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="The proof.")
        parser.add_argument("--keys", type=Path, required=True, help="What /register/v1/jwks.json gave.")
        parser.add_argument(
            "--heads", type=Path, action="append", default=[],
            help="What /register/v1/heads?digests=1 gave; needed when a key was compromised later. Can be repeated.",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        document, jwks = _read(options["file"]), _read(options["keys"]).get("keys")
        links = [link for file in options["heads"] for link in _read(file).get("links", [])]
        try:
            keys = {jwk["kid"]: jwk for jwk in jwks or ()}
            proved = prove(document.get("proof", document), keys, ends_in(keys.values()), links)
        except NotProved as why:
            raise CommandError(f"Not proved. {why}") from None
        except (AttributeError, KeyError, TypeError, ValueError):
            raise CommandError("The keys or the heads are not what the register publishes.") from None
        kept = proved.kept
        answered = "yes" if kept["decision"] else "no"
        for line in (
            "The answer is proved.",
            f"Asked by: {kept['asker']} ({proved.receipt['aud']})",
            f"Asked at: {kept['asked_at']}",
            f"About: {kept['question']}",
            f"Answered: {answered} ({', '.join(kept['reasons'])})",
            f"State of the register: {kept['register_number']}",
            f"Place in the log: batch {proved.head['batch']}, place {kept['position']}, head {proved.head['head']}",
            f"Signed by the key: {proved.kid}",
        ):
            self.stdout.write(line)


def _read(file: Path) -> Json:
    try:
        return parse_object(file.read_bytes())
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
    except NotStrictJson as error:
        raise CommandError(f"{file} {error}") from None
