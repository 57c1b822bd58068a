"""Webhooks: what the register sends, and how a case system looks at what was sent to it."""

from accreditation.api.openapi.parts import (
    NUMBER_IN_ADDRESS,
    Json,
    an_object,
    body,
    errors,
    listed,
    moment,
    needs,
    nullable,
    number,
    ok,
    query,
    ref,
    words,
)
from accreditation.case_systems import REGISTER_WEBHOOKS
from accreditation.constants import Status
from accreditation.webhooks.constants import ChangeOf, DeliveryState, EventType
from accreditation.webhooks.keeping import KEPT

SCHEMAS: Json = {
    "Message": an_object(
        {
            "type": words(EventType.values, "What happened."),
            "timestamp": moment("When."),
            "data": an_object(
                {
                    "register_number": number("The state of the register that it led to."),
                    "number": {"type": "string", "description": "The accreditation's register number."},
                    "status": words(Status.values, "What it is from this change on."),
                    "scheme": {"type": "string"},
                    "effective_from": moment("From when it holds."),
                    "change_of": words(ChangeOf.values, "What `register.changed` is about."),
                },
                required=["register_number"],
            ),
        },
        description="The body of a webhook (Standard Webhooks 1.0.0). A hint: ask the register before anybody acts.",
    ),
    "Deliveries": an_object(
        {
            "deliveries": listed(
                an_object(
                    {
                        "sequence": number("Its place among all, for `after`.", 1),
                        "webhook_id": {"type": "string", "description": "The same however often it is sent."},
                        "url": {"type": "string"},
                        "register_number": number("The state of the register that it tells of."),
                        "state": words(DeliveryState.values, "What became of it."),
                        "attempts": number("How often it was tried."),
                        "last_status": nullable({"type": "integer"}),
                        "last_tried_at": nullable(moment("When it was tried last.")),
                        "delivered_at": nullable(moment("When it was taken.")),
                        "message": ref("Message"),
                    }
                ),
                f"Oldest first. Each is kept for {KEPT.days} days after it was taken.",
            ),
            "next_after": nullable(number("Where to go on.")),
        }
    ),
    "ReplayFrom": an_object({"from_register_number": number("From which state of the register on.")}),
    "Replayed": an_object(
        {
            "replayed": number("How many are sent again."),
            "next_from_register_number": nullable(number("Where to go on, when there are more.")),
        }
    ),
}

PATHS: Json = {
    "/register/v1/webhooks/deliveries": {
        "get": {
            "operationId": "webhook_deliveries",
            "summary": "What was sent to your system, also what it did not take",
            "tags": ["Webhooks"],
            "security": needs(REGISTER_WEBHOOKS),
            "parameters": [query("after", NUMBER_IN_ADDRESS, "The last `sequence` in your hands, or 0.")],
            "responses": {"200": ok("A hundred at most.", ref("Deliveries")), **errors(400, 401, 403, 429)},
        }
    },
    "/register/v1/webhooks/replay": {
        "post": {
            "operationId": "webhook_replay",
            "summary": "Have your messages sent again, from a state of the register on",
            "tags": ["Webhooks"],
            "security": needs(REGISTER_WEBHOOKS),
            "requestBody": body(ref("ReplayFrom")),
            "responses": {"202": ok("They will be sent.", ref("Replayed")), **errors(400, 401, 403, 429)},
        }
    },
}
