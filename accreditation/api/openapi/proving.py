"""Proving: the keys that sign, one's own past answers, and the signed heads of the log."""

from accreditation.api.openapi.parts import (
    PUBLIC,
    Json,
    an_object,
    errors,
    listed,
    needs,
    number,
    ok,
    query,
    ref,
)
from accreditation.case_systems import REGISTER_CHECK

SCHEMAS: Json = {
    "Keys": an_object(
        {
            "keys": listed(
                an_object(
                    {
                        "kty": {"const": "OKP"},
                        "crv": {"const": "Ed25519"},
                        "x": {"type": "string"},
                        "kid": {"type": "string"},
                    }
                ),
                "Every key that ever signed, and the one that signs now.",
            )
        }
    ),
    "PastAnswer": {
        "allOf": [
            ref("Answer"),
            an_object({"proof": {"type": "object", "description": "What proves its place in the log."}}),
        ]
    },
    "Heads": an_object(
        {
            "heads": listed({"type": "string"}, "Signed heads, in order: compact JWS."),
            "links": listed({"type": "object"}, "What each head is the hash of; with `digests=1` only."),
        },
        required=["heads"],
    ),
    "LatestHead": an_object(
        {"batch": number("Its number; 0 while nobody has asked."), "signed_head": {"type": "string"}}
    ),
}

PATHS: Json = {
    "/register/v1/jwks.json": {
        "get": {
            "operationId": "signing_keys",
            "summary": "The public keys by which receipts are proved",
            "tags": ["Proving"],
            "security": PUBLIC,
            "responses": {"200": ok("A JWK set.", ref("Keys")), **errors()},
        }
    },
    "/register/v1/answers/{public_id}": {
        "get": {
            "operationId": "past_answer",
            "summary": "An answer that your system was given, with what proves it",
            "tags": ["Proving"],
            "security": needs(REGISTER_CHECK),
            "parameters": [
                {
                    "name": "public_id",
                    "in": "path",
                    "required": True,
                    "schema": {"type": "string", "format": "uuid"},
                    "description": "The `answer_id`.",
                }
            ],
            "responses": {"200": ok("As it was told.", ref("PastAnswer")), **errors(401, 403, 404, 429)},
        }
    },
    "/register/v1/heads": {
        "get": {
            "operationId": "heads",
            "summary": "Signed heads of the log, for witnesses",
            "tags": ["Proving"],
            "security": PUBLIC,
            "parameters": [
                query("after", {"type": "string", "pattern": "^[0-9]{1,18}$"}, "The number of a batch, or 0."),
                query("digests", {"type": "string", "enum": ["0", "1"]}, "1: also what each head is the hash of."),
            ],
            "responses": {"200": ok("Heads after that batch.", ref("Heads")), **errors(400)},
        }
    },
    "/register/v1/heads/latest": {
        "get": {
            "operationId": "latest_head",
            "summary": "The newest signed head",
            "tags": ["Proving"],
            "security": PUBLIC,
            "responses": {"200": ok("The last batch.", ref("LatestHead")), **errors()},
        }
    },
}
