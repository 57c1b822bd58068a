"""An occupational therapist's day: she looks at a tier, goes on with a colleague's case assessment, and authorises.

All of it is about one solution of the demonstration, whose tier was raised, lowered, and is raised again. The steps
follow each other.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.functional.judging import judge
from tests.functional.steps import People, fill_in, follow, press

pytestmark = pytest.mark.browser

THERAPIST, ASSISTANT = "Mairi Campbell", "Owen Price"
PERSON = "Norman Beattie"


def open_solution(page: Page) -> None:
    page.goto(f"/cases/?q={PERSON.replace(' ', '+')}")
    follow(page, re.compile("^AR-"))
    follow(page, re.compile("lighting", re.IGNORECASE))
    expect(page.get_by_role("heading", level=1)).to_contain_text("lighting")


def test_p5_what_a_colleague_finds_raises_the_tier_and_the_page_says_why(as_person: People) -> None:
    page = as_person(ASSISTANT)
    open_solution(page)
    follow(page, re.compile("how complex"))
    expect(page.get_by_role("main")).to_contain_text("Mairi Campbell lowered it to “simple”")
    page.get_by_label("A second disabled person lives in the home").check()
    page.get_by_label(re.compile("What you know of it")).fill("His brother moved in last week.")
    press(page, "Record it")
    expect(page.get_by_role("main")).to_contain_text("This makes it at least “moderate”.")
    judge(page)


def test_p5_a_therapist_without_a_part_in_the_case_lowers_it(as_person: People) -> None:
    page = as_person(THERAPIST)
    open_solution(page)
    follow(page, re.compile("how complex"))
    follow(page, "Lower the tier")
    judge(page)
    page.get_by_label("Simple", exact=True).check()
    page.get_by_label("Why it is less complex").fill("His brother sleeps downstairs and never uses this stair.")
    press(page, "Lower the tier")
    expect(page.get_by_role("main")).to_contain_text(PERSON)


def test_p4_she_goes_on_with_the_draft_and_records_the_case_assessment(as_person: People) -> None:
    assistant, page = as_person(ASSISTANT), as_person(THERAPIST)
    for each in (assistant, page):
        open_solution(each)
        follow(each, re.compile("Record the case assessment"))
    main = page.get_by_role("main")
    expect(main).to_contain_text(f"{ASSISTANT} saved this draft")
    expect(main).to_contain_text("Others who have this open")
    judge(page)
    words = "Light that comes on by itself lets him see the edge; he uses the stair alone."
    for box in main.locator("form textarea:visible").all():
        if not box.input_value() and "note_" not in (box.get_attribute("name") or ""):
            box.fill(words)
    fill_in(page, words)
    press(page, "Record the case assessment")
    expect(page.get_by_role("main")).to_contain_text("is recorded")


def test_p7_she_recommends_and_authorises_it_by_her_registration(as_person: People) -> None:
    page = as_person(THERAPIST)
    open_solution(page)
    follow(page, re.compile("^Recommend it"))
    page.get_by_label("Your recommendation").fill("Two sensor lights, at the top and at the turn.")
    judge(page)
    press(page, "Recommend it")
    open_solution(page)
    follow(page, re.compile("^Authorise it"))
    judge(page)
    page.get_by_label("No", exact=True).check()
    page.get_by_label(re.compile("^I have read")).check()
    press(page, "Authorise")
    open_solution(page)
    expect(page.get_by_role("main")).to_contain_text("Basis: professional registration")
    judge(page)


def test_p4_a_second_editor_sees_both_texts(as_person: People) -> None:
    """On another solution of the same case, which both open before either saves."""
    assistant, therapist = as_person(ASSISTANT), as_person(THERAPIST)
    assistant.goto(f"/cases/?q={PERSON.replace(' ', '+')}")
    follow(assistant, re.compile("^AR-"))
    follow(assistant, "Propose a solution")
    assistant.get_by_label("Adaptation", exact=True).check()
    assistant.locator("select[name='adaptation']").select_option(label="Stair nosings and tread contrast")
    assistant.get_by_label("What it is for").fill("To see where each tread ends.")
    press(assistant, "Propose it")
    follow(assistant, re.compile("Record the case assessment"))
    therapist.goto(assistant.url)
    therapist.get_by_label("What was decided, and why").fill("Hers.")
    press(therapist, "Save the draft")
    assistant.get_by_label("What was decided, and why").fill("His.")
    press(assistant, "Save the draft")
    main = assistant.get_by_role("main")
    expect(main).to_contain_text("Hers.")
    expect(main).to_contain_text("His.")
    judge(assistant)
    assistant.get_by_label("What you typed").check()
    press(assistant, "Go on with what I chose")
    expect(assistant.get_by_label("What was decided, and why")).to_have_value("His.")
