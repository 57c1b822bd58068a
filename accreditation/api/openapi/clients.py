"""Who asks: tokens by a signed statement, and this description itself."""

from accreditation.api.openapi.parts import (
    PUBLIC,
    Json,
    an_object,
    body,
    content,
    errors,
    listed,
    moment,
    needs,
    ok,
    public_page,
    ref,
)
from accreditation.case_systems import REGISTER_CHECK

FORM = "application/x-www-form-urlencoded"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

SCHEMAS: Json = {
    "TokenRequest": an_object(
        {
            "grant_type": {"const": "client_credentials"},
            "client_assertion_type": {"const": ASSERTION_TYPE},
            "client_assertion": {"type": "string", "description": "A JWT that you sign, used once."},
            "client_id": {"type": "string"},
            "scope": {"type": "string", "description": "Scopes with spaces between; left out: all that you may."},
            "resource": {"type": "string", "format": "uri", "description": "What the token is for only (RFC 8707)."},
        },
        required=["grant_type", "client_assertion_type", "client_assertion"],
    ),
    "Token": an_object(
        {
            "access_token": {"type": "string"},
            "token_type": {"const": "Bearer"},
            "expires_in": {"type": "integer", "minimum": 1, "description": "Seconds."},
            "scope": {"type": "string"},
        }
    ),
    "TokenError": an_object({"error": {"type": "string"}, "error_description": {"type": "string"}}, required=["error"]),
    "Situations": an_object(
        {
            "run": {"type": "string", "format": "uuid"},
            "is_open": {"type": "boolean"},
            "ends_at": moment("Until when the report counts."),
            "evaluation_endpoint": {"type": "string", "format": "uri"},
            "situations": listed(
                an_object({"situation": {"type": "string"}, "request": {"type": "object"}}), "What to ask, in turn."
            ),
        }
    ),
    "WouldAllow": an_object(
        {
            "would_allow": {
                "type": "object",
                "additionalProperties": {"type": "boolean"},
                "description": "For each situation, whether your system would let the person go ahead.",
            }
        }
    ),
    "ConformanceResult": an_object(
        {
            "run": {"type": "string", "format": "uuid"},
            "has_passed": {"type": "boolean"},
            "situations": listed(
                an_object(
                    {
                        "situation": {"type": "string"},
                        "is_right": {"type": "boolean"},
                        "what": {"type": "string"},
                        "why": {"type": "string"},
                    }
                ),
                "Each with why it is so.",
            ),
        }
    ),
    "ServerMetadata": an_object(
        {
            "issuer": {"type": "string", "format": "uri"},
            "token_endpoint": {"type": "string", "format": "uri"},
            "jwks_uri": {"type": "string", "format": "uri"},
            "scopes_supported": listed({"type": "string"}, "What a token may be for."),
            "response_types_supported": listed({"type": "string"}, "None: nobody is redirected."),
            "grant_types_supported": listed({"const": "client_credentials"}, "The one grant."),
            "token_endpoint_auth_methods_supported": listed({"const": "private_key_jwt"}, "By key, never by secret."),
            "token_endpoint_auth_signing_alg_values_supported": listed({"type": "string"}, "How to sign."),
        }
    ),
}

PATHS: Json = {
    "/.well-known/oauth-authorization-server": public_page(
        "server_metadata", "How to get a token (RFC 8414)", "Clients", ok("The metadata.", ref("ServerMetadata"))
    ),
    "/register/v1/token": {
        "post": {
            "operationId": "token",
            "summary": "A token for whoever proves to be a case system (private_key_jwt, RFC 7523)",
            "tags": ["Clients"],
            "security": PUBLIC,
            "requestBody": body(ref("TokenRequest"), FORM),
            "responses": {
                "200": ok("The token.", ref("Token")),
                **errors(),
                **{
                    status: {"description": "As RFC 6749 says it.", "content": content(ref("TokenError"))}
                    for status in ("400", "401")
                },
            },
        }
    },
    "/sandbox/register/v1/conformance/{run}": {
        "parameters": [{"name": "run", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}],
        "get": {
            "operationId": "conformance_situations",
            "summary": "The situations of a conformance run, each with the request to send",
            "tags": ["Clients"],
            "security": needs(REGISTER_CHECK),
            "responses": {"200": ok("The situations.", ref("Situations")), **errors(401, 403, 404)},
        },
        "post": {
            "operationId": "conformance_report",
            "summary": "What your system would do in each situation",
            "tags": ["Clients"],
            "security": needs(REGISTER_CHECK),
            "requestBody": body(ref("WouldAllow")),
            "responses": {
                "200": ok("Which of it is right.", ref("ConformanceResult")),
                **errors(400, 401, 403, 404, 409),
            },
        },
    },
    "/register/v1/openapi.json": public_page(
        "openapi", "This description", "Clients", ok("OpenAPI 3.1.", {"type": "object"})
    ),
}
