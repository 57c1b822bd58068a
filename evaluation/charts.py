"""Bars for the report's drawings. Each drawing stands beside the table that holds the same figures."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, LEFT, BAR, GAP, TOP = 320, 8, 16, 26, 8
ROOM = WIDTH - 2 * LEFT - 44
LABEL = 15


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar: its words above it, its length, its pattern, and the figure at its end."""

    label: str
    label_y: int
    y: int
    width: int
    pattern: str
    value: str
    value_x: int
    value_y: int


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A drawing of bars with the words that say what it shows."""

    id: str
    title: str
    description: str
    bars: list[Bar]
    height: int
    width: int = WIDTH
    left: int = LEFT
    bar: int = BAR


@dataclass(frozen=True, kw_only=True)
class Value:
    """What one bar shows: a share between 0 and 1, in words, and which of the two patterns it bears."""

    label: str
    share: float
    words: str
    pattern: str = "solid"


def bars(*, id: str, title: str, description: str, values: Sequence[Value]) -> Chart:
    drawn = []
    for place, value in enumerate(values):
        top = TOP + place * (LABEL + GAP)
        width = max(1, round(value.share * ROOM)) if value.share > 0 else 0
        drawn.append(
            Bar(
                label=value.label,
                label_y=top + LABEL - 4,
                y=top + LABEL,
                width=width,
                pattern=value.pattern,
                value=value.words,
                value_x=LEFT + width + 5,
                value_y=top + LABEL + BAR - 4,
            )
        )
    height = TOP + len(values) * (LABEL + GAP)
    return Chart(id=id, title=title, description=description, bars=drawn, height=height)
