"""The offline copy and the status list over HTTP (A6): who gets them, how, and how errors read."""

import base64
import gzip
import json
import zlib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client as Browser
from joserfc import jws
from joserfc.jwk import KeySet
from pytest_django import DjangoAssertNumQueries
from pytest_django import Settings as DjangoSettings

from accreditation import receipts
from accreditation.api.offline import accepts_gzip
from accreditation.case_systems import REGISTER_CHECK, REGISTER_OFFLINE, switch_off
from accreditation.models import RegisterCounter
from accreditation.offline import status_list as lists
from accreditation.services import relinquish, suspend
from core import clock
from tests.factories.accreditation import AdaptationFactory, accredited, an_officer, applied
from tests.factories.machines import Machine, a_machine
from tests.factories.offline import Asked, a_copy

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_bundles")]

BUNDLE = "/register/v1/bundle"
CHANGES = "/register/v1/bundle/changes"
STATUS_LIST = "/register/v1/status-list"


@pytest.fixture(autouse=True)
def _no_list_is_remembered() -> None:
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
    switch_off(case_system=machine.case_system, reason="Its key was stolen.", by=an_officer())
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
    """As the draft reads it: two bits, from the lowest of each byte. What is behind the end of the list is invalid."""
    content = zlib.decompress(base64.urlsafe_b64decode(claims["status_list"]["lst"] + "==="))
    return content[index // 4] >> (index % 4 * 2) & 0b11 if index // 4 < len(content) else lists.INVALID


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
