"""Cases that somebody did under supervision, which an app above knows and this one never looks into (C2).

Until such an app answers, nobody has any.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from people.models import User


@dataclass(frozen=True, kw_only=True)
class SupervisedCase:
    """One case as evidence may show it. Nothing in it names or places the person whose case it is.

    `pk` is what the app above knows it by; `facts` are plain values, with dates in words.
    """

    pk: int
    label: str
    words: str
    supervisor: User
    facts: dict[str, Any]


# What somebody may offer, newest first: their own part, answered for by a supervisor who is somebody else.
SupervisedCases = Callable[[User], list[SupervisedCase]]

_answers: list[SupervisedCases] = []


def register_supervised_cases(find: SupervisedCases) -> None:
    _answers[:] = [find]


def supervised_cases(user: User) -> list[SupervisedCase]:
    return [case for find in _answers for case in find(user)]
