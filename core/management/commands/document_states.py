from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from core.states import as_markdown, lives

FOLDER = Path(settings.BASE_DIR) / "docs" / "states"


class Command(BaseCommand):
    help = "Write docs/states/ from the code: a page for each kind of thing that has states."

    def handle(self, *args: Any, **options: Any) -> None:
        FOLDER.mkdir(parents=True, exist_ok=True)
        for life in lives():
            (FOLDER / f"{life.slug}.md").write_text(as_markdown(life), encoding="utf-8")
            self.stdout.write(f"Written: docs/states/{life.slug}.md")
