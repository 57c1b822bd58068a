"""Every address answers as its description says, each asked once with what it takes (A4)."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from pytest_django import Settings

from accreditation.case_systems import SCOPE_WORDS
from accreditation.conformance import start_run
from accreditation.models import ConformanceRun
from accreditation.services import suspend
from accreditation.webhooks.constants import SubscriptionState
from accreditation.webhooks.subscribing import subscribe
from tests.factories.accreditation import AdaptationFactory, a_scope, accredited, an_officer
from tests.factories.machines import ASSERTION_TYPE, FORM, Machine, a_machine, a_request, an_assertion
from tests.integration.test_openapi import DOCUMENT, as_described, fits, operations

pytestmark = pytest.mark.django_db
SANDBOX_NUMBER = "TA-SB01-5"
FIXTURE = {
    "subject": {"type": "user", "id": "alice"},
    "action": {"name": "read"},
    "resource": {"type": "record", "id": "record-1"},
}


@dataclass
class World:
    """A case system with every scope that has asked, is told by webhook and is in a conformance run."""

    machine: Machine
    number: str
    public_id: str
    run: ConformanceRun

    def body_for(self, path: str) -> dict[str, Any]:
        """What is posted to an address."""
        for prefix, question in (
            ("", a_request(self.number)),
            ("/sandbox", a_request(SANDBOX_NUMBER)),
            ("/certification", FIXTURE),
        ):
            if path.startswith(f"{prefix}/access/"):
                return {"evaluations": [question, question]} if path.endswith("evaluations") else question
        return {
            "/register/v1/token": {
                "grant_type": "client_credentials",
                "client_assertion_type": ASSERTION_TYPE,
                "client_assertion": an_assertion(self.machine.client_id, self.machine.key),
            },
            "/register/v1/webhooks/replay": {"from_register_number": 0},
            "/register/v1/outage-reports": {
                "report_id": "one",
                "copy": {"register_number": 1, "made_at": "2020-06-04T07:00:00Z"},
                "items": [{"evaluation": a_request(self.number), "decision": True, "asked_at": "2020-06-04T08:00:00Z"}],
            },
            "/sandbox/register/v1/conformance/{run}": {
                "would_allow": {str(row.place): False for row in self.run.situations.all()}
            },
        }[path]

    def send(self, path: str, method: str) -> Any:
        token = self.machine.sandbox_token if path.startswith("/sandbox") else self.machine.token
        address, headers = self.address(path), {"Authorization": f"Bearer {token}"}
        if method == "get":
            return self.machine.browser.get(address, headers=headers)
        body = self.body_for(path)
        if path == "/register/v1/token":
            return self.machine.browser.post(address, urlencode(body), content_type=FORM)
        return self.machine.browser.post(address, body, content_type="application/json", headers=headers)

    def address(self, path: str) -> str:
        after = {"/register/v1/bundle/changes": "?after=0", "/register/v1/heads": "?digests=1"}.get(path, "")
        return path.format(public_id=self.public_id, run=self.run.public_id) + after


@pytest.fixture
def world(settings: Settings, tmp_path: Any) -> World:
    settings.REGISTER_BUNDLES, settings.CERTIFICATION_TENANT = tmp_path, True
    AdaptationFactory()
    machine = a_machine(scopes=tuple(SCOPE_WORDS)).sign_in().sign_in_to_sandbox()
    subscription, _ = subscribe(
        case_system=machine.case_system, url="https://cases.millburn.example/hooks", by=an_officer()
    )
    subscription.state = SubscriptionState.LIVE
    subscription.save(update_fields=["state"])
    number = accredited(scopes=[a_scope(localities=["harbour"])]).number
    suspend(accreditation=accredited(), reason="A complaint is looked into.", by=an_officer())
    public_id = machine.ask(a_request(number)).json()["context"]["answer_id"]
    run = start_run(case_system=machine.case_system, by=an_officer())
    # Nothing is believed about a situation that was not asked for.
    run.situations.update(asked_at=run.started_at)
    return World(machine, number, public_id, run)


def schema_of_body(path: str) -> dict[str, Any]:
    (content,) = DOCUMENT["paths"][path]["post"]["requestBody"]["content"].values()
    return content["schema"]


@pytest.mark.parametrize(("path", "method"), [(path, method) for path, method, _ in operations()])
def test_a4_each_address_answers_as_described(world: World, path: str, method: str) -> None:
    if method == "post":
        fits(world.body_for(path), schema_of_body(path))
    response = world.send(path, method)
    assert response.status_code in (200, 201, 202), response.content
    said = as_described(response, path, method)
    # It was something that was held against the description: no list but one is empty.
    empty = {name for name, value in said.items() if value == []} if isinstance(said, dict) else set()
    assert said
    assert empty <= {"response_types_supported"}


@pytest.mark.parametrize("path", ["/register/v1/bundle", "/register/v1/status-list"])
def test_a6_what_did_not_change_is_not_sent_again(world: World, path: str) -> None:
    tag = world.send(path, "get")["ETag"]
    headers = {"Authorization": f"Bearer {world.machine.token}", "If-None-Match": tag}
    assert world.machine.browser.get(path, headers=headers).status_code == 304
    assert "304" in DOCUMENT["paths"][path]["get"]["responses"]


@pytest.mark.parametrize(
    ("path", "method"), [(path, method) for path, method, operation in operations() if operation["security"]]
)
def test_a4_each_address_with_a_scope_refuses_whoever_lacks_it(world: World, path: str, method: str) -> None:
    world.machine.token = world.machine.sandbox_token = "wrong"
    response = world.send(path, method)
    assert response.status_code == 401
    as_described(response, path, method)


@pytest.mark.parametrize("path", [path for path, method, _ in operations() if method == "post"])
def test_a4_each_address_refuses_what_it_cannot_read(world: World, path: str) -> None:
    tenant = "/sandbox" if path.startswith("/sandbox") else ""
    token = world.machine.sandbox_token if tenant else world.machine.token
    response = world.machine.browser.post(
        world.address(path), "[", content_type="application/json", headers={"Authorization": f"Bearer {token}"}
    )
    assert response.status_code == 400
    as_described(response, path, "post")


class BrokenOff(BytesIO):
    """A body whose sender has gone."""

    def read(self, size: int | None = -1) -> bytes:
        raise OSError("gone")


def test_a4_no_length_and_no_broken_body_makes_any_address_fail(world: World) -> None:
    for path in [path for path, method, _ in operations() if method == "post"]:
        token = world.machine.sandbox_token if path.startswith("/sandbox") else world.machine.token
        kind = FORM if path == "/register/v1/token" else "application/json"
        for length, body in (("9" * 5_000, BytesIO(b"{}")), ("٣", BytesIO(b"{}")), ("20", BrokenOff())):
            response = world.machine.browser.post(
                world.address(path),
                **{
                    "HTTP_AUTHORIZATION": "" if kind == FORM else f"Bearer {token}",
                    "CONTENT_TYPE": kind,
                    "CONTENT_LENGTH": length,
                    "wsgi.input": body,
                },
            )
            assert response.status_code == 400, (path, length, response.content)
            as_described(response, path, "post")


@pytest.mark.parametrize("charset", ["latin-1", "utf-16", "nonsense"])
def test_a4_a_form_in_another_encoding_is_refused_or_read(world: World, charset: str) -> None:
    kind = f"{FORM}; charset={charset}"
    response = world.machine.browser.generic("POST", "/register/v1/token", b"grant_type=other", content_type=kind)
    assert response.status_code in (400, 401)
    as_described(response, "/register/v1/token", "post")


@pytest.mark.parametrize(
    "resource", ["http://[", "nowhere", "https://a.example/#b", "https://a.example/\0", "https://é"]
)
def test_a4_a_resource_that_is_no_address_is_refused(world: World, resource: str) -> None:
    form = world.body_for("/register/v1/token") | {"resource": resource}
    response = world.machine.browser.post("/register/v1/token", urlencode(form), content_type=FORM)
    assert response.status_code == 400
    assert as_described(response, "/register/v1/token", "post")["error"] == "invalid_target"


@pytest.mark.parametrize("path", [path for path, _, item in operations() if "after" in str(item.get("parameters"))])
@pytest.mark.parametrize("after", ["-1", "a", "9" * 19, "9" * 5_000, "٣", "%00", "1e3", "+1"])
def test_a4_each_number_in_an_address_is_read_or_refused(world: World, path: str, after: str) -> None:
    headers = {"Authorization": f"Bearer {world.machine.token}"}
    response = world.machine.browser.get(f"{path}?after={after}", headers=headers)
    assert response.status_code == 400
    as_described(response, path)


def test_a4_the_certifications_fixture_is_closed_unless_it_is_opened(client: Client, settings: Settings) -> None:
    settings.CERTIFICATION_TENANT = settings.DEMONSTRATION_ALLOWED = False
    path = "/.well-known/authzen-configuration/certification"
    assert as_described(client.get(path), path)["error"] == "not_found"
