"""The verbs of a case. Each says where it is allowed from, locks, checks inside and writes its audit event."""

from cases.services.assessment import assess, open_draft, record_from_draft, save_draft
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
from cases.services.decisions import authorise, declare_relation
from cases.services.delivery import record_outcome
from cases.services.direct_access import arrange_direct_access, read_answers, stop_at_the_door
from cases.services.fast_track import fast_track, stop_fast_track
from cases.services.funding import MoneyDetails, agree_own_share, hand_off, record_money
from cases.services.handover import confirm_handover, give_cases_new_owners, reassign_case
from cases.services.intake import (
    HomeDetails,
    PersonDetails,
    close_case,
    mark_person,
    record_conversation,
    take_referral,
)
from cases.services.invoice import approve_invoice, mark_paid, refuse_invoice, send_credit_note, send_invoice
from cases.services.lines import propose_line, recommend, send_to_assessment, stop_line
from cases.services.panel import record_interim_plan, record_person_heard, refer_to_panel, withdraw_from_panel
from cases.services.panel_decision import (
    adjourn,
    decide_alone,
    decide_jointly,
    give_agreement,
    look_at_letter,
    pass_on,
    propose_decision,
    send_letter,
)
from cases.services.panel_meeting import (
    call_meeting,
    cancel_meeting,
    close_meeting,
    hear,
    list_for_meeting,
    record_attendance,
    recuse,
)
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
from cases.services.tier import lower_tier, record_circumstances
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
    "adjourn",
    "agree_own_share",
    "agree_works",
    "approve_invoice",
    "arrange_direct_access",
    "ask_consent",
    "assess",
    "authorise",
    "await_funds",
    "call_meeting",
    "cancel_meeting",
    "cancel_order",
    "cancel_visit",
    "change_budget",
    "check_permissions",
    "close_case",
    "close_meeting",
    "commit_funds",
    "commit_more",
    "commit_waiting",
    "complete_works",
    "confirm_handover",
    "decide_alone",
    "decide_jointly",
    "declare_relation",
    "decline_order",
    "fast_track",
    "give_agreement",
    "give_cases_new_owners",
    "hand_off",
    "hand_over",
    "hear",
    "inspect",
    "list_for_meeting",
    "look_at_letter",
    "lower_tier",
    "mark_paid",
    "mark_person",
    "move_visit",
    "open_budget",
    "open_draft",
    "order",
    "pass_on",
    "plan_visit",
    "propose_decision",
    "propose_line",
    "put_on_review_list",
    "put_right",
    "read_answers",
    "reassign_case",
    "recommend",
    "record_attendance",
    "record_circumstances",
    "record_consent",
    "record_conversation",
    "record_from_draft",
    "record_interim_plan",
    "record_money",
    "record_outcome",
    "record_person_heard",
    "recuse",
    "refer_to_panel",
    "refuse_invoice",
    "release",
    "review_line",
    "save_draft",
    "see_warrant",
    "send_credit_note",
    "send_invoice",
    "send_letter",
    "send_to_assessment",
    "set_price",
    "spend",
    "start_works",
    "stop_at_the_door",
    "stop_fast_track",
    "stop_line",
    "take_referral",
    "take_table",
    "withdraw_from_panel",
]
