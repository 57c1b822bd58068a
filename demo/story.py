"""A case told as steps, each at its own moment."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cases.constants.lines import LineState
from cases.models import Case, SolutionLine
from demo.partnership import Partnership
from people.models import User

Words = dict[str, Any]
S = LineState

# The states that a solution passes through, in order, each with its day after the referral.
ASSESSED_ROUTE = [
    (S.ASSESSED, 5),
    (S.RECOMMENDED, 5),
    (S.AUTHORISED, 8),
    (S.AWAITING_FUNDS, 9),
    (S.COMMITTED, 12),
    (S.ORDERED, 13),
    (S.HANDED_OVER, 26),
    (S.OUTCOME_RECORDED, 47),
]
SHORT_ROUTE = [(S.ARRANGED, 1), (S.ORDERED, 2), (S.HANDED_OVER, 14), (S.OUTCOME_RECORDED, 30)]
CLOSED_AFTER = 50


class NotAsExpected(RuntimeError):
    """The register answered the demonstration otherwise than its story says."""


@dataclass(order=True)
class Step:
    """One thing that somebody did, and when. `position` keeps the order within a case."""

    at: datetime
    position: int
    act: Callable[[], object] = field(compare=False)


@dataclass(kw_only=True)
class Story:
    """One case of the source on its way: what is said of it, and the rows that its steps have made so far.

    `words` may hold a `pace`: how many times as long as planned everything takes.
    """

    p: Partnership
    words: Words
    source: Words
    steps: list[Step] = field(default_factory=list)
    opened: list[Case] = field(default_factory=list)
    lines: dict[int, SolutionLine] = field(default_factory=dict)

    @property
    def by(self) -> User:
        return self.p.people[self.words["by"]]

    @property
    def case(self) -> Case:
        """The case, once its referral has been taken."""
        return self.opened[0]

    @property
    def pace(self) -> float:
        pace: float = self.words.get("pace", 1)
        return pace

    def is_reached(self, days: float) -> bool:
        """Whether so many planned days have passed since the referral."""
        return round(days * self.pace) <= self.words["days"]

    def after(self, days: float, act: Callable[[], object]) -> None:
        """Do something so many days after the referral, on a working day, later than what was put down before."""
        position = len(self.steps)
        self.steps.append(Step(self.moment(days, 12 * position), position, act))

    def moment(self, days: float, minutes: int) -> datetime:
        """So many minutes after nine, so many days after the referral or on the working day before."""
        days_ago = max(self.words["days"] - round(days * self.pace), 0)
        days_ago += {5: 1, 6: 2}.get(self.p.day(days_ago).weekday(), 0)
        return self.p.moment(days_ago, *divmod(9 * 60 + minutes, 60))
