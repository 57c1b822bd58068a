"""H11, E1: somebody without an account opens the link of a questionnaire in a browser, and what they say arrives."""

import pytest
from playwright.sync_api import Page, expect

from tests.functional.site import Site, manage

pytestmark = pytest.mark.browser

WAITING = """
from cases.models import SatisfactionInvitation
print(SatisfactionInvitation.objects.filter(is_answered=False).first().token)
"""


def test_e1_what_is_said_by_the_link_arrives(page: Page, site: Site) -> None:
    token = manage("shell", "-v", "0", "-c", WAITING, environment=site.environment).strip()
    page.goto(f"{site.url}/how-did-it-go/{token}/")
    page.get_by_role("radio", name="The person it was for").check()
    page.get_by_role("radio", name="Strongly agree").first.check()
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("main")).to_contain_text("Thank you")
