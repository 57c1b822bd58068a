"""An accreditation officer's day, from an application that lacks something to a precaution (A1, A2, A9).

All of it is about one person who waits to be decided about, so that everybody else holds what they held. The steps
follow each other.
"""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.functional.judging import judge
from tests.functional.steps import People, fill_in, follow, press

pytestmark = pytest.mark.browser

OFFICER, OTHER_OFFICER, GOVERNOR = "Helen Moncrieff", "Tom Whitelaw", "Anwar Siddiqui"
READY, NOT_READY = "Ruth Okafor", "Agnieszka Wójcik"
ENDS_SOON, SUSPENDED = "Catriona MacPhail", "Gary Tullis"
TRAINER, OTHER_TRAINER = "Callum Reid", "Grace Adeyemi"
GRANTED = "Every module and every sign-off is there, from two employers."
CONDITIONS = "Works together with a housing officer."
WHY_CONDITIONS = "Her last visits were all in one locality."
GROUNDS = "I have worked in three localities since May. Nobody looked at my list of visits."
UPHELD, UPHELD_TOO = "Her list shows all three localities.", "The reason given does not hold."
# The demonstration's officer recorded the suspension twelve days ago, from the evening before.
RECORDED_AGO = 12
# When the two other trainers signed off the one who is ready.
SIGNED_FROM_AGO, SIGNED_UNTIL_AGO = 244, 234


def main_of(page: Page) -> Locator:
    return page.get_by_role("main")


def days(ago: int) -> date:
    return datetime.now(ZoneInfo("Europe/London")).date() - timedelta(days=ago)


def typed(name: str, day: date) -> dict[str, str]:
    return {f"{name}_{part}": str(getattr(day, part)) for part in ("day", "month", "year")}


def in_words(day: date) -> str:
    return f"{day:%-d %B %Y}"


def record_of(page: Page, name: str) -> Locator:
    """Open the officers' page about somebody, from the list."""
    page.goto("/accreditation/")
    follow(page, name)
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    return main_of(page)


def test_a1_what_is_missing_is_said(as_person: People) -> None:
    """A1: an application with signatures missing says which, and offers no grant, not even by its address."""
    page = as_person(OFFICER)
    page.goto("/accreditation/")
    judge(page)
    row = main_of(page).get_by_role("row", name=NOT_READY)
    expect(row).to_contain_text("missing")
    record = record_of(page, NOT_READY)
    judge(page)
    expect(record).to_contain_text(re.compile(r"Competency SN-\d “.*” is not signed off"))
    expect(record).to_contain_text("You can grant it when nothing is missing.")
    page.goto(f"{page.url}grant/")
    judge(page)
    expect(record).to_contain_text("This cannot be decided yet")
    expect(record.get_by_role("button")).to_have_count(0)


def test_a1_one_who_signed_none_of_it_grants(as_person: People) -> None:
    """A1: the page names who may decide; what was asked for is filled in; the person is on the register."""
    page = as_person(OFFICER)
    record = record_of(page, READY)
    judge(page)
    deciders = record.get_by_role("heading", name="Who may decide").locator("xpath=following-sibling::p[1]")
    expect(deciders).to_contain_text(OFFICER)
    expect(deciders).not_to_contain_text(TRAINER)
    address = page.url
    refused = as_person(TRAINER).goto(f"{address}grant/")
    assert refused is not None
    assert refused.status == 403, "who signed it does not grant it"
    follow(page, "Grant accreditation")
    judge(page)
    assert record.locator("[name=localities]:checked").count(), "what was asked for is ticked"
    fill_in(page, GRANTED)
    press(page, "Grant accreditation")
    expect(record).to_contain_text("Modules, sign-offs and checks are all in place.")
    expect(record).to_contain_text(GRANTED)


def test_a2_conditions_are_public_and_their_reason_is_not(as_person: People) -> None:
    """A2: conditions are changed with a reason. The register shows the conditions, never the reason."""
    page = as_person(OFFICER)
    record = record_of(page, READY)
    follow(page, "Change conditions")
    judge(page)
    fill_in(page, WHY_CONDITIONS, {"conditions": CONDITIONS})
    press(page, "Change conditions")
    expect(record).to_contain_text(WHY_CONDITIONS)
    follow(page, "What the public sees")
    judge(page)
    expect(main_of(page)).to_contain_text(CONDITIONS)
    assert WHY_CONDITIONS not in page.content()


def test_a2_an_appeal_is_lodged(as_person: People) -> None:
    """A2: the person appeals. The officer who decided can neither hear it nor say who does."""
    page = as_person(READY)
    page.goto("/accreditation/mine/")
    judge(page)
    follow(page, re.compile("Appeal against this decision"))
    judge(page)
    fill_in(page, GROUNDS)
    press(page, "Lodge the appeal")
    judge(page)
    expect(main_of(page)).to_contain_text("Nobody is named yet")
    officer = as_person(OFFICER)
    officer.goto("/accreditation/")
    follow(officer, "Appeals")
    judge(officer)
    follow(officer, re.compile(READY))
    expect(main_of(officer)).to_contain_text(GROUNDS)
    expect(main_of(officer).get_by_text("Name who hears it")).to_have_count(0)


def test_a2_two_hear_it(as_person: People) -> None:
    """A2: two who had no part hear it. Neither's words are read before both have written; then it is carried out."""
    officer, governor, person = as_person(OTHER_OFFICER), as_person(GOVERNOR), as_person(READY)
    officer.goto("/accreditation/appeals/")
    follow(officer, re.compile(READY))
    appeal = officer.url
    press(officer, "Name who hears it")
    judge(officer)
    expect(main_of(officer).locator("option", has_text=OFFICER)).to_have_count(0)
    fill_in(officer, officer=OTHER_OFFICER, governor=GOVERNOR)
    press(officer, "Name these two")
    write(officer, appeal, UPHELD)
    expect(main_of(officer)).to_contain_text("To be heard")
    person.goto(appeal)
    assert UPHELD not in person.content()
    write(governor, appeal, UPHELD_TOO)
    person.goto(appeal)
    judge(person)
    for words in ("Upheld", UPHELD, UPHELD_TOO):
        expect(main_of(person)).to_contain_text(words)
    person.goto("/accreditation/mine/")
    expect(main_of(person)).to_contain_text("Overturned on appeal")
    expect(main_of(person).get_by_text("Conditions:", exact=True)).to_have_count(0)


def write(page: Page, appeal: str, reasons: str) -> None:
    page.goto(appeal)
    press(page, "Write your decision")
    judge(page)
    fill_in(page, reasons, outcome="upheld")
    press(page, "Record my decision")


def test_a2_a_renewal_says_what_is_missing(as_person: People) -> None:
    """A2: a term that ends soon is not renewed without practice; the person and the officer read the same sentence."""
    page = as_person(OFFICER)
    record = record_of(page, ENDS_SOON)
    follow(page, re.compile("^Renew$"))
    judge(page)
    expect(record).to_contain_text("This cannot be decided yet")
    missing = record.get_by_text(re.compile(r"Practice since .*: \d+ of \d+")).inner_text()
    person = as_person(ENDS_SOON)
    person.goto("/accreditation/mine/")
    follow(person, re.compile("Renewal"))
    judge(person)
    expect(main_of(person)).to_contain_text(missing)


def test_a9_a_staff_check_is_recorded_without_what_it_says(as_person: People) -> None:
    """A9: that a check was seen and when it is looked at again is written down; there is no place for what it says."""
    page = as_person(OFFICER)
    page.goto("/accreditation/")
    follow(page, re.compile("[Ss]taff checks"))
    judge(page)
    page.get_by_label("Name, or part of it").fill(READY)
    press(page, "Find")
    follow(page, READY)
    judge(page)
    follow(page, "Record a check")
    judge(page)
    expect(main_of(page).locator("form textarea")).to_have_count(0)
    fill_in(page, texts=typed("checked_on", days(0)) | typed("recheck_on", days(-700)))
    press(page, "Record the check")
    expect(main_of(page)).to_contain_text(f"to be looked at again by {in_words(days(-700))}")
    expect(main_of(page)).to_contain_text(f"Recorded by {OFFICER}")


def test_a2_what_was_true_on_a_day_and_known_by_it(as_person: People) -> None:
    """A2: a suspension recorded the day after: on its evening the register said accredited, and now says suspended."""
    page = as_person(OFFICER)
    record_of(page, SUSPENDED)
    follow(page, "How it stood on a day")
    judge(page)
    day = days(RECORDED_AGO + 1)
    fill_in(page, texts=typed("on", day) | typed("known", day))
    press(page, "Show")
    judge(page)
    expect(main_of(page)).to_contain_text(f"At the end of {in_words(day)}, as known at the end of {in_words(day)}")
    expect(main_of(page).locator(".nhsuk-tag").first).to_have_text("Accredited")
    expect(main_of(page)).to_contain_text("With what has been recorded since, it was “suspended” on that day.")


def test_a1_a_precaution_is_seen_before_it_is_taken(as_person: People) -> None:
    """A1: whom a trainer signed in some days, what rests on it, and all of it suspended at once after a preview."""
    page = as_person(OFFICER)
    page.goto("/accreditation/")
    follow(page, "Whom a trainer signed off, and precautions")
    judge(page)
    span = typed("since", days(SIGNED_FROM_AGO)) | typed("until", days(SIGNED_UNTIL_AGO))
    fill_in(page, texts={"who": TRAINER} | span)
    press(page, "Find")
    judge(page)
    rows = main_of(page).get_by_role("row")
    assert rows.filter(has_text=READY).filter(has_text=OTHER_TRAINER).count(), "with the other signer of each"
    with page.expect_download() as started:
        page.get_by_role("link", name="Download as a table (CSV)").click()
    assert READY in started.value.path().read_text()
    follow(page, "Suspend as a precaution")
    judge(page)
    expect(main_of(page)).to_contain_text("1 accreditation of 1 person")
    fill_in(page, "Signatures of these days are looked into.", typed("review_on", days(-7)))
    press(page, "Suspend as a precaution")
    judge(page)
    expect(main_of(page).get_by_role("listitem").filter(has_text=READY)).to_contain_text("Suspended")
    fill_in(page, "All of them stand.")
    press(page, "Close the precaution")
    expect(main_of(page)).to_contain_text("Closed")
    expect(record_of(page, READY)).to_contain_text("Suspended since")
