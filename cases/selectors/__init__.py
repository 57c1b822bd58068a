"""Reads about cases."""

from cases.selectors.help_page import help_page
from cases.selectors.history import HAPPENED, READ, Happening, happened_in, happenings
from cases.selectors.lists import (
    AuthorisationCount,
    CaseSummary,
    authorisation_counts,
    case_summary,
    demo_cases,
    owners,
    work_list,
)
from cases.selectors.page import with_everything
from cases.selectors.reading import in_words, read_as, readers_of_many, readings_by_staff, readings_of, stated_lately
from cases.selectors.reopening import open_follow_ups
from cases.selectors.reviews import open_reviews, undelivered_by, what_stopping_touches
from cases.selectors.scope import cases_of, stage_of, with_names

__all__ = [
    "HAPPENED",
    "READ",
    "AuthorisationCount",
    "CaseSummary",
    "Happening",
    "authorisation_counts",
    "case_summary",
    "cases_of",
    "demo_cases",
    "happened_in",
    "happenings",
    "help_page",
    "in_words",
    "open_follow_ups",
    "open_reviews",
    "owners",
    "read_as",
    "readers_of_many",
    "readings_by_staff",
    "readings_of",
    "stage_of",
    "stated_lately",
    "undelivered_by",
    "what_stopping_touches",
    "with_everything",
    "with_names",
    "work_list",
]
