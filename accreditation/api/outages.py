"""What a case system allowed while the register was away, sent when it is back. docs/api/offline.md describes it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_datetime

from accreditation.api.authenticator import authenticate
from accreditation.api.authzen import canonical_hash, evaluation_of, read_body
from accreditation.api.machine import ApiError, JsonResponse, bad_request, machine_view
from accreditation.api.reading import asked_of
from accreditation.case_systems import REGISTER_OFFLINE
from accreditation.exceptions import ReportNotAccepted
from accreditation.models import OutageItem, OutageReport
from accreditation.offline.entries import instant
from accreditation.services.reporting import Allowed, report_outage
from core.strict_json import Json

LONGEST_BODY = 1_048_576
LONGEST_ID = 100
MOST_ITEMS = 500
NUMBERS_END = 2**63


@machine_view("POST")
def outage_reports(request: HttpRequest) -> HttpResponse:
    """Hold what was allowed offline against the register: 201 for a new report, 200 for one that is known."""
    case_system = authenticate(request, scope=REGISTER_OFFLINE)
    body = read_body(request, longest=LONGEST_BODY)
    copy = _object(body, "copy")
    number = copy.get("register_number")
    if type(number) is not int or not 0 <= number < NUMBERS_END:
        raise bad_request("copy.register_number must be a whole number.")
    try:
        report, is_new = report_outage(
            case_system=case_system,
            report_id=_id(body),
            request_hash=canonical_hash(body),
            copy_number=number,
            copy_made_at=_moment(copy, "made_at", "copy."),
            items=_items(body),
        )
    except ReportNotAccepted as refusal:
        raise ApiError(409, refusal.code, str(refusal)) from None
    return JsonResponse(as_json(report), status=201 if is_new else 200)


def as_json(report: OutageReport) -> dict[str, object]:
    """What the register says to each item, in the order of the report."""
    return {
        "report_id": report.report_id,
        "received_at": instant(report.received_at),
        "register_number": report.register_number,
        "wrongly_allowed": report.wrongly_allowed,
        "items": [_item(item) for item in report.items.all()],
    }


def _item(item: OutageItem) -> dict[str, object]:
    return {
        "position": item.position,
        "case_hash": item.case_hash or None,
        "decision": item.allowed,
        "then": {"decision": item.then_permitted, "reason_codes": item.then_reasons},
        "now": {"decision": item.now_permitted, "reason_codes": item.now_reasons},
        "stop": item.allowed and not item.now_permitted,
    }


def _id(body: Json) -> str:
    found = body.get("report_id")
    if not isinstance(found, str) or not 0 < len(found) <= LONGEST_ID or not found.isprintable():
        raise bad_request(f"report_id must be text of at most {LONGEST_ID} characters.")
    return found


def _items(body: Json) -> list[Allowed]:
    listed = body.get("items")
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST_ITEMS:
        raise bad_request(f"items must be a list of 1 to {MOST_ITEMS}.")
    return [_allowed(item, f"items[{place}].") for place, item in enumerate(listed)]


def _allowed(item: Any, path: str) -> Allowed:
    if not isinstance(item, dict) or type(item.get("decision")) is not bool:
        raise bad_request(f"{path}decision must be true or false.")
    evaluation = _object(item, "evaluation", path)
    try:
        asked = asked_of(evaluation_of(evaluation))
    except ApiError as error:
        raise bad_request(f"{path}evaluation: {error.message}") from None
    if asked.past:
        raise bad_request(f"{path}evaluation: an offline copy answers about now. Leave context.at out.")
    context = evaluation.get("context", {})
    return Allowed(
        question=asked.question,
        asked_at=_moment(item, "asked_at", path),
        allowed=item["decision"],
        case_hash=context.get("case_hash", ""),
    )


def _object(parent: Json, name: str, path: str = "") -> Json:
    found = parent.get(name)
    if not isinstance(found, dict):
        raise bad_request(f"{path}{name} must be an object.")
    return found


def _moment(parent: Json, name: str, path: str) -> datetime:
    text = parent.get(name)
    try:
        found = parse_datetime(text) if isinstance(text, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or found.year < 2000 or found.year > 9000:
        raise bad_request(f"{path}{name} must be a moment with its offset, such as 2027-06-04T11:00:00Z.")
    return found
