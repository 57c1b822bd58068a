"""Reads about cases."""

from cases.selectors.budgets import (
    budgets_for,
    budgets_of,
    commitments_of,
    holders_for,
    stopped_with_money,
    totals_by_stream,
    waiting_for,
)
from cases.selectors.duplicates import (
    homes_known_to,
    homes_like,
    open_cases_of,
    people_known_to,
    people_like,
    person_in_words,
)
from cases.selectors.funding import Paying, paying_for
from cases.selectors.help_page import help_page
from cases.selectors.history import HAPPENED, READ, Happening, happened_in, happenings
from cases.selectors.household import Resident, cared_for_by, carers_of, household_of
from cases.selectors.lists import (
    AuthorisationCount,
    CaseSummary,
    authorisation_counts,
    case_summary,
    demo_cases,
    owners,
    work_list,
)
from cases.selectors.page import with_conversations, with_record, with_state
from cases.selectors.questions import answered_questions, open_questions
from cases.selectors.reading import in_words, readers_of_many, readings_by_staff, readings_of, stated_lately
from cases.selectors.referrals import (
    NotServed,
    front_door,
    has_front_door,
    reasons_why_not,
    receivers,
    referrals_from,
    referrals_to,
    stages_told,
)
from cases.selectors.reopening import open_follow_ups
from cases.selectors.reviews import open_reviews, undelivered_by, what_stopping_touches
from cases.selectors.scope import cases_of, stage_of, with_names
from cases.selectors.tasks import read_as

__all__ = [
    "HAPPENED",
    "READ",
    "AuthorisationCount",
    "CaseSummary",
    "Happening",
    "NotServed",
    "Paying",
    "Resident",
    "answered_questions",
    "authorisation_counts",
    "budgets_for",
    "budgets_of",
    "cared_for_by",
    "carers_of",
    "case_summary",
    "cases_of",
    "commitments_of",
    "demo_cases",
    "front_door",
    "happened_in",
    "happenings",
    "has_front_door",
    "help_page",
    "holders_for",
    "homes_known_to",
    "homes_like",
    "household_of",
    "in_words",
    "open_cases_of",
    "open_follow_ups",
    "open_questions",
    "open_reviews",
    "owners",
    "paying_for",
    "people_known_to",
    "people_like",
    "person_in_words",
    "read_as",
    "readers_of_many",
    "readings_by_staff",
    "readings_of",
    "reasons_why_not",
    "receivers",
    "referrals_from",
    "referrals_to",
    "stage_of",
    "stages_told",
    "stated_lately",
    "stopped_with_money",
    "totals_by_stream",
    "undelivered_by",
    "waiting_for",
    "what_stopping_touches",
    "with_conversations",
    "with_names",
    "with_record",
    "with_state",
    "work_list",
]
