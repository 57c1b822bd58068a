"""One field out of a request, checked, or `ApiError` 400 with a sentence that names it."""

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest

from accreditation.api.machine import MOST_DIGITS, bad_request
from core.strict_json import Json

LONGEST_TEXT = 100


def object_of(parent: Json, path: str, *, required: bool = True) -> Json:
    """The object under the last name of `path`; an empty one where it is optional and left out."""
    value = _value(parent, path, required=required, otherwise={})
    if not isinstance(value, dict):
        raise bad_request(f"{path} must be an object.")
    return value


def list_of(parent: Json, path: str) -> list[Any]:
    """The list under the last name of `path`; an empty one where it is left out."""
    value = _value(parent, path, required=False, otherwise=[])
    if not isinstance(value, list):
        raise bad_request(f"{path} must be a list.")
    return value


def text_of(parent: Json, path: str, *, required: bool = True, longest: int = LONGEST_TEXT) -> str:
    """The text; "" where it is optional and left out."""
    value = _value(parent, path, required=required, otherwise="")
    if not isinstance(value, str):
        raise bad_request(f"{path} must be text.")
    if required and not value:
        raise bad_request(f"{path} is empty.")
    if len(value) > longest or not value.isprintable():
        raise bad_request(f"{path} must be at most {longest} characters, none of them control characters.")
    return value


def word_of(parent: Json, path: str, words: Collection[str], *, required: bool = True) -> str:
    """The text, which must be one of these words."""
    value = text_of(parent, path, required=required)
    if value not in words and (required or value):
        raise bad_request(f"{path} must be one of: {', '.join(words)}.")
    return value


def number_of(parent: Json, path: str, *, otherwise: int) -> int:
    """The whole number, 0 or more; `otherwise` where it is left out."""
    value = _value(parent, path, required=False, otherwise=otherwise)
    # JSON's true is not a number, though Python's is.
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise bad_request(f"{path} must be a whole number, 0 or more.")
    return value


def number_in_address(request: HttpRequest, name: str, *, otherwise: str = "") -> int:
    """The whole number that the address names, of at most eighteen digits; required unless `otherwise` is one."""
    value = request.GET.get(name, otherwise)
    if not value.isascii() or not value.isdecimal() or len(value) > MOST_DIGITS:
        raise bad_request(f"{name} must be a whole number of at most {MOST_DIGITS} digits, such as ?{name}=4711.")
    return int(value)


def _value(parent: Json, path: str, *, required: bool, otherwise: Any) -> Any:
    name = path.rpartition(".")[2]
    if name in parent:
        return parent[name]
    if required:
        raise bad_request(f"{path} is missing.")
    return otherwise
