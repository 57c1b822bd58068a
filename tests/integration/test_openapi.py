"""The machine interface's description says what the machine interface does: routes, words, limits, answers (A4)."""

import json
import re
from typing import Any

import jsonschema
import pytest
from django.test import Client
from django.urls.resolvers import RegexPattern
from openapi_spec_validator import OpenAPIV31SpecValidator

from accreditation import case_systems
from accreditation.api import openapi, urls
from accreditation.api.openapi import asking, parts
from accreditation.questions import Action, Reason
from people.vocabulary import Tenure, Tier
from tests.factories.accreditation import AdaptationFactory, a_scope, accredited
from tests.factories.machines import Machine, a_machine, a_request

DOCUMENT = json.loads(json.dumps(openapi.document()))
METHODS = {"get", "post"}


def routes() -> set[str]:
    """The paths of the machine interface's urls, as OpenAPI writes them."""
    # What is a regular expression is no address: it says in JSON that there is nothing here.
    paths = (str(one.pattern) for one in urls.urlpatterns if not isinstance(one.pattern, RegexPattern))
    return {"/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path) for path in paths}


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, item[method])
        for path, item in DOCUMENT["paths"].items()
        for method in sorted(METHODS & set(item))
    ]


def fits(value: Any, schema: dict[str, Any]) -> None:
    """Raise unless the value is as the schema says; references lead into the document."""
    jsonschema.Draft202012Validator(
        schema | {"components": DOCUMENT["components"]}, format_checker=jsonschema.FormatChecker()
    ).validate(value)


def as_described(response: Any, path: str, method: str = "get") -> Any:
    """The body of a response, which has a status and a form that the description tells of."""
    told = DOCUMENT["paths"][path][method]["responses"][str(response.status_code)]
    if name := told.get("$ref"):
        told = DOCUMENT["components"]["responses"][name.rpartition("/")[2]]
    kind = response["Content-Type"].partition(";")[0]
    said = response.json() if kind == "application/json" else response.content.decode()
    fits(said, told["content"][kind]["schema"])
    for header in told.get("headers", {}):
        assert response[header]
    return said


def test_a4_the_description_is_openapi_3_1() -> None:
    assert DOCUMENT["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(DOCUMENT).validate()


def test_a4_every_route_is_described_and_nothing_else() -> None:
    assert set(DOCUMENT["paths"]) == routes()


def test_a4_every_operation_has_a_name_of_its_own_and_says_who_may() -> None:
    names = [operation["operationId"] for _, _, operation in operations()]
    assert len(names) == len(set(names))
    scopes = {value for name, value in vars(case_systems).items() if name.startswith("REGISTER_")}
    assert set(openapi.SCOPES) == scopes
    for path, _, operation in operations():
        asked = {scope for way in operation["security"] for scope in way["token"]}
        assert asked <= scopes, path
        assert ("403" in operation["responses"]) is bool(asked), path


def test_a4_the_words_are_those_of_the_code() -> None:
    answer = DOCUMENT["components"]["schemas"]["Answer"]["properties"]["context"]["properties"]
    assert answer["reason_codes"]["items"]["enum"] == Reason.values
    assert answer["tier"]["enum"] == [*Tier.values, None]
    question = DOCUMENT["components"]["schemas"]["Question"]["properties"]
    properties = question["resource"]["properties"]["properties"]["properties"]
    assert question["action"]["properties"]["name"]["enum"] == Action.values
    assert properties["tenure"]["enum"] == Tenure.values
    assert properties["tier"]["enum"] == ["", *Tier.values]


def test_a4_anyone_may_read_it_and_keep_it_for_a_while(client: Client) -> None:
    response = client.get("/register/v1/openapi.json")
    assert response["Cache-Control"] == "public, max-age=3600"
    assert as_described(response, "/register/v1/openapi.json") == DOCUMENT
    assert not response.cookies


@pytest.fixture
def machine(db: None) -> Machine:
    return a_machine().sign_in()


@pytest.fixture
def number(db: None) -> str:
    AdaptationFactory()
    return accredited(scopes=[a_scope(localities=["harbour"])]).number


ONE = "/access/v1/evaluation"


def test_a4_yes_and_no_are_as_described(machine: Machine, number: str) -> None:
    for question, decision in [(a_request(number), True), (a_request("TA-0000-0", adaptation="NONE"), False)]:
        fits(question, DOCUMENT["components"]["schemas"]["Question"])
        assert as_described(machine.ask(question), ONE, "post")["decision"] is decision


def test_a4_texts_have_the_length_that_the_description_says(machine: Machine, number: str) -> None:
    schema = DOCUMENT["components"]["schemas"]["Question"]
    for length, status in ((parts.LONGEST_TEXT, 200), (parts.LONGEST_TEXT + 1, 400)):
        question = a_request("A" * length)
        assert machine.ask(question).status_code == status
        assert jsonschema.Draft202012Validator(schema).is_valid(question) is (status == 200)


def test_a4_a_batch_has_the_length_that_the_description_says(machine: Machine, number: str) -> None:
    for length, status in ((asking.MOST_EVALUATIONS, 200), (asking.MOST_EVALUATIONS + 1, 400)):
        body = {"evaluations": [a_request(number)] * length}
        headers = {"Authorization": f"Bearer {machine.token}"}
        response = machine.browser.post(
            "/access/v1/evaluations", body, content_type="application/json", headers=headers
        )
        assert response.status_code == status
        as_described(response, "/access/v1/evaluations", "post")


@pytest.mark.parametrize("body", ["", "{", "[]", "{}", '{"subject": 7}'])
def test_a4_what_cannot_be_read_is_refused_as_described(machine: Machine, body: str) -> None:
    response = machine.ask(body)
    assert response.status_code == 400
    as_described(response, ONE, "post")


def test_a4_who_may_not_ask_is_told_as_described(machine: Machine, number: str) -> None:
    machine.token = "wrong"
    assert as_described(machine.ask(a_request(number)), ONE, "post")["error"] == "invalid_token"
    response = machine.browser.get(ONE)
    assert response.status_code == 405
    as_described(response, ONE, "post")


def test_a4_an_answer_that_is_not_as_described_is_seen(machine: Machine, number: str) -> None:
    answer = machine.ask(a_request(number)).json()
    schema = DOCUMENT["components"]["schemas"]["Answer"]
    fits(answer, schema)
    for wrong in (
        answer | {"decision": "true"},
        {"decision": True},
        answer | {"context": answer["context"] | {"tier": 1}},
    ):
        with pytest.raises(jsonschema.ValidationError):
            fits(wrong, schema)
