"""The verbs of a case. Each says where it is allowed from, locks, checks inside and writes its audit event."""

from cases.services.decisions import arrange_direct_access, authorise, declare_relation
from cases.services.delivery import await_funds, commit_funds, hand_over, order, record_outcome
from cases.services.files import add_file, remove_file
from cases.services.help_links import address_of, end_help_link, give_help_link
from cases.services.intake import (
    HomeDetails,
    PersonDetails,
    close_case,
    mark_person,
    record_conversation,
    take_referral,
)
from cases.services.lines import assess, propose_line, recommend, send_to_assessment, stop_line
from cases.services.reading import state_reason, write_reading
from cases.services.reopening import do_follow_up, reopen_case, set_follow_up
from cases.services.reviews import put_on_review_list, review_line
from cases.services.subject_access import ask_for_copy, check_copy

__all__ = [
    "HomeDetails",
    "PersonDetails",
    "add_file",
    "address_of",
    "arrange_direct_access",
    "ask_for_copy",
    "assess",
    "authorise",
    "await_funds",
    "check_copy",
    "close_case",
    "commit_funds",
    "declare_relation",
    "do_follow_up",
    "end_help_link",
    "give_help_link",
    "hand_over",
    "mark_person",
    "order",
    "propose_line",
    "put_on_review_list",
    "recommend",
    "record_conversation",
    "record_outcome",
    "remove_file",
    "reopen_case",
    "review_line",
    "send_to_assessment",
    "set_follow_up",
    "state_reason",
    "stop_line",
    "take_referral",
    "write_reading",
]
