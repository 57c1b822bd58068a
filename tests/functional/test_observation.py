"""Two trainers in a demonstration flat without a signal, each on their own phone, with eight people (C2).

Each phone is a browser with a folder of its own, so that closing it is what closing it is. The steps follow each other.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Playwright, expect

from tests.functional.judging import judge
from tests.functional.site import Site, manage
from tests.functional.steps import follow, press
from tests.functional.walk import ARGUMENTS, CHROMIUM, sign_in

pytestmark = pytest.mark.browser

TRAINER, COLLEAGUE = "Ruth Okafor", "Callum Reid"
PEOPLE = 8
NOT_SENT = "Kept on this phone, not sent yet."
COUNT = """
from competencies.models import Observation
observation = Observation.objects.latest("pk")
sheets = observation.sheets.all()
print([[sheet.notes.count(), len(set(sheet.notes.values_list("person", "criterion")))] for sheet in sheets])
"""
KEPT = (
    "Object.keys(localStorage).filter(name => name.startsWith('observation:')).map(name => localStorage.getItem(name))"
)
PAGES = "caches.open('observations').then(cache => cache.keys()).then(all => all.map(one => new URL(one.url).pathname))"

Phone = Callable[[str], BrowserContext]


@pytest.fixture(scope="module")
def phone(site: Site, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Phone]:
    """A phone by its owner's name; asked again, the same phone with its browser closed and opened."""
    folder = tmp_path_factory.mktemp("phones")
    with ExitStack() as stack:
        running: dict[str, BrowserContext] = {}
        stack.callback(lambda: [context.close() for context in running.values()])

        def opened(name: str) -> BrowserContext:
            if name in running:
                running[name].close()
            running[name] = browser_in(playwright, folder / name, site.url)
            return running[name]

        yield opened


def browser_in(playwright: Playwright, folder: Path, url: str) -> BrowserContext:
    context = playwright.chromium.launch_persistent_context(
        folder,
        executable_path=CHROMIUM,
        args=ARGUMENTS,
        viewport={"width": 390, "height": 844},
        locale="en-GB",
        base_url=url,
    )
    context.set_default_timeout(30_000)
    return context


@pytest.fixture(scope="module")
def shared() -> dict[str, object]:
    """What one step leaves for the next: the page of each trainer, and the sheet's address."""
    return {}


def main_of(page: Page) -> Locator:
    return page.get_by_role("main")


def signed_in(site: Site, page: Page, name: str) -> Page:
    person = site.sign_in_of(name)
    sign_in(page, site.url, person["email"], person["password"])
    return page


def write_about_all(page: Page, words: str) -> None:
    """Tap and write about each of the eight people: one criterion each."""
    for place, part in enumerate(page.locator("details[id^=person-]").all(), start=1):
        if part.get_attribute("open") is None:
            part.locator("summary").click()
        cell = part.locator("[data-cell]").first
        cell.get_by_label("Seen and met").check(force=True)
        cell.locator("textarea").fill(f"{words} {place}.")


def is_ready(page: Page) -> None:
    expect(page.locator("[data-ready]")).to_be_visible()


def test_c2_an_observation_of_eight_is_on_both_phones(site: Site, phone: Phone, shared: dict[str, object]) -> None:
    """C2: one trainer starts it with a signal; both phones keep their page."""
    page = signed_in(site, phone(TRAINER).new_page(), TRAINER)
    page.goto("/competencies/sign-offs/")
    follow(page, "Your observations")
    follow(page, "Observe somebody else")
    watched = [one["email"] for one in site.facts["sign_ins"] if one["name"] not in {TRAINER, COLLEAGUE}][:PEOPLE]
    page.get_by_label("Who do you watch?").fill("\n".join(watched))
    page.get_by_label("Who watches with you?").fill(site.sign_in_of(COLLEAGUE)["email"])
    page.get_by_label("Where?").fill("Harbour demonstration flat")
    page.get_by_role("group", name="Which competencies").get_by_role("checkbox").first.check()
    press(page, "Start")
    is_ready(page)
    other = signed_in(site, phone(COLLEAGUE).new_page(), COLLEAGUE)
    other.goto(page.url)
    is_ready(other)
    shared |= {TRAINER: page, COLLEAGUE: other, "url": page.url}


def test_c2_axe_finds_nothing_on_the_sheet(shared: dict[str, object]) -> None:
    page = shared[TRAINER]
    assert isinstance(page, Page)
    for part in page.locator("summary").all():
        part.click()
    judge(page)


def test_c2_notes_survive_a_closed_browser_without_a_signal(phone: Phone, shared: dict[str, object]) -> None:
    """C2: eight notes on each phone, one browser closed and opened again, and all are there."""
    for name in (TRAINER, COLLEAGUE):
        page = shared[name]
        assert isinstance(page, Page)
        page.context.set_offline(True)
        write_about_all(page, f"{name} saw it,")
        expect(page.locator("[data-kept]")).to_have_text(NOT_SENT)
    again = phone(TRAINER)
    again.set_offline(True)
    page = again.new_page()
    page.goto(str(shared["url"]))
    expect(page.locator("[data-kept]")).to_have_text(NOT_SENT)
    for place, box in enumerate(page.locator("details textarea[id$='.1']").all(), start=1):
        expect(box).to_have_value(f"{TRAINER} saw it, {place}.")
    shared[TRAINER] = page


def test_c2_back_in_reach_everything_is_sent_once(site: Site, shared: dict[str, object]) -> None:
    """C2: one phone simply sends; the other, signed out by then, sends after signing in. Neither keeps the words."""
    other, page = shared[COLLEAGUE], shared[TRAINER]
    assert isinstance(other, Page)
    assert isinstance(page, Page)
    other.context.set_offline(False)
    expect(other.locator("[data-kept]")).to_contain_text("Sent at")
    page.context.set_offline(False)
    link = page.get_by_role("link", name="Sign in to send it")
    expect(link).to_be_visible()
    link.click()
    person = site.sign_in_of(TRAINER)
    page.get_by_label("Email").fill(person["email"])
    page.get_by_label("Password").fill(person["password"])
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(str(shared["url"]))
    expect(page.locator("[data-kept]")).to_contain_text("Sent at")
    for window in (page, other):
        assert not [entry for entry in window.evaluate(KEPT) if "saw it" in entry], "no words stay on a phone"
    assert manage("shell", "-v", "0", "-c", COUNT, environment=site.environment).strip() == "[[8, 8], [8, 8]]"


def test_c2_neither_reads_the_other_before_finishing(shared: dict[str, object]) -> None:
    """C2: a finished sheet is a record; the other's stays closed until one's own is finished. The phone forgets it."""
    url = str(shared["url"])
    for name, colleague in ((TRAINER, COLLEAGUE), (COLLEAGUE, TRAINER)):
        page = shared[name]
        assert isinstance(page, Page)
        page.goto(url)
        expect(page.locator("textarea[id$='.1']").first).to_have_value(f"{name} saw it, 1.")
        expect(main_of(page)).not_to_contain_text(f"{colleague} saw it")
        follow(page, "Read through and finish")
        expect(main_of(page).get_by_text(f"{name} saw it, {PEOPLE}.")).to_have_count(1)
        press(page, "Finish for good")
        expect(main_of(page).get_by_text(f"{name} saw it, {PEOPLE}.")).to_have_count(1)
        expect(main_of(page).get_by_text(f"{TRAINER} saw it, 1.")).to_have_count(1)
        page.wait_for_function(f"{PAGES}.then(all => !all.includes({json.dumps(re.sub('^https?://[^/]+', '', url))}))")
        assert page.evaluate(KEPT) == []


def test_c2_signing_out_with_unsent_notes_asks_first(site: Site, phone: Phone, shared: dict[str, object]) -> None:
    """C2: what is kept leaves the phone when somebody signs out, and they are told when it was not sent."""
    page = shared[TRAINER]
    assert isinstance(page, Page)
    page.evaluate("localStorage.setItem('observation:1:1:1:1', JSON.stringify({text: 'Late.', sent: false}))")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "/competencies/" not in url)
    assert "not sent yet" in asked[0]
    assert page.evaluate(KEPT) == []
    assert page.evaluate("caches.has('observations')") is False
