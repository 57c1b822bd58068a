"""A3: the card to show at the door, on a phone and on paper."""

import pytest
from playwright.sync_api import Page, expect

from tests.functional.judging import judge
from tests.functional.site import Site
from tests.functional.steps import follow
from tests.functional.walk import sign_in

pytestmark = pytest.mark.browser

MILLIMETRE = 96 / 25.4


@pytest.fixture
def card(site: Site, page: Page) -> Page:
    person = site.sign_in_of("Dougie Laird")
    sign_in(page, site.url, person["email"], person["password"])
    page.goto(f"{site.url}/accreditation/mine/")
    follow(page, "Card to show at the door")
    return page


@pytest.mark.parametrize("media", ["screen", "print"])
def test_a3_the_card_can_be_read_on_a_narrow_page(card: Page, media: str) -> None:
    card.emulate_media(media=media)  # type: ignore[arg-type]
    judge(card)
    expect(card.get_by_role("heading", level=1)).to_be_visible()


def test_a3_the_card_is_printed_at_the_size_of_a_wallet(card: Page) -> None:
    card.emulate_media(media="print")
    card.set_viewport_size({"width": 794, "height": 1123})
    box = card.locator(".threshold-card").bounding_box()
    assert box is not None
    assert box["width"] == pytest.approx(85.6 * MILLIMETRE, abs=1)
    assert box["height"] == pytest.approx(54 * MILLIMETRE, abs=1)
