"""JSON from outside, kept to what RFC 7493 allows: UTF-8, no name twice in one object, not nested too deeply."""

import json
from typing import Any, NoReturn

DEEPEST = 16

Json = dict[str, Any]


class NotStrictJson(ValueError):
    """The text is not an object that may come in. `str()` goes on from “The body …” or “The file …”."""


def parse_object(content: bytes) -> Json:
    """The JSON object that the bytes hold. Raises `NotStrictJson`."""
    if not content.strip():
        raise NotStrictJson("is empty. Send a JSON object.")
    try:
        value = _DECODER.decode(content.decode("utf-8"))
    except RecursionError:
        raise NotStrictJson("is nested too deeply.") from None
    except UnicodeDecodeError:
        raise NotStrictJson("is not UTF-8.") from None
    except NotStrictJson:
        raise
    except ValueError:
        raise NotStrictJson("is not JSON.") from None
    if not isinstance(value, dict):
        raise NotStrictJson("must be a JSON object.")
    # What opens no more than so often is not nested more deeply.
    if content.count(b"{") + content.count(b"[") > DEEPEST:
        _refuse_depth(value)
    return value


def _without_repeats(pairs: list[tuple[str, Any]]) -> Json:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise NotStrictJson("holds a name that is repeated in one object.")
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


_DECODER = json.JSONDecoder(object_pairs_hook=_without_repeats, parse_constant=_no_constant)


def _refuse_depth(value: Json) -> None:
    level: list[Any] = [value]
    for _ in range(DEEPEST):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return
    raise NotStrictJson("is nested too deeply.")
