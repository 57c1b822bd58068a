"""Case systems as tests need them, and the questions that they send."""

import base64
import json
from typing import Any

from django.http import HttpResponse
from django.test import Client as Browser

from accreditation.case_systems import REGISTER_CHECK, register_case_system
from accreditation.models import CaseSystem
from people.models import Organisation
from tests.factories.accreditation import an_officer
from tests.factories.people import OrganisationFactory

EVALUATION = "/access/v1/evaluation"
EVALUATIONS = "/access/v1/evaluations"
SEARCH = "/access/v1/search/"
TOKEN = "/identity/o/api/token"


class Machine:
    """A case system that holds its secret, gets tokens as any OAuth2 client does, and asks."""

    def __init__(self, case_system: CaseSystem, client_id: str, secret: str) -> None:
        self.case_system, self.client_id, self.secret = case_system, client_id, secret
        self.browser = Browser()
        self.token = ""

    def ask_for_token(self, scope: str = "", secret: str = "") -> HttpResponse:
        basic = base64.b64encode(f"{self.client_id}:{secret or self.secret}".encode()).decode()
        form = {"grant_type": "client_credentials"} | ({"scope": scope} if scope else {})
        return self.browser.post(TOKEN, form, headers={"Authorization": f"Basic {basic}"})

    def sign_in(self, scope: str = "") -> "Machine":
        response = self.ask_for_token(scope)
        assert response.status_code == 200, response.content
        self.token = response.json()["access_token"]
        return self

    def ask(self, body: Any, address: str = EVALUATION, **headers: str) -> HttpResponse:
        """Send a body as it is when it is text or bytes, and as JSON otherwise."""
        raw = body if isinstance(body, str | bytes) else json.dumps(body)
        sent = {"Authorization": f"Bearer {self.token}"} | {
            name.replace("_", "-"): text for name, text in headers.items()
        }
        content_type = sent.pop("Content-Type", "application/json")
        return self.browser.post(address, raw, content_type=content_type, headers=sent)


def a_machine(
    *,
    name: str = "Test case system",
    organisation: Organisation | None = None,
    scopes: tuple[str, ...] = (REGISTER_CHECK,),
) -> Machine:
    case_system, client_id, secret = register_case_system(
        name=name, organisation=organisation or OrganisationFactory(), scopes=scopes, by=an_officer()
    )
    return Machine(case_system, client_id, secret)


def a_request(subject: str, **properties: str) -> dict[str, Any]:
    """May they authorise a shower seat for an owner in Harbour? As AuthZEN asks it."""
    return {
        "subject": {"type": "assessor", "id": subject},
        "action": {"name": "authorise"},
        "resource": {
            "type": "adaptation",
            "id": properties.pop("adaptation", "SEAT-SHOWER"),
            "properties": {"tier": "simple", "tenure": "owner", "locality": "harbour"} | properties,
        },
        "context": {"purpose": "authorisation", "case_hash": "0" * 64},
    }


def codes(answer: dict[str, Any]) -> list[str]:
    """The reason codes of an answer."""
    found: list[str] = answer["context"]["reason_codes"]
    return found
