from cases.views.cases import (
    case_page,
    close_case,
    concern,
    line_page,
    mark_person,
    propose_line,
    record_conversation,
    take_referral,
    work_list,
)
from cases.views.decisions import authorise, direct_access, refused, review, reviews
from cases.views.files import add_file, file, files, remove_file
from cases.views.help_links import end_help_link, help_link, help_page
from cases.views.history import history
from cases.views.lines import (
    assess,
    await_funds,
    commit_funds,
    hand_over,
    order,
    recommend,
    record_outcome,
    send_to_assessment,
    stop_line,
)
from cases.views.reading import read_log, readings, state_reason
from cases.views.reopening import follow_up, follow_ups, followed_up, reopen
from cases.views.subject_access import check_copy, copies, copy

__all__ = [
    "add_file",
    "assess",
    "authorise",
    "await_funds",
    "case_page",
    "check_copy",
    "close_case",
    "commit_funds",
    "concern",
    "copies",
    "copy",
    "direct_access",
    "end_help_link",
    "file",
    "files",
    "follow_up",
    "follow_ups",
    "followed_up",
    "hand_over",
    "help_link",
    "help_page",
    "history",
    "line_page",
    "mark_person",
    "order",
    "propose_line",
    "read_log",
    "readings",
    "recommend",
    "record_conversation",
    "record_outcome",
    "refused",
    "remove_file",
    "reopen",
    "review",
    "reviews",
    "send_to_assessment",
    "state_reason",
    "stop_line",
    "take_referral",
    "work_list",
]
