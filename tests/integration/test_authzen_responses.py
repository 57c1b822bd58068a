"""What every response of the machine interface carries, and what one question costs (A4)."""

from typing import Any
from unittest import mock

import pytest
from django.db import OperationalError
from pytest_django import DjangoAssertNumQueries

from tests.factories.machines import Machine, a_request

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("identifier", ["3f2b", "bfe9eb29-ab87-4ca3-be83-a1d5d8305716", "case 7/{a}; 'x'"])
def test_a4_the_request_id_is_echoed_on_answers_and_errors(machine: Machine, number: str, identifier: str) -> None:
    responses = [
        machine.ask(a_request(number), X_Request_ID=identifier),
        machine.ask("{", X_Request_ID=identifier),
        machine.ask("{}", X_Request_ID=identifier, Authorization="Bearer no"),
    ]
    assert [response.status_code for response in responses] == [200, 400, 401]
    assert {response["X-Request-ID"] for response in responses} == {identifier}
    assert {response["Cache-Control"] for response in responses} == {"no-store"}


def test_a4_one_question_costs_few_queries_and_sets_no_cookie(
    machine: Machine,
    number: str,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_capture_on_commit_callbacks: Any,
) -> None:
    # Once its first answer is committed, a process knows that its signing key is kept.
    with django_capture_on_commit_callbacks(execute=True):
        machine.ask(a_request(number))
    for _ in range(2):
        with django_assert_num_queries(11):
            response = machine.ask(a_request(number))
        assert response.status_code == 200
        assert not response.cookies
        assert "Vary" not in response or "Cookie" not in response["Vary"]


def test_a4_a_database_that_is_gone_is_said_to_be_so(machine: Machine) -> None:
    with mock.patch("accreditation.answers.decide_many", side_effect=OperationalError("gone")):
        response = machine.ask(a_request("TA-0000-0"), X_Request_ID="abc")
    assert response.status_code == 503
    assert response["Retry-After"] == "1"
    assert response.json()["error"] == "temporarily_unavailable"
    assert response["X-Request-ID"] == "abc"


def test_a4_a_fault_of_ours_is_json_without_detail(machine: Machine) -> None:
    with mock.patch("accreditation.answers.decide_many", side_effect=RuntimeError("secret detail")):
        response = machine.ask(a_request("TA-0000-0"))
    assert response.status_code == 500
    assert "secret" not in response.content.decode()
