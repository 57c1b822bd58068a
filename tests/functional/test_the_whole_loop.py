"""The whole loop as its people walk it: learn, be signed off, be accredited, answer, authorise, measure.

One housing officer starts with nothing and ends by handing over a shower seat.
"""

import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.functional.asking import ask, number_of
from tests.functional.learning import do_lessons, pass_check, start_module
from tests.functional.site import ROOT, Site
from tests.functional.steps import People, confirm_it_is_me, fill_in, follow, found_trainer, press

pytestmark = pytest.mark.browser

OFFICER, HOUSING_TRAINER, THERAPIST_TRAINER = "Isla Fraser", "Callum Reid", "Ruth Okafor"
SAME_EMPLOYER = "Nadia Hussain"
MANAGER = "Fiona Baxter"
ACCREDITOR, GOVERNOR = "Helen Moncrieff", "Anwar Siddiqui"

CATALOGUE = {
    "SEAT-SHOWER": "Wall-fixed fold-down shower seat",
    "STAIRLIFT-STR": "Straight stairlift",
    "RAIL-GRAB-INT": "Grab rail, internal",
}


def test_step_2_the_officer_learns(site: Site, as_person: People) -> None:
    """T1, T2, T8, T14: Module 1 with its lessons, check and certificate; Module 2 opens after it and not before."""
    page = as_person(OFFICER)
    response = page.goto("/learning/module-2/")
    assert response is not None
    assert response.status == 403, "the address of a module that is not open yet says so"
    expect(page.get_by_role("main")).to_contain_text("Module 1")
    start_module(page, "module-1")
    do_lessons(page, "module-1")
    pass_check(page, "module-1")
    follow(page, "Your certificate")
    expect(page.get_by_role("main")).to_contain_text(OFFICER)
    pdf = page.get_by_role("link", name=re.compile("PDF")).first.get_attribute("href")
    printed = page.request.get(f"{site.url}{pdf}")
    assert printed.headers["content-type"] == "application/pdf"
    assert OFFICER in PdfReader(io.BytesIO(printed.body())).pages[0].extract_text()
    start_module(page, "module-2")
    do_lessons(page, "module-2")
    pass_check(page, "module-2")


def competencies_to_offer(page: Page) -> list[str]:
    page.goto("/competencies/")
    links = page.get_by_role("link", name=re.compile("Offer evidence for"))
    return [str(link.get_attribute("href")) for link in links.all()]


def test_step_3_the_officer_offers_evidence(as_person: People) -> None:
    """C2: evidence for each competency that Module 2 calls for."""
    page = as_person(OFFICER)
    addresses = competencies_to_offer(page)
    assert len(addresses) >= 4
    for address in addresses:
        page.goto(address)
        fill_in(page, "I visited a tenant with sore hands and agreed a seat to shower on. We tried a stool first.")
        press(page, "Offer this evidence")


def waiting(page: Page, link: str) -> list[str]:
    """The addresses of what this trainer may look at for the officer."""
    page.goto("/competencies/sign-offs/")
    links = page.get_by_role("link", name=re.compile(f"{link}.*{OFFICER}"))
    return [str(found.get_attribute("href")) for found in links.all()]


def sign_all(site: Site, page: Page, name: str) -> int:
    addresses = waiting(page, "Look and sign")
    for address in addresses:
        page.goto(address)
        fill_in(page, agrees="yes")
        press(page, "Continue to sign")
        confirm_it_is_me(site, page, name)
        press(page, "Sign")
    return len(addresses)


def test_step_3_two_independent_trainers_sign(site: Site, as_person: People) -> None:
    """T6, C3: each signature asks for the password; two of one employer are refused, with the reason."""
    found_trainer(site, as_person, SAME_EMPLOYER, "Module 2")
    housing = as_person(HOUSING_TRAINER)
    signed = sign_all(site, housing, HOUSING_TRAINER)
    assert signed >= 4
    assert not waiting(housing, "Look and sign"), "nobody signs twice"
    colleague = as_person(SAME_EMPLOYER)
    assert not waiting(colleague, "Look and sign")
    colleague.goto(waiting(colleague, "Who could sign")[0])
    expect(colleague.get_by_role("main")).to_contain_text("Both work for Ardlea Council Housing")
    expect(colleague.get_by_role("main")).to_contain_text(THERAPIST_TRAINER)
    assert sign_all(site, as_person(THERAPIST_TRAINER), THERAPIST_TRAINER) == signed


def test_step_4_an_accreditation_officer_grants(as_person: People) -> None:
    """A1, A3: applied for, granted with its scope, and on the public register."""
    page = as_person(OFFICER)
    page.goto("/accreditation/apply/")
    press(page, re.compile("Apply as .*[Ss]imple"))
    for label in ("Housing association tenancy", "Council tenancy", "Harbour", "Old Town"):
        page.get_by_label(label, exact=True).check()
    press(page, "Apply")
    officer = as_person(ACCREDITOR)
    officer.goto("/accreditation/")
    follow(officer, OFFICER)
    follow(officer, re.compile("Grant"))
    for label in ("Housing association tenancy", "Council tenancy", "Harbour", "Old Town"):
        officer.get_by_label(label, exact=True).check()
    fill_in(officer, "Modules and sign-offs are all there.")
    officer.get_by_label("Conditions").fill("")
    press(officer, re.compile("Grant"))
    officer.goto("/register/")
    officer.get_by_label("Number or name").fill(OFFICER)
    press(officer, "Search")
    follow(officer, re.compile(OFFICER))
    expect(officer.get_by_role("main")).to_contain_text("Accredited")
    expect(officer.get_by_role("main")).to_contain_text("Harbour")


def test_step_5_a_case_system_asks(site: Site, as_person: People, tmp_path: Path) -> None:
    """A4: the example case system is answered; the officer just accredited is a yes."""
    facts = tmp_path / "facts.json"
    facts.write_text(json.dumps(site.facts))
    command = [sys.executable, "-I", "examples/case_system.py", "--base-url", site.url, "--facts", str(facts)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stdout + result.stderr
    page = as_person(OFFICER)
    assert ask(site, page, number_of(page))["decision"] is True


def new_case(page: Page, name: str, number: int) -> str:
    """Take a referral for an invented tenant of Quay Row in Harbour; the case's address."""
    page.goto("/cases/new/")
    person = {"name": name, "address": f"{number} Quay Row\nArdlea", "postcode": "AR1 2BC"}
    fill_in(page, "She can no longer stand to wash.", person, tenure="housing_association", locality="Harbour")
    press(page, "Open the case")
    return page.url.split("?")[0]


def propose(page: Page, case: str, code: str) -> None:
    page.goto(case)
    follow(page, "Propose a solution")
    item = page.locator("select[name=adaptation] option", has_text=CATALOGUE[code]).first.get_attribute("value")
    fill_in(page, "So that she can wash safely.", kind="adaptation", adaptation=str(item))
    press(page, re.compile("Propose"))


def do_next(page: Page, case: str, item: str, step: str, button: str | re.Pattern[str], **fields: Any) -> None:
    """Follow the line's next step, fill what it asks, and press its button."""
    page.goto(case)
    follow(page, re.compile(f"{step}.*{CATALOGUE[item]}"))
    fill_in(page, **fields)
    press(page, button)


def authorise(page: Page, case: str, item: str) -> None:
    page.goto(case)
    follow(page, re.compile(f"Authorise it.*{CATALOGUE[item]}"))
    fill_in(page, tie="none")
    page.get_by_label(re.compile("I have read the case assessment")).check()
    press(page, "Authorise")


def bring_to_recommendation(page: Page, case: str, item: str) -> None:
    propose(page, case, item)
    do_next(page, case, item, "Record the case assessment", "Record the case assessment", agreement="agrees")
    do_next(page, case, item, "Recommend it", re.compile("Recommend"))


def commit(manager: Page, case: str, item: str, amount: str) -> None:
    """Out of the part of a small budget that is kept for prevention."""
    manager.goto(case)
    follow(manager, re.compile(f"Commit the money.*{CATALOGUE[item]}"))
    manager.get_by_label("prevention").check()
    fill_in(manager, texts={"amount": amount})
    press(manager, "Commit the money")


def provide(page: Page, manager: Page, case: str, item: str) -> None:
    """Order it at a provider's price, record what they say on the telephone, and have it inspected by somebody else."""
    do_next(page, case, item, "Order it", "Go on")
    # One is in stock and offered first.
    page.get_by_label("No, buy a new one").check()
    fill_in(page)
    press(page, "Order it")
    dates = {"on_day": "4", "on_month": "6", "on_year": "2030", "starts": "10:00", "ends": "12:00"}
    steps: list[tuple[Page, str, str, dict[str, str]]] = [
        (page, "Accept the order", "Accept it", {}),
        (page, "Agree the works dates", "Save the dates", dates),
        (page, "Start the works", "The works have started", {}),
        (page, "Complete the works", "The works are completed", {}),
        (manager, "Inspect the works", "Record the inspection", {}),
    ]
    for who, step, button, texts in steps:
        who.goto(f"{case}lines/1/provision/")
        follow(who, step)
        fill_in(who, texts=texts)
        for box in who.locator("main form input[type=checkbox]").all():
            box.check()
        press(who, button)


def test_step_6_the_officer_authorises_a_shower_seat(as_person: People) -> None:
    """P2, P4, P7, P9: from referral to outcome; the register's answer is stored with the authorisation."""
    page = as_person(OFFICER)
    case = new_case(page, "Elsie Tannahill", 14)
    follow(page, "Record the conversation")
    fill_in(page, "She wants to wash by herself and stay near her sister.")
    press(page, re.compile("Record the conversation"))
    bring_to_recommendation(page, case, "SEAT-SHOWER")
    authorise(page, case, "SEAT-SHOWER")
    page.goto(f"{case}lines/1/")
    expect(page.get_by_role("main")).to_contain_text(re.compile("[Aa]nswer [0-9a-f-]{36}"), use_inner_text=False)
    manager = as_person(MANAGER)
    commit(manager, case, "SEAT-SHOWER", "240.00")
    provide(page, manager, case, "SEAT-SHOWER")
    page.goto(f"{case}lines/1/provision/")
    follow(page, re.compile("Hand it over"))
    page.locator("main [name=was_demonstrated]").check()
    fill_in(page)
    press(page, "Record the hand-over")
    do_next(page, case, "SEAT-SHOWER", "Record what it changed", "Record the outcome")
    page.goto(f"{case}lines/1/")
    expect(page.get_by_role("heading", name="Outcome")).to_be_visible()


def test_step_6_a_stairlift_is_refused_with_who_may(as_person: People) -> None:
    """P7: moderate is above what the officer holds; the page says why and lists who may."""
    page = as_person(OFFICER)
    case = new_case(page, "Rab Finnie", 16)
    follow(page, "Record the conversation")
    fill_in(page, "She does not feel safe on the stair.")
    press(page, re.compile("Record the conversation"))
    bring_to_recommendation(page, case, "STAIRLIFT-STR")
    authorise(page, case, "STAIRLIFT-STR")
    expect(page.get_by_role("heading", level=1)).to_contain_text("The register said no")
    expect(page.get_by_role("main")).to_contain_text("tier")
    expect(page.get_by_role("main")).to_contain_text(THERAPIST_TRAINER)


def test_step_6_a_grab_rail_goes_by_direct_access(as_person: People) -> None:
    """P6: no conversation, no assessment, no assessor; a named person reads the answers."""
    page, manager = as_person(OFFICER), as_person(MANAGER)
    case = new_case(page, "Chrissie Orr", 18)
    propose(page, case, "RAIL-GRAB-INT")
    do_next(page, case, "RAIL-GRAB-INT", "Ask the red-flag questions", "Send the answers to be read", tie="none")
    do_next(manager, case, "RAIL-GRAB-INT", "Read the answers", "Save what you decided", tie="none")
    manager.goto(case)
    expect(manager.get_by_role("main")).to_contain_text("Arranged")


def test_step_7_governance_sees_one_page(as_person: People) -> None:
    """G2, M3: people trained, signed off and accredited, and what was authorised, by organisation and tenure."""
    page = as_person(GOVERNOR)
    page.goto("/governance/")
    people = page.get_by_role("table", name="People by organisation")
    expect(people.get_by_role("row", name=re.compile("Lantern Homes"))).to_be_visible()
    bases = page.get_by_role("table", name="Authorised, by tenure")
    expect(bases.get_by_role("row", name=re.compile("Housing association"))).to_be_visible()


def test_step_5_and_6_a_suspension_counts_at_once(site: Site, as_person: People) -> None:
    """A4: the officer is suspended; the very next answer is no, and the case module refuses too."""
    page = as_person(OFFICER)
    number = number_of(page)
    assert ask(site, page, number)["decision"] is True
    officer = as_person(ACCREDITOR)
    officer.goto(f"/accreditation/{number}/suspend/")
    fill_in(officer, "A concern is being looked into.")
    press(officer, "Suspend now")
    answer = ask(site, page, number)
    assert answer["decision"] is False
    assert "SUSPENDED" in answer["context"]["reason_codes"]
    case = new_case(page, "Peggy Dow", 20)
    follow(page, "Record the conversation")
    fill_in(page, "She wants to wash by herself.")
    press(page, re.compile("Record the conversation"))
    bring_to_recommendation(page, case, "SEAT-SHOWER")
    authorise(page, case, "SEAT-SHOWER")
    expect(page.get_by_role("main")).to_contain_text("suspended")
    officer.goto(f"/register/{number}/")
    expect(officer.get_by_role("main")).to_contain_text("Suspended")
    expect(officer.get_by_role("main")).not_to_contain_text("A concern is being looked into")
