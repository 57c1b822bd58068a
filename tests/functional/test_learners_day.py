"""A learner's day in the browser: from what somebody needs to the form that asks what they thought of it.

The learner starts with nothing. The steps follow each other; the session in the middle is of the next module.
"""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.functional.learning import answer_all, do_lessons
from tests.functional.site import Site
from tests.functional.steps import People, fill_in, follow, press
from tests.functional.walk import sign_in

pytestmark = pytest.mark.browser

LEARNER = "Tom Whitelaw"
MODULE = "module-1"
STORY_LESSON, PRACTICE_LESSON = "Mary’s story", "The same welcome"
TYPED = "A neighbour has washed at the sink since the spring. I will ask about yesterday, not about the bath."
STARTS_FILM = "film => { film.muted = true; return film.play() }"
HAS_PLAYED = "film => new Promise(done => film.ontimeupdate = () => film.currentTime > 0.5 && done())"


def main_of(page: Page) -> Locator:
    return page.get_by_role("main")


def open_lesson(page: Page, title: str) -> None:
    page.goto(f"/learning/{MODULE}/")
    follow(page, re.compile(title))


def end_sign_in(context: BrowserContext) -> None:
    """What happens to a page that was left open for too long."""
    context.clear_cookies(name=re.compile("session"))


def test_t1_what_i_need_leads_to_the_module(as_person: People) -> None:
    """T1: my work says which module is needed by when, and leads there."""
    page = as_person(LEARNER)
    page.goto("/my-work/")
    needs = main_of(page).locator("section", has=page.get_by_role("heading", name="What I need"))
    expect(needs).to_contain_text("Module 1")
    needs.get_by_role("link", name=re.compile("Module 1")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Module 1")
    expect(main_of(page)).to_contain_text("What you will be able to do")


def test_t10_what_i_know_already_counts_for_nothing(as_person: People) -> None:
    """T10: a few questions before the first lesson; afterwards they are not offered again."""
    page = as_person(LEARNER)
    page.goto(f"/learning/{MODULE}/")
    follow(page, "See what you know already")
    press(page, "Start the questions")
    answer_all(page, MODULE)
    press(page, "Hand in my answers")
    expect(page.get_by_role("heading", level=1)).to_contain_text("What you knew")
    expect(main_of(page)).not_to_contain_text("You passed")
    page.goto(f"/learning/{MODULE}/")
    expect(main_of(page)).to_contain_text("You have not taken it yet")
    expect(page.get_by_role("link", name="See what you know already")).to_have_count(0)


def test_t8_practice_is_explained_at_once(as_person: People) -> None:
    """T8: a practice question in a lesson says why an answer is right, and nothing is scored."""
    page = as_person(LEARNER)
    open_lesson(page, PRACTICE_LESSON)
    answer_all(page, MODULE)
    press(page, "See how I did")
    practice = page.get_by_role("region", name="Practice")
    expect(practice).to_contain_text("Right")
    expect(practice).not_to_contain_text("Not right")
    assert len(practice.locator(".nhsuk-inset-text").inner_text()) > 60, "it says why"


def test_t1_a_reflection_outlives_the_sign_in(site: Site, as_person: People) -> None:
    """T1: what is typed is kept when the sign-in has ended before the button is pressed."""
    page = as_person(LEARNER)
    open_lesson(page, STORY_LESSON)
    address = page.url
    main_of(page).locator("textarea").fill(TYPED)
    end_sign_in(page.context)
    page.get_by_role("button", name="Save this for now").click()
    page.wait_for_url(re.compile("/accounts/login/"))
    person = site.sign_in_of(LEARNER)
    page.get_by_label("Email").fill(person["email"])
    page.get_by_label("Password").fill(person["password"])
    main_of(page).get_by_role("button", name="Sign in").click()
    page.wait_for_url(address)
    expect(main_of(page).locator("textarea")).to_have_value(TYPED)
    expect(main_of(page)).to_contain_text("You have not sent it yet")
    press(page, "Save this for now")
    expect(main_of(page)).to_contain_text("Your reflection is kept")
    page.goto(address)
    expect(main_of(page).locator("textarea")).to_have_value(TYPED)
    expect(main_of(page)).not_to_contain_text("You have not sent it yet")


def test_s1_a_story_with_a_film(as_person: People) -> None:
    """S1, S3: found among the stories; it plays when asked, with captions listed and the transcript below."""
    page = as_person(LEARNER)
    page.goto("/stories/")
    follow(page, re.compile("downstairs room", re.IGNORECASE))
    film = page.locator("video")
    film.evaluate("film => new Promise(done => film.readyState ? done() : film.onloadedmetadata = done)")
    assert film.evaluate("film => film.paused"), "nothing plays by itself"
    film.evaluate(STARTS_FILM)
    film.evaluate(HAS_PLAYED)
    assert film.evaluate("film => film.textTracks.length") == 1
    assert film.evaluate("film => film.textTracks[0].kind") == "captions"
    page.locator("summary", has_text="Transcript of").click()
    transcript = page.get_by_role("link", name=re.compile("Download the transcript"))
    expect(transcript).to_be_visible()
    text = page.request.get(str(transcript.get_attribute("href")))
    assert text.headers["content-type"].startswith("text/plain")


def test_t1_the_lessons_are_done(as_person: People) -> None:
    """T1, S4: every lesson, its reflections included; what remains is the check."""
    page = as_person(LEARNER)
    do_lessons(page, MODULE)
    page.goto(f"/learning/{MODULE}/")
    expect(main_of(page)).to_contain_text("knowledge check")
    expect(page.get_by_role("link", name=re.compile("Offer this reflection"))).to_have_count(0)
    open_lesson(page, STORY_LESSON)
    expect(page.get_by_role("link", name="Offer this reflection as evidence")).to_be_visible()


def test_t9_the_check_waits_and_counts_once(as_person: People) -> None:
    """T8, T9: kept for later and gone on with; handed in from two tabs there is one result, and the second is told."""
    page = as_person(LEARNER)
    page.goto(f"/learning/{MODULE}/check/")
    press(page, "Start the check")
    answer_all(page, MODULE)
    press(page, "Keep my answers for later")
    expect(main_of(page)).to_contain_text("Your answers are kept")
    page.goto(f"/learning/{MODULE}/check/")
    follow(page, "Go on with it")
    other = page.context.new_page()
    other.goto(page.url)
    press(page, "Hand in my answers")
    expect(page.get_by_role("heading", level=1)).to_have_text("You passed")
    expect(main_of(page)).to_contain_text("100%")
    with other.expect_navigation() as second:
        other.get_by_role("button", name="Hand in my answers").click()
    assert second.value.status == 409
    expect(other.get_by_role("heading", level=1)).to_have_text("You have handed this in already")
    follow(other, "See the result")
    expect(other.get_by_role("heading", level=1)).to_have_text("You passed")
    other.goto(f"/learning/{MODULE}/check/")
    results = main_of(other).locator("ul", has=other.get_by_role("link", name=re.compile(r"\d{4}, \d\d:\d\d")))
    expect(results.get_by_role("listitem")).to_have_count(1)
    other.close()


def test_t14_the_certificate_is_there(as_person: People) -> None:
    """T14: completing gives a certificate with the learner's name."""
    page = as_person(LEARNER)
    page.goto(f"/learning/{MODULE}/")
    follow(page, "Your certificate")
    expect(main_of(page)).to_contain_text(LEARNER)


def test_t10_the_evaluation_asks_once(as_person: People) -> None:
    """T10: after completing, the form waits among my work; it is answered once."""
    page = as_person(LEARNER)
    page.goto("/my-work/")
    follow(page, re.compile("questionnaire"))
    follow(page, re.compile("Module 1"))
    fill_in(page)
    for box in main_of(page).locator("form select").all():
        box.select_option(index=3)
    press(page, "Send my answers")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    page.goto("/evaluation/mine/")
    expect(main_of(page)).to_contain_text("nothing for you to answer now")


def test_t5_a_session_is_found_and_booked(as_person: People) -> None:
    """T5: by module and free places; booked, its calendar file taken, and it stands among my work."""
    page = as_person(LEARNER)
    page.goto("/sessions/")
    page.locator("summary", has_text="Find by module").click()
    page.get_by_label("Module", exact=True).select_option(label="Module 2: Assessing for simple needs and technology")
    page.get_by_label("Only with free places").check()
    press(page, "Find")
    follow(page, re.compile("Module 2.*Harbour demonstration flat"))
    press(page, "Book a place")
    expect(main_of(page)).to_contain_text("You have a place")
    with page.expect_download() as started:
        page.get_by_role("link", name="Add to your calendar").click()
    lines = started.value.path().read_text()
    assert lines.startswith("BEGIN:VCALENDAR")
    assert "Harbour demonstration flat" in lines.replace("\r\n ", "").replace("\n ", "")
    page.goto("/my-work/")
    booked = main_of(page).locator("section", has=page.get_by_role("heading", name="Sessions"))
    expect(booked.get_by_role("link", name=re.compile("Module 2"))).to_be_visible()


def test_t5_a_full_session_has_a_waiting_list(browser: Browser, site: Site) -> None:
    """T5: when every place is taken, somebody joins the list, sees their number and can leave it again."""
    context = browser.new_context(viewport={"width": 320, "height": 640}, locale="en-GB", base_url=site.url)
    page = context.new_page()
    person = site.sign_in_of("Isla Fraser")
    sign_in(page, site.url, person["email"], person["password"])
    page.goto("/sessions/")
    follow(page, re.compile("Module 1.*Glenside village hall"))
    press(page, "Join the waiting list")
    expect(main_of(page)).to_contain_text(re.compile(r"You are number \d+ on the waiting list"))
    follow(page, "Leave the waiting list")
    press(page, "Leave the list")
    expect(page.get_by_role("button", name="Join the waiting list")).to_be_visible()
    context.close()
