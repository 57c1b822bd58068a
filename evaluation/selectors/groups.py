"""The four ways in which a report is broken down, and the figures of one group that may be shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from evaluation.suppression import hidden_groups
from training_sessions.constants import Delivery


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """One way to break a report down: which field holds the group, and what a group is called."""

    name: str
    heading: str
    field: str
    called: Callable[[Any], str]


DIMENSIONS = [
    Dimension(
        name="organisation",
        heading="By organisation",
        field="organisation__name",
        called=lambda name: name or "No employer known",
    ),
    Dimension(
        name="locality",
        heading="By locality",
        field="locality__name",
        called=lambda name: name or "No one locality",
    ),
    Dimension(
        name="delivery", heading="By delivery", field="delivery", called=lambda value: str(Delivery(value).label)
    ),
    Dimension(
        name="pair",
        heading="By pair of trainers",
        field="pair",
        called=lambda pair: pair or "No pair: taken online",
    ),
]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number about some people, with how many they are. Hidden, it says nothing of either."""

    people: int
    value: float | None
    is_hidden: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.people


NOTHING = Figure(people=0, value=None)


def figures(groups: Mapping[str, tuple[int, float | None]]) -> dict[str, Figure]:
    """The figures of all the groups of one column, those too small (and their company) hidden."""
    hidden = hidden_groups({group: people for group, (people, _) in groups.items()})
    return {
        group: Figure(people=people, value=value, is_hidden=group in hidden)
        for group, (people, value) in groups.items()
    }
