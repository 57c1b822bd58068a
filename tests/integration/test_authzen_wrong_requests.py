"""What is no question is told so, and nothing at all is a fault of ours (A4)."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accreditation.models import Answer
from tests.factories.machines import EVALUATION, Machine, a_request

pytestmark = pytest.mark.django_db


def without(*path: str) -> Callable[[dict[str, Any]], None]:
    def change(body: dict[str, Any]) -> None:
        for name in path[:-1]:
            body = body[name]
        del body[path[-1]]

    return change


def having(value: Any, *path: str) -> Callable[[dict[str, Any]], None]:
    def change(body: dict[str, Any]) -> None:
        for name in path[:-1]:
            body = body[name]
        body[path[-1]] = value

    return change


PROPERTIES = ("resource", "properties")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (without("subject"), "subject is missing."),
        (without("action"), "action is missing."),
        (without("resource"), "resource is missing."),
        (without("subject", "type"), "subject.type is missing."),
        (without("subject", "id"), "subject.id is missing."),
        (without("action", "name"), "action.name is missing."),
        (without("resource", "type"), "resource.type is missing."),
        (without("resource", "id"), "resource.id is missing."),
        (without(*PROPERTIES), "resource.properties.tenure is missing."),
        (without(*PROPERTIES, "tenure"), "resource.properties.tenure is missing."),
        (without(*PROPERTIES, "locality"), "resource.properties.locality is missing."),
        (having("alice", "subject"), "subject must be an object."),
        (having([], "action"), "action must be an object."),
        (having(None, "resource"), "resource must be an object."),
        (having("x", "context"), "context must be an object."),
        (having(7, "subject", "id"), "subject.id must be text."),
        (having(None, "subject", "id"), "subject.id must be text."),
        (having("", "subject", "id"), "subject.id is empty."),
        (having("user", "subject", "type"), "subject.type must be one of: assessor."),
        (having(123, "action", "name"), "action.name must be text."),
        (having("fly", "action", "name"), "action.name must be one of: authorise, assess, housing-mot."),
        (having("record", "resource", "type"), "resource.type must be one of: adaptation."),
        (having(True, *PROPERTIES, "tier"), "resource.properties.tier must be text."),
        (having("huge", *PROPERTIES, "tier"), "resource.properties.tier must be one of: direct_access, simple,"),
        (having("castle", *PROPERTIES, "tenure"), "resource.properties.tenure must be one of: owner,"),
        (having({}, "context", "organisation"), "context.organisation must be text."),
        (having(1, "context", "purpose"), "context.purpose must be text."),
        (having([], "context", "case_hash"), "context.case_hash must be text."),
        (having("a\x00b", "subject", "id"), "none of them control characters"),
        (having("a\ud800b", "subject", "id"), "none of them control characters"),
        (having("9" * 101, "subject", "id"), "at most 100 characters"),
        (having("\ud800", "elsewhere"), "cannot carry safely"),
        (having({"\udfff": 1}, "elsewhere"), "cannot carry safely"),
        (having(2**60, "elsewhere"), "cannot carry safely"),
    ],
)
def test_a4_a_wrong_request_is_told_what_is_wrong(
    machine: Machine, change: Callable[[dict[str, Any]], None], says: str
) -> None:
    body = a_request("TA-0000-0")
    change(body)
    response = machine.ask(body)
    assert response.status_code == 400
    assert response.json()["error"] == "invalid_request"
    assert says in response.json()["message"]
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("  \n", "empty"),
        ("{", "not JSON"),
        ("{} {}", "not JSON"),
        ("[]", "must be a JSON object"),
        ("null", "must be a JSON object"),
        ('"text"', "must be a JSON object"),
        ('{"a": NaN}', "not JSON"),
        ('{"a": ' + "9" * 5000 + "}", "not JSON"),
        ('{"a": 1e999}', "subject is missing"),
        ('{"subject": {}, "subject": {}}', "repeated"),
        ('{"a": 1, "\\u0061": 2}', "repeated"),
        ("[" * 20_000, "too deeply"),
        ('{"a":' * 17 + "1" + "}" * 17, "too deeply"),
        ('{"a": "' + "x" * 40_000 + '"}', "longer than"),
        (b"\xff\xfe{\x00}\x00", "not UTF-8"),
        (b'{"a": "\xed\xa0\x80"}', "not UTF-8"),
    ],
)
def test_a4_a_body_that_is_no_question_is_told_so(machine: Machine, body: str | bytes, says: str) -> None:
    response = machine.ask(body)
    assert response.status_code == 400
    assert says in response.json()["message"]


def test_a4_an_empty_body_is_told_so(machine: Machine) -> None:
    headers = {"Authorization": f"Bearer {machine.token}"}
    response = machine.browser.generic("POST", EVALUATION, b"", CONTENT_TYPE="application/json", headers=headers)
    assert response.status_code == 400
    assert "empty" in response.json()["message"]


def test_a4_a_number_beyond_all_measure_is_refused(machine: Machine, number: str) -> None:
    body = json.dumps(a_request(number))[:-1] + ', "elsewhere": 1e999}'
    assert machine.ask(body).status_code == 400


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""])
def test_a4_another_content_type_is_refused(machine: Machine, content_type: str) -> None:
    response = machine.ask(a_request("TA-0000-0"), Content_Type=content_type)
    assert response.status_code == 400
    assert "application/json" in response.json()["message"]


def test_a4_a_charset_beside_the_content_type_is_fine(machine: Machine, number: str) -> None:
    assert machine.ask(a_request(number), Content_Type="application/json; charset=utf-8").status_code == 200


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "options", "head"])
def test_a4_other_methods_are_refused(machine: Machine, method: str) -> None:
    response = getattr(machine.browser, method)(EVALUATION, headers={"X-Request-ID": "abc"})
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert response["X-Request-ID"] == "abc"


# Anything at all

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters())
anything = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10)
parts = st.fixed_dictionaries({}, optional={"type": anything, "id": anything, "name": anything, "properties": anything})
requests = st.fixed_dictionaries(
    {}, optional={"subject": parts | anything, "action": parts, "resource": parts, "context": anything}
)
quiet = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@quiet
@given(body=requests | anything)
def test_a4_no_json_is_a_fault_of_ours(machine: Machine, body: Any) -> None:
    assert machine.ask(json.dumps(body)).status_code in {200, 400}


@quiet
@given(body=st.binary(max_size=300))
def test_a4_no_bytes_are_a_fault_of_ours(machine: Machine, body: bytes) -> None:
    assert machine.ask(body).status_code == 400


@quiet
@given(subject=st.text(st.characters(), max_size=120), locality=st.text(st.characters(), max_size=120))
def test_a4_no_words_are_a_fault_of_ours(machine: Machine, subject: str, locality: str) -> None:
    """Lone surrogates, NUL and every other character, in the fields that the register looks up."""
    response = machine.ask(a_request(subject, locality=locality, adaptation=locality))
    assert response.status_code in {200, 400}
    assert not response.json().get("decision")
