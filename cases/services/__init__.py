"""The verbs of a case. Each says where it is allowed from, locks, checks inside and writes its audit event."""

from cases.services.budgets import (
    Funded,
    await_funds,
    change_budget,
    commit_funds,
    commit_more,
    commit_waiting,
    open_budget,
    release,
    spend,
)
from cases.services.consents import ask_consent, check_permissions, record_consent, see_warrant
from cases.services.decisions import arrange_direct_access, authorise, declare_relation
from cases.services.delivery import hand_over, order, record_outcome
from cases.services.funding import MoneyDetails, agree_own_share, hand_off, record_money
from cases.services.intake import (
    HomeDetails,
    PersonDetails,
    close_case,
    mark_person,
    record_conversation,
    take_referral,
)
from cases.services.lines import assess, propose_line, recommend, send_to_assessment, stop_line
from cases.services.reviews import put_on_review_list, review_line

__all__ = [
    "Funded",
    "HomeDetails",
    "MoneyDetails",
    "PersonDetails",
    "agree_own_share",
    "arrange_direct_access",
    "ask_consent",
    "assess",
    "authorise",
    "await_funds",
    "change_budget",
    "check_permissions",
    "close_case",
    "commit_funds",
    "commit_more",
    "commit_waiting",
    "declare_relation",
    "hand_off",
    "hand_over",
    "mark_person",
    "open_budget",
    "order",
    "propose_line",
    "put_on_review_list",
    "recommend",
    "record_consent",
    "record_conversation",
    "record_money",
    "record_outcome",
    "release",
    "review_line",
    "see_warrant",
    "send_to_assessment",
    "spend",
    "stop_line",
    "take_referral",
]
