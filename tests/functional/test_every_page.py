"""Every page that each role can reach by links: it opens, it fits a phone, and axe finds nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

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
}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role(site: Site, page: Page, role: str) -> None:
    if name := ROLES[role]:
        person = site.sign_in_of(name)
        sign_in(page, site.url, person["email"], person["password"])
    page.set_viewport_size({"width": 320, "height": 800})
    faults = []
    for path in pages(page, site.url):
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            faults.append(f"{path}: wider than a phone of 320 px")
        for violation in Axe().run(page, options=RULES).response["violations"]:
            where = "; ".join(node["html"][:120] for node in violation["nodes"][:2])
            faults.append(f"{path}: {violation['id']}: {violation['help']}: {where}")
        if page.locator("h1").count() != 1:
            faults.append(f"{path}: {page.locator('h1').count()} first-level headings")
    assert not faults, "\n".join(faults)
