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
from cases.services.clocks import explain_miss, start_clock
from cases.services.consents import ask_consent, check_permissions, record_consent, see_warrant
from cases.services.contact import (
    agree_visit,
    call_off_visit,
    fail_visit,
    make_visit,
    propose_visit,
    record_contact,
    strike_contact,
)
from cases.services.decisions import authorise, declare_relation
from cases.services.delivery import hand_over, order, record_outcome
from cases.services.direct_access import arrange_direct_access, read_answers, stop_at_the_door
from cases.services.fast_track import fast_track, stop_fast_track
from cases.services.funding import MoneyDetails, agree_own_share, hand_off, record_money
from cases.services.intake import (
    HomeDetails,
    PersonDetails,
    close_case,
    mark_person,
    record_conversation,
    take_referral,
)
from cases.services.lines import propose_line, recommend, send_to_assessment, stop_line
from cases.services.mot import HazardSeen, finish_mot, save_mot_area
from cases.services.mot_after import follow_up_action, leave_untold, require_contact, share_mot, tell_authority
from cases.services.repair import name_repair
from cases.services.reviews import put_on_review_list, review_line
from cases.services.standards import set_hazard_kind, set_mot_checklist, set_office_hours, set_standard
from cases.services.tier import lower_tier, record_circumstances

__all__ = [
    "Funded",
    "HazardSeen",
    "HomeDetails",
    "MoneyDetails",
    "PersonDetails",
    "agree_own_share",
    "agree_visit",
    "arrange_direct_access",
    "ask_consent",
    "assess",
    "authorise",
    "await_funds",
    "call_off_visit",
    "change_budget",
    "check_permissions",
    "close_case",
    "commit_funds",
    "commit_more",
    "commit_waiting",
    "declare_relation",
    "explain_miss",
    "fail_visit",
    "fast_track",
    "finish_mot",
    "follow_up_action",
    "hand_off",
    "hand_over",
    "leave_untold",
    "lower_tier",
    "make_visit",
    "mark_person",
    "name_repair",
    "open_budget",
    "open_draft",
    "order",
    "propose_line",
    "propose_visit",
    "put_on_review_list",
    "read_answers",
    "recommend",
    "record_circumstances",
    "record_consent",
    "record_contact",
    "record_conversation",
    "record_from_draft",
    "record_money",
    "record_outcome",
    "release",
    "require_contact",
    "review_line",
    "save_draft",
    "save_mot_area",
    "see_warrant",
    "send_to_assessment",
    "set_hazard_kind",
    "set_mot_checklist",
    "set_office_hours",
    "set_standard",
    "share_mot",
    "spend",
    "start_clock",
    "stop_at_the_door",
    "stop_fast_track",
    "stop_line",
    "strike_contact",
    "take_referral",
    "tell_authority",
]
