"""A case system asks the register over HTTP (A4): answers, errors told apart, and how little one question costs."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from allauth.idp.oidc.models import Client, Token
from django.db import OperationalError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from accreditation.case_systems import switch_off
from accreditation.models import Answer
from accreditation.services import suspend
from core import clock
from people.constants import StaffCheckKind
from people.models import StaffCheck
from people.services import record_staff_check
from people.vocabulary import Tenure, Tier
from tests.factories.accreditation import AdaptationFactory, a_scope, accredited, an_officer, direct_access, mot_scheme
from tests.factories.machines import EVALUATION, Machine, a_key, a_machine, a_request
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def machine() -> Machine:
    return a_machine().sign_in()


@pytest.fixture
def number() -> str:
    """Somebody who may authorise simple needs in Harbour."""
    AdaptationFactory()
    AdaptationFactory(code="STAIRLIFT-STR", category="access", tier=Tier.MODERATE)
    return accredited(scopes=[a_scope(localities=["harbour"])]).number


def codes(answer: dict[str, Any]) -> list[str]:
    return answer["context"]["reason_codes"]


# Answers


def test_a4_a_case_system_is_told_yes_with_the_basis_the_state_and_the_proof(machine: Machine, number: str) -> None:
    response = machine.ask(a_request(number))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    answer = response.json()
    assert answer["decision"] is True
    context = answer["context"]
    assert context["reason_codes"] == ["ACCREDITED"]
    assert context["reasons"] == [{"code": "ACCREDITED", "text": "The person's accreditation covers this."}]
    assert context["tier"] == "simple"
    assert context["register_number"] >= 1
    assert context["answered_at"].endswith("Z")
    kept = Answer.objects.get()
    assert context["answer_id"] == str(kept.public_id)
    assert context["receipt"] == kept.receipt
    assert kept.case_system == machine.case_system


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"adaptation": "STAIRLIFT-STR", "tier": "moderate"}, "TIER_NOT_HELD"),
        ({"adaptation": "STAIRLIFT-STR", "tier": "simple"}, "TIER_UNDERSTATED"),
        ({"locality": "islands"}, "LOCALITY_NOT_HELD"),
        ({"locality": "nowhere at all"}, "LOCALITY_NOT_HELD"),
        ({"adaptation": "NO-SUCH-THING"}, "UNKNOWN_ADAPTATION"),
    ],
)
def test_a4_a_refusal_is_an_answer_with_reasons(
    machine: Machine, number: str, changes: dict[str, str], reason: str
) -> None:
    response = machine.ask(a_request(number, **changes))
    assert response.status_code == 200
    assert response.json()["decision"] is False
    assert reason in codes(response.json())


def test_a4_an_unknown_number_is_refused(machine: Machine, number: str) -> None:
    answer = machine.ask(a_request("TA-0000-0")).json()
    assert answer["decision"] is False
    assert codes(answer) == ["UNKNOWN_SUBJECT"]


def test_a4_a_direct_access_item_needs_no_assessor(machine: Machine) -> None:
    rail = AdaptationFactory(code="RAIL-GRAB", tier=Tier.DIRECT_ACCESS)
    direct_access(Tenure.OWNER, rail)
    answer = machine.ask(a_request("TA-0000-0", adaptation="RAIL-GRAB", tier="direct_access")).json()
    assert answer["decision"] is True
    assert codes(answer) == ["DIRECT_ACCESS"]


def test_a9_a_housing_mot_is_asked_about_a_home(machine: Machine, number: str) -> None:
    body = a_request(number) | {"action": {"name": "housing-mot"}}
    assert machine.ask(body).status_code == 400
    body["resource"]["type"] = "home"
    assert codes(machine.ask(body).json()) == ["KIND_NOT_HELD"]


def test_a9_a_trusted_assessor_whose_staff_check_is_past_its_date_is_refused(machine: Machine) -> None:
    person, day = UserFactory(), clock.today()
    later = day + timedelta(days=1)
    record_staff_check(user=person, kind=StaffCheckKind.PVG, checked_on=day, recheck_on=later, by=an_officer())
    mot = accredited(user=person, scheme=mot_scheme())
    StaffCheck.objects.update(checked_on=day - timedelta(days=2), recheck_on=day - timedelta(days=1))
    body = a_request(mot.number) | {"action": {"name": "housing-mot"}}
    body["resource"]["type"] = "home"
    assert codes(machine.ask(body).json()) == ["STAFF_CHECK_DUE"]


def test_a4_somebody_of_another_organisation_is_refused(machine: Machine, number: str) -> None:
    body = a_request(number)
    body["context"]["organisation"] = "somewhere-else"
    assert codes(machine.ask(body).json()) == ["ORGANISATION_MISMATCH"]


def test_a4_a_suspension_holds_on_the_very_next_answer(machine: Machine) -> None:
    AdaptationFactory()
    accreditation = accredited()
    before = machine.ask(a_request(accreditation.number)).json()
    assert before["decision"] is True
    suspend(accreditation=accreditation, reason="A complaint is looked into.", by=an_officer())
    after = machine.ask(a_request(accreditation.number)).json()
    assert after["decision"] is False
    assert codes(after) == ["SUSPENDED"]
    assert after["context"]["register_number"] > before["context"]["register_number"]


def test_a4_the_same_question_twice_gets_the_same_answer_and_two_receipts(machine: Machine, number: str) -> None:
    one, two = (machine.ask(a_request(number)).json() for _ in range(2))
    assert one["decision"] == two["decision"]
    assert one["context"]["answer_id"] != two["context"]["answer_id"]


def test_a4_unknown_fields_are_ignored(machine: Machine, number: str) -> None:
    body = a_request(number) | {"foo": "bar", "future": {"nested": [1, 2.5, None]}}
    body["subject"]["properties"] = {"department": "Sales"}
    body["action"]["properties"] = {"method": "GET"}
    assert machine.ask(body).json()["decision"] is True


def test_a4_tier_and_context_may_be_left_out(machine: Machine, number: str) -> None:
    body = a_request(number)
    del body["context"]
    del body["resource"]["properties"]["tier"]
    assert machine.ask(body).json()["decision"] is True


# What is wrong with a request


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
        (without(*PROPERTIES), "resource.properties is missing."),
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


# Who asks


def test_a4_without_a_token_nothing_is_answered(machine: Machine) -> None:
    response = machine.browser.post(EVALUATION, a_request("TA-0000-0"), content_type="application/json")
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="register"'
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    "header",
    ["Bearer nonsense", "Bearer", "Bearer ", "Basic abc", "Bearer a b", "nonsense", "Bearer é", "Bearer " + "a" * 9000],
)
def test_a4_a_wrong_token_is_refused(machine: Machine, header: str) -> None:
    response = machine.ask(a_request("TA-0000-0"), Authorization=header)
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="register", error="invalid_token"'
    assert response.json()["error"] == "invalid_token"


def test_a4_a_token_in_the_body_or_the_address_does_not_count(machine: Machine, number: str) -> None:
    token, machine.token = machine.token, "none"
    in_form = machine.browser.post(EVALUATION, {"access_token": token})
    in_address = machine.browser.post(
        f"{EVALUATION}?access_token={token}", a_request(number), content_type="application/json"
    )
    assert [in_form.status_code, in_address.status_code] == [401, 401]


def test_a4_an_expired_token_is_refused(machine: Machine, number: str) -> None:
    Token.objects.update(expires_at=timezone.now())
    assert machine.ask(a_request(number)).status_code == 401


def test_a4_a_token_of_another_kind_is_refused(machine: Machine, number: str) -> None:
    Token.objects.update(type=Token.Type.REFRESH_TOKEN)
    assert machine.ask(a_request(number)).status_code == 401


def test_a4_a_client_that_is_no_case_system_is_refused(machine: Machine, number: str) -> None:
    stranger = Client.objects.create(name="Stranger", scopes="register:check")
    Token.objects.update(client=stranger)
    assert machine.ask(a_request(number)).status_code == 401


def test_a4_a_token_for_another_resource_is_refused(machine: Machine, number: str) -> None:
    Token.objects.update(data={"resources": ["https://elsewhere.example/"]})
    assert machine.ask(a_request(number)).status_code == 401
    Token.objects.update(data={"resources": ["http://testserver/access/"]})
    assert machine.ask(a_request(number)).status_code == 200


def test_a4_a_system_switched_off_is_refused_at_once_and_gets_no_new_token(machine: Machine, number: str) -> None:
    assert machine.ask(a_request(number)).status_code == 200
    switch_off(case_system=machine.case_system, reason="Its key was stolen.", by=an_officer())
    assert machine.ask(a_request(number)).status_code == 401
    assert machine.ask_for_token().status_code == 401


def test_a4_switching_off_does_not_hang_on_the_tokens(machine: Machine, number: str) -> None:
    """The flag alone stops it: a token written by a race with the switch is no use."""
    type(machine.case_system).objects.update(is_live=False, state="agreed")
    assert machine.ask(a_request(number)).status_code == 401


def test_a4_a_wrong_scope_is_forbidden_not_unknown(number: str) -> None:
    machine = a_machine(scopes=("register:offline",)).sign_in()
    response = machine.ask(a_request(number))
    assert response.status_code == 403
    assert response["WWW-Authenticate"] == (
        'Bearer realm="register", error="insufficient_scope", scope="register:check"'
    )
    assert response.json()["error"] == "insufficient_scope"


def test_a4_a_scope_taken_from_the_client_is_gone_at_once(machine: Machine, number: str) -> None:
    Client.objects.filter(pk=machine.client_id).update(scopes="register:offline")
    assert machine.ask(a_request(number)).status_code == 403


def test_a4_a_client_gets_no_scope_of_another(number: str) -> None:
    machine = a_machine(scopes=("register:offline",))
    assert machine.ask_for_token("register:check").status_code == 400


def test_a4_tokens_are_asked_for_with_the_right_key_and_kept_as_hashes(machine: Machine) -> None:
    assert machine.ask_for_token(key=a_key()).status_code == 401
    assert machine.token not in Token.objects.get().hash


# What every response carries, and what one question costs


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
    machine: Machine, number: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    machine.ask(a_request(number))
    for _ in range(2):
        with django_assert_num_queries(12):
            response = machine.ask(a_request(number))
        assert response.status_code == 200
        assert not response.cookies
        assert "Vary" not in response or "Cookie" not in response["Vary"]


def test_a4_a_database_that_is_gone_is_said_to_be_so(machine: Machine) -> None:
    with mock.patch("accreditation.api.views.ask", side_effect=OperationalError("gone")):
        response = machine.ask(a_request("TA-0000-0"), X_Request_ID="abc")
    assert response.status_code == 503
    assert response["Retry-After"] == "1"
    assert response.json()["error"] == "temporarily_unavailable"
    assert response["X-Request-ID"] == "abc"


def test_a4_a_fault_of_ours_is_json_without_detail(machine: Machine) -> None:
    with mock.patch("accreditation.api.views.ask", side_effect=RuntimeError("secret detail")):
        response = machine.ask(a_request("TA-0000-0"))
    assert response.status_code == 500
    assert "secret" not in response.content.decode()


def test_a4_discovery_names_the_address_it_was_asked_at(machine: Machine) -> None:
    response = machine.browser.get("/.well-known/authzen-configuration")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response.json() == {
        "policy_decision_point": "http://testserver",
        "access_evaluation_endpoint": "http://testserver/access/v1/evaluation",
    }
    assert machine.browser.post("/.well-known/authzen-configuration").status_code == 405


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
