"""The offline copy, the status list and outage reports over HTTP (A6): who gets them, how, and how errors read."""

import base64
import gzip
import json
import zlib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client as Browser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import KeySet
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks
from pytest_django import Settings as DjangoSettings

from accreditation import receipts
from accreditation.api.offline import accepts_gzip
from accreditation.case_systems import REGISTER_CHECK, REGISTER_OFFLINE, switch_off
from accreditation.models import OutageFollowUp, OutageItem, OutageReport, RegisterCounter
from accreditation.offline import status_list as lists
from accreditation.services import relinquish, suspend
from audit.models import Event
from core import clock, outbox
from people.models import User
from tests.factories.accreditation import AdaptationFactory, accredited, an_officer, applied
from tests.factories.machines import Machine, a_machine, a_request
from tests.factories.offline import Asked, a_copy
from tests.factories.people import employed

pytestmark = pytest.mark.django_db

BUNDLE = "/register/v1/bundle"
CHANGES = "/register/v1/bundle/changes"
STATUS_LIST = "/register/v1/status-list"
REPORTS = "/register/v1/outage-reports"
PAGES = "/accreditation/outages/"
FIELDS = ["report_id", "copy", "items", "register_number", "made_at", "asked_at", "decision", "evaluation"]
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(FIELDS), inner),
    max_leaves=12,
)


@pytest.fixture(autouse=True)
def _own_folder(settings: DjangoSettings, tmp_path: Path) -> None:
    settings.REGISTER_BUNDLES = tmp_path / "bundles"
    lists.forget()


@pytest.fixture
def machine() -> Machine:
    return a_machine(scopes=(REGISTER_OFFLINE,)).sign_in()


@pytest.fixture
def number() -> str:
    AdaptationFactory()
    return accredited().number


def get(machine: Machine, path: str, **headers: str) -> Any:
    sent = {"Authorization": f"Bearer {machine.token}"} | {name.replace("_", "-"): it for name, it in headers.items()}
    return machine.browser.get(path, headers=sent)


# The copy


def test_a6_a_case_system_keeps_a_copy_over_http_and_decides_by_it(
    machine: Machine, number: str, tmp_path: Path
) -> None:
    asked: list[str] = []

    def fetch(path: str) -> tuple[int, bytes]:
        asked.append(path)
        response = get(machine, path, Accept_Encoding="gzip")
        return response.status_code, response.content

    copy = a_copy(tmp_path / "copy", keys=None)
    copy.refresh(fetch)
    assert copy.decide(Asked(number=number)).permitted
    accreditation = accredited()
    suspend(accreditation=accreditation, reason="A complaint.", by=an_officer())
    copy.refresh(fetch)
    assert copy.decide(Asked(number=accreditation.number)).codes == ("SUSPENDED",)
    first = RegisterCounter.objects.get().number - 2
    assert asked == ["/register/v1/jwks.json", BUNDLE, f"{CHANGES}?after={first}"]


@pytest.mark.parametrize("path", [BUNDLE, f"{CHANGES}?after=0"])
def test_a6_the_copy_is_for_systems_with_the_scope(path: str, machine: Machine, number: str) -> None:
    assert Browser().get(path).status_code == 401
    other = a_machine(name="Another", scopes=(REGISTER_CHECK,)).sign_in()
    refused = get(other, path)
    assert (refused.status_code, refused.json()["error"]) == (403, "insufficient_scope")
    assert get(machine, path).status_code == 200
    assert machine.browser.post(path).status_code == 405
    switch_off(case_system=machine.case_system, reason="No longer used.", by=an_officer())
    assert get(machine, path).status_code == 401


def test_a6_gzip_is_sent_to_whoever_takes_it(machine: Machine, number: str) -> None:
    zipped, plain = get(machine, BUNDLE, Accept_Encoding="br, gzip;q=0.5"), get(machine, BUNDLE)
    assert zipped["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain
    assert zipped["Vary"] == plain["Vary"] == "Accept-Encoding"
    assert zipped["Content-Type"] == "application/jsonl; charset=utf-8"
    assert gzip.decompress(zipped.content).split(b"\n")[1:] == plain.content.split(b"\n")[1:]
    changes = get(machine, f"{CHANGES}?after=0", Accept_Encoding="gzip")
    assert gzip.decompress(changes.content).count(b"\n") >= 2


@pytest.mark.parametrize(
    ("header", "takes"),
    [
        ("", False),
        ("gzip", True),
        ("GZIP", True),
        ("x-gzip;q=1", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("*", True),
        ("*;q=0", False),
        ("*, gzip;q=0", False),
        ("identity, br", False),
    ],
)
def test_a6_what_an_accept_encoding_takes(header: str, takes: bool) -> None:
    assert accepts_gzip(header) is takes


def test_a6_a_copy_asked_again_is_304_until_the_register_or_the_day_changes(
    machine: Machine, number: str, now: datetime, sign_in_time: None
) -> None:
    machine.sign_in()
    first = get(machine, BUNDLE)
    assert first["Cache-Control"] == "private, no-cache"
    again = get(machine, BUNDLE, If_None_Match=first["ETag"])
    assert (again.status_code, again.content, again["Cache-Control"]) == (304, b"", "private, no-cache")
    accredited()
    second = get(machine, BUNDLE, If_None_Match=first["ETag"])
    assert (second.status_code, again["ETag"]) == (200, first["ETag"])
    with clock.fixed(now + timedelta(hours=11)):
        assert get(machine, BUNDLE, If_None_Match=second["ETag"]).status_code == 200


@pytest.mark.parametrize("after", ["", "x", "-1", "1.5", "９", "1" * 19, "1&after="])
def test_a6_changes_after_no_number_are_400(machine: Machine, number: str, after: str) -> None:
    response = get(machine, f"{CHANGES}?after={after}")
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")
    assert response["Cache-Control"] == "no-store"


def test_a6_changes_that_cannot_be_given_say_to_fetch_the_whole(
    machine: Machine, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    present = RegisterCounter.objects.get().number
    future = get(machine, f"{CHANGES}?after={present + 1}")
    assert (future.status_code, "Fetch the whole." in future.json()["message"]) == (400, True)
    monkeypatch.setattr("accreditation.offline.files.MOST_CHANGES", 0)
    old = get(machine, f"{CHANGES}?after=0")
    assert (old.status_code, old.json()["error"]) == (410, "copy_too_old")
    assert "Fetch the whole." in old.json()["message"]


# The status list


def claims_of(token: str) -> dict[str, Any]:
    keys = KeySet.import_key_set({"keys": list(receipts.public_keys().values())})
    proved = jws.deserialize_compact(token, keys, algorithms=["Ed25519"])
    assert proved.headers()["typ"] == "statuslist+jwt"
    return json.loads(proved.payload)


def status_of(claims: dict[str, Any], index: int) -> int:
    """As the draft reads it: two bits, from the lowest of each byte."""
    packed = base64.urlsafe_b64decode(claims["status_list"]["lst"] + "===")
    return zlib.decompress(packed)[index // 4] >> (index % 4 * 2) & 0b11


def test_a6_the_status_list_is_public_and_as_the_draft_has_it(
    number: str, now: datetime, settings: DjangoSettings
) -> None:
    response = Browser().get(STATUS_LIST)
    assert response["Content-Type"] == "application/statuslist+jwt"
    claims = claims_of(response.content.decode())
    assert claims["sub"] == settings.REGISTER_ISSUER + STATUS_LIST
    assert claims["status_list"]["bits"] == 2
    assert (claims["iat"], claims["exp"]) == (int(now.timestamp()), int(now.timestamp()) + 4 * 3600)
    assert 0 < claims["ttl"] <= 300


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        # The draft's own two-bit example.
        (dict(enumerate([1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3])), "c944f9"),
        ({}, "55"),
        ({5: 0}, "5551"),
    ],
)
def test_a6_statuses_are_packed_as_in_the_draft(statuses: dict[int, int], expected: str) -> None:
    packed = base64.urlsafe_b64decode(lists.packed(statuses) + "===")
    assert zlib.decompress(packed).hex() == expected


def test_a6_each_status_shows_on_the_next_fetch(number: str, now: datetime) -> None:
    holding, stopped, ended = accredited(), accredited(), accredited()
    ahead = accredited(effective_from=now + timedelta(minutes=2))
    last_day = accredited(valid_until=date(2027, 6, 5))
    asked = applied()

    def statuses() -> list[int]:
        claims = claims_of(Browser().get(STATUS_LIST).content.decode())
        return [status_of(claims, one.pk) for one in (holding, stopped, ended, ahead, last_day, asked)]

    assert statuses() == [0, 0, 0, 3, 0, 1]
    suspend(accreditation=stopped, reason="A complaint.", by=an_officer())
    relinquish(accreditation=ended, reason="Retired.", by=ended.user)
    assert statuses() == [0, 2, 1, 3, 0, 1]
    with clock.fixed(now + timedelta(minutes=2)):
        assert statuses() == [0, 2, 1, 0, 0, 1]
    with clock.fixed(now + timedelta(hours=10, minutes=50)):
        claims = claims_of(Browser().get(STATUS_LIST).content.decode())
        assert claims["exp"] - claims["iat"] == 600
    with clock.fixed(now + timedelta(hours=11)):
        assert statuses() == [0, 2, 1, 0, 1, 1]


def test_a6_an_index_is_the_same_for_ever_and_stands_in_the_copy(machine: Machine, number: str, tmp_path: Path) -> None:
    def indices() -> dict[str, int]:
        lines = [json.loads(line) for line in get(machine, BUNDLE).content.splitlines()[1:]]
        return {one["number"]: one["status_index"] for line in lines for one in line.get("accreditations", ())}

    before = indices()
    for _ in range(3):
        accredited()
    after = indices()
    assert before.items() <= after.items()
    assert len(set(after.values())) == len(after) == 4


def test_a6_the_status_list_asked_again_is_304(
    number: str, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = Browser().get(STATUS_LIST)
    with django_assert_num_queries(2):
        again = Browser().get(STATUS_LIST, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again["Cache-Control"]) == (304, "public, no-cache")
    with clock.fixed(now + timedelta(minutes=6)):
        assert Browser().get(STATUS_LIST, headers={"If-None-Match": first["ETag"]}).status_code == 200


# After an outage


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
