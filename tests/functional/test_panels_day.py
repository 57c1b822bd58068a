"""The Complex Cases Panel's day: a case referred by a nurse, heard with a quorum, decided by four partners, and told.

P8. The steps follow each other.
"""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.functional.judging import forms_without_a_way_back, judge
from tests.functional.steps import People, fill_in, follow, press

pytestmark = pytest.mark.browser

NURSE, CHAIR = "Bronwen Lloyd", "Callum Reid"
OTHERS = "Samuel Achebe", "Elspeth Drummond", "Grace Adeyemi"
kept: dict[str, str] = {}


def on_day(page: Page, field: str, day: date) -> None:
    for part in ("day", "month", "year"):
        page.locator(f"[name='{field}_{part}']").fill(str(getattr(day, part)))


def open_referral(page: Page) -> None:
    page.goto(kept["referral"])
    judge(page)


def test_p8_a_case_is_referred_with_what_was_tried(as_person: People) -> None:
    page = as_person(NURSE)
    page.goto("/cases/new/")
    person = {"name": "Morag Lennox", "address": "9 Quay Row\nArdlea", "postcode": "AR1 2BC"}
    fill_in(page, "She cannot get up from the bath.", person, tenure="housing_association", locality="Harbour")
    press(page, "Open the case")
    kept["case"] = page.url.split("?")[0]
    follow(page, "Panel")
    judge(page)
    follow(page, "Refer to the panel")
    judge(page)
    fill_in(
        page,
        "Nothing that is in the catalogue fits the room.",
        {"tried_equipment": "A board over the bath was tried for a week, and slid."},
        about="case",
    )
    press(page, "Refer it")
    judge(page)


def test_p8_she_is_kept_safe_meanwhile_and_heard(as_person: People) -> None:
    page = as_person(NURSE)
    page.goto(f"{kept['case']}panel/")
    follow(page, re.compile("plan for safety", re.IGNORECASE))
    on_day(page, "review_on", date.today() + timedelta(days=30))  # noqa: DTZ011
    fill_in(page, "The district nurses help her to wash twice a week.")
    press(page, "Record the plan")
    follow(page, re.compile("what the person says", re.IGNORECASE))
    fill_in(page, texts={"said": "I want to wash by myself again."}, how="call")
    press(page, "Record it")
    expect(page.get_by_role("main")).to_contain_text("I want to wash by myself again.")
    judge(page)


def test_p8_the_panel_meets_with_a_quorum(as_person: People) -> None:
    page = as_person(CHAIR)
    reference = kept["case"].rstrip("/").rsplit("/", 1)[1].upper()
    page.goto("/cases/panel/")
    judge(page)
    follow(page, "Call a meeting")
    on_day(page, "held_on", date.today())  # noqa: DTZ011
    fill_in(page, texts={"place": "Riverside Centre, and by video"})
    press(page, "Call it and tell the members")
    follow(page, f"{date.today():%A %-d %B %Y}")  # noqa: DTZ011
    kept["meeting"] = page.url.split("?")[0]
    judge(page)
    page.goto("/cases/panel/")
    follow(page, reference)
    kept["referral"] = page.url.split("?")[0]
    expect(page.get_by_role("main")).not_to_contain_text("Lennox")
    judge(page)
    follow(page, re.compile("Put it on"))
    page.get_by_role("main").locator("input[name=meeting] >> nth=0").check()
    press(page, "Put it on the agenda")
    page.goto(kept["meeting"])
    follow(page, "Record who came")
    for member in (CHAIR, *OTHERS):
        page.get_by_label(re.compile(f"^{member}")).check()
    press(page, "Record it")
    judge(page)
    assert not forms_without_a_way_back(page)


def test_p8_a_decision_is_put_to_the_partners(as_person: People) -> None:
    page = as_person(CHAIR)
    open_referral(page)
    follow(page, re.compile("Hear"))
    press(page, "Hear it now")
    follow(page, re.compile("Propose"))
    judge(page)
    on_day(page, "due_on", date.today() + timedelta(days=60))  # noqa: DTZ011
    owner = page.locator("select[name=owner] option", has_text=NURSE).first.get_attribute("value")
    texts = {"title": "A wet floor shower with a folding seat", "what": "You will get a shower that you can walk into."}
    fill_in(
        page, "It is the one thing that lets her wash alone.", texts, outcome="another", owner=str(owner), kind="other"
    )
    press(page, "Put it to the partners")
    expect(page.get_by_role("main")).to_contain_text("Still to say whether they agree")


def test_p8_each_partner_agrees_by_itself(as_person: People) -> None:
    for member in (CHAIR, *OTHERS):
        page = as_person(member)
        open_referral(page)
        if member != CHAIR:
            expect(page.get_by_role("main")).to_contain_text("On the table")
        agree = page.get_by_role("main").get_by_role("link", name=re.compile("agree", re.IGNORECASE))
        if agree.count():
            follow(page, re.compile("agree", re.IGNORECASE))
            judge(page)
            fill_in(page, agrees="yes")
            press(page, "Record it")
    page = as_person(CHAIR)
    open_referral(page)
    expect(page.get_by_role("main")).to_contain_text("Every partner at the table has agreed.")
    follow(page, "Record the decision")
    press(page, "Record the decision")
    judge(page)


def test_p8_the_person_is_told_with_the_reasons(as_person: People) -> None:
    page = as_person(NURSE)
    page.goto(f"{kept['case']}panel/")
    judge(page)
    follow(page, re.compile("letter", re.IGNORECASE))
    expect(page.locator("textarea[name=words]")).to_have_value(re.compile("a shower that you can walk into"))
    page.get_by_label(re.compile("I have read the letter")).check()
    press(page, "Save the letter")
    page.goto(f"{kept['case']}panel/")
    follow(page, re.compile("letter", re.IGNORECASE))
    judge(page)
    follow(page, "record that it went")
    fill_in(page, how="hand")
    press(page, "Record it")
    expect(page.get_by_role("main")).to_contain_text("the person told")
    judge(page)
