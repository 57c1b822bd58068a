"""The sandbox: the register's rules over invented facts, apart from everything real, and conformance runs (A4)."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from accreditation import receipts, sandbox
from accreditation.answer_log import hash_of
from accreditation.client_life import CaseSystemState
from accreditation.conformance import SITUATIONS, SituationKind, start_run
from accreditation.models import Answer, AnswerBatch, ConformanceRun
from core import clock
from tests.factories.accreditation import AdaptationFactory, accredited
from tests.factories.machines import Machine, a_machine, a_request, in_the_sandbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def machine() -> Machine:
    return in_the_sandbox().sign_in_to_sandbox()


def keys_of(address: str) -> dict[str, Any]:
    return {key["kid"]: key for key in Browser().get(address).json()["keys"]}


def body_of(subject: str, **changes: Any) -> dict[str, Any]:
    organisation, action = changes.pop("organisation", ""), changes.pop("action", "authorise")
    body = a_request(subject, **changes)
    body["action"]["name"] = action
    if action == "housing-mot":
        body["resource"]["type"] = "home"
    if organisation:
        body["context"]["organisation"] = organisation
    return body


def person(n: int) -> str:
    return sandbox.number_of(f"SB{n:02}")


CASES: list[tuple[str, dict[str, str], bool, str]] = [
    (person(1), {}, True, "ACCREDITED"),
    (person(1).lower().replace("-", " "), {}, True, "ACCREDITED"),
    (person(1), {"organisation": sandbox.ORGANISATION}, True, "ACCREDITED"),
    (person(1), {"adaptation": sandbox.STAIRLIFT, "tier": "moderate"}, False, "TIER_NOT_HELD"),
    (person(1), {"adaptation": sandbox.STAIRLIFT, "tier": "simple"}, False, "TIER_UNDERSTATED"),
    (person(1), {"locality": "islands"}, False, "LOCALITY_NOT_HELD"),
    (person(1), {"adaptation": "NO-SUCH-ITEM"}, False, "UNKNOWN_ADAPTATION"),
    (person(1), {"adaptation": sandbox.CEILING_HOIST, "tier": "complex"}, False, "REGISTERED_ONLY"),
    (person(2), {}, False, "SUSPENDED"),
    (person(3), {}, False, "EXPIRED"),
    (person(4), {}, False, "REVOKED"),
    (person(5), {}, False, "RELINQUISHED"),
    (person(6), {}, False, "NOT_YET_ACCREDITED"),
    (person(7), {}, False, "LOCALITY_NOT_HELD"),
    (person(8), {"tenure": "housing_association"}, False, "TENURE_NOT_HELD"),
    (person(9), {}, False, "KIND_NOT_HELD"),
    (person(10), {"action": "housing-mot"}, False, "STAFF_CHECK_DUE"),
    (person(11), {"adaptation": sandbox.STAIRLIFT, "tier": "moderate"}, True, "ACCREDITED"),
    (person(12), {"organisation": sandbox.ORGANISATION}, False, "ORGANISATION_MISMATCH"),
    ("OT-SANDBOX-1", {"adaptation": sandbox.CEILING_HOIST, "tier": "complex"}, True, "REGISTERED"),
    ("OT-SANDBOX-2", {}, False, "EXPIRED"),
    (sandbox.UNKNOWN, {}, False, "UNKNOWN_SUBJECT"),
    (sandbox.UNKNOWN, {"adaptation": sandbox.GRAB_RAIL, "tier": "direct_access"}, True, "DIRECT_ACCESS"),
]


@pytest.mark.parametrize(("subject", "changes", "permitted", "reason"), CASES)
def test_a4_each_invented_person_stands_for_one_situation(
    machine: Machine, subject: str, changes: dict[str, str], permitted: bool, reason: str
) -> None:
    answer = machine.ask_sandbox(body_of(subject, **changes)).json()
    assert answer["decision"] is permitted
    assert reason in answer["context"]["reason_codes"]


def test_a4_every_invented_person_is_tried() -> None:
    assert {case[0] for case in CASES} >= set(sandbox.PEOPLE)


def test_a4_the_sandbox_signs_by_a_key_and_a_name_of_its_own(machine: Machine) -> None:
    body = a_request(person(1))
    answer = machine.ask_sandbox(body).json()
    mine, real = keys_of("/sandbox/register/v1/jwks.json"), keys_of("/register/v1/jwks.json")
    assert not set(mine) & set(real)
    assert not {key["x"] for key in mine.values()} & {key["x"] for key in real.values()}
    claims = receipts.read(answer["context"]["receipt"], mine)
    assert claims["iss"].endswith("/sandbox")
    assert claims["aud"] == machine.sandbox_id
    assert claims["request_hash"] == hash_of(body)
    assert claims["decision"] is True
    with pytest.raises(receipts.NotSignedByTheRegister):
        receipts.read(answer["context"]["receipt"], real)


def test_a4_nothing_of_the_sandbox_is_in_the_log(machine: Machine) -> None:
    machine.ask_sandbox(a_request(person(1)))
    assert not Answer.objects.exists()
    assert not AnswerBatch.objects.exists()


def test_a4_real_people_are_not_in_the_sandbox_nor_invented_ones_on_the_register(machine: Machine) -> None:
    AdaptationFactory()
    number = accredited().number
    assert machine.ask_sandbox(a_request(number)).json()["context"]["reason_codes"] == ["UNKNOWN_SUBJECT"]
    live = a_machine(name="Live").sign_in()
    assert live.ask(a_request(number)).json()["decision"] is True
    assert live.ask(a_request(person(1))).json()["context"]["reason_codes"] == ["UNKNOWN_SUBJECT"]


def test_a4_a_token_of_one_side_is_unknown_on_the_other() -> None:
    """Also of the same system, which has a client on each side."""
    machine = a_machine().sign_in().sign_in_to_sandbox()
    assert machine.ask_sandbox(a_request(person(1))).status_code == 200
    assert machine.ask_sandbox(a_request(person(1)), token=machine.token).status_code == 401
    assert machine.ask(a_request(person(1)), Authorization=f"Bearer {machine.sandbox_token}").status_code == 401
    by_key = machine.ask_for_token(sandbox=True).json()["access_token"]
    assert machine.ask_sandbox(a_request(person(1)), token=by_key).status_code == 200
    assert machine.ask(a_request(person(1)), Authorization=f"Bearer {by_key}").status_code == 401


def test_a4_a_wrong_question_is_told_so_in_the_sandbox_too(machine: Machine) -> None:
    response = machine.ask_sandbox({"subject": {}})
    assert response.status_code == 400
    assert response.json()["error"] == "invalid_request"


def test_a4_the_sandbox_can_be_discovered() -> None:
    metadata = Browser().get("/.well-known/authzen-configuration/sandbox").json()
    assert metadata["policy_decision_point"] == "http://testserver/sandbox"
    assert metadata["access_evaluation_endpoint"] == "http://testserver/sandbox/access/v1/evaluation"


# Conformance


class CaseSystemOfTheirs:
    """A client as docs/api.md wants it. `careless` leaves one of its checks out."""

    def __init__(self, machine: Machine, careless: str = "") -> None:
        self.machine, self.careless = machine, careless
        self.keys = keys_of("/sandbox/register/v1/jwks.json")

    def run(self, run: ConformanceRun) -> Any:
        address = f"/sandbox/register/v1/conformance/{run.public_id}"
        headers = {"Authorization": f"Bearer {self.machine.sandbox_token}"}
        situations = self.machine.browser.get(address, headers=headers).json()["situations"]
        said = {row["situation"]: self.would_allow(row["request"]) for row in situations}
        body = {"would_allow": said}
        return self.machine.browser.post(address, body, content_type="application/json", headers=headers)

    def would_allow(self, question: dict[str, Any]) -> bool:
        response = self.machine.ask_sandbox(question)
        if response.status_code != 200:
            return self.careless == "status"
        answer = response.json()
        if self.careless == "type":
            return bool(answer["decision"])
        if answer["decision"] is not True:
            return False
        if self.careless == "receipt":
            return True
        receipt = answer["context"].get("receipt", "")
        if not receipt:
            return self.careless == "missing"
        try:
            claims = receipts.read(receipt, self.keys)
        except receipts.NotSignedByTheRegister:
            return self.careless == "signature"
        checks = {
            "request": claims["request_hash"] == hash_of(question),
            "client": claims["aud"] == self.machine.sandbox_id,
            "time": claims.get("use_by", 0) > clock.now().timestamp(),
            "decision": claims["decision"] is True,
        }
        return all(holds for name, holds in checks.items() if name != self.careless)


def a_run(machine: Machine) -> ConformanceRun:
    return start_run(case_system=machine.case_system, by=machine.case_system.created_by)


def test_a4_a_careful_system_passes_and_moves_on(machine: Machine) -> None:
    run = a_run(machine)
    result = CaseSystemOfTheirs(machine).run(run)
    assert result.status_code == 200
    assert result.json()["has_passed"] is True, result.json()
    run.refresh_from_db()
    machine.case_system.refresh_from_db()
    assert run.has_passed
    assert machine.case_system.state == CaseSystemState.TESTED
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("careless", "caught_by"),
    [
        ("status", SituationKind.UNAVAILABLE),
        ("type", SituationKind.TEXT_FOR_YES),
        ("receipt", SituationKind.OTHER_KEY),
        ("missing", SituationKind.NO_RECEIPT),
        ("signature", SituationKind.OTHER_KEY),
        ("request", SituationKind.OTHER_REQUEST),
        ("client", SituationKind.OTHER_CLIENT),
        ("time", SituationKind.USED_UP),
        ("decision", SituationKind.RECEIPT_SAYS_NO),
    ],
)
def test_a4_each_carelessness_is_caught(machine: Machine, careless: str, caught_by: SituationKind) -> None:
    run = a_run(machine)
    result = CaseSystemOfTheirs(machine, careless).run(run).json()
    assert result["has_passed"] is False
    wrong = {row["what"] for row in result["situations"] if not row["is_right"]}
    assert caught_by.label in wrong
    machine.case_system.refresh_from_db()
    assert machine.case_system.state == CaseSystemState.SANDBOX


def report(machine: Machine, run: ConformanceRun, body: Any) -> Any:
    return machine.browser.post(
        f"/sandbox/register/v1/conformance/{run.public_id}",
        body if isinstance(body, str) else json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {machine.sandbox_token}"},
    )


def right_report(run: ConformanceRun) -> dict[str, bool]:
    return {str(row.place): SITUATIONS[SituationKind(row.kind)].allow for row in run.situations.all()}


def test_a4_the_right_report_without_asking_does_not_pass(machine: Machine) -> None:
    run = a_run(machine)
    assert report(machine, run, {"would_allow": right_report(run)}).json()["has_passed"] is False


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said.pop("1"),
        lambda said: said.update({"99": True}),
        lambda said: said.update({"1": "true"}),
        lambda said: said.update({"1": None}),
        lambda said: said.update({"1": 1}),
    ],
)
def test_a4_a_report_says_true_or_false_about_each_situation(machine: Machine, change: Any) -> None:
    run = a_run(machine)
    said: dict[str, Any] = {**right_report(run)}
    change(said)
    assert report(machine, run, {"would_allow": said}).status_code == 400
    run.refresh_from_db()
    assert run.is_open


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"would_allow": []}', '{"would_allow": {}}', "{" * 9000])
def test_a4_a_report_that_is_none_is_told_so(machine: Machine, body: str) -> None:
    assert report(machine, a_run(machine), body).status_code == 400


def test_a4_a_run_is_reported_once_and_in_its_day(machine: Machine) -> None:
    run = a_run(machine)
    assert report(machine, run, {"would_allow": right_report(run)}).status_code == 200
    assert report(machine, run, {"would_allow": right_report(run)}).status_code == 409
    late = a_run(machine)
    ConformanceRun.objects.filter(pk=late.pk).update(
        started_at=clock.now() - timedelta(days=2), ends_at=clock.now() - timedelta(days=1)
    )
    assert report(machine, late, {"would_allow": right_report(late)}).status_code == 409


def test_a4_a_new_run_ends_the_one_before_and_has_other_numbers(machine: Machine) -> None:
    one, two = a_run(machine), a_run(machine)
    one.refresh_from_db()
    assert not one.is_open
    numbers = [set(run.situations.values_list("subject", flat=True)) for run in (one, two)]
    assert not numbers[0] & numbers[1]
    assert machine.ask_sandbox(a_request(one.situations.get(kind="permitted").subject)).json()["decision"] is False


def test_a4_another_systems_run_is_absent(machine: Machine) -> None:
    run = a_run(machine)
    other = in_the_sandbox(name="Other").sign_in_to_sandbox()
    assert report(other, run, {"would_allow": right_report(run)}).status_code == 404
    number = run.situations.get(kind="permitted").subject
    assert other.ask_sandbox(a_request(number)).json()["context"]["reason_codes"] == ["UNKNOWN_SUBJECT"]


def test_a4_a_runs_numbers_mean_nothing_to_the_register(machine: Machine) -> None:
    run = a_run(machine)
    live = a_machine(name="Live").sign_in()
    answer = live.ask(a_request(run.situations.get(kind="permitted").subject)).json()
    assert answer["decision"] is False
