"""The pages on which a case system is taken on: who sees what, every step, and what a page costs (A4)."""

import re
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accreditation.anomalies import look_at
from accreditation.case_systems import close, go_live, switch_off
from accreditation.client_life import CaseSystemState
from accreditation.conformance import start_run
from accreditation.models import CaseSystem, CaseSystemUse
from accreditation.views import case_systems as views
from core import clock
from people.models import User
from tests.factories.accreditation import an_officer
from tests.factories.machines import a_key, a_machine, a_manager, agreed, in_the_sandbox, passed, public_half
from tests.factories.people import OrganisationFactory, employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wagtail_root")]

LIST = "/accreditation/case-systems/"


def page_of(system: CaseSystem, *more: str) -> str:
    return "/".join([f"{LIST}{system.pk}", *more, ""])


def signed_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def officer() -> User:
    return an_officer()


# Who sees what


def test_a4_officers_see_all_managers_and_contacts_their_own(officer: User) -> None:
    contact = employed()
    ours, theirs = in_the_sandbox(name="Ours", contact=contact).case_system, in_the_sandbox(name="Theirs").case_system
    manager = a_manager(ours.organisation)
    for user, shown in ((officer, {"Ours", "Theirs"}), (manager, {"Ours"}), (contact, {"Ours"})):
        page = signed_in(user).get(LIST).content.decode()
        assert {name for name in ("Ours", "Theirs") if f">{name}</a>" in page} == shown
        assert signed_in(user).get(page_of(ours)).status_code == 200
        assert signed_in(user).get(page_of(theirs)).status_code == (200 if user == officer else 404)


def test_a4_others_are_refused() -> None:
    system = in_the_sandbox().case_system
    stranger = signed_in(employed())
    assert stranger.get(LIST).status_code == 403
    assert stranger.get(f"{LIST}register/").status_code == 403
    for more in ((), ("secret",), ("keys",), ("switch-off",), ("keys", str(system.keys.get().pk), "end")):
        assert stranger.get(page_of(system, *more)).status_code == 404
    assert Client().get(LIST).status_code == 302


def test_a4_steps_of_others_are_refused_in_words(officer: User) -> None:
    system = agreed(in_the_sandbox()).case_system
    manager = signed_in(a_manager(system.organisation))
    for step in ("go-live", "quota", "close"):
        assert manager.get(page_of(system, step)).status_code == 403
        assert manager.post(page_of(system, step), {"reason": "Mine."}).status_code == 403
    assert signed_in(officer).get(page_of(system, "agreement")).status_code == 403
    assert signed_in(officer).get(page_of(system, "nonsense")).status_code == 404


@pytest.mark.parametrize("role", ["officer", "manager"])
def test_a4_the_list_is_linked_for_officers_and_managers(officer: User, role: str) -> None:
    user = officer if role == "officer" else a_manager(OrganisationFactory())
    assert f'href="{LIST}"' in signed_in(user).get("/").content.decode()


# The list


def test_a4_the_list_is_searched_and_narrowed(officer: User) -> None:
    in_the_sandbox(name="Millburn diary", organisation=OrganisationFactory(name="Millburn Homes"))
    live = a_machine(name="Repairs desk").case_system
    browser = signed_in(officer)

    def found(**query: str) -> set[str]:
        page = browser.get(LIST, query).content.decode()
        return {name for name in ("Millburn diary", "Repairs desk") if f">{name}</a>" in page}

    assert found() == {"Millburn diary", "Repairs desk"}
    assert found(text="millburn homes") == {"Millburn diary"}
    assert found(state="live") == {"Repairs desk"}
    assert found(text="nothing like it") == set()
    assert "No case system matches" in text_of(browser.get(LIST, {"text": "nothing like it"}))
    assert found(state="nonsense") == {"Millburn diary", "Repairs desk"}
    look_at(CaseSystemUse.objects.create(case_system=live, starts_at=clock.now(), wrong_sign_ins=10))
    assert "Look into it" in text_of(browser.get(LIST))


def test_a4_an_empty_list_says_so(officer: User) -> None:
    assert "No case system is registered yet" in text_of(signed_in(officer).get(LIST))


def test_a4_the_list_has_pages(officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "A_PAGE", 2)
    for n in range(3):
        in_the_sandbox(name=f"System {n}", by=officer, with_key=False)
    browser = signed_in(officer)
    assert "System 2" not in text_of(browser.get(LIST))
    assert "System 2" in text_of(browser.get(LIST, {"page": 2}))


def queries(browser: Client, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


def test_a4_the_list_costs_the_same_at_two_sizes(officer: User) -> None:
    browser = signed_in(officer)
    in_the_sandbox(name="First", by=officer)
    few = queries(browser, LIST)
    for n in range(8):
        in_the_sandbox(name=f"System {n}", by=officer, contact=employed(), with_key=False)
    assert queries(browser, LIST) == few


def test_a4_a_systems_page_costs_the_same_at_two_sizes(officer: User) -> None:
    browser, machine = signed_in(officer), a_machine()
    system = machine.case_system
    few = queries(browser, page_of(system))
    for n in range(6):
        passed(system, an_officer())
        CaseSystemUse.objects.create(
            case_system=system, starts_at=clock.now() - timedelta(days=n, hours=3), asked=9, permitted=4
        )
    assert queries(browser, page_of(system)) == few


# Each step


def test_a4_registering_shows_the_secret_once(officer: User) -> None:
    contact, organisation, browser = employed(), OrganisationFactory(), signed_in(officer)
    values = {
        "name": "Repairs desk",
        "organisation": organisation.pk,
        "contact_email": contact.email.upper(),
        "scopes": ["register:check", "register:offline"],
    }
    response = browser.post(f"{LIST}register/", values)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    system = CaseSystem.objects.get()
    assert (system.contact, system.scopes_asked) == (contact, ["register:check", "register:offline"])
    (secret,) = re.findall(r"<code[^>]*>([A-Za-z0-9_-]{43})</code>", response.content.decode())
    assert system.sandbox_client is not None
    assert system.sandbox_client.check_secret(secret)
    assert secret not in browser.get(page_of(system)).content.decode()
    again = browser.post(page_of(system, "secret"))
    assert secret not in again.content.decode()
    system.sandbox_client.refresh_from_db()
    assert not system.sandbox_client.check_secret(secret)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": ""}, "Enter the name"),
        ({"name": "TAKEN"}, "There is a case system with this name"),
        ({"organisation": ""}, "Choose the organisation"),
        ({"contact_email": "nobody@example.org"}, "Nobody with this e-mail address can sign in here"),
        ({"contact_email": "x"}, "Enter a valid email address"),
        ({"scopes": []}, "Choose at least one thing"),
        ({"scopes": ["register:everything"]}, "Select a valid choice"),
    ],
)
def test_a4_what_is_wrong_when_registering_is_said(officer: User, change: dict[str, Any], says: str) -> None:
    in_the_sandbox(name="Taken")
    values = {"name": "New", "organisation": OrganisationFactory().pk, "contact_email": employed().email}
    response = signed_in(officer).post(f"{LIST}register/", values | {"scopes": ["register:check"]} | change)
    assert "There is a problem" in text_of(response)
    assert says in text_of(response)
    assert CaseSystem.objects.count() == 1


def test_a4_a_manager_registers_for_their_own_organisation_alone() -> None:
    organisation, other = OrganisationFactory(), OrganisationFactory()
    manager = a_manager(organisation)
    values = {"name": "New", "contact_email": manager.email, "scopes": ["register:check"]}
    refused = signed_in(manager).post(f"{LIST}register/", values | {"organisation": other.pk})
    assert "There is a problem" in text_of(refused)
    signed_in(manager).post(f"{LIST}register/", values | {"organisation": organisation.pk})
    assert CaseSystem.objects.get().organisation == organisation


def test_a4_keys_are_added_and_ended_by_the_contact() -> None:
    contact = employed()
    system = in_the_sandbox(contact=contact).case_system
    browser, key = signed_in(contact), a_key("of-spring")
    refused = browser.post(page_of(system, "keys"), {"keys": public_half(key).replace('"x"', '"d"')})
    assert "private half" in text_of(refused)
    browser.post(page_of(system, "keys"), {"keys": public_half(key)})
    page = text_of(browser.get(page_of(system)))
    assert "of-spring" in page
    assert key.thumbprint() in page
    kept = system.keys.get(kid="of-spring")
    assert "cannot be taken back" in text_of(browser.get(page_of(system, "keys", str(kept.pk), "end")))
    browser.post(page_of(system, "keys", str(kept.pk), "end"))
    kept.refresh_from_db()
    assert kept.has_ended
    again = browser.post(page_of(system, "keys", str(kept.pk), "end"))
    assert "ended already" in text_of(again)


def test_a4_a_keys_days_are_whole_days() -> None:
    contact = employed()
    system = in_the_sandbox(contact=contact, with_key=False).case_system
    first = clock.today() + timedelta(days=3)
    days = {
        f"{name}_{part}": getattr(day, part)
        for name, day in (("valid_from", first), ("valid_until", first + timedelta(days=9)))
        for part in ("day", "month", "year")
    }
    signed_in(contact).post(page_of(system, "keys"), {"keys": public_half(a_key())} | days)
    key = system.keys.get()
    assert key.valid_until is not None
    assert (key.valid_until - key.valid_from) in {timedelta(days=10, hours=h) for h in (-1, 0, 1)}
    assert "To come" in text_of(signed_in(contact).get(page_of(system)))


def test_a4_a_run_is_started_and_says_what_was_expected_only_when_it_is_over(officer: User) -> None:
    contact = employed()
    system = in_the_sandbox(contact=contact).case_system
    browser = signed_in(contact)
    response = browser.post(page_of(system, "run"), follow=True)
    run = system.runs.get()
    assert str(run.public_id) in response.redirect_chain[-1][0]
    assert f"/sandbox/register/v1/conformance/{run.public_id}" in text_of(response)
    assert "signed by a key" not in text_of(response)
    passed(system, officer)
    over = system.runs.get(has_passed=True)
    page = text_of(browser.get(page_of(system, "runs", str(over.public_id))))
    assert "13 of 13 right" in page
    assert "The receipt is signed by a key that is not the register's" in page.replace("&#x27;", "'")
    stale = text_of(browser.get(page_of(system, "runs", str(run.public_id))))
    assert "Never reported" in stale
    other = in_the_sandbox(name="Other").case_system
    assert (
        browser.get(page_of(system, "runs", str(start_run(case_system=other, by=officer).public_id))).status_code == 404
    )


def test_a4_from_the_agreement_to_the_end(officer: User) -> None:
    system = in_the_sandbox().case_system
    passed(system, an_officer())
    manager, review = a_manager(system.organisation), clock.today() + timedelta(days=300)
    browser, own = signed_in(officer), signed_in(manager)
    days = {f"review_on_{part}": getattr(review, part) for part in ("day", "month", "year")}
    refused = own.post(page_of(system, "agreement"), {"version": "3.1"} | days)
    assert "Tick that you may sign" in text_of(refused)
    own.post(page_of(system, "agreement"), {"version": "3.1", "agrees": "on"} | days)
    assert "Version 3.1, signed by" in text_of(own.get(page_of(system)))

    def now() -> CaseSystem:
        return CaseSystem.objects.get(pk=system.pk)

    browser.post(page_of(system, "go-live"), {"scopes": ["register:check"]})
    assert now().state == CaseSystemState.LIVE
    browser.post(page_of(system, "scopes"), {"scopes": ["register:offline"]})
    assert now().client.get_scopes() == ["register:offline"]
    browser.post(page_of(system, "quota"), {"a_minute": 30, "a_day": 900})
    assert (now().quota_a_minute, now().quota_a_day) == (30, 900)
    confirmation = text_of(browser.get(page_of(system, "switch-off")))
    assert "very next request is refused" in confirmation
    assert "Enter the reason" in text_of(browser.post(page_of(system, "switch-off"), {"reason": " "}))
    browser.post(page_of(system, "switch-off"), {"reason": "Its key was stolen."})
    assert now().state == CaseSystemState.OFF
    assert "Its key was stolen." in text_of(browser.get(page_of(system)))
    again = browser.post(page_of(system, "switch-off"), {"reason": "Its key was stolen."})
    assert "You cannot switch off this case system now" in text_of(again)
    browser.post(page_of(system, "switch-on"), {"reason": "It has a new key."})
    assert now().state == CaseSystemState.LIVE
    browser.post(page_of(system, "switch-off"), {"reason": "The contract ended."})
    browser.post(page_of(system, "close"), {"reason": "The contract ended."})
    assert now().state == CaseSystemState.CLOSED
    page = text_of(browser.get(page_of(system)))
    assert "Nothing. The system is closed." in page


def test_a4_only_what_can_be_done_now_is_offered(officer: User) -> None:
    def offered(system: CaseSystem, user: User) -> set[str]:
        page = signed_in(user).get(page_of(system)).content.decode()
        return set(re.findall(rf'href="{page_of(system)}([a-z-]+)/">', page)) - {"secret", "webhooks"}

    machine = agreed(in_the_sandbox(with_key=False))
    system, manager = machine.case_system, a_manager(machine.case_system.organisation)
    assert offered(system, officer) == {"keys", "run", "quota", "close"}
    assert offered(system, manager) == {"keys", "run", "agreement"}
    live = a_machine(name="Live").case_system
    assert offered(live, officer) == {"keys", "run", "scopes", "quota", "switch-off"}
    switch_off(case_system=live, reason="A test.", by=officer)
    assert offered(live, officer) == {"keys", "run", "scopes", "quota", "switch-on", "close"}
    close(case_system=live, reason="A test.", by=officer)
    assert offered(live, officer) == set()


def test_a4_use_is_shown_by_the_day(officer: User) -> None:
    system = a_machine().case_system
    CaseSystemUse.objects.create(
        case_system=system, starts_at=clock.now(), asked=1234, permitted=1200, last_asked_at=clock.now()
    )
    page = text_of(signed_in(officer).get(page_of(system)))
    assert "1,234 questions, 1,200 yes, 34 no" in page


def test_a4_something_unusual_is_shown_to_officers_and_put_away_with_a_note(officer: User) -> None:
    system = a_machine().case_system
    look_at(CaseSystemUse.objects.create(case_system=system, starts_at=clock.now(), wrong_sign_ins=10))
    anomaly, browser = system.anomalies.get(), signed_in(officer)
    address = page_of(system, "unusual", str(anomaly.pk))
    assert "signing in failed again and again" in text_of(browser.get("/accreditation/"))
    assert "10 times in an hour" in text_of(browser.get(page_of(system)))
    manager = signed_in(a_manager(system.organisation))
    assert "An accreditation officer looks into it" in text_of(manager.get(page_of(system)))
    assert manager.post(address, {"note": "It was us."}).status_code == 403
    assert "Enter what it was" in text_of(browser.post(address, {"note": ""}))
    browser.post(address, {"note": "They were changing keys."})
    assert "They were changing keys." in text_of(browser.get(page_of(system)))
    assert "Look into these case systems" not in text_of(browser.get("/accreditation/"))


def test_a4_webhooks_are_linked_where_there_are_any(officer: User) -> None:
    system = a_machine().case_system
    with mock.patch.object(views, "_webhooks", return_value="/its/webhooks/"):
        assert 'href="/its/webhooks/"' in signed_in(officer).get(page_of(system)).content.decode()


def test_a4_going_live_by_whoever_tested_is_refused_in_words(officer: User) -> None:
    machine = agreed(in_the_sandbox())
    run = machine.case_system.runs.get()
    response = signed_in(run.started_by).post(page_of(machine.case_system, "go-live"), {"scopes": ["register:check"]})
    assert "Another officer takes the system live" in text_of(response)
    assert go_live(case_system=machine.case_system, by=officer).is_live
