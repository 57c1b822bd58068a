"""Read JSON, base64 and addresses as strictly as a decision about somebody's home deserves."""

import base64
import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from threshold_register.errors import NotTrusted

Json = dict[str, Any]


def read_object(content: bytes | str, what: str) -> Json:
    """The JSON object in `content`. Raises `NotTrusted`: no JSON, no object, a name twice, NaN, not UTF-8."""
    try:
        text = content.decode("utf-8") if isinstance(content, bytes) else content
        value = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise NotTrusted(f"{what} is not the JSON that was agreed.") from None
    if not isinstance(value, dict):
        raise NotTrusted(f"{what} is not a JSON object.")
    return value


def text_in(value: Mapping[str, Any], name: str, what: str) -> str:
    """The text under a name. Raises `NotTrusted` when there is none."""
    found = value.get(name)
    if not isinstance(found, str) or not found:
        raise NotTrusted(f"{what} holds no {name}.")
    return found


def number_in(value: Mapping[str, Any], name: str, what: str) -> int:
    """The whole number under a name; `true` is none. Raises `NotTrusted`."""
    found = value.get(name)
    if type(found) is not int:
        raise NotTrusted(f"{what} holds no number {name}.")
    return found


def from_base64url(text: str, what: str) -> bytes:
    """What the unpadded URL-safe base64 holds. Raises `NotTrusted`."""
    if not re.fullmatch(r"[A-Za-z0-9_-]*", text) or len(text) % 4 == 1:
        raise NotTrusted(f"{what} is not base64url.")
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def to_base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _once(pairs: list[tuple[str, Any]]) -> Json:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a name is repeated")
    return value


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)
