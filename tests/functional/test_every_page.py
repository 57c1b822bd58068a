"""Every page that each role can reach by links: it opens, it fits a phone, staff can leave its form, axe finds nothing.

Axe judges how a page is built. Roles see many of the same pages, so one that is built like a page that passed (the
same kinds of elements in the same places, the same order of headings) is not judged again.
"""

import pytest
from playwright.sync_api import Page

from tests.functional.judging import forms_without_a_way_back, is_wider_than_the_screen, violations
from tests.functional.site import Site
from tests.functional.walk import pages, sign_in

pytestmark = pytest.mark.browser

ROLES = {
    "public": "",
    "housing officer": "Isla Fraser",
    "learner": "Agnieszka Wójcik",
    "trainer": "Callum Reid",
    "therapist": "Ruth Okafor",
    "assessor": "Dougie Laird",
    "accreditation officer": "Helen Moncrieff",
    "governance": "Anwar Siddiqui",
    "editor": "Priya Nair",
    "provider": "Ewan Sinclair",
}
# Here people of the partnership decide about each other, and must be able to leave a form as easily as send it.
STAFF = ("/accreditation/", "/competencies/", "/staff-checks/")
BUILT = """() => {
    const kind = e => [e.localName, e.className, e.getAttribute("role"), e.type, e.hidden,
        [...e.attributes].map(a => a.name).sort(), !!e.textContent.trim()].join("~");
    const place = e => e.parentElement ? place(e.parentElement) + ">" + kind(e) : kind(e);
    const headings = [...document.querySelectorAll("h1,h2,h3,h4,h5,h6")].map(e => e.localName);
    return [...new Set([...document.body.querySelectorAll("*")].map(place))].sort().join("|")
        + headings.filter((level, at) => level !== headings[at - 1]).join();
}"""


@pytest.fixture(scope="module")
def passed() -> set[str]:
    """How the pages were built in which axe found nothing."""
    return set()


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role(site: Site, page: Page, passed: set[str], role: str) -> None:
    if name := ROLES[role]:
        person = site.sign_in_of(name)
        sign_in(page, site.url, person["email"], person["password"])
    page.set_viewport_size({"width": 320, "height": 800})
    faults = []
    for path in pages(page, site.url):
        if is_wider_than_the_screen(page):
            faults.append(f"{path}: wider than a phone of 320 px")
        if path.startswith(STAFF):
            faults += [f"{path}: {words}" for words in forms_without_a_way_back(page)]
        if (built := page.evaluate(BUILT)) not in passed:
            found = violations(page)
            faults += [f"{path}: {words}" for words in found]
            passed |= set() if found else {built}
        if page.locator("h1").count() != 1:
            faults.append(f"{path}: {page.locator('h1').count()} first-level headings")
    assert not faults, "\n".join(faults)
