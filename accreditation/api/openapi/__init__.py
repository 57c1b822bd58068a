"""The machine interface in OpenAPI 3.1, written by hand (see docs/adr): what a partner's tools read.

One module for each part of the interface, with its paths and schemas. Words and reason codes come from the code; a
test holds routes, limits and answers against the rest.
"""

from functools import cache

from accreditation.api.openapi import asking, clients, offline, parts, proving, tenants, webhooks
from accreditation.api.openapi.parts import Json
from accreditation.case_systems import (
    REGISTER_CHECK,
    REGISTER_DETAIL,
    REGISTER_OFFLINE,
    REGISTER_SEARCH,
    REGISTER_WEBHOOKS,
)

VERSION = "1.0.0"
SCOPES = {
    REGISTER_CHECK: "Ask questions, and fetch one's own past answers.",
    REGISTER_DETAIL: "Be told details of a refusal that the public register does not show.",
    REGISTER_SEARCH: "Look for who may do something.",
    REGISTER_OFFLINE: "Keep the offline copy, and report an outage.",
    REGISTER_WEBHOOKS: "Read what became of one's own webhooks.",
}


@cache
def document() -> Json:
    """The whole description, ready to be written as JSON."""
    modules = (asking, proving, offline, webhooks, clients, tenants)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Threshold register",
            "version": VERSION,
            "summary": "May this person authorise this adaptation, here, now?",
            "description": (
                "OpenID AuthZEN Authorization API 1.0 with receipts, an offline copy and a log that can be proved. "
                'Only `"decision": true` in an answer with status 200 and a right receipt is a yes. A sandbox with '
                "made-up people answers the same paths below `/sandbox`."
            ),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/", "description": "The register that served this description."}],
        "tags": [{"name": name} for name in ("Asking", "Proving", "Offline", "Webhooks", "Clients")],
        "paths": {path: item for module in modules for path, item in module.PATHS.items()},
        "components": {
            "schemas": parts.SCHEMAS | {name: schema for module in modules for name, schema in module.SCHEMAS.items()},
            "responses": parts.RESPONSES,
            "securitySchemes": {
                "token": {
                    "type": "oauth2",
                    "description": "Client credentials by a signed statement (private_key_jwt). An hour's token.",
                    "flows": {"clientCredentials": {"tokenUrl": "/register/v1/token", "scopes": SCOPES}},
                }
            },
        },
    }
