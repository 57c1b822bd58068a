"""Through an outage: the signed copy, its changes, the status list, and the account that is given afterwards."""

from accreditation.api.openapi.parts import (
    LONGEST_TEXT,
    NUMBER_IN_ADDRESS,
    PUBLIC,
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
)
from accreditation.case_systems import REGISTER_OFFLINE

LINES = "application/jsonl"
STATUS_LIST = "application/statuslist+jwt"
NOT_MODIFIED: Json = {"304": {"description": "What you have is still so."}}

MOST_ITEMS = 500
SAID = an_object({"decision": {"type": "boolean"}, "reason_codes": listed({"type": "string"}, "Why.")})
SCHEMAS: Json = {
    "OutageReport": an_object(
        {
            "report_id": {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT, "description": "Your own."},
            "copy": an_object(
                {
                    "register_number": number("The state of the register that the copy held."),
                    "made_at": moment("When the copy was made."),
                }
            ),
            "items": listed(
                an_object(
                    {
                        "evaluation": ref("Question"),
                        "decision": {"type": "boolean", "description": "What the copy said."},
                        "asked_at": moment("When it was asked."),
                    }
                ),
                "Each question that the copy answered.",
                minItems=1,
                maxItems=MOST_ITEMS,
            ),
        },
        description="Sending it twice is sending it once.",
    ),
    "OutageJudged": an_object(
        {
            "report_id": {"type": "string"},
            "received_at": moment("When it came first."),
            "register_number": number("The state on which it was judged."),
            "wrongly_allowed": number("How many the register would refuse."),
            "items": listed(
                an_object(
                    {
                        "position": number("Its place in the report.", 1),
                        "case_hash": nullable({"type": "string"}),
                        "decision": {"type": "boolean", "description": "What the copy said."},
                        "then": SAID,
                        "now": SAID,
                        "stop": {"type": "boolean", "description": "It was allowed, and is refused now: stop it."},
                    }
                ),
                "In the order of the report.",
            ),
        }
    ),
}


def _file(operation: str, summary: str, response: Json) -> Json:
    return {
        "operationId": operation,
        "summary": summary,
        "tags": ["Offline"],
        "security": needs(REGISTER_OFFLINE),
        "responses": {"200": response, **errors(401, 403, 429)},
    }


WHOLE = ok("One line of JSON for each part, signed.", {"type": "string"}, LINES, ETag="Send it as `If-None-Match`.")
BUNDLE = _file("bundle", "The whole signed copy", WHOLE)
BUNDLE["responses"] |= NOT_MODIFIED
CHANGES = _file(
    "bundle_changes",
    "What changed after a number",
    ok("The changes, signed; perhaps none.", {"type": "string"}, LINES),
)
CHANGES["responses"] |= errors(400, 410)
CHANGES["parameters"] = [query("after", NUMBER_IN_ADDRESS, "The number in your hands.", required=True)]

PATHS: Json = {
    "/register/v1/bundle": {"get": BUNDLE},
    "/register/v1/bundle/changes": {"get": CHANGES},
    "/register/v1/status-list": {
        "get": {
            "operationId": "status_list",
            "summary": "Who has been stopped, without names (Token Status List)",
            "tags": ["Offline"],
            "security": PUBLIC,
            "responses": {
                "200": ok("A signed status list.", {"type": "string"}, STATUS_LIST, ETag="Send it back."),
                **NOT_MODIFIED,
                **errors(),
            },
        }
    },
    "/register/v1/outage-reports": {
        "post": {
            "operationId": "outage_report",
            "summary": "What the copy allowed while the register was away",
            "tags": ["Offline"],
            "security": needs(REGISTER_OFFLINE),
            "requestBody": body(ref("OutageReport")),
            "responses": {
                "201": ok("What the register says to each, as of then and as of now.", ref("OutageJudged")),
                "200": ok("The same, for a report that is known.", ref("OutageJudged")),
                **errors(400, 401, 403, 409, 429),
            },
        }
    },
}
