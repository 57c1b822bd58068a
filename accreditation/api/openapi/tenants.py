"""Places apart from real data that speak the same protocol: the sandbox, and the fixture of AuthZEN's certification."""

from accreditation.api.openapi import asking, proving
from accreditation.api.openapi.asking import PAGE
from accreditation.api.openapi.parts import PUBLIC, Json, an_object, body, errors, listed, named, number, ok, ref

DISCOVERY = "/.well-known/authzen-configuration"
ENTITY = an_object(
    {"type": {"type": "string"}, "id": {"type": "string"}, "properties": {"type": "object"}}, required=["type"]
)
PARTS: Json = {
    "subject": ENTITY,
    "action": an_object({"name": {"type": "string"}, "properties": {"type": "object"}}, required=["name"]),
    "resource": ENTITY,
    "context": {"type": "object"},
}
DECISION = an_object({"decision": {"type": "boolean"}})

SCHEMAS: Json = {
    "CertificationQuestion": an_object(PARTS, required=["subject", "action", "resource"]),
    "CertificationQuestions": an_object(
        PARTS | {"evaluations": listed(an_object(PARTS, required=[]), "The questions."), "options": {"type": "object"}},
        required=[],
    ),
    "CertificationSearch": an_object(
        PARTS | {"page": an_object({"token": {"type": "string"}, "limit": number("How many.", 1)}, required=[])},
        required=["subject", "resource"],
    ),
    "CertificationAnswer": DECISION,
    "CertificationAnswers": an_object({"evaluations": listed(DECISION, "In the order of the questions.")}),
    "CertificationFound": an_object({"results": listed({"type": "object"}, "What was found."), "page": PAGE}),
}


def _sandbox() -> Json:
    found = {f"/sandbox{path}": named(item, "sandbox") for path, item in asking.PATHS.items() if path != DISCOVERY}
    return {
        f"{DISCOVERY}/sandbox": named(asking.PATHS[DISCOVERY], "sandbox"),
        **found,
        "/sandbox/register/v1/jwks.json": named(proving.PATHS["/register/v1/jwks.json"], "sandbox"),
    }


def _certification() -> Json:
    """Closed (404) unless the operator opens it. It asks nobody for a token."""
    discovery = named(asking.PATHS[DISCOVERY], "certification")
    discovery["get"]["responses"] = discovery["get"]["responses"] | errors(404)
    return {f"{DISCOVERY}/certification": discovery} | {
        f"/certification{path}": {"post": _open(item["post"], _kind(path))}
        for path, item in asking.PATHS.items()
        if path != DISCOVERY
    }


def _kind(path: str) -> tuple[str, str]:
    if "/search/" in path:
        return "CertificationSearch", "CertificationFound"
    several = "s" if path.endswith("evaluations") else ""
    return f"CertificationQuestion{several}", f"CertificationAnswer{several}"


def _open(operation: Json, kind: tuple[str, str]) -> Json:
    asked, answered = kind
    return operation | {
        "operationId": f"certification_{operation['operationId']}",
        "security": PUBLIC,
        "requestBody": body(ref(asked)),
        "responses": {"200": ok("The fixture's answer.", ref(answered)), **errors(400, 404)},
    }


PATHS: Json = _sandbox() | _certification()
