"""Case systems as tests need them, and the questions that they send."""

import base64
import json
import uuid
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client as Browser
from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey

from accreditation.case_systems import (
    REGISTER_CHECK,
    go_live,
    register_case_system,
    sign_agreement,
)
from accreditation.client_keys import add_keys, read_public_keys
from accreditation.conformance import SITUATIONS, SituationKind, report, start_run
from accreditation.models import CaseSystem, ConformanceRun
from core import clock
from people.constants import Role
from people.models import Organisation, User
from tests.factories.accreditation import an_officer
from tests.factories.people import OrganisationFactory, employed

EVALUATION = "/access/v1/evaluation"
EVALUATIONS = "/access/v1/evaluations"
SEARCH = "/access/v1/search/"
SANDBOX_EVALUATION = "/sandbox/access/v1/evaluation"
# By a signed assertion; and by a secret, which the sandbox alone takes.
TOKEN = "/register/v1/token"
SECRET_TOKEN = "/identity/o/api/token"
AUDIENCE = "http://testserver/register/v1/token"
FORM = "application/x-www-form-urlencoded"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

Key = OKPKey | ECKey | RSAKey


def a_key(kid: str = "") -> OKPKey:
    """A fresh Ed25519 key with its private half."""
    made = OKPKey.generate_key("Ed25519")
    return OKPKey.import_key(made.as_dict(private=True) | {"kid": kid or made.thumbprint()})


def an_assertion(client_id: str, key: Key, *, algorithm: str = "Ed25519", **changes: Any) -> str:
    """What a client signs to prove itself. A claim given as None is left out; `header` adds to the header."""
    now = int(clock.now().timestamp())
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": AUDIENCE,
        "iat": now,
        "exp": now + 60,
        "jti": str(uuid.uuid4()),
    }
    header = {"alg": algorithm, "kid": key.kid} | changes.pop("header", {})
    said = {name: value for name, value in (claims | changes).items() if value is not None}
    kept = {name: value for name, value in header.items() if value is not None}
    return jwt.encode(kept, said, key, algorithms=[algorithm])


class Machine:
    """A case system that holds its key and its sandbox secret, gets tokens as any OAuth2 client does, and asks."""

    def __init__(self, case_system: CaseSystem, key: OKPKey, secret: str) -> None:
        self.case_system, self.key, self.secret = case_system, key, secret
        self.client_id, self.sandbox_id = case_system.client_id, case_system.sandbox_client_id or ""
        self.browser = Browser()
        self.token = self.sandbox_token = ""

    def ask_for_token(self, scope: str = "", *, sandbox: bool = False, **changes: Any) -> HttpResponse:
        """By an assertion that the key signs. `changes` are other claims, or a whole other `assertion`."""
        client_id = self.sandbox_id if sandbox else self.client_id
        changes = {"aud": f"http://{self.browser.defaults.get('SERVER_NAME', 'testserver')}{TOKEN}"} | changes
        assertion = changes.pop("assertion", "") or an_assertion(client_id, changes.pop("key", self.key), **changes)
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion,
        }
        return self.browser.post(TOKEN, urlencode(form | ({"scope": scope} if scope else {})), content_type=FORM)

    def ask_by_secret(self, scope: str = "", *, client_id: str = "", secret: str = "") -> HttpResponse:
        basic = base64.b64encode(f"{client_id or self.sandbox_id}:{secret or self.secret}".encode()).decode()
        form = {"grant_type": "client_credentials"} | ({"scope": scope} if scope else {})
        return self.browser.post(SECRET_TOKEN, form, headers={"Authorization": f"Basic {basic}"})

    def sign_in(self, scope: str = "") -> "Machine":
        response = self.ask_for_token(scope)
        assert response.status_code == 200, response.content
        self.token = response.json()["access_token"]
        return self

    def sign_in_to_sandbox(self) -> "Machine":
        response = self.ask_by_secret()
        assert response.status_code == 200, response.content
        self.sandbox_token = response.json()["access_token"]
        return self

    def ask(self, body: Any, address: str = EVALUATION, **headers: str) -> HttpResponse:
        """Send a body as it is when it is text or bytes, and as JSON otherwise."""
        raw = body if isinstance(body, str | bytes) else json.dumps(body)
        sent = {"Authorization": f"Bearer {self.token}"} | {
            name.replace("_", "-"): text for name, text in headers.items()
        }
        content_type = sent.pop("Content-Type", "application/json")
        return self.browser.post(address, raw, content_type=content_type, headers=sent)

    def ask_sandbox(self, body: Any, *, token: str = "") -> HttpResponse:
        headers = {"Authorization": f"Bearer {token or self.sandbox_token}"}
        return self.browser.post(SANDBOX_EVALUATION, body, content_type="application/json", headers=headers)


def a_manager(organisation: Organisation) -> User:
    return employed(roles=(Role.MANAGER,), organisation=organisation)


def in_the_sandbox(
    *,
    name: str = "Test case system",
    organisation: Organisation | None = None,
    scopes: tuple[str, ...] = (REGISTER_CHECK,),
    by: User | None = None,
    contact: User | None = None,
    with_key: bool = True,
) -> Machine:
    """A case system that was registered now, with its key."""
    officer = by or an_officer()
    case_system, secret = register_case_system(
        name=name, organisation=organisation or OrganisationFactory(), scopes=scopes, by=officer, contact=contact
    )
    key = a_key()
    if with_key:
        add_keys(case_system=case_system, keys=read_public_keys(public_half(key)), by=officer)
    return Machine(case_system, key, secret)


def public_half(*keys: Key) -> str:
    """What is pasted: one key, or a set of them."""
    dumped = [dict(key.as_dict(private=False)) for key in keys]
    return json.dumps(dumped[0] if len(dumped) == 1 else {"keys": dumped})


def passed(case_system: CaseSystem, by: User) -> ConformanceRun:
    """A conformance run in which everything was asked about and everything reported as it should be."""
    run = start_run(case_system=case_system, by=by)
    run.situations.update(asked_at=clock.now())
    right = {str(row.place): SITUATIONS[SituationKind(row.kind)].allow for row in run.situations.all()}
    return report(run=run, would_allow=right)


def agreed(machine: Machine) -> Machine:
    """It has passed, and a manager of its organisation has signed the agreement."""
    officer, manager = an_officer(), a_manager(machine.case_system.organisation)
    passed(machine.case_system, officer)
    sign_agreement(
        case_system=machine.case_system, version="3.1", review_on=clock.today() + timedelta(days=365), by=manager
    )
    return machine


def a_machine(
    *,
    name: str = "Test case system",
    organisation: Organisation | None = None,
    scopes: tuple[str, ...] = (REGISTER_CHECK,),
) -> Machine:
    """A live case system, by every step that leads there."""
    machine = agreed(in_the_sandbox(name=name, organisation=organisation, scopes=scopes))
    machine.case_system = go_live(case_system=machine.case_system, by=an_officer(), scopes=scopes)
    return machine


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
