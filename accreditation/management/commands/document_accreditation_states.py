from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from accreditation.constants import ALLOWED_FROM, VERBS, WHO_DECIDES, DecisionKind, Status

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "states" / "accreditation.md"


def as_markdown() -> str:
    """The life of an accreditation as a table, from the same data that the services obey."""
    lines = [
        "# States of an accreditation",
        "",
        "Written by `manage.py document_accreditation_states` from `accreditation/constants.py`; do not edit by hand.",
        "Nobody writes a status. It is read from the decisions and the clock: an accreditation is “not started” before",
        "its first day and “expired” from the day on which its term ends, with no job that makes it so.",
        "",
        "| to | allowed from | by |",
        "|---|---|---|",
    ]
    for kind in DecisionKind:
        states = ", ".join(status.label.lower() for status in Status if status in ALLOWED_FROM[kind])
        lines.append(f"| {VERBS[kind]} | {states} | {WHO_DECIDES[kind]} |")
    lines += [
        "",
        "No officer decides about themselves or somebody they manage.",
        "Everything else is refused in words, and a test tries every state with every verb.",
        "",
    ]
    return "\n".join(lines)


class Command(BaseCommand):
    help = "Write docs/states/accreditation.md from the code."

    def handle(self, *args: Any, **options: Any) -> None:
        DOCUMENT.parent.mkdir(parents=True, exist_ok=True)
        DOCUMENT.write_text(as_markdown())
        self.stdout.write(f"Written: {DOCUMENT.relative_to(settings.BASE_DIR)}")
