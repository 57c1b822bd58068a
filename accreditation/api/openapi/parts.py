"""The words in which the description is written: references, contents, and the errors that every address shares."""

from typing import Any

Json = dict[str, Any]

LONGEST_TEXT = 100


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def nullable(schema: Json) -> Json:
    return {"oneOf": [schema, {"type": "null"}]}


def text(description: str, **more: Any) -> Json:
    """A text that is sent: short, without control characters."""
    return {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT, "description": description, **more}


def optional_text(description: str) -> Json:
    return {"type": "string", "maxLength": LONGEST_TEXT, "description": description}


def words(values: list[str], description: str) -> Json:
    return {"type": "string", "enum": values, "description": description}


def moment(description: str) -> Json:
    return {"type": "string", "format": "date-time", "description": description}


def number(description: str, minimum: int = 0) -> Json:
    return {"type": "integer", "minimum": minimum, "description": description}


def listed(items: Json, description: str, **more: Any) -> Json:
    return {"type": "array", "items": items, "description": description, **more}


def an_object(properties: Json, *, required: list[str] | None = None, description: str = "") -> Json:
    """An object in which names may be added later; a reader passes over those that it does not know."""
    schema: Json = {"type": "object", "properties": properties}
    if required is None:
        required = list(properties)
    return schema | ({"required": required} if required else {}) | ({"description": description} if description else {})


def content(schema: Json, kind: str = "application/json") -> Json:
    return {kind: {"schema": schema}}


def body(schema: Json, kind: str = "application/json") -> Json:
    return {"required": True, "content": content(schema, kind)}


def ok(description: str, schema: Json, kind: str = "application/json", **headers: str) -> Json:
    told = {
        name.replace("_", "-"): {"schema": {"type": "string"}, "description": says} for name, says in headers.items()
    }
    return {"description": description, "content": content(schema, kind)} | ({"headers": told} if told else {})


def public_page(operation: str, summary: str, tag: str, response: Json) -> Json:
    """An address that anybody may get, without a token and without parameters."""
    return {
        "get": {
            "operationId": operation,
            "summary": summary,
            "tags": [tag],
            "security": PUBLIC,
            "responses": {"200": response, **errors()},
        }
    }


def error(name: str) -> Json:
    return {"$ref": f"#/components/responses/{name}"}


def errors(*statuses: int) -> Json:
    """These errors, and those that any address may answer with."""
    return {str(status): error(ERROR_NAMES[status]) for status in sorted({*statuses, 405, 500, 503})}


def named(path: Json, prefix: str) -> Json:
    """The same operations under names of their own: those of a tenant."""
    return {
        method: operation | {"operationId": f"{prefix}_{operation['operationId']}"}
        for method, operation in path.items()
    }


NUMBER_IN_ADDRESS: Json = {"type": "string", "pattern": "^[0-9]{1,18}$"}


def query(name: str, schema: Json, description: str, *, required: bool = False) -> Json:
    return {"name": name, "in": "query", "required": required, "schema": schema, "description": description}


def needs(*scopes: str) -> list[Json]:
    """A token with these scopes."""
    return [{"token": list(scopes)}]


PUBLIC: list[Json] = []

ERROR_NAMES = {
    400: "InvalidRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    405: "MethodNotAllowed",
    409: "Conflict",
    410: "Gone",
    429: "TooManyRequests",
    500: "ServerError",
    503: "Unavailable",
}
SAYS = {
    400: "The request has to be mended; the sentence names the field.",
    401: "There is no token, or it is not known any more.",
    403: "The token does not carry the scope that `WWW-Authenticate` names.",
    404: "There is nothing here for this client.",
    405: "Use the method that `Allow` names.",
    409: "It was sent before with other words.",
    410: "What was asked for lies too far back.",
    429: "The client asks more often than it may. Ask again after `Retry-After` seconds.",
    500: "Something went wrong. Nothing was decided.",
    503: "The register cannot be reached now. Nothing was decided; ask again after `Retry-After` seconds.",
}
HEADERS = {401: "WWW-Authenticate", 403: "WWW-Authenticate", 405: "Allow", 429: "Retry-After", 503: "Retry-After"}


def _response(status: int) -> Json:
    response: Json = {"description": SAYS[status], "content": content(ref("Error"))}
    if name := HEADERS.get(status):
        response["headers"] = {name: {"schema": {"type": "string"}, "description": "What to do about it."}}
    return response


RESPONSES: Json = {name: _response(status) for status, name in ERROR_NAMES.items()}
SCHEMAS: Json = {
    "Error": an_object(
        {
            "error": {"type": "string", "description": "A code from a short list."},
            "message": {"type": "string", "description": "One sentence for whoever builds the system."},
        },
        description="No answer: nothing was decided, and nothing is permitted.",
    )
}
