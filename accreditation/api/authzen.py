"""Read an AuthZEN 1.0 evaluation request: strict about what it uses, blind to what it does not know."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.http.request import UnreadablePostError

from accreditation.answer_log import hash_of
from accreditation.api.machine import bad_request
from accreditation.questions import Action, Question
from core.strict_json import Json, NotStrictJson, parse_object
from people.vocabulary import Tenure, Tier

LONGEST_BODY = 32_768
LONGEST_TEXT = 100

SUBJECT_TYPE = "assessor"
ADAPTATION_TYPE = "adaptation"
HOME_TYPE = "home"


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """One question as it was asked, with the hash of the request that the receipt will carry."""

    question: Question
    request_hash: str


def read_evaluation(request: HttpRequest) -> Evaluation:
    """The evaluation that a request holds. Raises `ApiError` 400 with one sentence."""
    body = parse(_body(request))
    return Evaluation(question=question_of(body), request_hash=_canonical_hash(body))


def parse(text: bytes) -> Json:
    """The JSON object in a body, read strictly. Raises `ApiError` 400."""
    try:
        return parse_object(text)
    except NotStrictJson as error:
        raise bad_request(f"The body {error}") from None


def question_of(body: Json) -> Question:
    """The question in AuthZEN's words: subject, action, resource, context (docs/api.md names every field)."""
    subject, action, resource = (_object(body, name) for name in ("subject", "action", "resource"))
    context = _object(body, "context", required=False)
    _word(subject, "subject.type", [SUBJECT_TYPE])
    asked = Action(_word(action, "action.name", Action.values))
    _word(resource, "resource.type", [HOME_TYPE if asked is Action.HOUSING_MOT else ADAPTATION_TYPE])
    resource_id = _text(resource, "resource.id")
    properties = _object(resource, "resource.properties")
    for name in ("purpose", "case_hash"):
        _text(context, f"context.{name}", required=False)
    tier = _word(properties, "resource.properties.tier", Tier.values, required=False)
    return Question(
        subject=_text(subject, "subject.id"),
        action=asked,
        adaptation="" if asked is Action.HOUSING_MOT else resource_id,
        tier=Tier(tier) if tier else None,
        tenure=Tenure(_word(properties, "resource.properties.tenure", Tenure.values)),
        locality=_text(properties, "resource.properties.locality"),
        organisation=_text(context, "context.organisation", required=False),
    )


def _body(request: HttpRequest) -> bytes:
    if request.content_type != "application/json":
        raise bad_request("Send the header Content-Type: application/json.")
    length = request.META.get("CONTENT_LENGTH") or "0"
    # Of thousands of digits no number is made at all.
    if not length.isdecimal() or len(length) > 9 or int(length) > LONGEST_BODY:
        raise bad_request(f"The body must not be longer than {LONGEST_BODY} bytes.")
    try:
        return request.body
    except UnreadablePostError:
        raise bad_request("The body broke off.") from None


def _canonical_hash(body: Json) -> str:
    try:
        return hash_of(body)
    except ValueError:
        # Text with half a character, or a number that a double cannot hold: it has no canonical form (RFC 8785).
        raise bad_request("The body holds a number or a text that JSON cannot carry safely.") from None


def _value(parent: Json, path: str, *, required: bool, otherwise: Any) -> Any:
    name = path.rpartition(".")[2]
    if required and name not in parent:
        raise bad_request(f"{path} is missing.")
    return parent.get(name, otherwise)


def _object(parent: Json, path: str, *, required: bool = True) -> Json:
    value = _value(parent, path, required=required, otherwise={})
    if not isinstance(value, dict):
        raise bad_request(f"{path} must be an object.")
    return value


def _text(parent: Json, path: str, *, required: bool = True) -> str:
    value = _value(parent, path, required=required, otherwise="")
    if not isinstance(value, str):
        raise bad_request(f"{path} must be text.")
    if required and not value:
        raise bad_request(f"{path} is empty.")
    if len(value) > LONGEST_TEXT or not value.isprintable():
        raise bad_request(f"{path} must be at most {LONGEST_TEXT} characters, none of them control characters.")
    return value


def _word(parent: Json, path: str, words: list[str], *, required: bool = True) -> str:
    value = _text(parent, path, required=required)
    if value not in words and (required or value):
        raise bad_request(f"{path} must be one of: {', '.join(words)}.")
    return value
