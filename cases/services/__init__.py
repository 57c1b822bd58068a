"""The verbs of a case. Each says where it is allowed from, locks, checks inside and writes its audit event."""

from cases.services.decisions import arrange_direct_access, authorise, declare_relation
from cases.services.delivery import await_funds, commit_funds, record_outcome
from cases.services.equipment import (
    ask_back,
    bring_back,
    collect_from,
    dispose,
    mark_clean,
    mark_repaired,
    record_check,
    report_fault,
    send_to_repair,
    set_check_rule,
    take_in,
)
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
    FromStock,
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
    "FromStock",
    "HomeDetails",
    "Listed",
    "PersonDetails",
    "accept_order",
    "add_item",
    "agree_works",
    "approve_invoice",
    "arrange_direct_access",
    "ask_back",
    "assess",
    "authorise",
    "await_funds",
    "bring_back",
    "cancel_order",
    "cancel_visit",
    "close_case",
    "collect_from",
    "commit_funds",
    "complete_works",
    "declare_relation",
    "decline_order",
    "dispose",
    "hand_over",
    "inspect",
    "mark_clean",
    "mark_paid",
    "mark_person",
    "mark_repaired",
    "move_visit",
    "order",
    "plan_visit",
    "propose_line",
    "put_on_review_list",
    "put_right",
    "recommend",
    "record_check",
    "record_conversation",
    "record_outcome",
    "refuse_invoice",
    "report_fault",
    "review_line",
    "send_credit_note",
    "send_invoice",
    "send_to_assessment",
    "send_to_repair",
    "set_check_rule",
    "set_price",
    "start_works",
    "stop_line",
    "take_in",
    "take_referral",
    "take_table",
]
