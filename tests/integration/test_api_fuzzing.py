"""Nothing that anybody can send to the machine interface makes it fail: no status 5xx, whatever it is (A4).

Schemathesis makes requests from the description, right ones and wrong ones; what it would not think of is below. The
long count is SOAK_CASES (see .ci/soak).
"""

import gzip
import json
import os
from io import BytesIO
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.config import GenerationConfig, ProjectConfig, ProjectsConfig, SchemathesisConfig

from accreditation.api.openapi import document
from tests.factories.accreditation import AdaptationFactory, a_scope, accredited
from tests.factories.machines import EVALUATION, Machine, a_machine, a_request
from tests.integration.test_openapi import routes

pytestmark = pytest.mark.django_db
CASES = int(os.environ.get("SOAK_CASES", "240"))
FUZZING = settings(
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)
# Every character there is, half ones too: JSON can carry them as escapes.
ANYTHING = GenerationConfig(codec=None, allow_x00=True)
CONFIG = SchemathesisConfig(projects=ProjectsConfig(default=ProjectConfig(generation=ANYTHING)))
SCHEMA = schemathesis.openapi.from_dict(document(), config=CONFIG)
OPERATIONS = {result.ok().label: result.ok() for result in SCHEMA.get_all_operations() if result.ok().path in routes()}
# Half of the cases are shared by the operations that take anything, the other half are questions with odd values.
HALF = CASES // 2
TAKING = [one for one in OPERATIONS.values() if one.body or one.query or one.path_parameters]
KNOWN = {200, 304, 400, 401, 403, 404, 405, 409, 410, 415, 429}


@pytest.fixture
def machine() -> Machine:
    AdaptationFactory()
    return a_machine().sign_in()


def answered(response: Any) -> None:
    """It was answered, in JSON wherever there is an error."""
    status = response.status_code
    if status == 503 and response.json()["message"].startswith("The register's state is"):
        # A state was asked for that no register has reached: it is to be asked again.
        assert response["Retry-After"]
        return
    assert status in KNOWN, (status, response.content)
    if status >= 400:
        body = json.loads(response.content)
        assert set(body) <= {"error", "message", "error_description"}
        assert "Traceback" not in str(body)


def sent(machine: Machine, case: Any) -> Any:
    """Send a case as it would go over the wire, with the machine's token."""
    parts = case.as_transport_kwargs(base_url="http://testserver")
    taken = {name: parts[name] for name in ("method", "url", "headers", "data", "json", "params") if name in parts}
    request = requests.Request(**taken).prepare()
    body = request.body or b""
    headers = {"Authorization": f"Bearer {machine.token}"} | dict(request.headers)
    kind = headers.pop("Content-Type", "application/json")
    raw = body.encode() if isinstance(body, str) else body
    return machine.browser.generic(str(request.method), request.path_url, raw, content_type=kind, headers=headers)


@pytest.mark.parametrize("label", OPERATIONS)
def test_a4_no_request_that_the_description_leads_to_makes_it_fail(label: str, machine: Machine) -> None:
    operation = OPERATIONS[label]
    # Where nothing is sent there is nothing that could be wrong.
    modes = [*GenerationMode] if operation in TAKING else [GenerationMode.POSITIVE]

    @settings(FUZZING, max_examples=max(HALF // len(TAKING), 5) if operation in TAKING else 1)
    @given(case=st.one_of([operation.as_strategy(generation_mode=mode) for mode in modes]))
    def send(case: Any) -> None:
        answered(sent(machine, case))

    send()


NASTY: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(st.characters(codec=None), max_size=120),
    st.sampled_from(
        [
            "\0", "\ud800", "\udfff\ud800", "a" * 101, "a" * 5_000, "TA-7K3M-3\0", "\u202e", "\ufeff", "\u2028",
            "'; --", -1, 2**53, 2**63, 2**64, 10**400, 1e308, {}, [], [[]], {"": ""}, {"id": {}}, [None] * 200, "٣",
            "\r\nSet-Cookie: a=b",
        ]
    ),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=3),
)  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The ways to every value inside a value, its objects and lists too."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for name, each in inner for place in places(each, (*path, name)))]


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    inner = value.copy()
    inner[path[0]] = put(value[path[0]], path[1:], new)
    return inner


QUESTION = a_request("TA-7K3M-3") | {
    "context": {
        "organisation": "millburn",
        "purpose": "p",
        "case_hash": "0",
        "min_seq": 1,
        "at": "2020-01-01T00:00:00Z",
    }
}
PLACES = places(QUESTION)


@settings(FUZZING, max_examples=HALF)
@given(changes=st.lists(st.tuples(st.sampled_from(PLACES[1:]), NASTY), min_size=1, max_size=3))
def test_a4_no_value_in_any_place_of_a_question_makes_it_fail(machine: Machine, changes: list[Any]) -> None:
    question: Any = QUESTION
    for path, value in changes:
        try:
            question = put(question, path, value)
        except (KeyError, TypeError, AttributeError, IndexError):
            # Another change took away the place.
            continue
    answered(machine.ask(json.dumps(question)))


def deep(depth: int) -> bytes:
    return b'{"a":' * depth + b"1" + b"}" * depth


def with_field(text: bytes) -> bytes:
    return json.dumps(a_request("TA-7K3M-3"))[:-1].encode() + b", " + text + b"}"


BODIES: dict[str, bytes] = {
    "nothing": b"",
    "white space": b" \n",
    "nested too deeply": deep(17),
    "nested to the end of the stack": deep(3_000),
    "lists to the end of the stack": b'{"a":' + b"[" * 15_000 + b"]" * 15_000 + b"}",
    "a name twice": b'{"subject": {}, "subject": {}}',
    "1e400": with_field(b'"n": 1e400'),
    "a number of 5,000 digits": with_field(b'"n": ' + b"9" * 5_000),
    "NaN": with_field(b'"n": NaN'),
    "-Infinity": with_field(b'"n": -Infinity'),
    "a byte order mark": b"\xef\xbb\xbf" + json.dumps(a_request("TA-7K3M-3")).encode(),
    "UTF-16": json.dumps(a_request("TA-7K3M-3")).encode("utf-16"),
    "UTF-32": json.dumps(a_request("TA-7K3M-3")).encode("utf-32"),
    "Latin-1": '{"subject": "é"}'.encode("latin-1"),
    "half a character": b'{"subject": "\xc3"}',
    "too long an encoding": b'{"subject": "\xc0\x80"}',
    "a surrogate": with_field(b'"n": "\\ud800"'),
    "NUL": b'{"subject": \0}',
    "gzip that unpacks to ten megabytes": gzip.compress(b"0" * 10_000_000),
    "too long": b" " * 32_769,
    "a form": b"subject=assessor",
    "cut off": json.dumps(a_request("TA-7K3M-3")).encode()[:-5],
    "two objects": b"{}{}",
}


@pytest.mark.parametrize("name", BODIES)
def test_a4_no_body_makes_it_fail(machine: Machine, name: str) -> None:
    response = machine.ask(BODIES[name])
    assert response.status_code == 400, response.content
    answered(response)


def test_a4_a_compressed_body_is_not_unpacked(machine: Machine) -> None:
    body = gzip.compress(json.dumps(a_request("TA-7K3M-3")).encode())
    assert machine.ask(body, Content_Encoding="gzip").status_code == 400


@pytest.mark.parametrize("length", ["-1", "0", "abc", "1e3", "99999999999", "9" * 5_000, "٣", "+5", "5, 5", " 5"])
def test_a4_no_length_makes_it_fail(machine: Machine, length: str) -> None:
    """What a server in front would refuse is refused here too."""
    body = json.dumps(a_request("TA-7K3M-3")).encode()
    response = machine.browser.generic(
        "POST",
        EVALUATION,
        body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {machine.token}"},
        CONTENT_LENGTH=length,
    )
    assert response.status_code == 400
    answered(response)


class BrokenOff(BytesIO):
    """A body whose sender has gone."""

    def read(self, size: int | None = -1) -> bytes:
        raise OSError("gone")


def test_a4_a_body_that_breaks_off_is_a_refusal(machine: Machine) -> None:
    headers = {"HTTP_AUTHORIZATION": f"Bearer {machine.token}", "CONTENT_TYPE": "application/json"}
    response = machine.browser.post(EVALUATION, **{**headers, "wsgi.input": BrokenOff(), "CONTENT_LENGTH": "20"})
    assert response.status_code == 400


def test_a4_a_body_in_chunks_is_read_or_refused_but_never_fails(machine: Machine) -> None:
    body = json.dumps(a_request("TA-7K3M-3")).encode()
    headers = {"HTTP_AUTHORIZATION": f"Bearer {machine.token}", "HTTP_TRANSFER_ENCODING": "chunked"}
    answered(
        machine.browser.generic("POST", EVALUATION, body, content_type="application/json", CONTENT_LENGTH="", **headers)
    )


@pytest.mark.parametrize(
    "value",
    ["Bearer", "Bearer  ", "Basic x", "bearer \u00e9", "Bearer " + "a" * 10_000, "Bearer a\0b", "\0", "Bearer a b"],
)
def test_a4_no_token_makes_it_fail(machine: Machine, value: str) -> None:
    response = machine.ask(a_request("TA-7K3M-3"), Authorization=value)
    assert response.status_code == 401
    answered(response)


@pytest.mark.parametrize("value", ["\0", "a" * 5_000, "é", "\r\nSet-Cookie: a=b", "${jndi:x}"])
def test_a4_no_request_id_makes_it_fail_or_comes_back_as_a_header_of_its_own(machine: Machine, value: str) -> None:
    response = machine.ask(a_request("TA-7K3M-3"), X_Request_ID=value)
    answered(response)
    assert "Set-Cookie" not in response
    assert len(response["X-Request-ID"]) < 300


def test_a4_a_question_that_is_right_is_still_answered(machine: Machine) -> None:
    number = accredited(scopes=[a_scope(localities=["harbour"])]).number
    assert machine.ask(a_request(number)).json()["decision"] is True
