"""A case system finds gaps in what it was told, and asks for it again (A7)."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accreditation.api import webhooks as api
from accreditation.case_systems import REGISTER_CHECK, REGISTER_WEBHOOKS
from accreditation.models import CaseSystem
from accreditation.services import suspend
from accreditation.webhooks import subscribing
from audit.selectors import history_of
from core import outbox
from tests.factories.accreditation import accredited, an_officer
from tests.factories.machines import Machine, a_machine
from tests.factories.receiving import Receiver, a_subscription, receiving

pytestmark = [pytest.mark.django_db]

DELIVERIES = "/register/v1/webhooks/deliveries"
REPLAY = "/register/v1/webhooks/replay"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def machine() -> Machine:
    return a_machine(scopes=(REGISTER_WEBHOOKS,)).sign_in()


def get(machine: Machine, query: str = "") -> Any:
    return machine.browser.get(DELIVERIES + query, headers={"Authorization": f"Bearer {machine.token}"})


def post(machine: Machine, body: object) -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body)
    return machine.browser.post(
        REPLAY, raw, content_type="application/json", headers={"Authorization": f"Bearer {machine.token}"}
    )


def listening(machine: Machine, receiver: Receiver, path: str = "") -> CaseSystem:
    a_subscription(receiver.url + path, case_system=machine.case_system)
    receiver.got.clear()
    return machine.case_system


def test_a7_own_messages_are_listed_in_order_and_others_are_not(machine: Machine, receiver: Receiver) -> None:
    listening(machine, receiver)
    a_subscription(receiver.url, case_system=a_machine(name="Another").case_system)
    accreditation = accredited()
    suspend(accreditation=accreditation, reason="Complaint.", by=an_officer())
    outbox.run_due()
    answer = get(machine).json()
    first, second = answer["deliveries"]
    assert answer["next_after"] is None
    assert [first["register_number"], second["register_number"]] == [1, 2]
    assert (second["state"], second["attempts"], second["last_status"]) == ("delivered", 1, 204)
    assert second["message"]["type"] == "accreditation.suspended"
    assert second["message"]["data"]["number"] == accreditation.number
    assert {first["webhook_id"], second["webhook_id"]} < set(receiver.ids)
    assert get(machine, f"?after={first['sequence']}").json()["deliveries"] == [second]
    assert get(machine, f"?after={second['sequence']}").json() == {"deliveries": [], "next_after": None}


def test_a7_a_long_list_comes_in_pages_with_as_many_queries(
    machine: Machine, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "A_PAGE", 2)
    listening(machine, receiver)
    for _ in range(5):
        accredited()
    numbers: list[int] = []
    counts: set[int] = set()
    after: int | None = 0
    while after is not None:
        with CaptureQueriesContext(connection) as asked:
            page = get(machine, f"?after={after}").json()
        counts.add(len(asked))
        numbers += [one["register_number"] for one in page["deliveries"]]
        after = page["next_after"]
    assert numbers == [1, 2, 3, 4, 5]
    assert len(counts) == 1


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "²", "9" * 30, ""])
def test_a7_a_wrong_after_is_a_bad_request(machine: Machine, after: str) -> None:
    response = get(machine, f"?after={after}")
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


def test_a7_messages_are_sent_again_from_a_register_number_on(machine: Machine, receiver: Receiver) -> None:
    case_system = listening(machine, receiver)
    other = a_machine(name="Another")
    a_subscription(receiver.url + "/other", case_system=other.case_system)
    for _ in range(3):
        accredited()
    outbox.run_due()
    sent = [got for got in receiver.got if got.path == "/hooks"]
    receiver.got.clear()
    response = post(machine, {"from_register_number": 2})
    assert (response.status_code, response.json()) == (202, {"replayed": 2, "next_from_register_number": None})
    outbox.run_due()
    assert [(got.path, got.body, got.headers["webhook-id"]) for got in receiver.got] == [
        (got.path, got.body, got.headers["webhook-id"]) for got in sent[-2:]
    ]
    event = history_of(case_system).last()
    assert (event.verb, event.detail) == (
        "accreditation.webhook_replayed",
        {"from_register_number": 2, "messages": 2},
    )


def test_a7_a_long_replay_says_where_to_go_on(
    machine: Machine, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscribing, "MOST_REPLAYED", 3)
    listening(machine, receiver)
    listening(machine, receiver, "/second")
    for _ in range(4):
        accredited()
    outbox.run_due()
    receiver.got.clear()
    number: int | None = 0
    asked = []
    while number is not None:
        answer = post(machine, {"from_register_number": number}).json()
        asked.append(answer["replayed"])
        number = answer["next_from_register_number"]
    assert asked == [2, 2, 2, 2], "both messages of a number come together"
    outbox.run_due()
    assert len(set(receiver.ids)) == len(receiver.ids) == 8


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        b"",
        b"{",
        {"from_register_number": "1"},
        {"from_register_number": True},
        {"from_register_number": -1},
        {"from_register_number": 1.5},
        {"from_register_number": 10**30},
        b'{"from_register_number": 1, "x": "' + b"x" * 2000 + b'"}',
    ],
)
def test_a7_a_wrong_replay_is_a_bad_request(machine: Machine, body: object) -> None:
    response = post(machine, body)
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


def test_a7_both_need_a_token_with_the_scope() -> None:
    other = a_machine(scopes=(REGISTER_CHECK,)).sign_in()
    for response in (get(other), post(other, {"from_register_number": 0})):
        assert response.status_code == 403
        assert 'scope="register:webhooks"' in response["WWW-Authenticate"]
    other.token = "nothing"
    for response in (get(other), post(other, {"from_register_number": 0})):
        assert response.status_code == 401
    assert get(other, "").status_code == 401
    assert other.browser.post(DELIVERIES).status_code == 405
    assert other.browser.get(REPLAY).status_code == 405
