"""The sandbox's addresses: the same protocol as the register's, over invented facts, and where a run is reported."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accreditation import conformance, sandbox
from accreditation.api.authenticator import Admitted, admit_to_sandbox
from accreditation.api.authzen import Evaluation, Search, read_body
from accreditation.api.machine import ApiError, JsonResponse, bad_request, machine_view, register_behind
from accreditation.api.reading import Asked, asked_of, at_least_of
from accreditation.api.searching import found, in_memory
from accreditation.api.telling import as_json
from accreditation.api.tenants import Found, Tenant
from accreditation.api.token import base_address
from accreditation.api.views import PUBLISHED
from accreditation.case_systems import REGISTER_CHECK
from accreditation.conformance import SITUATIONS, SituationKind
from accreditation.decisions import decide
from accreditation.exceptions import RegisterBehind, RunNotPossible
from accreditation.models import CaseSystem, ConformanceRun
from accreditation.questions import Question
from core import clock
from core.strict_json import Json

LONGEST_REPORT = 8_192


class Sandbox(Tenant[Admitted, Asked]):
    """Answers whoever tries the register, from facts that are made up; nothing of it is kept or true."""

    prefix = sandbox.PATH

    def admit(self, request: HttpRequest, *, scope: str) -> Admitted:
        return admit_to_sandbox(request, scope=scope)

    def read(self, client: Admitted, evaluation: Evaluation) -> Asked:
        asked = asked_of(evaluation)
        if asked.past:
            raise bad_request("The sandbox has no past. Leave context.at out.")
        return asked

    def decide(self, client: Admitted, questions: Sequence[Asked], *, stop_at: bool | None) -> list[Json]:
        _require_reached(max(asked.at_least for asked in questions))
        said: list[Json] = []
        for asked in questions:
            said.append(decided(client.case_system, asked.question, asked.request_hash))
            if said[-1]["decision"] is stop_at:
                break
        return said

    def search(self, client: Admitted, search: Search) -> Found:
        now = clock.now()
        _require_reached(at_least_of(search.context))
        candidates, after = in_memory(search, numbers=sandbox.PEOPLE, codes=sandbox.CATALOGUE)
        keys = [key for key, question in candidates if decide(question, sandbox.facts_for(question, now)).permitted]
        return found(search, keys, after, register_number=sandbox.REGISTER_NUMBER)


def _require_reached(at_least: int) -> None:
    if at_least > sandbox.REGISTER_NUMBER:
        raise register_behind(RegisterBehind(f"The sandbox's state is always {sandbox.REGISTER_NUMBER}."))


def decided(case_system: CaseSystem, question: Question, request_hash: str) -> dict[str, Any]:
    """The sandbox's answer to one question, as AuthZEN gives it, spoiled where an open run says so.

    Raises `ApiError` 503 in the situation that plays it.
    """
    row = conformance.situation_asked_about(case_system, question.subject)
    if row is None:
        return as_json(sandbox.answer(question, request_hash=request_hash, case_system=case_system))
    kind = SituationKind(row.kind)
    if kind is SituationKind.UNAVAILABLE:
        message = "The register cannot be reached now. Nothing was decided; ask again."
        raise ApiError(503, "temporarily_unavailable", message, {"Retry-After": "1"})
    situation = SITUATIONS[kind]
    made = sandbox.answer(question, request_hash=request_hash, case_system=case_system, stands_for=situation.stands_for)
    return situation.spoil(made, as_json(made))


@machine_view("GET", "HEAD", cache_control=PUBLISHED)
def signing_keys(request: HttpRequest) -> HttpResponse:
    """The public key of the sandbox's receipts. The register's own is never among them."""
    return JsonResponse({"keys": sandbox.public_keys()})


@machine_view("GET", "POST")
def conformance_run(request: HttpRequest, run: uuid.UUID) -> HttpResponse:
    """GET: the situations of a run, each with the request to send. POST: what the system would do in each."""
    case_system = admit_to_sandbox(request, scope=REGISTER_CHECK).case_system
    found = ConformanceRun.objects.filter(case_system=case_system, public_id=run).first()
    if found is None:
        raise ApiError(404, "not_found", "This system has no such conformance run.")
    return JsonResponse(_reported(request, found) if request.method == "POST" else _described(request, found))


def _described(request: HttpRequest, run: ConformanceRun) -> dict[str, Any]:
    return {
        "run": str(run.public_id),
        "is_open": run.is_open,
        "ends_at": run.ends_at.isoformat(timespec="seconds"),
        "evaluation_endpoint": base_address(request) + reverse("register-api:sandbox-evaluation"),
        "situations": [
            {"situation": str(row.place), "request": conformance.request_of(row)} for row in run.situations.all()
        ],
    }


def _reported(request: HttpRequest, run: ConformanceRun) -> dict[str, Any]:
    would_allow = read_body(request, longest=LONGEST_REPORT).get("would_allow")
    if not isinstance(would_allow, dict):
        raise bad_request("would_allow must be an object: for each situation, true or false.")
    try:
        run = conformance.report(run=run, would_allow=would_allow)
    except RunNotPossible as refusal:
        raise ApiError(409 if not run.is_open else 400, refusal.code, str(refusal)) from None
    return {
        "run": str(run.public_id),
        "has_passed": run.has_passed,
        "situations": [
            {"situation": str(row["place"]), "is_right": row["is_right"], "what": row["words"], "why": row["why"]}
            for row in conformance.in_words(run)
        ],
    }
