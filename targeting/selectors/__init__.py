"""Reads: who needs what by when. Nothing of it is stored, so nothing of it can be stale (T9)."""

from targeting.selectors.figures import (
    COUNTED,
    Figures,
    all_of,
    by_locality,
    by_organisation,
    count_late,
    manages_anybody,
)
from targeting.selectors.needs import Need, needs_in, needs_of, needs_to_remind_of, page_of_needs
from targeting.selectors.queries import Narrowing, RulesInForce, rows
from targeting.selectors.reach import people_touched, reach_by, reach_named, reach_of

__all__ = [
    "COUNTED",
    "Figures",
    "Narrowing",
    "Need",
    "RulesInForce",
    "all_of",
    "by_locality",
    "by_organisation",
    "count_late",
    "manages_anybody",
    "needs_in",
    "needs_of",
    "needs_to_remind_of",
    "page_of_needs",
    "people_touched",
    "reach_by",
    "reach_named",
    "reach_of",
    "rows",
]
