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
from cases.services.delivery import record_outcome
from cases.services.funding import MoneyDetails, agree_own_share, hand_off, record_money
from cases.services.intake import (
    HomeDetails,
    PersonDetails,
    close_case,
    mark_person,
    record_conversation,
    take_referral,
)
from cases.services.invoice import approve_invoice, mark_paid, refuse_invoice, send_credit_note, send_invoice
from cases.services.lines import assess, propose_line, recommend, send_to_assessment, stop_line
from cases.services.price_list import set_price, take_table
from cases.services.provision import (
    Agreed,
    Listed,
    accept_order,
    add_item,
    cancel_order,
    decline_order,
    hand_over,
    order,
)
from cases.services.reviews import put_on_review_list, review_line
from cases.services.visits import cancel_visit, move_visit, plan_visit
from cases.services.works import agree_works, complete_works, inspect, put_right, start_works

__all__ = [
    "Agreed",
    "Funded",
    "HomeDetails",
    "Listed",
    "MoneyDetails",
    "PersonDetails",
    "accept_order",
    "add_item",
    "agree_own_share",
    "agree_works",
    "approve_invoice",
    "arrange_direct_access",
    "ask_consent",
    "assess",
    "authorise",
    "await_funds",
    "cancel_order",
    "cancel_visit",
    "change_budget",
    "check_permissions",
    "close_case",
    "commit_funds",
    "commit_more",
    "commit_waiting",
    "complete_works",
    "declare_relation",
    "decline_order",
    "hand_off",
    "hand_over",
    "inspect",
    "mark_paid",
    "mark_person",
    "move_visit",
    "open_budget",
    "order",
    "plan_visit",
    "propose_line",
    "put_on_review_list",
    "put_right",
    "recommend",
    "record_consent",
    "record_conversation",
    "record_money",
    "record_outcome",
    "refuse_invoice",
    "release",
    "review_line",
    "see_warrant",
    "send_credit_note",
    "send_invoice",
    "send_to_assessment",
    "set_price",
    "spend",
    "start_works",
    "stop_line",
    "take_referral",
    "take_table",
]
