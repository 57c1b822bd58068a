"""What a case asks of a register, and what it is told, wherever the register is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from accreditation.questions import Question
from cases.models import Case, SolutionLine
from people.models import User

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Competent:
    """Somebody who may authorise what another may not."""

    name: str
    organisation: str
    number: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody wants to know of the register, found under the lock of what it is about.

    `line` is the locked line, None where the question is about the whole case.
    """

    case: Case
    question: Question
    by: User
    line: SolutionLine | None = None

    @property
    def the_line(self) -> SolutionLine:
        """The line of a question about one."""
        if self.line is None:
            raise ValueError("This was asked about the whole case.")
        return self.line

    def is_still(self, before: "Asked") -> bool:
        """Whether the same is asked of the same, as it stood before."""
        return self._what == before._what

    @property
    def _what(self) -> tuple[object, ...]:
        line = self.line
        return self.question, self.case.pk, self.by.pk, (line.pk, line.state, line.round) if line else None


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the register decided, as a case keeps it. `answer_id` names the durable answer."""

    permitted: bool
    answer_id: str
    register_number: int
    reasons: tuple[str, ...]
    tier: str
    accreditation_number: str = ""


class Register(Protocol):
    """A register, as cases ask it."""

    def ask(self, prepare: Callable[[], Asked | T], write: Callable[[Asked, Reply], T]) -> T:
        """Ask, and write down what was decided.

        `prepare` locks what the question is about, checks that the step may be taken and gives the question; or takes
        the step without one, and gives what came of it. `write` takes the step by the register's reply, in one
        transaction with the lock and those checks. `prepare` may be called twice, and writes nothing when it asks.
        """

    def number_of(self, user: User) -> str:
        """The number by which the register knows somebody best, or ""."""

    def would_permit(self, question: Question) -> bool:
        """What it would say, as far as that can be known before it is asked: to warn before somebody begins."""

    def nearest(self, question: Question, limit: int) -> list[Competent]:
        """Who may do it instead, nearest first. Raises `RegisterNotReached` when that cannot be said now."""

    def colleagues(self, question: Question, limit: int) -> list[User]:
        """Those of the asking organisation whom it is worth asking to authorise, by name."""
