"""Read AuthZEN 1.0 requests: strict about what the protocol says, blind to what it does not know.

Nothing here knows adaptations or people. What the words of a request mean to the register is `reading.py`'s.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from django.core import signing
from django.http import HttpRequest
from django.http.request import UnreadablePostError

from accreditation.answer_log import hash_of
from accreditation.api.fields import list_of, number_of, object_of, text_of
from accreditation.api.machine import ApiError, bad_request, is_within
from core.strict_json import Json, NotStrictJson, parse_object

LONGEST_BODY = 32_768
LONGEST_BATCH = 131_072
MOST_EVALUATIONS = 100
# A search without a limit gives so many results on a page, and none gives more.
PAGE = 100
TOKEN_SALT = "accreditation.search"  # noqa: S105 - names what is signed; the secret is the product's
PARTS = ("subject", "action", "resource", "context")


class Entity(NamedTuple):
    """A subject or a resource. `id` is empty for the one that a search looks for."""

    type: str
    id: str
    properties: Json


class Action(NamedTuple):
    name: str
    properties: Json


class Evaluation(NamedTuple):
    """One question. `body` is the request as it was sent, or as it would be sent alone (see `read_evaluations`)."""

    subject: Entity
    action: Action
    resource: Entity
    context: Json
    body: Json

    @property
    def request_hash(self) -> str:
        """SHA-256 of the body in canonical JSON (RFC 8785). Raises `ApiError` 400 where it has no canonical form."""
        return canonical_hash(self.body)


class Semantic(StrEnum):
    """How far a batch is gone through."""

    EXECUTE_ALL = "execute_all"
    DENY_ON_FIRST_DENY = "deny_on_first_deny"
    PERMIT_ON_FIRST_PERMIT = "permit_on_first_permit"

    @property
    def stop_at(self) -> bool | None:
        """The decision after which nothing more is decided; None when everything is."""
        return {Semantic.DENY_ON_FIRST_DENY: False, Semantic.PERMIT_ON_FIRST_PERMIT: True}.get(self)


@dataclass(frozen=True, kw_only=True, slots=True)
class Batch:
    """Questions that were sent together, in their order. One that cannot be read is its own error."""

    items: tuple[Evaluation | ApiError, ...]
    semantic: Semantic


class Target(StrEnum):
    """What a search looks for."""

    SUBJECT = "subject"
    RESOURCE = "resource"
    ACTION = "action"


@dataclass(frozen=True, kw_only=True, slots=True)
class Search:
    """Who may do it, on what, or what may they do: `target` says which. `after` is where the page before ended.

    `query` stands for everything but the page, and for the tenant that was asked: a token goes with it alone.
    """

    target: Target
    subject: Entity
    action: Action | None
    resource: Entity
    context: Json
    limit: int
    after: str
    query: str

    def token_after(self, position: str | None) -> str:
        """The token for the page that begins after `position`; "" at the end."""
        if position is None:
            return ""
        return signing.dumps({"query": self.query, "limit": self.limit, "after": position}, salt=TOKEN_SALT)


def read_evaluation(request: HttpRequest) -> Evaluation:
    """The question that a request asks. Raises `ApiError` 400 with one sentence."""
    return evaluation_of(read_body(request))


def read_evaluations(request: HttpRequest) -> Evaluation | Batch:
    """The questions that a request asks together, or the one when it holds no list of them.

    The top-level subject, action, resource and context stand in where an item leaves them out, each as a whole. An
    item's `body`, and so its hash, is the item with these filled in: the request that would ask the same alone.
    """
    body = read_body(request, longest=LONGEST_BATCH)
    items = list_of(body, "evaluations")
    semantic = _semantic(object_of(body, "options", required=False))
    if not items:
        return evaluation_of(body)
    if len(items) > MOST_EVALUATIONS:
        raise bad_request(f"evaluations must hold at most {MOST_EVALUATIONS} questions.")
    defaults = {name: object_of(body, name) for name in PARTS if name in body}
    return Batch(items=tuple(_item(item, defaults) for item in items), semantic=semantic)


def read_search(request: HttpRequest, target: Target, *, tenant: str) -> Search:
    """What a request searches for. Raises `ApiError` 400, also for a token that came from another search."""
    body = read_body(request)
    subject = _entity(body, "subject", is_sought=target is Target.SUBJECT)
    action = None if target is Target.ACTION else _action(body)
    resource = _entity(body, "resource", is_sought=target is Target.RESOURCE)
    context = object_of(body, "context", required=False)
    page = object_of(body, "page", required=False)
    object_of(page, "page.properties", required=False)
    token = text_of(page, "page.token", required=False, longest=2000)
    limit = number_of(page, "page.limit", otherwise=PAGE)
    # The limit is bound by the token itself, since a request for the next page may leave it out.
    page_apart = {"page": {name: page[name] for name in page if name not in {"token", "limit"}}}
    query = canonical_hash({"tenant": tenant, "target": target.value, "body": body | page_apart})
    before: Json = _read_token(token) if token else {"query": query, "limit": limit, "after": ""}
    if before["query"] != query or ("limit" in page and before["limit"] != limit):
        raise bad_request("page.token belongs to another search. Send the search as before, or without the token.")
    return Search(
        target=target,
        subject=subject,
        action=action,
        resource=resource,
        context=context,
        limit=before["limit"],
        after=before["after"],
        query=query,
    )


def too_long(longest: int) -> ApiError:
    return bad_request(f"The body must not be longer than {longest} bytes.")


def read_body(request: HttpRequest, *, longest: int = LONGEST_BODY) -> Json:
    """The JSON object that a request holds. Raises `ApiError` 400."""
    if request.content_type != "application/json":
        raise bad_request("Send the header Content-Type: application/json.")
    if not is_within(request, longest):
        raise too_long(longest)
    try:
        return parse_object(request.body)
    except UnreadablePostError:
        raise bad_request("The body broke off.") from None
    except NotStrictJson as error:
        raise bad_request(f"The body {error}") from None


def canonical_hash(body: Json) -> str:
    """SHA-256 over canonical JSON. Raises `ApiError` 400 for what has none."""
    try:
        return hash_of(body)
    except ValueError:
        # Text with half a character, or a number that a double cannot hold (RFC 8785).
        raise bad_request("The body holds a number or a text that JSON cannot carry safely.") from None


def evaluation_of(body: Json) -> Evaluation:
    """The question in a request's body. Raises `ApiError` 400."""
    return Evaluation(
        subject=_entity(body, "subject"),
        action=_action(body),
        resource=_entity(body, "resource"),
        context=object_of(body, "context", required=False),
        body=body,
    )


def _item(item: Any, defaults: Mapping[str, Json]) -> Evaluation | ApiError:
    try:
        if not isinstance(item, dict):
            raise bad_request("An evaluation must be an object.")
        return evaluation_of({**defaults, **item})
    except ApiError as error:
        return error


def _entity(body: Json, name: str, *, is_sought: bool = False) -> Entity:
    entity = object_of(body, name)
    return Entity(
        type=text_of(entity, f"{name}.type"),
        id="" if is_sought else text_of(entity, f"{name}.id"),
        properties=object_of(entity, f"{name}.properties", required=False),
    )


def _action(body: Json) -> Action:
    action = object_of(body, "action")
    properties = object_of(action, "action.properties", required=False)
    return Action(name=text_of(action, "action.name"), properties=properties)


def _semantic(options: Json) -> Semantic:
    value = options.get("evaluations_semantic", Semantic.EXECUTE_ALL)
    try:
        return Semantic(value)
    except ValueError:
        words = ", ".join(Semantic)
        raise bad_request(f"options.evaluations_semantic must be one of: {words}.") from None


def _read_token(token: str) -> Json:
    try:
        kept: Json = signing.loads(token, salt=TOKEN_SALT)
    except signing.BadSignature:
        raise bad_request("page.token is not one that the register gave for this search.") from None
    return kept
