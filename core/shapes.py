"""What a JSON document must hold, as a plain value of the same form: `{"name": str, "days": [date]}`."""

from datetime import date, datetime
from types import UnionType
from typing import Any, get_args


class NotShaped(ValueError):
    """The value is not of the form. `str()` says where, such as “person.name is not text”."""


WORDS = {str: "text", int: "a whole number", bool: "true or false"}


def shaped(value: Any, shape: Any, path: str = "it") -> Any:
    """The value as the shape reads it, days and times (ISO 8601) as such. Raises `NotShaped`.

    A shape is a type, `type | None`, a set of words, a list of one shape, or a dict of shapes: an object with exactly
    these names.
    """
    if isinstance(shape, dict):
        return _object(value, shape, path)
    if isinstance(shape, list):
        if not isinstance(value, list):
            raise NotShaped(f"{path} is not a list")
        return [shaped(item, shape[0], f"{path}[{place}]") for place, item in enumerate(value)]
    if isinstance(shape, frozenset):
        if not isinstance(value, str) or value not in shape:
            raise NotShaped(f"{path} is not one of {', '.join(sorted(shape))}")
        return value
    if isinstance(shape, UnionType):
        return None if value is None else shaped(value, get_args(shape)[0], path)
    if shape in {date, datetime}:
        return _moment(value, shape, path)
    if type(value) is not shape:
        raise NotShaped(f"{path} is not {WORDS[shape]}")
    if shape is str and "\0" in value:
        raise NotShaped(f"{path} holds a character that is not text")
    return value


def _object(value: Any, shape: dict[str, Any], path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise NotShaped(f"{path} is not an object")
    if set(value) != set(shape):
        raise NotShaped(f"{path} does not have exactly the names {', '.join(shape)}")
    inner = "" if path == "it" else f"{path}."
    return {name: shaped(value[name], shape[name], f"{inner}{name}") for name in shape}


def _moment(value: Any, kind: type[date], path: str) -> date:
    try:
        moment = kind.fromisoformat(value)
    except (TypeError, ValueError):
        raise NotShaped(f"{path} is not a {'time' if kind is datetime else 'day'}") from None
    if isinstance(moment, datetime) and moment.tzinfo is None:
        raise NotShaped(f"{path} does not say in which time zone it is")
    return moment
