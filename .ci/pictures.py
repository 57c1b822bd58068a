"""Write a picture of every page for every role, at 320 and 1280 px, into a folder with an index.

.venv/bin/python .ci/pictures.py [folder]        (default: pictures/)
"""

import os
import re
import sys
import tempfile
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.embedded")

import django  # noqa: E402

django.setup()

from tests.functional.site import demonstration  # noqa: E402
from tests.functional.test_every_page import ROLES  # noqa: E402
from tests.functional.walk import launch, pages, sign_in, sync_playwright  # noqa: E402

WIDTHS = (320, 1280)


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "pictures")
    folder.mkdir(parents=True, exist_ok=True)
    index = []
    with tempfile.TemporaryDirectory() as var, demonstration(Path(var)) as site, sync_playwright() as playwright:
        browser = launch(playwright)
        for role, name in ROLES.items():
            page = browser.new_context(locale="en-GB").new_page()
            if name:
                person = site.sign_in_of(name)
                sign_in(page, site.url, person["email"], person["password"])
            for path in pages(page, site.url):
                for width in WIDTHS:
                    page.set_viewport_size({"width": width, "height": 800})
                    file = f"{role} {path}".strip("/")
                    file = re.sub(r"[^a-z0-9]+", "-", file.lower()).strip("-") + f"-{width}.png"
                    page.screenshot(path=folder / file, full_page=True)
                    index.append((role, path, width, file))
            page.context.close()
        browser.close()
    rows = "".join(
        f'<li><a href="{escape(file)}">{escape(role)}, {escape(path)}, {width} px</a></li>\n'
        for role, path, width, file in index
    )
    (folder / "index.html").write_text(f'<!DOCTYPE html><html lang="en-GB"><title>Pages</title><ul>\n{rows}</ul>')
    print(f"{len(index)} pictures in {folder}")


if __name__ == "__main__":
    main()
