"""What was allowed in an outage, reported over HTTP and followed up by officers (A6)."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client as Browser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from accreditation.case_systems import REGISTER_CHECK, REGISTER_OFFLINE
from accreditation.models import OutageFollowUp, OutageItem, OutageReport
from accreditation.services import suspend
from audit.models import Event
from core import clock, outbox
from people.models import User
from tests.factories.accreditation import AdaptationFactory, accredited, an_officer
from tests.factories.machines import Machine, a_machine, a_request
from tests.factories.people import employed

pytestmark = pytest.mark.django_db

REPORTS = "/register/v1/outage-reports"
PAGES = "/accreditation/outages/"
FIELDS = ["report_id", "copy", "items", "register_number", "made_at", "asked_at", "decision", "evaluation"]
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(FIELDS), inner),
    max_leaves=12,
)


@pytest.fixture
def machine() -> Machine:
    return a_machine(scopes=(REGISTER_OFFLINE,)).sign_in()


def an_item(subject: str, moment: datetime, *, allowed: bool = True, **properties: str) -> dict[str, Any]:
    return {"asked_at": moment.isoformat(), "decision": allowed, "evaluation": a_request(subject, **properties)}


def a_report(*items: dict[str, Any], **changes: Any) -> dict[str, Any]:
    copy = {"register_number": 1, "made_at": "2027-06-04T07:00:00Z"}
    return {"report_id": "outage-1", "copy": copy, "items": list(items)} | changes


def send(machine: Machine, body: Any, **headers: str) -> Any:
    content = body if isinstance(body, str | bytes) else json.dumps(body)
    sent = {"Authorization": f"Bearer {machine.token}"}
    content_type = headers.pop("content_type", "application/json")
    return machine.browser.post(REPORTS, content, content_type=content_type, headers=sent)


@pytest.fixture
def outage(machine: Machine, now: datetime, sign_in_time: None) -> dict[str, Any]:
    """A report with one of each: right, allowed after a suspension, allowed before it, refused rightly."""
    AdaptationFactory()
    with clock.fixed(now - timedelta(hours=9)):
        right, stopped = accredited(), accredited()
    with clock.fixed(now - timedelta(hours=2)):
        suspend(accreditation=stopped, reason="A complaint.", by=an_officer())
    machine.sign_in()
    return a_report(
        an_item(right.number, now - timedelta(hours=1)),
        an_item(stopped.number, now - timedelta(hours=1)),
        an_item(stopped.number, now - timedelta(hours=3)),
        an_item("TA-0000-0", now - timedelta(hours=1), allowed=False),
    )


def test_a6_what_was_allowed_is_judged_as_of_then_and_as_of_now(machine: Machine, outage: dict[str, Any]) -> None:
    response = send(machine, outage)
    assert response.status_code == 201
    body = response.json()
    assert (body["report_id"], body["wrongly_allowed"]) == ("outage-1", 2)
    assert [item["then"]["decision"] for item in body["items"]] == [True, False, True, False]
    assert [item["now"]["decision"] for item in body["items"]] == [True, False, False, False]
    assert [item["stop"] for item in body["items"]] == [False, True, True, False]
    assert body["items"][1]["then"]["reason_codes"] == ["SUSPENDED"]
    assert body["items"][0]["case_hash"] == "0" * 64
    assert OutageItem.objects.count() == 4
    assert Event.objects.filter(verb="accreditation.outage_reported").count() == 1


def test_a6_the_same_report_sent_twice_is_one(machine: Machine, outage: dict[str, Any]) -> None:
    first, second = send(machine, outage), send(machine, outage)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert OutageReport.objects.count() == 1
    clash = send(machine, outage | {"items": outage["items"][:1]})
    assert (clash.status_code, clash.json()["error"]) == (409, "report_not_accepted")
    other = a_machine(name="Another", scopes=(REGISTER_OFFLINE,)).sign_in()
    assert send(other, outage).status_code == 201


def test_a6_officers_hear_once_of_what_would_have_been_refused(
    machine: Machine, outage: dict[str, Any], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        send(machine, outage)
        send(machine, outage)
    outbox.run_due()
    heard = [message for message in mail.outbox if "outage" in message.subject]
    assert {message.subject for message in heard} == {"2 of 4 decisions in an outage would have been refused"}
    report = OutageReport.objects.get()
    assert f"{PAGES}{report.pk}/" in heard[0].body
    assert len(heard) == len({message.to[0] for message in heard})
    assert "TA-" not in heard[0].body


def test_a6_nothing_wrong_troubles_nobody(
    machine: Machine, outage: dict[str, Any], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert send(machine, outage | {"items": outage["items"][:1]}).json()["wrongly_allowed"] == 0
    assert not [message for message in mail.outbox if "outage" in message.subject]


def test_a6_reports_are_for_systems_with_the_scope(machine: Machine, outage: dict[str, Any]) -> None:
    assert Browser().post(REPORTS, "{}", content_type="application/json").status_code == 401
    other = a_machine(name="Another", scopes=(REGISTER_CHECK,)).sign_in()
    assert send(other, outage).status_code == 403
    assert machine.browser.get(REPORTS).status_code == 405


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"report_id": ""}, "report_id"),
        ({"report_id": "a" * 101}, "report_id"),
        ({"report_id": 7}, "report_id"),
        ({"copy": None}, "copy"),
        ({"copy": {"register_number": True, "made_at": "2027-06-04T07:00:00Z"}}, "register_number"),
        ({"copy": {"register_number": 1, "made_at": "yesterday"}}, "made_at"),
        ({"copy": {"register_number": 1, "made_at": "2027-06-04T07:00:00"}}, "offset"),
        ({"copy": {"register_number": 1, "made_at": "2027-13-04T07:00:00Z"}}, "made_at"),
        ({"items": []}, "items"),
        ({"items": {}}, "items"),
        ({"items": [7]}, "items[0]"),
        ({"items": [{"decision": "yes"}]}, "items[0].decision"),
        ({"items": [{"decision": True}]}, "items[0].evaluation"),
        ({"items": [{"decision": True, "evaluation": {}}]}, "items[0].evaluation: subject"),
        ({"items": [{"decision": True, "evaluation": a_request("TA-0000-0")}]}, "items[0].asked_at"),
    ],
)
def test_a6_a_report_that_cannot_be_read_is_400_and_names_the_field(
    machine: Machine, outage: dict[str, Any], changes: dict[str, Any], word: str
) -> None:
    response = send(machine, outage | changes)
    assert response.status_code == 400
    assert word in response.json()["message"]
    assert not OutageReport.objects.exists()


def test_a6_too_much_at_once_or_another_form_is_400(machine: Machine, outage: dict[str, Any]) -> None:
    many = send(machine, outage | {"items": outage["items"][:1] * 501})
    assert "1 to 500" in many.json()["message"]
    assert send(machine, b" " * 1_048_577).status_code == 400
    assert send(machine, "{}", content_type="text/plain").status_code == 400
    assert send(machine, "[").status_code == 400


def test_a6_a_report_from_the_future_is_refused(machine: Machine, outage: dict[str, Any], now: datetime) -> None:
    ahead = outage | {"copy": {"register_number": 10**6, "made_at": "2027-06-04T07:00:00Z"}}
    assert send(machine, ahead).status_code == 409
    late = [an_item("TA-0000-0", now + timedelta(minutes=6))]
    assert "clock" in send(machine, outage | {"items": late}).json()["message"]


@given(ODD)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a6_whatever_is_sent_is_answered_in_json(machine: Machine, body: Any) -> None:
    response = send(machine, body)
    assert response.status_code == 400
    assert response.json()["error"] == "invalid_request"


# What officers see


@pytest.fixture
def officer(client: Browser, now: datetime) -> User:
    user = an_officer()
    client.force_login(user)
    return user


def test_a6_officers_read_reports_and_follow_them_up_once(
    client: Browser, officer: User, machine: Machine, outage: dict[str, Any]
) -> None:
    assert "No case system has reported an outage." in client.get(PAGES).content.decode()
    send(machine, outage)
    send(machine, outage | {"report_id": "second", "items": outage["items"][:1]})
    report = OutageReport.objects.get(report_id="outage-1")
    listing = client.get(PAGES).content.decode()
    assert "<strong>2 of 4</strong> would have been refused" in listing
    assert listing.index("To follow up") < listing.index("To read")
    page = client.get(f"{PAGES}{report.pk}/").content.decode()
    assert page.index("Allowed, and the register would have refused") < page.index("The other decisions")
    assert "No. The accreditation is suspended." in page
    assert "Authorise: Seat shower. Owner-occupied, Harbour" in page
    empty = client.post(f"{PAGES}{report.pk}/", {"note": " "})
    assert "Enter what was done" in empty.content.decode()
    assert client.post(f"{PAGES}{report.pk}/", {"note": "Called Millburn; the work was stopped."}).status_code == 302
    assert OutageFollowUp.objects.get().followed_up_by == officer
    assert Event.objects.filter(verb="accreditation.outage_followed_up").count() == 1
    again = client.post(f"{PAGES}{report.pk}/", {"note": "Once more."}).content.decode()
    assert "Called Millburn; the work was stopped." in again
    assert "Mark as followed up" not in again
    assert OutageFollowUp.objects.count() == 1
    listing = client.get(PAGES).content.decode()
    assert listing.index("To read") < listing.index("Followed up")


def test_a6_nobody_else_reads_outage_reports(client: Browser, machine: Machine, outage: dict[str, Any]) -> None:
    send(machine, outage)
    for path in (PAGES, f"{PAGES}{OutageReport.objects.get().pk}/"):
        client.logout()
        assert client.get(path).status_code == 302
        client.force_login(employed())
        assert client.get(path).status_code in (403, 404)


def test_a6_outage_pages_take_the_same_queries_for_more_rows(
    client: Browser,
    officer: User,
    machine: Machine,
    outage: dict[str, Any],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    counts = []
    for times in (1, 5):
        body = outage | {"report_id": f"report-{times}", "items": outage["items"] * times}
        send(machine, body)
        pk = OutageReport.objects.get(report_id=f"report-{times}").pk
        for path in (PAGES, f"{PAGES}{pk}/"):
            with django_assert_max_num_queries(30) as seen:
                client.get(path)
            counts.append(len(seen))
    assert counts[:2] == counts[2:]
