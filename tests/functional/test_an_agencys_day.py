"""A home improvement agency's day on a phone: a referral answered and visited, a Housing MOT, its plan and letter.

H2, H3, H4. The steps follow each other.
"""

import io
import re

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.functional.judging import forms_without_a_way_back, judge
from tests.functional.site import Site
from tests.functional.steps import People, fill_in, follow, press

pytestmark = pytest.mark.browser

ASSESSOR = "Grace Adeyemi"
AREAS = 8
kept: dict[str, str] = {}


def opened(page: Page, part: str) -> None:
    page.goto(f"{kept['case']}{part}")
    judge(page)
    assert not forms_without_a_way_back(page)


def test_h2_a_referral_is_taken_and_answered(as_person: People) -> None:
    page = as_person(ASSESSOR)
    page.goto("/cases/new/")
    person = {"name": "Wilma Tait", "address": "3 Ferry Road\nArdlea", "postcode": "AR2 4EF"}
    fill_in(page, "The stairs are dark.", person, tenure="owner", locality="riverside", route="health")
    press(page, re.compile("Open the case"))
    kept["case"] = page.url.split("?")[0]
    judge(page)
    expect(page.get_by_role("main")).to_contain_text("Nobody has answered the referral")
    page.goto("/cases/work/")
    judge(page)
    opened(page, "contacts/new/")
    fill_in(page, how="telephone", came_of_it="spoke")
    press(page, "Record the contact")
    judge(page)
    expect(page.get_by_role("main")).to_contain_text("Met")


def test_h3_a_visit_is_agreed_and_made(as_person: People) -> None:
    page = as_person(ASSESSOR)
    opened(page, "home-visits/new/")
    fill_in(page, texts={"purpose": "First visit", "outside_hours_why": "Her daughter is there then."})
    press(page, "Put it down")
    follow(page, "The person agrees")
    judge(page)
    press(page, "Yes, it is agreed")
    follow(page, "The visit was made")
    press(page, "Record the visit")
    judge(page)
    opened(page, "")
    expect(page.get_by_role("main")).not_to_contain_text("The home has not been visited")


def test_h4_the_housing_mot_on_a_phone(as_person: People) -> None:
    page = as_person(ASSESSOR)
    opened(page, "mot/")
    follow(page, "Physical and mental health")
    for place in range(AREAS):
        judge(page)
        fill_in(page, "Looked at; in order.")
        if place == 4:
            page.get_by_text("Hazard 1").click()
            place_of = page.locator("details").first
            place_of.get_by_label("What is the hazard").fill("A dark stair")
            place_of.get_by_label("It is likely to happen").check()
            place_of.get_by_label("A hospital visit, or an illness").check()
            place_of.get_by_label("What we advise").fill("Put a brighter lamp there.")
            place_of.get_by_label("Who does it").fill("Her daughter")
            place_of.get_by_label("By which day").fill("2030-01-31")
            judge(page)
        press(page, "Save this area")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Wilma Tait")
    judge(page)
    follow(page, "Finish the Housing MOT")
    judge(page)
    fill_in(page, "Wilma and I.", {"acknowledged_by": "Wilma Tait", "may_share_with": "Riverside Medical Practice"})
    press(page, "Finish the Housing MOT")
    judge(page)
    expect(page.get_by_role("main")).to_contain_text("A dark stair")


def test_h4_the_letter_and_the_plan(site: Site, as_person: People) -> None:
    page = as_person(ASSESSOR)
    follow(page, "The letter")
    judge(page)
    expect(page.get_by_role("main")).to_contain_text("Put a brighter lamp there.")
    pdf = page.get_by_role("link", name="As PDF").get_attribute("href")
    printed = page.request.get(f"{site.url}{pdf}")
    assert "Put a brighter lamp there." in PdfReader(io.BytesIO(printed.body())).pages[0].extract_text()
    page.go_back()
    follow(page, "Record that results were given")
    judge(page)
    fill_in(page)
    press(page, "Record it")
    opened(page, "mots/1/")
    follow(page, re.compile("Say what came of it"))
    fill_in(page, texts={"note": "There is light now."}, state="done")
    press(page, "Record it")
    opened(page, "mots/1/")
    expect(page.get_by_role("main")).to_contain_text("There is light now.")
