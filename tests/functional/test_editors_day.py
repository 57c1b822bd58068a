"""An editor's day in the browser: a lesson changed, read by a carer, approved by somebody else, and live.

Then the question bank, and a story whose teller no longer agrees. The steps follow each other.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.functional.site import Site
from tests.functional.steps import People, follow, press
from tests.functional.walk import sign_in

pytestmark = pytest.mark.browser

EDITOR, GOVERNOR, LEARNER = "Priya Nair", "Anwar Siddiqui", "Owen Price"
MODULE, TITLE = "module-3", "Module 3"
ADDED = "Ask the person what they have tried already, and write down their answer in their own words."
COMMENT = "Please say that a carer may answer too, when the person asks for that."
DONE = "A sentence about carers is in the same lesson now."
STORY, STORY_TITLE, STORY_LESSON = "jamals-move", "Jamal", "How long will this home suit"

BAD_FILE = """\
// A question that is right
::NEW-1::A tenant asks whether a stair can be made safer. What comes first? {
=Ask what happens on the stair.#Yes: what the person does on an ordinary day.
~Measure the stair.#Later, when it is known what for.
}

::NEW-2::Who decides whether a home is right for somebody? {
=The person who lives there, with good advice.#Yes.
"""
GOOD_FILE = BAD_FILE + "~The surveyor.#A surveyor knows the house, not the life in it.\n}\n"


def main_of(page: Page) -> Locator:
    return page.get_by_role("main")


@pytest.fixture(scope="module")
def wide(browser: Browser, site: Site) -> Iterator[Page]:
    """The editor's desk: Wagtail is made for a wide window."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB", base_url=site.url)
    context.set_default_timeout(30_000)
    page = context.new_page()
    person = site.sign_in_of(EDITOR)
    sign_in(page, site.url, person["email"], person["password"])
    yield page
    context.close()


def open_review(page: Page) -> None:
    page.goto("/learning/reviews/")
    follow(page, re.compile(TITLE))


def test_t13_a_lesson_is_changed_and_kept_as_a_draft(wide: Page, as_person: People) -> None:
    """T13: what an editor writes in Wagtail is a draft; learners read on what was approved."""
    wide.goto(f"/cms/pages/search/?q={TITLE}")
    wide.locator("main a[href*='/edit/']", has_text=TITLE).first.click()
    words = wide.locator("[data-contentpath=lessons] [data-contentpath=content] [contenteditable=true]").first
    words.click()
    words.press("Control+End")
    words.press_sequentially(f" {ADDED}")
    expect(wide.get_by_role("button", name="Publish", exact=True)).to_have_count(0)
    wide.get_by_role("button", name="Save draft").first.click()
    expect(wide.locator(".messages")).to_contain_text("has been updated")
    learner = as_person(LEARNER)
    learner.goto(f"/learning/{MODULE}/")
    press(learner, "Start this module")
    expect(main_of(learner)).not_to_contain_text(ADDED)


def test_t13_a_carer_without_an_account_comments(browser: Browser, site: Site, as_person: People) -> None:
    """T13: by a link that needs no account; the editor answers what was said."""
    page = as_person(EDITOR)
    open_review(page)
    expect(main_of(page)).to_contain_text(ADDED)
    page.get_by_label("Who is it for?").fill("The carers’ forum")
    press(page, "Make a link")
    address = main_of(page).locator("a[href*='/learning/drafts/']").first.get_attribute("href")
    context = browser.new_context(viewport={"width": 320, "height": 640}, locale="en-GB", base_url=site.url)
    carer = context.new_page()
    carer.goto(urlsplit(str(address)).path)
    expect(main_of(carer)).to_contain_text(ADDED)
    carer.get_by_label("Carer").check()
    carer.get_by_label("Your name or group").fill("Moira")
    carer.get_by_label("What do you think?").fill(COMMENT)
    press(carer, "Send what I think")
    expect(main_of(carer)).to_contain_text("Thank you")
    expect(main_of(carer)).not_to_contain_text(COMMENT)
    context.close()
    page.reload()
    expect(main_of(page)).to_contain_text(COMMENT)
    page.get_by_label("What was done about this comment").fill(DONE)
    press(page, re.compile("Record what was done"))
    expect(main_of(page)).to_contain_text(DONE)


def test_t13_nobody_publishes_what_is_not_approved(as_person: People) -> None:
    """T13: no button, and the request itself is refused with words; nor does the author approve their own draft."""
    page = as_person(EDITOR)
    open_review(page)
    expect(page.get_by_role("button", name="Make it live")).to_have_count(0)
    token = main_of(page).locator("input[name=csrfmiddlewaretoken]").first.input_value()
    answer = page.request.post(page.url, form={"csrfmiddlewaretoken": token, "action": "publish"})
    assert "approve" in answer.text().partition("<main")[2]
    page.get_by_label("Your note").fill("I wrote it and I like it.")
    main_of(page).get_by_role("button", name="Approve this draft").click()
    page.wait_for_load_state()
    expect(main_of(page)).to_contain_text("Not approved")
    learner = as_person(LEARNER)
    learner.goto(f"/learning/{MODULE}/")
    learner.get_by_role("main").locator("ol a[href*='/lessons/']").first.click()
    expect(main_of(learner)).not_to_contain_text(ADDED)


def test_t13_governance_approves_and_it_is_live(as_person: People) -> None:
    """T13: a member of the governance group approves these words; the learner reads them from then on."""
    page = as_person(GOVERNOR)
    open_review(page)
    expect(main_of(page)).to_contain_text(DONE)
    page.get_by_label("Your note").fill("Read whole, with the carer’s comment.")
    press(page, "Approve this draft")
    expect(main_of(page)).to_contain_text("Approved, not live")
    press(page, "Make it live")
    expect(main_of(page)).to_contain_text("The module is live")
    learner = as_person(LEARNER)
    learner.goto(f"/learning/{MODULE}/")
    learner.get_by_role("main").locator("ol a[href*='/lessons/']").first.click()
    expect(main_of(learner)).to_contain_text(ADDED)


def bring_in(page: Page, text: str) -> None:
    page.goto(f"/learning/questions/{MODULE}/import/")
    content = {"name": "questions.txt", "mimeType": "text/plain", "buffer": text.encode()}
    page.get_by_label("File of questions").set_input_files([content])  # type: ignore[list-item]
    page.get_by_label("GIFT").check()
    page.get_by_label("Performance criterion").fill("MN-1.1")
    page.get_by_label("Source").fill("protocol, Assessment")
    press(page, "Look at the file")


def bank(page: Page) -> str:
    return page.request.get(f"/learning/questions/{MODULE}/export/gift/").text()


def test_t8_a_file_with_a_bad_line_saves_nothing(as_person: People) -> None:
    """T8: the line is named, and the questions that were right are not saved either."""
    page = as_person(EDITOR)
    before = bank(page)
    bring_in(page, BAD_FILE)
    expect(page.get_by_role("heading", level=1)).to_have_text("The file has problems")
    expect(main_of(page)).to_contain_text("Line 7")
    expect(page.get_by_role("button", name="Save these questions")).to_have_count(0)
    assert bank(page) == before


def test_t8_a_good_file_is_looked_at_and_confirmed(as_person: People) -> None:
    """T8: the editor sees what would be added, and only the second button saves."""
    page = as_person(EDITOR)
    bring_in(page, GOOD_FILE)
    expect(main_of(page)).to_contain_text("2 to add")
    assert "NEW-2" not in bank(page)
    press(page, "Save these questions")
    expect(page.locator("body")).to_contain_text("2 questions saved")
    assert "NEW-2" in bank(page)


def test_t8_how_the_questions_do(as_person: People) -> None:
    """T8: the figures of each question open for the editor, and not for a learner."""
    page = as_person(EDITOR)
    page.goto("/learning/questions/")
    follow(page, re.compile("How the questions do.*Module 1"))
    expect(page.get_by_role("table")).to_contain_text("M1-Q01")
    page.goto("/learning/questions/module-1/?order=discrimination")
    expect(page.get_by_role("table")).to_contain_text("M1-Q01")
    refused = as_person(LEARNER).goto("/learning/questions/module-1/")
    assert refused is not None
    assert refused.status == 403


def story_lesson(page: Page) -> None:
    page.goto(f"/learning/{MODULE}/")
    follow(page, re.compile(STORY_LESSON))


def test_s2_a_withdrawn_consent_counts_at_once(as_person: People) -> None:
    """S2: the story is gone from the lesson and the list the moment its consent is withdrawn."""
    learner = as_person(LEARNER)
    story_lesson(learner)
    expect(learner.locator(f"#story-{STORY}")).to_be_visible()
    page = as_person(EDITOR)
    page.goto(f"/stories/{STORY}/consent/")
    follow(page, re.compile("Withdraw this consent"))
    expect(main_of(page)).to_contain_text(TITLE)
    press(page, "Withdraw the consent")
    expect(main_of(page)).to_contain_text("Withdrawn on")
    learner.reload()
    expect(learner.locator(f"#story-{STORY}")).to_have_count(0)
    expect(learner.get_by_role("button", name=re.compile("Mark as done|Go on"))).to_be_visible()
    gone = learner.goto(f"/stories/{STORY}/")
    assert gone is not None
    assert gone.status in {404, 410}
    open_notice(page)


def open_notice(page: Page) -> None:
    """The editor is told, where the module is reviewed."""
    page.goto("/stories/")
    expect(page.get_by_role("region", name=re.compile(STORY_TITLE))).to_contain_text("Not shown")
