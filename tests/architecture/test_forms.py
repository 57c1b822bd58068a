"""A form that is sent empty is a sent form: it shows what is missing, and is not taken for a page that is opened."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# `request.POST or None` is nothing for an empty form, so the page would come back without a word.
TAKEN_FOR_OPENED = re.compile(r"\.POST\s+or\s+None")
ELSEWHERE = {"tests", ".venv", "node_modules"}


def test_no_view_takes_an_empty_form_for_a_page_that_is_opened() -> None:
    sources = [path for path in ROOT.rglob("*.py") if ELSEWHERE.isdisjoint(path.relative_to(ROOT).parts)]
    assert sources
    faults = [
        f"{path.relative_to(ROOT)}:{number}: use core.forms.posted(request)"
        for path in sources
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if TAKEN_FOR_OPENED.search(line)
    ]
    assert not faults, "\n".join(faults)
