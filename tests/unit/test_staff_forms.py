"""Every form of the staff's pages has a way back beside its button, from the one tag that ends forms (C3, A1, A4)."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template

TEMPLATES = Path(settings.BASE_DIR) / "templates"
FOLDERS = ("accreditation", "competencies", "people")
# A form that takes the address of its own page; one with an `action` is a button on the page of something.
FORM = re.compile(r'<form(?P<opens>(?:(?!action=)[^>])*method="post"(?:(?!action=)[^>])*)>(?P<holds>.*?)</form>', re.S)
OTHERWISE = {
    "competencies/moderate_confirm.html": "a second button goes back to change the decision",
    "competencies/observations/sheet.html": "each part saves what is written, and the page stays",
    "competencies/sign.html": "a second button keeps what is written for later",
    "people/staff.html": "it searches",
}
FORMS = [
    (str(path.relative_to(TEMPLATES)), form["holds"])
    for folder in FOLDERS
    for path in sorted((TEMPLATES / folder).rglob("*.html"))
    for form in FORM.finditer(path.read_text())
]


def test_the_forms_are_found() -> None:
    names = {name for name, _ in FORMS}
    assert len(names) > 50
    assert set(OTHERWISE) <= names
    assert {"accreditation/decide.html", "accreditation/case_system_step.html", "people/record_check.html"} <= names


@pytest.mark.parametrize(("name", "holds"), FORMS)
def test_a_form_has_a_way_back_beside_its_button(name: str, holds: str) -> None:
    assert ("{% submit " in holds) != (name in OTHERWISE)


def test_the_way_back_leads_to_the_page_it_came_from() -> None:
    tag = '{% submit "accreditation:as_of" number query="day=4" kind="warning" %}Go <b>on</b>{% endsubmit %}'
    template = f"{{% load nhsuk %}}{tag}"
    html = Template(template).render(Context({"number": "TA-7K3M-3"}))
    assert '<button class="nhsuk-button nhsuk-button--warning" type="submit">Go <b>on</b></button>' in html
    assert '<a href="/accreditation/TA-7K3M-3/as-of/?day=4">Cancel</a>' in html
