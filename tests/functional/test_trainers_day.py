"""A trainer's day in the browser: a session planned and held with a colleague of another employer, and what stays.

The session is planned for a few minutes ahead, so that its code can be shown and attendance marked. The steps follow
each other.
"""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.functional.site import Site
from tests.functional.steps import People, fill_in, follow, found_trainer, press

pytestmark = pytest.mark.browser

TRAINER, COLLEAGUE = "Ruth Okafor", "Callum Reid"
SAME_EMPLOYER = "Bronwen Lloyd"
BY_CODE, BY_LIST = "Samuel Achebe", "Jamie Kerr"
PLACE = "Glenside village hall"
NOTE = "Bring a story of your own, without names."


def main_of(page: Page) -> Locator:
    return page.get_by_role("main")


def soon() -> tuple[datetime, datetime]:
    """A start within the hour and an end on the same day, whatever time it is."""
    start = datetime.now(ZoneInfo("Europe/London")).replace(second=0, microsecond=0) + timedelta(minutes=10)
    if (start.hour, start.minute) >= (23, 50):
        start = (start + timedelta(days=1)).replace(hour=0, minute=0)
    return start, min(start + timedelta(hours=2), start.replace(hour=23, minute=59))


def plan(page: Page, first: str, second: str) -> None:
    """Fill the form of a new session of Module 1; its button is still to be pressed."""
    start, end = soon()
    page.goto("/sessions/new/")
    follow(page, re.compile("Module 1"))
    day = {f"day_{part}": str(getattr(start, part)) for part in ("day", "month", "year")}
    texts = day | {"start": f"{start:%H:%M}", "end": f"{end:%H:%M}", "capacity": "8", "note": NOTE}
    fill_in(page, texts=texts, place=PLACE, first_trainer=first, second_trainer=second)


def pack_of(page: Page) -> None:
    """Open the pack of the session that is next."""
    page.goto("/sessions/teaching/")
    main_of(page).locator(".nhsuk-card", has_text=PLACE).first.get_by_role("link", name=re.compile("pack")).click()
    expect(main_of(page)).to_contain_text("Session pack")


def test_t6_two_of_one_employer_are_refused(site: Site, as_person: People) -> None:
    """T6: a pair of one employer is refused, with who could be asked instead; nothing that was typed is lost."""
    found_trainer(site, as_person, SAME_EMPLOYER, "Module 1")
    page = as_person(TRAINER)
    plan(page, TRAINER, SAME_EMPLOYER)
    main_of(page).get_by_role("button", name="Plan the session").click()
    summary = page.locator(".nhsuk-error-summary")
    expect(summary).to_contain_text("Ardlea Health Board")
    expect(summary).to_contain_text(f"Who could lead with {TRAINER}")
    expect(summary).to_contain_text(COLLEAGUE)
    expect(main_of(page).locator("[name=note]")).to_have_value(NOTE)
    page.goto("/sessions/planned/")
    expect(main_of(page)).not_to_contain_text(SAME_EMPLOYER)


def test_t5_a_session_is_planned_and_opened(as_person: People) -> None:
    """T5, T6: with a trainer of another employer it is planned; learners find it once booking is open."""
    page = as_person(TRAINER)
    plan(page, TRAINER, COLLEAGUE)
    press(page, "Plan the session")
    session = re.sub(r"arrange/$", "", page.url)
    learner = as_person(BY_CODE)
    hidden = learner.goto(session)
    assert hidden is not None
    assert hidden.status == 404, "nobody books what is only planned"
    press(page, "Open booking")
    for name in (BY_CODE, BY_LIST):
        person = as_person(name)
        person.goto(session)
        expect(main_of(person)).to_contain_text(NOTE)
        press(person, "Book a place")
        expect(main_of(person)).to_contain_text("You have a place")


def test_t11_my_sessions_and_the_pack(as_person: People) -> None:
    """T11: the trainers' pages list the session; the pack has who comes, the checks of the room and the lesson plan."""
    page = as_person(TRAINER)
    pack_of(page)
    for name in (BY_CODE, BY_LIST):
        expect(main_of(page)).to_contain_text(name)
    expect(page.get_by_role("heading", name="Lesson plan")).to_be_visible()
    expect(main_of(page)).to_contain_text(PLACE)
    expect(main_of(page)).to_contain_text(COLLEAGUE)
    address = page.url
    learner = as_person(BY_CODE)
    refused = learner.goto(address)
    assert refused is not None
    assert refused.status == 403, "the pack is for the two who lead"


def test_t5_a_learner_enters_the_code(as_person: People) -> None:
    """T5: the code on the screen marks somebody as there, once, even when it is sent from two windows."""
    page = as_person(TRAINER)
    pack_of(page)
    follow(page, re.compile("Code for the screen"))
    learner = as_person(BY_CODE)
    learner.goto("/my-work/")
    follow(learner, re.compile(f"Module 1.*{PLACE}.*{soon()[0].year}, "))
    follow(learner, "I am here: enter the code")
    again = learner.context.new_page()
    again.goto(learner.url)
    learner.get_by_label("Code on the screen").fill("AAAAAA")
    learner.get_by_role("button", name="I am here").click()
    expect(learner.locator(".nhsuk-error-summary")).to_contain_text("This code does not fit")
    code = page.locator(".threshold-code").inner_text()
    for window in (learner, again):
        window.get_by_label("Code on the screen").fill(code)
        press(window, "I am here")
        expect(main_of(window)).to_contain_text("You are marked as there")
    again.close()
    follow(page, "Show the code that holds now")
    expect(main_of(page)).to_contain_text("1 marked as there")


def test_t4_attendance_by_list_is_a_lesson_done(as_person: People) -> None:
    """T4, T5: the trainers mark somebody on their list; the lessons that were taught are done for both."""
    page = as_person(COLLEAGUE)
    pack_of(page)
    follow(page, re.compile("Attendance"))
    marked = main_of(page).locator("dl")
    expect(marked.locator("dt", has_text=BY_CODE)).to_have_count(1)
    page.get_by_role("group", name=BY_LIST).get_by_label("There", exact=True).check()
    press(page, "Save")
    expect(main_of(page)).to_contain_text("Everybody is marked")
    for name in (BY_CODE, BY_LIST):
        learner = as_person(name)
        learner.goto("/learning/module-1/")
        expect(main_of(learner)).to_contain_text("knowledge check")
        expect(main_of(learner).locator("ol li", has_text="9.")).to_contain_text("Taught", ignore_case=True)


def test_t11_the_log_is_written_and_kept(as_person: People) -> None:
    """T11: a trainer writes down how a session went; the colleague reads it in the pack."""
    page = as_person(COLLEAGUE)
    page.goto("/sessions/teaching/")
    follow(page, re.compile("Write the log"))
    words = "The second hour was quieter than the first, and better for it."
    page.get_by_label(re.compile("How did it go")).fill(words)
    press(page, "Keep the log")
    expect(main_of(page)).to_contain_text(words)
    address = page.url
    page.goto("/sessions/teaching/")
    expect(page.get_by_role("link", name=re.compile("Write the log"))).to_have_count(0)
    other = as_person(TRAINER)
    other.goto(address)
    expect(main_of(other)).to_contain_text(words)


def test_t11_the_trainers_own_record(as_person: People) -> None:
    """T11: what somebody trained and with whom, to read and to take away."""
    page = as_person(TRAINER)
    page.goto("/sessions/teaching/")
    follow(page, "My training record")
    table = page.get_by_role("table")
    expect(table).to_contain_text(COLLEAGUE)
    expect(table).to_contain_text("Ardlea Council Housing")
    with page.expect_download() as started:
        page.get_by_role("link", name="Download as a table (CSV)").click()
    assert COLLEAGUE in started.value.path().read_text()
    printed = page.request.get("/sessions/teaching/record.pdf")
    assert printed.headers["content-type"] == "application/pdf"
