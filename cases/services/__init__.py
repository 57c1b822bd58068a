"""The verbs of a case. Each says where it is allowed from, locks, checks inside and writes its audit event."""

from cases.services.decisions import arrange_direct_access, authorise, declare_relation
from cases.services.delivery import await_funds, commit_funds, hand_over, order, record_outcome
from cases.services.hold import end_hold, keep_hold, place_hold
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
    "HomeDetails",
    "PersonDetails",
    "arrange_direct_access",
    "assess",
    "authorise",
    "await_funds",
    "close_case",
    "commit_funds",
    "declare_relation",
    "end_hold",
    "hand_over",
    "keep_hold",
    "mark_person",
    "order",
    "place_hold",
    "propose_line",
    "put_on_review_list",
    "recommend",
    "record_conversation",
    "record_outcome",
    "review_line",
    "send_to_assessment",
    "stop_line",
    "take_referral",
]
