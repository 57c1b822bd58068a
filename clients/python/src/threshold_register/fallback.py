"""What is used when the register cannot be reached, and what keeps it from saying yes to somebody who was stopped."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from threshold_register.answers import Answer, Question
from threshold_register.receipts import hash_of

MOST_REFUSALS = 10_000
# Reasons that are about the person, whatever they are asked about. The others stand against one question only.
ABOUT_THE_PERSON = frozenset(
    {
        "EXPIRED",
        "NOT_GRANTED",
        "NOT_YET_ACCREDITED",
        "OTHER_REASON",
        "RELINQUISHED",
        "REVOKED",
        "STAFF_CHECK_DUE",
        "SUSPENDED",
        "UNKNOWN_SUBJECT",
    }
)


# A path below the register's address in, a status and a body out.
Get = Callable[[str], tuple[int, bytes]]


class OfflineDecision(Protocol):
    """What a copy of the register says on one question."""

    @property
    def permitted(self) -> bool: ...
    @property
    def codes(self) -> Sequence[str]: ...
    @property
    def why(self) -> str: ...
    @property
    def warning(self) -> str: ...
    @property
    def tier(self) -> str: ...
    @property
    def register_number(self) -> int | None: ...
    @property
    def made_at(self) -> datetime | None: ...
    @property
    def age(self) -> timedelta | None: ...
    @property
    def use_by(self) -> datetime | None: ...


class Fallback(Protocol):
    """A copy of the register on this machine (`threshold_register.offline.OfflineCopy`)."""

    def decide(self, question: Question) -> OfflineDecision:
        """What the copy says. When it is too old, broken or not there it permits nothing, or raises an error."""

    def refresh(self, get: Get) -> None:
        """Bring the copy up to date. Raises an error when it cannot; what is held stays."""


class Refusals:
    """Noes of the register that a copy from before them does not know. Remembering a no is safe; a yes never is."""

    def __init__(self) -> None:
        self._numbers: OrderedDict[str, int] = OrderedDict()
        self._lock = threading.Lock()

    def note(self, answer: Answer) -> None:
        """Remember a proved no until a proved yes to the same comes."""
        number = answer.register_number
        if number is None:
            return
        person, same = _person(answer.question), _same(answer.question)
        with self._lock:
            if answer.was_permitted:
                self._numbers.pop(person, None)
                self._numbers.pop(same, None)
                return
            key = person if ABOUT_THE_PERSON & set(answer.codes) else same
            self._numbers[key] = max(number, self._numbers.pop(key, 0))
            while len(self._numbers) > MOST_REFUSALS:
                self._numbers.popitem(last=False)

    def know_better(self, question: Mapping[str, Any], number: int) -> bool:
        """Whether the register said no on a state that a copy of state `number` has not seen."""
        with self._lock:
            keys = (_person(question), _same(question))
            return any(self._numbers.get(key, -1) > number for key in keys)


def _person(question: Mapping[str, Any]) -> str:
    return f"person {hash_of({'subject': question.get('subject')})}"


def _same(question: Mapping[str, Any]) -> str:
    organisation = question.get("context", {}).get("organisation", "")
    return hash_of({name: question.get(name) for name in ("subject", "action", "resource")} | {"for": organisation})
