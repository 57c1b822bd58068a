"""The door beside Django (A4): whoever waits is read, answered and told together, and nobody gets another's answer.

That it says what Django's way says is held by every test whose `machine` comes in both ways.
"""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest import mock

import pytest
from django.db import connections
from pytest_django import Settings

from accreditation.api import door
from accreditation.case_systems import REGISTER_CHECK
from accreditation.log_check import LogCheck
from accreditation.models import Answer, AnswerBatch
from tests.factories.accreditation import AdaptationFactory, accredited
from tests.factories.door import Exchange, ThroughTheDoor, come_in, scope_of
from tests.factories.machines import EVALUATION, Machine, a_machine, a_request

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wagtail_root")]

# What each in turn sends, and what it is told: a permit, a refusal, a body that is none, and a token that is none.
TURNS = [(200, True), (200, False), (400, None), (401, None)]


@pytest.fixture
def machine(transactional_db: None) -> Machine:
    AdaptationFactory()
    machine = a_machine().sign_in()
    machine.browser = ThroughTheDoor()
    return machine


def ask(machine: Machine, number: str, turn: int) -> tuple[int, bool | None, str]:
    """The status, the decision and the answer's id."""
    status, decision = TURNS[turn % 4]
    subject = number if decision else "TA-0000-0"
    body: Any = "{" if status == 400 else a_request(subject)
    try:
        response = machine.ask(body, **({"Authorization": "Bearer no"} if status == 401 else {}))
        said = response.json()
        return response.status_code, said.get("decision"), said.get("context", {}).get("answer_id", "")
    finally:
        connections.close_all()


def test_a4_each_of_many_at_once_gets_their_own(machine: Machine) -> None:
    numbers = [accredited().number for _ in range(6)]
    with ThreadPoolExecutor(16) as pool:
        said = list(pool.map(lambda turn: ask(machine, numbers[turn % 6], turn), range(80)))
    asked_about = {str(answer.public_id): answer.question["subject"] for answer in Answer.objects.all()}
    for turn, (status, decision, answer_id) in enumerate(said):
        assert (status, decision) == TURNS[turn % 4]
        if status == 200:
            assert asked_about[answer_id] == (numbers[turn % 6] if decision else "TA-0000-0")
    assert Answer.objects.count() == 40
    assert AnswerBatch.objects.count() <= 40
    assert not list(LogCheck().problems())


def test_a4_one_that_fails_fails_alone(machine: Machine) -> None:
    numbers = [accredited().number for _ in range(4)]
    real = door.read_evaluation

    def reading(request: Any) -> Any:
        if numbers[2].encode() in request.body:
            raise RuntimeError("a fault of ours")
        return real(request)

    clients = []
    for number in numbers:
        body = json.dumps(a_request(number)).encode()
        request = door.DoorRequest(scope_of(headers_of(machine, len(body))))
        request.has_body(body)
        clients.append(door._register.admit(request, scope=REGISTER_CHECK))
    with mock.patch.object(door, "read_evaluation", reading):
        told = door._answer_all(clients)
    assert [isinstance(one, bytes) for one in told] == [True, True, False, True]
    assert getattr(told[2], "status_code", 200) == 500
    assert AnswerBatch.objects.get().size == 3


def headers_of(machine: Machine, length: int | None) -> dict[str, str]:
    headers = {"content-type": "application/json", "authorization": f"Bearer {machine.token}", "host": "localhost"}
    return headers if length is None else headers | {"content-length": str(length)}


def came_in(machine: Machine, exchange: Exchange, length: int | None) -> tuple[int, Any]:
    """What a request is told that says its body to be of this length, or nothing of it."""
    response = come_in(exchange, scope_of(headers_of(machine, length)))
    return response.status_code, response.json()


def test_a4_a_body_that_breaks_off_is_said_to_be_so(machine: Machine) -> None:
    status, said = came_in(machine, Exchange(b"{", breaks_off=True), 100)
    assert (status, said["message"]) == (400, "The body broke off.")


def test_a4_a_body_that_is_too_long_is_not_read(machine: Machine) -> None:
    exchange = Exchange(b"{}")
    status, said = came_in(machine, exchange, 10_000_000)
    assert status == 400
    assert "must not be longer" in said["message"]
    assert not exchange.was_read


def test_a4_a_body_in_parts_is_answered_and_stopped_when_it_is_too_long(machine: Machine) -> None:
    body = json.dumps(a_request(accredited().number)).encode()
    status, said = came_in(machine, Exchange(body), None)
    assert (status, said["decision"]) == (200, True)
    status, said = came_in(machine, Exchange(b" " * 40_000), None)
    assert status == 400
    assert "must not be longer" in said["message"]


def test_a4_a_stranger_waits_with_nobody(machine: Machine) -> None:
    """Looked up aside and refused with the body unread: it holds up none of those who wait to be answered."""
    exchange, machine.token = Exchange(b"{}"), "nobody's"
    with (
        mock.patch.object(door._batcher, "submit") as waits,
        mock.patch.object(door.MachineDoor, "aside", autospec=True, side_effect=door.MachineDoor.aside) as aside,
    ):
        status, said = came_in(machine, exchange, 100)
    assert (status, said["error"]) == (401, "invalid_token")
    waits.assert_not_called()
    aside.assert_called_once()
    assert not exchange.was_read


def test_a4_whoever_is_known_is_let_in_without_a_thread(machine: Machine) -> None:
    number = accredited().number
    assert machine.ask(a_request(number)).status_code == 200
    with mock.patch.object(door.MachineDoor, "aside", autospec=True) as aside:
        assert machine.ask(a_request(number)).status_code == 200
    aside.assert_not_called()


@pytest.mark.parametrize(("method", "path"), [("GET", EVALUATION), ("POST", "/access/v1/evaluations"), ("POST", "/")])
def test_a4_nothing_else_is_answered_here(machine: Machine, method: str, path: str) -> None:
    response = come_in(Exchange(b"{}"), scope_of(headers_of(machine, 2), method=method, path=path))
    assert (response.status_code, response.json()["error"]) == (404, "not_found")


def test_a4_a_header_with_an_underscore_passes_for_none(machine: Machine) -> None:
    request = door.DoorRequest(scope_of(headers_of(machine, 2) | {"x_forwarded_proto": "https", "x-request-id": "one"}))
    assert "HTTP_X_FORWARDED_PROTO" not in request.META
    assert request.META["HTTP_X_REQUEST_ID"] == "one"


def test_a4_a_server_that_serves_by_https_alone_sends_others_there(machine: Machine, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    exchange = Exchange(b"{}")
    asyncio.run(door.MachineDoor().__rsgi__(scope_of(headers_of(machine, 2)), exchange))
    assert (exchange.status, exchange.headers["Location"]) == (301, f"https://localhost{EVALUATION}")
    assert not exchange.was_read
