"""Where the register answers, told by itself; and what is told at addresses where nothing answers (A4)."""

from typing import Any

import pytest
from django.test import Client

from accreditation import receipts
from accreditation.api.live import Register

pytestmark = pytest.mark.django_db

ADDRESS = "/.well-known/authzen-configuration"
ENDPOINTS = {
    "access_evaluation_endpoint": "evaluation",
    "access_evaluations_endpoint": "evaluations",
    "search_subject_endpoint": "search/subject",
    "search_resource_endpoint": "search/resource",
    "search_action_endpoint": "search/action",
}


def test_a4_discovery_names_every_endpoint_at_the_address_it_was_asked_at() -> None:
    response = Client().get(ADDRESS, secure=True)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "public, max-age=300"
    document = response.json()
    signed = document.pop("signed_metadata")
    assert document == {
        "policy_decision_point": "https://testserver",
        **{name: f"https://testserver/access/v1/{path}" for name, path in ENDPOINTS.items()},
    }
    for name in ENDPOINTS:
        # Each of them is there, and wants a token.
        response = Client().post(document[name].removeprefix("https://testserver"), {}, content_type="application/json")
        assert response.status_code == 401
    claims = receipts.read(signed, receipts.public_keys())
    assert claims.pop("iss") == "http://127.0.0.1:8000"
    assert claims.pop("iat")
    assert claims == document


def test_a4_capabilities_are_told_where_there_are_some(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "capabilities" not in Client().get(ADDRESS).json()
    monkeypatch.setattr(Register, "capabilities", ("urn:ietf:params:authzen:example",))
    assert Client().get(ADDRESS).json()["capabilities"] == ["urn:ietf:params:authzen:example"]


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a4_discovery_is_read_only(method: str) -> None:
    response = getattr(Client(), method)(ADDRESS)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    "address",
    [
        "/access/v1/evaluation/",
        "/access/v1/search",
        "/access/v1/search/person",
        "/access/v2/evaluation",
        "/access/",
        "/access",
        "/register/v1/nothing",
        "/certification/access/v1/nothing",
        "/certification",
        f"{ADDRESS}/",
        f"{ADDRESS}/elsewhere",
    ],
)
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_a4_where_nothing_answers_programs_are_told_so_in_json(address: str, method: str) -> None:
    response = getattr(Client(), method)(address, headers={"X-Request-ID": "abc"})
    assert response.status_code == 404
    assert response.json() == {"error": "not_found", "message": "Nothing answers at this address."}
    assert response["X-Request-ID"] == "abc"
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ENDPOINTS.values())
@pytest.mark.parametrize("prefix", ["", "/certification"])
def test_a4_another_method_is_told_which_one_counts(prefix: str, path: str) -> None:
    response: Any = Client().get(f"{prefix}/access/v1/{path}", headers={"X-Request-ID": "abc"})
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert response.json()["error"] == "method_not_allowed"
    assert response["X-Request-ID"] == "abc"
    assert response["Cache-Control"] == "no-store"
