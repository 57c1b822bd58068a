"""Proving: the keys that sign, one's own past answers, and the signed heads of the log."""

from accreditation.api.openapi.parts import (
    NUMBER_IN_ADDRESS,
    PUBLIC,
    Json,
    an_object,
    errors,
    listed,
    moment,
    needs,
    number,
    ok,
    public_page,
    query,
    ref,
)
from accreditation.case_systems import REGISTER_CHECK

SIGNED: Json = {"type": "string", "description": "A compact JWS of the register's."}
HASH: Json = {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "SHA-256 over canonical JSON (RFC 8785)."}
LINK = an_object(
    {
        "number": number("The batch's number.", 1),
        "previous": {"type": "string", "description": "The head before it."},
        "sealed_at": moment("When it was sealed."),
        "answers": listed(HASH, "The digests of its answers, in their order."),
    },
    description="What a head is the hash of.",
)
KEPT = an_object(
    {
        "id": {"type": "string", "format": "uuid"},
        "batch": {"type": "string", "format": "uuid"},
        "position": number("Its place in the batch.", 1),
        "asked_at": moment("When."),
        "asker": {"type": "string"},
        "case_system": {"type": ["integer", "null"]},
        "question": {"type": "object", "description": "As the register read it."},
        "decision": {"type": "boolean"},
        "reasons": listed({"type": "string"}, "Every reason, also those that were not told."),
        "tier": {"type": "string"},
        "accreditation_number": {"type": "string"},
        "register_number": number("The state that was read."),
        "request_hash": {"type": "string"},
        "receipt": SIGNED,
        "with_detail": {"const": False, "description": "There when only what is public was told."},
        "as_of": moment("The past moment that was asked about."),
        "known_at": moment("Up to when the register was read for it."),
        "would_have_been": {"type": "boolean"},
    },
    required=["id", "batch", "position", "asked_at", "asker", "question", "decision", "reasons", "receipt"],
    description="Everything that the register kept. Its hash is its digest.",
)

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
                        "use": {"const": "sig"},
                        "alg": {"const": "Ed25519"},
                        "first_used_at": moment("When it was first used."),
                        "introduction": SIGNED,
                        "retired_at": moment("When it was replaced."),
                        "last_batch": number("In later batches of the log it must not occur."),
                        "compromised_at": moment("Since when somebody else may hold it."),
                        "trusted_batch": number("Up to this batch its receipts are proof all the same."),
                        "trusted_head": HASH,
                        "statements": listed(SIGNED, "How it ended, by a later key."),
                    },
                    required=["kty", "crv", "x", "kid"],
                ),
                "Every key that ever signed, and the one that signs now.",
            )
        }
    ),
    "PastAnswer": {
        "allOf": [
            ref("Answer"),
            an_object({"proof": an_object({"answer": KEPT, "batch": LINK, "signed_head": SIGNED})}),
        ]
    },
    "Heads": an_object(
        {
            "heads": listed(SIGNED, "Signed heads, in order."),
            "links": listed(LINK, "What each head is the hash of; with `digests=1` only."),
        },
        required=["heads"],
    ),
    "LatestHead": an_object(
        {"batch": number("Its number; 0 while nobody has asked."), "signed_head": {"type": "string"}}
    ),
}

PATHS: Json = {
    "/register/v1/jwks.json": public_page(
        "signing_keys", "The public keys by which receipts are proved", "Proving", ok("A JWK set.", ref("Keys"))
    ),
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
                query("after", NUMBER_IN_ADDRESS, "The number of a batch, or 0."),
                query("digests", {"type": "string", "enum": ["0", "1"]}, "1: also what each head is the hash of."),
            ],
            "responses": {"200": ok("Heads after that batch.", ref("Heads")), **errors(400)},
        }
    },
    "/register/v1/heads/latest": public_page(
        "latest_head", "The newest signed head", "Proving", ok("The last batch.", ref("LatestHead"))
    ),
}
