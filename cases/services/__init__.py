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
from cases.services.closing import close_case
from cases.services.conversation import measure_goal, record_conversation
from cases.services.deciding import end_power, record_capacity, record_power, share_with, withdraw_sharing
from cases.services.homes import (
    add_carer,
    add_to_household,
    end_caring,
    end_flag,
    keep_flag,
    leave_household,
    move_home,
    raise_flag,
    update_home,
)
from cases.services.intake import (
    HomeDetails,
    PersonDetails,
    ReferralDetails,
    accept_referral,
    ask_for_help,
    decline_referral,
    join_referral,
    new_reference,
    send_referral,
    take_referral,
)
from cases.services.lines import assess, propose_line, recommend, send_to_assessment, stop_line
from cases.services.people import mark_person, set_contact_rules, unmark_person, update_person
from cases.services.questions import answer_question, ask_a_therapist
from cases.services.reviews import put_on_review_list, review_line

__all__ = [
    "Funded",
    "HomeDetails",
    "MoneyDetails",
    "PersonDetails",
    "agree_own_share",
    "arrange_direct_access",
    "ask_consent",
    "ReferralDetails",
    "accept_referral",
    "add_carer",
    "add_to_household",
    "answer_question",
    "ask_a_therapist",
    "ask_for_help",
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
    "decline_referral",
    "end_caring",
    "end_flag",
    "end_power",
    "hand_over",
    "join_referral",
    "keep_flag",
    "leave_household",
    "mark_person",
    "open_budget",
    "measure_goal",
    "move_home",
    "new_reference",
    "order",
    "propose_line",
    "put_on_review_list",
    "raise_flag",
    "recommend",
    "record_consent",
    "record_capacity",
    "record_conversation",
    "record_money",
    "record_outcome",
    "release",
    "review_line",
    "see_warrant",
    "send_to_assessment",
    "spend",
    "record_power",
    "send_referral",
    "set_contact_rules",
    "share_with",
    "stop_line",
    "take_referral",
    "unmark_person",
    "update_home",
    "update_person",
    "withdraw_sharing",
]
