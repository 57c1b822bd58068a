"""What a case system asks about its own webhooks: what was sent, and to have it again."""

import json
from datetime import datetime

from django.http import HttpRequest, HttpResponse

from accreditation.api.authenticator import authenticate
from accreditation.api.authzen import read_body
from accreditation.api.fields import number_in_address
from accreditation.api.machine import JsonResponse, bad_request, machine_view
from accreditation.case_systems import REGISTER_WEBHOOKS
from accreditation.models import WebhookDelivery
from accreditation.webhooks.events import moment
from accreditation.webhooks.selectors import deliveries_after
from accreditation.webhooks.subscribing import replay_from

A_PAGE = 100
LONGEST_BODY = 1000
LARGEST = 2**63 - 1


@machine_view("GET")
def deliveries(request: HttpRequest) -> HttpResponse:
    """The messages after one, oldest first, a hundred at a time."""
    case_system = authenticate(request, scope=REGISTER_WEBHOOKS)
    after = number_in_address(request, "after", otherwise="0")
    found = deliveries_after(case_system, after, A_PAGE + 1)
    page = found[:A_PAGE]
    return JsonResponse(
        {
            "deliveries": [as_json(delivery) for delivery in page],
            "next_after": page[-1].pk if len(found) > A_PAGE else None,
        }
    )


@machine_view("POST")
def replay(request: HttpRequest) -> HttpResponse:
    """Send own messages again from a register number on."""
    case_system = authenticate(request, scope=REGISTER_WEBHOOKS)
    number = _register_number(request)
    replayed, rest = replay_from(case_system=case_system, register_number=number)
    return JsonResponse({"replayed": replayed, "next_from_register_number": rest}, status=202)


def _register_number(request: HttpRequest) -> int:
    number = read_body(request, longest=LONGEST_BODY).get("from_register_number")
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= LARGEST:
        raise bad_request("Send a JSON object with “from_register_number”, a whole number.")
    return number


def as_json(delivery: WebhookDelivery) -> dict[str, object]:
    return {
        "sequence": delivery.pk,
        "webhook_id": delivery.message_id,
        "url": delivery.subscription.url,
        "register_number": delivery.register_number,
        "state": delivery.state,
        "attempts": delivery.attempts,
        "last_status": delivery.last_status,
        "last_tried_at": _moment(delivery.last_tried_at),
        "delivered_at": _moment(delivery.delivered_at),
        "message": json.loads(delivery.body),
    }


def _moment(at: datetime | None) -> str | None:
    return moment(at) if at else None
