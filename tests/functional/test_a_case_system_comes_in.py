"""A partner's case system is taken on, from its registration to its first answer, and switched off (A4).

A manager registers it, the technical contact brings it through the sandbox, the manager signs, an officer decides.
The steps follow each other.
"""

import re
import time
from datetime import date, timedelta
from typing import Any

import pytest
from joserfc.jwk import OKPKey
from playwright.sync_api import Locator, Page, expect

from accreditation import receipts
from accreditation.answer_log import hash_of
from tests.factories.machines import ASSERTION_TYPE, a_key, an_assertion, public_half
from tests.functional.judging import judge
from tests.functional.site import Site
from tests.functional.steps import People, fill_in, follow, press

pytestmark = pytest.mark.browser

MANAGER, CONTACT, OFFICER = "Fiona Baxter", "Isla Fraser", "Helen Moncrieff"
NAME = "Lantern tenancy system"
TOKEN, EVALUATION = "/register/v1/token", "/access/v1/evaluation"
SANDBOX = "/sandbox/access/v1/evaluation"


@pytest.fixture(scope="module")
def known() -> dict[str, str]:
    """What the steps learn: the sandbox's credentials and the run's address."""
    return {}


@pytest.fixture(scope="module")
def key() -> OKPKey:
    return a_key("of-the-tenancy-system")


def main_of(page: Page) -> Locator:
    return page.get_by_role("main")


def page_of_the_system(page: Page) -> None:
    page.goto("/accreditation/case-systems/")
    follow(page, NAME)


def value_of(page: Page, label: str) -> str:
    row = main_of(page).locator(".nhsuk-summary-list__row").filter(has=page.get_by_text(label, exact=True))
    return row.locator("code").inner_text()


def token(site: Site, page: Page, client_id: str, key: OKPKey) -> Any:
    address = site.url + TOKEN
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": an_assertion(client_id, key, aud=address),
    }
    return page.request.post(address, form=form)


def test_a4_the_manager_registers_it(as_person: People, site: Site, known: dict[str, str]) -> None:
    page = as_person(MANAGER)
    page.goto("/accreditation/case-systems/")
    judge(page)
    press(page, "Register a case system")
    judge(page)
    main_of(page).get_by_role("button").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Enter the name of the case system")
    judge(page)
    page.get_by_label("Name of the case system").fill(NAME)
    page.get_by_label("Organisation").select_option(label="Lantern Homes Housing Association")
    page.get_by_label("Technical contact’s e-mail address").fill(site.sign_in_of(CONTACT)["email"])
    press(page, "Register it in the sandbox")
    judge(page)
    known["sandbox"], known["secret"] = value_of(page, "Sandbox client id"), value_of(page, "Sandbox secret")
    press(page, "I have copied it")
    known["page"] = page.url
    expect(main_of(page)).to_contain_text("Next: add a public key")
    assert known["secret"] not in page.content()


def test_a4_the_contact_adds_a_key_and_gets_a_token(
    as_person: People, site: Site, known: dict[str, str], key: OKPKey
) -> None:
    page = as_person(CONTACT)
    page.goto("/my-work/")
    follow(page, NAME)
    assert page.url == known["page"]
    judge(page)
    follow(page, "Add a public key")
    judge(page)
    page.get_by_label("Public key").fill(str(dict(key.as_dict(private=True))).replace("'", '"'))
    main_of(page).get_by_role("button").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("private half")
    page.get_by_label("Public key").fill(public_half(key))
    press(page, "Add a public key")
    expect(main_of(page)).to_contain_text(key.thumbprint())
    known["live"] = value_of(page, "Client id, live")
    assert token(site, page, known["live"], key).json()["error"] == "invalid_client"
    assert token(site, page, known["sandbox"], key).ok


def would_allow(page: Page, site: Site, headers: dict[str, str], client_id: str, question: Any) -> bool:
    """What a careful system does with an answer: it believes what is signed, for it, about this, now."""
    response = page.request.post(site.url + SANDBOX, data=question, headers=headers)
    answer = response.json()
    if not response.ok or answer["decision"] is not True:
        return False
    keys = page.request.get(f"{site.url}/sandbox/register/v1/jwks.json").json()["keys"]
    try:
        claims = receipts.read(answer["context"]["receipt"], {one["kid"]: one for one in keys})
    except (receipts.NotSignedByTheRegister, KeyError):
        return False
    return (
        claims["decision"] is True
        and claims["request_hash"] == hash_of(question)
        and claims["aud"] == client_id
        and claims.get("use_by", 0) > time.time()
    )


def test_a4_it_passes_its_conformance_run(as_person: People, site: Site, known: dict[str, str], key: OKPKey) -> None:
    page = as_person(CONTACT)
    page.goto(known["page"])
    follow(page, "Start a conformance run")
    judge(page)
    press(page, "Start a conformance run")
    judge(page)
    address = main_of(page).locator("code").first.inner_text()
    bearer = token(site, page, known["sandbox"], key).json()["access_token"]
    headers = {"Authorization": f"Bearer {bearer}"}
    situations = page.request.get(address, headers=headers).json()["situations"]
    said = {row["situation"]: would_allow(page, site, headers, known["sandbox"], row["request"]) for row in situations}
    result = page.request.post(address, data={"would_allow": said}, headers=headers)
    assert result.json()["has_passed"] is True, result.text()
    page.reload()
    judge(page)
    expect(main_of(page)).to_contain_text("13 of 13 right")


def test_a4_the_manager_signs_and_the_officer_decides(as_person: People, known: dict[str, str]) -> None:
    manager, officer = as_person(MANAGER), as_person(OFFICER)
    page_of_the_system(manager)
    expect(main_of(manager)).to_contain_text("signs the data-sharing agreement")
    follow(manager, "Sign the agreement")
    judge(manager)
    review = date.today() + timedelta(days=365)  # noqa: DTZ011
    parts = {f"review_on_{part}": str(getattr(review, part)) for part in ("day", "month", "year")}
    fill_in(manager, texts={"version": "3.1"} | parts)
    manager.get_by_label("I have read the agreement").check()
    press(manager, "Sign the agreement")
    assert not main_of(manager).get_by_role("link", name="Take it live").count()
    page_of_the_system(officer)
    follow(officer, "Take it live")
    judge(officer)
    press(officer, "Take it live")
    judge(officer)
    expect(main_of(officer)).to_contain_text("Ask whether somebody may do something")


def test_a4_it_asks_the_register_until_it_is_switched_off(
    as_person: People, site: Site, known: dict[str, str], key: OKPKey
) -> None:
    page = as_person(OFFICER)
    bearer = token(site, page, known["live"], key).json()["access_token"]
    headers, question = {"Authorization": f"Bearer {bearer}"}, site.facts["permitted_request"]
    answer = page.request.post(site.url + EVALUATION, data=question, headers=headers)
    assert answer.json()["decision"] is True
    page_of_the_system(page)
    follow(page, "Switch it off")
    judge(page)
    fill_in(page, "Its key was seen in a public place.")
    press(page, "Switch it off")
    judge(page)
    assert page.request.post(site.url + EVALUATION, data=question, headers=headers).status == 401
    assert token(site, page, known["live"], key).status == 401


def test_a4_an_officer_writes_down_what_was_unusual(as_person: People) -> None:
    page = as_person(OFFICER)
    page.goto("/accreditation/")
    judge(page)
    follow(page, "Millburn case system")
    expect(main_of(page)).to_contain_text(re.compile(r"30 of 30 questions in an hour"))
    judge(page)
    follow(page, "Write down what it was")
    judge(page)
    fill_in(page, "They tried an old list. It is put right.")
    press(page, "Write it down")
    expect(main_of(page)).to_contain_text("They tried an old list.")
