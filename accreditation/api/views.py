"""The addresses of the machine interface. docs/api.md describes them for whoever builds against them."""

from datetime import UTC

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from accreditation.answers import ask
from accreditation.api.authenticator import authenticate
from accreditation.api.authzen import read_evaluation
from accreditation.api.machine import machine_view
from accreditation.case_systems import REGISTER_CHECK
from accreditation.models import Answer
from accreditation.questions import Reason
from accreditation.signing_keys import published_keys

PUBLISHED = "public, max-age=300"


@machine_view("POST")
def evaluation(request: HttpRequest) -> HttpResponse:
    """May this person do this, here, now? A no is an answer too: status 200 and `decision` false."""
    case_system = authenticate(request, scope=REGISTER_CHECK)
    asked = read_evaluation(request)
    answers = ask(
        [asked.question], asker=str(case_system), case_system=case_system, request_hashes=[asked.request_hash]
    )
    return JsonResponse(as_json(answers[0]))


@machine_view("GET", "HEAD", cache_control=PUBLISHED)
def discovery(request: HttpRequest) -> HttpResponse:
    """What AuthZEN calls the metadata of the policy decision point: where the register answers."""
    base = request.build_absolute_uri("/").rstrip("/")
    return JsonResponse(
        {"policy_decision_point": base, "access_evaluation_endpoint": base + reverse("register-api:evaluation")}
    )


@machine_view("GET", "HEAD", cache_control=PUBLISHED)
def signing_keys(request: HttpRequest) -> HttpResponse:
    """The public keys of every receipt that was ever given, as a JWK set that says how each key lived."""
    return JsonResponse({"keys": published_keys()})


def as_json(answer: Answer) -> dict[str, object]:
    """An answer as AuthZEN gives it: the decision, and in its context why, on what, and the proof."""
    return {
        "decision": answer.decision,
        "context": {
            "reason_codes": answer.reasons,
            "reasons": [{"code": code, "text": str(Reason(code).label)} for code in answer.reasons],
            "tier": answer.tier or None,
            "register_number": answer.register_number,
            "answered_at": answer.asked_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "answer_id": str(answer.public_id),
            "receipt": answer.receipt,
        },
    }
