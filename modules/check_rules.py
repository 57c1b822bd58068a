"""How a knowledge check is drawn and how often it may be tried: data of a module version, edited with the page."""

import json
from dataclasses import dataclass
from typing import Any

from modules.models import ModuleVersion


@dataclass(frozen=True, kw_only=True)
class CheckRules:
    """The rules of one version's check. None means that there is no such limit."""

    questions_drawn: int
    draws: tuple[tuple[str, int], ...]
    wait_minutes: int | None
    attempts_allowed: int | None
    minutes_allowed: int | None


def rules_of(version: ModuleVersion) -> CheckRules:
    """A version made before a rule was known does not have it."""
    content: dict[str, Any] = version.content
    draws = json.loads(content.get("draws") or "[]")
    return CheckRules(
        questions_drawn=version.questions_drawn,
        draws=tuple((draw["value"]["tag"], draw["value"]["count"]) for draw in draws),
        wait_minutes=content.get("retry_wait_minutes"),
        attempts_allowed=content.get("attempts_allowed"),
        minutes_allowed=content.get("minutes_allowed"),
    )
