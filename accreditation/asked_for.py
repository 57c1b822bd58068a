"""For what an answer was asked, in words and with links to what the viewer may open (P7).

The register keeps who asked and the question. Upper apps know the decision that stands on the answer; they tell it
through a registry that they fill in `ready()`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from accreditation.models import Answer
from people.models import User


@dataclass(frozen=True, kw_only=True)
class AskedFor:
    """One decision that stands on an answer: what it is, and where it is shown."""

    words: str
    address: str


# An answer and a viewer in, what stands on it out.
Teller = Callable[[Answer, User], Iterable[AskedFor]]

_tellers: dict[str, Teller] = {}


def register(name: str, teller: Teller) -> None:
    """`name` is the app's."""
    _tellers[name] = teller


def asked_for(answer: Answer, *, viewer: User) -> list[AskedFor]:
    return [found for teller in _tellers.values() for found in teller(answer, viewer)]
