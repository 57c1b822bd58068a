"""A2, A4: an officer stops somebody at night with a phone of 320 px; the person answers; two officers put it right.

The steps follow each other.
"""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.functional.asking import ask, number_of
from tests.functional.site import Site
from tests.functional.steps import People, fill_in, follow, press
from tests.functional.test_every_page import violations

pytestmark = pytest.mark.browser

OFFICER, OTHER_OFFICER, PERSON = "Helen Moncrieff", "Tom Whitelaw", "Nadia Hussain"
PLACE = {"locality": "glenside", "tenure": "council"}
REASON = "A tenant rang at ten: a seat came off the wall this evening."
REPLY = "I was not in that street this week. The seat was fitted in May by somebody else."
LIFTED = "The seat is from another job. She was never there."


@pytest.fixture(scope="module")
def number(site: Site, as_person: People) -> str:
    """The person's number, as their own page says it."""
    return number_of(as_person(PERSON))


def on_a_phone(as_person: People, name: str) -> Page:
    page = as_person(name)
    page.set_viewport_size({"width": 320, "height": 640})
    return page


def is_sound(page: Page) -> None:
    """The page fits the phone, and axe finds nothing."""
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), page.url
    assert not violations(page), page.url


def public_entry(site: Site, page: Page, number: str) -> tuple[str, dict[str, Any]]:
    """What a stranger's page says, and the same as data."""
    data = page.request.get(f"{site.url}/register/{number}.json").json()
    page.goto(f"{site.url}/register/{number}/")
    return page.get_by_role("main").inner_text(), data


def test_a2_from_the_list_to_suspending_in_two_taps(site: Site, as_person: People, number: str) -> None:
    """A2: the status is in sight on the phone; the first tap is the person, the second what suspending touches."""
    page = on_a_phone(as_person, OFFICER)
    assert ask(site, page, number, **PLACE)["decision"] is True
    page.goto("/accreditation/")
    is_sound(page)
    row = page.get_by_role("row").filter(has_text=PERSON)
    box = row.get_by_text("Accredited", exact=True).bounding_box()
    assert box
    assert box["x"] + box["width"] <= 320, "nobody scrolls sideways to see whether somebody is accredited"
    expect(row.get_by_role("cell").first).to_contain_text("Status")
    follow(page, PERSON)
    is_sound(page)
    press(page, "Suspend now")
    is_sound(page)
    main = page.get_by_role("main")
    expect(main).to_contain_text(f"Every case system that asks about {number} gets the answer no.")
    expect(main).to_contain_text("Glenside")
    expect(main).to_contain_text("No other accreditation is held.")
    assert all(box.input_value() for box in main.locator("input[name^=review_on]").all()), "a day is proposed"
    fill_in(page, REASON)
    press(page, "Suspend now")
    expect(main).to_contain_text("Suspended since")
    is_sound(page)


def test_a4_the_very_next_answer_and_the_register_say_so(site: Site, page: Page, number: str) -> None:
    """A4: no, from the next answer on; the register says that it is so and never why."""
    answer = ask(site, page, number, **PLACE)
    assert answer["decision"] is False
    assert "SUSPENDED" in answer["context"]["reason_codes"]
    page.set_viewport_size({"width": 320, "height": 640})
    text, data = public_entry(site, page, number)
    assert data["status"] == "suspended"
    assert "Suspended since" in text
    assert REASON not in text
    is_sound(page)


def test_a2_the_person_reads_why_and_replies(as_person: People, number: str) -> None:
    """A2: the person, on their own phone, sees the reason and the day of review, and sends a reply."""
    page = on_a_phone(as_person, PERSON)
    page.goto("/accreditation/mine/")
    main = page.get_by_role("main")
    expect(main).to_contain_text(REASON)
    expect(main).to_contain_text("We will look at it again by")
    is_sound(page)
    press(page, f"Write a reply about {number}")
    is_sound(page)
    fill_in(page, REPLY)
    press(page, "Send the reply")
    expect(main).to_contain_text(REPLY)


def test_a2_the_officer_reads_the_reply_and_proposes(site: Site, as_person: People, number: str) -> None:
    """A2: the list says that there is a reply; whoever proposes to lift it cannot confirm that too."""
    page = on_a_phone(as_person, OFFICER)
    page.goto("/accreditation/?status=suspended")
    expect(page.get_by_role("row").filter(has_text=PERSON)).to_contain_text("Has replied")
    follow(page, PERSON)
    expect(page.get_by_role("main")).to_contain_text(REPLY)
    follow(page, "Lift the suspension")
    is_sound(page)
    page.get_by_label(re.compile("[Uu]nfounded")).check()
    fill_in(page, LIFTED)
    press(page, "Propose lifting the suspension")
    expect(page.get_by_role("main")).to_contain_text("Another officer must confirm it")
    follow(page, "Lift the suspension")
    expect(page.get_by_role("button", name=re.compile("Confirm"))).to_have_count(0)
    assert ask(site, page, number, **PLACE)["decision"] is False, "one officer's word lifts nothing"


def test_a2_another_officer_lifts_it_and_the_public_history_is_clean(
    site: Site, as_person: People, page: Page, number: str
) -> None:
    """A2, A3, A4: confirmed by another, it ends at once; what was unfounded leaves the public history."""
    other = on_a_phone(as_person, OTHER_OFFICER)
    other.goto(f"/accreditation/{number}/")
    expect(other.get_by_role("main")).to_contain_text(f"{OFFICER} proposes to lift the suspension")
    follow(other, "Lift the suspension")
    is_sound(other)
    fill_in(other, "I rang the tenant and the fitter. I agree.")
    press(other, "Confirm: lift the suspension")
    assert ask(site, page, number, **PLACE)["decision"] is True
    text, data = public_entry(site, page, number)
    assert "uspen" not in text
    assert data["status"] == "accredited"
    assert all("uspen" not in change["status"] for change in data["history"])
    expect(other.get_by_role("main")).to_contain_text(REASON)
