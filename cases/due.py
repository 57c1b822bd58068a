"""The clocks of the short ways: by when an item is to be with the person (P6)."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localtime

from cases.constants.lines import FINISHED, LineState
from cases.models import SolutionLine
from core import clock


@dataclass(frozen=True, kw_only=True)
class Due:
    """By when, in words, and whether that has passed."""

    words: str
    is_over: bool


def due_of(line: SolutionLine) -> Due | None:
    """The clock that runs for a line, from its rows of this round; None for the ordinary way and for what is done."""
    if line.state in FINISHED | {LineState.HANDED_OVER}:
        return None
    for row in line.fasttracks.all():
        if row.round == line.round:
            return Due(words=date_format(localtime(row.due_at), "j F Y, H:i"), is_over=clock.now() > row.due_at)
    for arranged in line.directaccessarrangements.all():
        if arranged.round == line.round and arranged.due_on:
            return Due(words=date_format(arranged.due_on, "j F Y"), is_over=clock.today() > arranged.due_on)
    return None
