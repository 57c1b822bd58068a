"""Who asks: tokens by a signed statement, and this description itself."""

from accreditation.api.openapi.parts import PUBLIC, Json, an_object, body, content, errors, listed, ok, ref

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
    "ServerMetadata": an_object(
        {
            "issuer": {"type": "string", "format": "uri"},
            "token_endpoint": {"type": "string", "format": "uri"},
            "jwks_uri": {"type": "string", "format": "uri"},
            "scopes_supported": listed({"type": "string"}, "What a token may be for."),
        }
    ),
}

PATHS: Json = {
    "/.well-known/oauth-authorization-server": {
        "get": {
            "operationId": "server_metadata",
            "summary": "How to get a token (RFC 8414)",
            "tags": ["Clients"],
            "security": PUBLIC,
            "responses": {"200": ok("The metadata.", ref("ServerMetadata")), **errors()},
        }
    },
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
    "/register/v1/openapi.json": {
        "get": {
            "operationId": "openapi",
            "summary": "This description",
            "tags": ["Clients"],
            "security": PUBLIC,
            "responses": {"200": ok("OpenAPI 3.1.", {"type": "object"}), **errors()},
        }
    },
}
