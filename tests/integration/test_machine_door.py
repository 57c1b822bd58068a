"""The door before Django (A4): whoever waits is read, answered and told together, and nobody gets another's answer.

That it says what Django's way says is held by every test whose `machine` comes in both ways.
"""

import io
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest import mock

import pytest
from django.db import connections
from django.test import RequestFactory

from accreditation.api import door
from accreditation.case_systems import REGISTER_CHECK
from accreditation.log_check import LogCheck
from accreditation.models import Answer, AnswerBatch
from tests.factories.accreditation import AdaptationFactory, accredited
from tests.factories.door import ThroughTheDoor, application
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

    requests = []
    for number in numbers:
        environ = RequestFactory()._base_environ(
            PATH_INFO=EVALUATION,
            REQUEST_METHOD="POST",
            CONTENT_TYPE="application/json",
            CONTENT_LENGTH=str(len(json.dumps(a_request(number)))),
            HTTP_AUTHORIZATION=f"Bearer {machine.token}",
            **{"wsgi.input": io.BytesIO(json.dumps(a_request(number)).encode())},
        )
        requests.append(door.WSGIRequest(environ))
    clients = [door._register.admit(request, scope=REGISTER_CHECK) for request in requests]
    with mock.patch.object(door, "read_evaluation", reading):
        responses = door._answer_all(clients)
    assert [response.status_code for response in responses] == [200, 200, 500, 200]
    assert AnswerBatch.objects.get().size == 3


def came_in(machine: Machine, body: Any, length: int) -> tuple[str, Any]:
    """What a request is told whose body is read from `body`."""
    started: list[str] = []
    environ = RequestFactory()._base_environ(
        PATH_INFO=EVALUATION,
        REQUEST_METHOD="POST",
        CONTENT_TYPE="application/json",
        CONTENT_LENGTH=str(length),
        HTTP_AUTHORIZATION=f"Bearer {machine.token}",
    )
    content = application()(environ | {"wsgi.input": body}, lambda status, headers: started.append(status))
    return started[0], json.loads(b"".join(content))


def test_a4_a_body_that_breaks_off_is_said_to_be_so(machine: Machine) -> None:
    body = mock.Mock()
    body.read.side_effect = OSError("The sender is gone.")
    status, said = came_in(machine, body, 100)
    assert status == "400 Bad Request"
    assert said["message"] == "The body broke off."


def test_a4_a_body_that_is_too_long_is_not_read(machine: Machine) -> None:
    body = mock.Mock()
    status, said = came_in(machine, body, 10_000_000)
    assert status == "400 Bad Request"
    assert "must not be longer" in said["message"]
    body.read.assert_not_called()


def test_a4_a_stranger_waits_with_nobody(machine: Machine) -> None:
    """Refused in its own thread, with its body unread: it holds up none of those who wait to be answered."""
    body, machine.token = mock.Mock(), "nobody's"
    with mock.patch.object(door._batcher, "ask") as waits:
        status, said = came_in(machine, body, 100)
    assert (status, said["error"]) == ("401 Unauthorized", "invalid_token")
    waits.assert_not_called()
    body.read.assert_not_called()


def test_a4_everything_else_goes_on_to_django(machine: Machine) -> None:
    browser = ThroughTheDoor()
    assert browser.get(EVALUATION).status_code == 405
    assert browser.get("/register/v1/jwks.json").status_code == 200
    assert b"</html>" in browser.get("/register/").content
