"""A caseworker's day in the browser: what came in overnight, a person and their home, a conversation on the phone."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.functional.judging import judge
from tests.functional.site import Site
from tests.functional.steps import People, follow, press
from tests.functional.walk import sign_in

pytestmark = pytest.mark.browser

CASEWORKER, THERAPIST = "Isla Fraser", "Mairi Campbell"
PLEA = {
    "name": "Effie Tulloch",
    "telephone": "01632 960 611",
    "address": "9 Rope Walk\nArdlea",
    "postcode": "AR1 2BC",
    "reason": "I hold the curtain rail when I stand in the shower.",
}


def fill(page: Page, **texts: str) -> None:
    for name, value in texts.items():
        page.get_by_role("main").locator(f"[name='{name}']").fill(value)


def choose(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.get_by_role("main").locator(f"[name='{name}'][value='{value}']").check()


def test_i3_somebody_asks_for_help_in_the_evening(site: Site, browser: Browser) -> None:
    """I3: without an account, on a phone, checked before it is sent."""
    context = browser.new_context(viewport={"width": 320, "height": 700})
    page = context.new_page()
    page.goto(f"{site.url}/ask-for-help/")
    judge(page)
    choose(page, whom="me", tenure="to_confirm")
    fill(page, **PLEA)
    page.get_by_label("Which area is it in?").select_option("harbour")
    press(page, "Check what you wrote")
    judge(page)
    press(page, "Send it")
    expect(page.get_by_role("heading", level=1)).to_contain_text("We have what you sent")
    expect(page.get_by_role("main")).not_to_contain_text("Effie")
    judge(page)
    context.close()


def test_h1_the_caseworker_reads_it_in_the_morning_and_accepts(as_person: People) -> None:
    """H1: it waits; tenure stays to confirm; then there is a case."""
    page = as_person(CASEWORKER)
    page.goto("/cases/referrals/")
    judge(page)
    row = page.get_by_role("row", name=re.compile("Effie Tulloch"))
    row.get_by_role("link").click()
    judge(page)
    follow(page, "Accept it")
    judge(page)
    choose(page, lawful_basis="public_task")
    if page.locator("[name='known_home']").count():
        choose(page, known_home="new")
    press(page, "Accept it and open the case")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Effie Tulloch")
    expect(page.get_by_role("main")).to_contain_text("still to confirm")


def the_case(page: Page) -> None:
    page.goto("/cases/?q=Tulloch")
    page.locator(".threshold-reference").first.click()


def test_r4_what_is_safe_is_written_down_once(as_person: People) -> None:
    """R4, P13: the tab of the person and home, and the warning on top of each page."""
    page = as_person(CASEWORKER)
    the_case(page)
    follow(page, "Person and home")
    judge(page)
    follow(page, "Say which ways are safe")
    judge(page)
    choose(page, telephone="no")
    press(page, "Save")
    expect(page.get_by_role("main")).to_contain_text("It is not safe to reach the person in this way.")
    follow(page, "Warn about the address")
    judge(page)
    choose(page, kind="lone_worker")
    fill(page, words="Go in twos.", reason="The neighbour’s dog.", review_on_day="1", review_on_month="6")
    fill(page, review_on_year="2030")
    press(page, "Put the warning up")
    follow(page, "Solutions")
    expect(page.get_by_role("main")).to_contain_text("Go in twos.")
    expect(page.get_by_role("main")).not_to_contain_text(PLEA["telephone"])


def test_p2_a_conversation_survives_a_lost_sign_in(as_person: People) -> None:
    """P2, P3: on a phone; what was typed is there after signing in again."""
    page = as_person(CASEWORKER)
    page.set_viewport_size({"width": 320, "height": 700})
    the_case(page)
    follow(page, "Conversation")
    judge(page)
    follow(page, "Record the conversation")
    judge(page)
    fill(page, what_matters="Her garden.")
    expect(page.locator("[data-draft-status]")).to_contain_text("What you typed is kept.", timeout=15_000)
    page.reload()
    expect(page.locator("[name='what_matters']")).to_have_value("Her garden.")
    fill(page, goals="Shower alone.\nGet to the shed.", took_part="Effie.")
    # Sent at once, before it is kept by itself: it comes back with errors, and is still there when it is opened anew.
    page.get_by_role("main").get_by_role("button", name="Record the conversation").click()
    expect(page.locator(".nhsuk-error-summary")).to_be_visible()
    expect(page.locator("[data-draft-status]")).to_contain_text("What you typed is kept.")
    page.goto(page.url)
    expect(page.locator("[name='took_part']")).to_have_value("Effie.")
    choose(page, capacity="decides")
    for subject in ("rehousing", "equipment", "technology", "rehabilitation"):
        choose(page, **{subject: "not_right"})
        fill(page, **{f"{subject}_reason": "Talked through."})
    press(page, "Record the conversation")
    expect(page.get_by_role("main")).to_contain_text("Get to the shed.")
    judge(page)


def test_p2_a_therapist_answers_the_same_day(site: Site, browser: Browser, as_person: People) -> None:
    """P2: asked from the case, answered on a page that names nobody."""
    page = as_person(CASEWORKER)
    the_case(page)
    follow(page, "Ask an occupational therapist")
    judge(page)
    fill(page, words="Stands for two minutes. A stool meanwhile?")
    press(page, "Ask")
    expect(page.get_by_role("main")).to_contain_text("It waits for an answer.")
    context = browser.new_context()
    therapist = context.new_page()
    person = site.sign_in_of(THERAPIST)
    sign_in(therapist, site.url, person["email"], person["password"])
    therapist.goto(f"{site.url}/cases/questions/")
    judge(therapist)
    card = therapist.locator("section", has_text="A stool meanwhile?")
    card.get_by_role("link").click()
    expect(therapist.get_by_role("main")).not_to_contain_text("Tulloch")
    fill(therapist, answer="Yes, if the tray is level.")
    press(therapist, "Send the answer")
    context.close()
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("Yes, if the tray is level.")
