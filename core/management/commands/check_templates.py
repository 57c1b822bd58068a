from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template import TemplateSyntaxError
from django.template.loader import get_template


class Command(BaseCommand):
    help = "Compile every template of the project; name each that does not compile or writes an inline script or style."

    def handle(self, *args: Any, **options: Any) -> None:
        problems = []
        folder = Path(settings.BASE_DIR) / "templates"
        names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.suffix in {".html", ".txt"})
        for name in names:
            try:
                get_template(name)
            except TemplateSyntaxError as error:
                problems.append(f"{name}: {error}")
            text = (folder / name).read_text()
            # The security policy would drop both in the browser without a word.
            if not name.startswith("pdf/") and ("<style" in text or " style=" in text or "<script>" in text):
                problems.append(f"{name}: an inline script or style; the content security policy refuses it.")
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write(f"{len(names)} templates compile.")
