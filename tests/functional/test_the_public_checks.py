"""A3: a member of the public checks who is coming to the door, on a phone of 320 px without JavaScript."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from core import qr
from tests.functional.asking import number_of
from tests.functional.site import Site, manage
from tests.functional.steps import People, follow, press
from tests.functional.test_every_page import violations

pytestmark = pytest.mark.browser

ACCENTS, WITH_CONDITIONS, WITHHELD = "Gàiridh Túllis", "Owen Price", "Catriona MacPhail"
WITHHELD_WORKS_FOR, WITHHELD_SAYS = "Three Bridges", "Name withheld for safety"
# The demonstration has nobody on the register whose name has accents.
RENAMED = """
from people.models import User
from people.naming import rename
officer = User.objects.get(first_name="Helen", last_name="Moncrieff")
rename(user=User.objects.get(last_name="Tullis"), first_name="Gàiridh", last_name="Túllis", by=officer)
"""


@pytest.fixture
def phone(browser: Browser, site: Site) -> Iterator[Page]:
    """A stranger's phone, at the register, which it found from the home page."""
    context = browser.new_context(
        viewport={"width": 320, "height": 640}, locale="en-GB", base_url=site.url, java_script_enabled=False
    )
    context.set_default_timeout(8_000)
    page = context.new_page()
    page.goto("/")
    follow(page, "Check who may assess")
    yield page
    context.close()


@pytest.fixture
def judge(page: Page) -> Page:
    """A window that runs scripts, since axe is one."""
    page.set_viewport_size({"width": 320, "height": 640})
    return page


def is_sound(page: Page, address: str) -> None:
    """The page at the address fits the phone, and axe finds nothing."""
    page.goto(address)
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), page.url
    assert not violations(page), page.url


def search(page: Page, words: str) -> None:
    page.get_by_label("Number or name").fill(words)
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name="Search").click()


def test_a3_a_name_typed_without_its_accents_is_found(site: Site, phone: Page, judge: Page) -> None:
    """A3: and the entry says its scope, and that somebody suspended may not say yes for now."""
    manage("shell", "-v", "0", "-c", RENAMED, environment=site.environment)
    is_sound(judge, phone.url)
    search(phone, "gairidh tullis")
    is_sound(judge, phone.url)
    follow(phone, ACCENTS)
    main = phone.get_by_role("main")
    expect(main).to_contain_text("Suspended since")
    expect(main).to_contain_text("Fenwick Vale")
    is_sound(judge, phone.url)


def test_a3_by_locality_to_an_entry_with_its_restrictions(phone: Page, judge: Page) -> None:
    """A3: the further ways to search open without JavaScript; the entry says its scope and conditions."""
    phone.get_by_text("More ways to search").click()
    phone.get_by_label("Locality").select_option(label="Harbour")
    press(phone, "Search")
    main = phone.get_by_role("main")
    expect(main).not_to_contain_text(ACCENTS, use_inner_text=True)
    is_sound(judge, phone.url)
    follow(phone, WITH_CONDITIONS)
    for words in ("Up to", "Harbour", "Council tenancy", "Conditions", "registered therapist"):
        expect(main).to_contain_text(words)
    is_sound(judge, phone.url)


def test_a3_a_number_with_a_slip_is_told_so_and_reveals_nothing(phone: Page, judge: Page, as_person: People) -> None:
    """A3: one wrong sign finds nobody, and says to type it again; typed right in another way, it leads to the entry."""
    number = number_of(as_person(WITH_CONDITIONS))
    slip = number[:-1] + ("3" if number[-1] != "3" else "4")
    search(phone, slip)
    main = phone.get_by_role("main")
    expect(main).to_contain_text("is not a register number. Check it and type it again.")
    expect(main.locator(".threshold-entries")).to_have_count(0)
    is_sound(judge, phone.url)
    response = phone.goto(f"/register/{slip}/")
    assert response
    assert response.status == 404
    expect(main).to_contain_text("That is not a register number")
    is_sound(judge, phone.url)
    follow(phone, "Search the register")
    search(phone, number.lower().replace("-", " "))
    expect(main.locator(".threshold-entries > li")).to_have_count(1)
    expect(main).to_contain_text(WITH_CONDITIONS)


def test_a3_a_withheld_name_finds_nobody_and_says_what_to_do(phone: Page) -> None:
    """A3: whoever is at the door may still be real, so the page says to ask for the number."""
    main = phone.get_by_role("main")
    for words in (WITHHELD, "macphail", WITHHELD_WORKS_FOR):
        search(phone, words)
        expect(main).to_contain_text("Ask for the number on the person’s card")
        expect(main.locator(".threshold-entries")).to_have_count(0)


def test_a3_a_withheld_name_is_on_no_page(phone: Page, judge: Page) -> None:
    """A3: the entry is there by its number, real, and without a name or an organisation."""
    follow(phone, re.compile(WITHHELD_SAYS))
    for html in (phone.content(), phone.request.get(phone.url.rstrip("/") + ".json").text()):
        assert "TA-" in html
        assert not re.search(f"Catriona|MacPhail|{WITHHELD_WORKS_FOR}", html, re.IGNORECASE)
    expect(phone.get_by_role("main")).to_contain_text("The number is real")
    is_sound(judge, phone.url)


def test_a3_nothing_found_says_what_to_do(phone: Page, judge: Page) -> None:
    """A3: how to search again, and whom to ask."""
    search(phone, "Zebedee Quux")
    main = phone.get_by_role("main")
    expect(main).to_contain_text("Nobody on the register matches. Check how the name is spelt")
    is_sound(judge, phone.url)
    follow(phone, "ask the organisation they work for")
    expect(phone.get_by_role("heading", level=1)).to_be_visible()


def test_a3_the_cards_code_leads_to_the_entry_and_asking_again_is_cheap(phone: Page, as_person: People) -> None:
    """A3: the picture on the card holds the address of the entry; asked again, a stranger's phone gets a 304."""
    owner = as_person(WITH_CONDITIONS)
    number = number_of(owner)
    follow(owner, f"Card to show at the door for {number}")
    assert not violations(owner)
    address = str(re.search(r"https?://\S+", owner.get_by_role("main").inner_text()).group())  # type: ignore[union-attr]
    picture = owner.get_by_role("img", name=re.compile("QR code")).get_attribute("src")
    assert picture == qr.data_address(address), "the picture holds the address that is printed below it"
    path = re.sub("^https?://[^/]+", "", address)
    phone.goto(path)
    expect(phone.get_by_role("heading", level=1)).to_contain_text(WITH_CONDITIONS)
    first = phone.request.get(path)
    again = phone.request.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (first.status, again.status) == (200, 304)
