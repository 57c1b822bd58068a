"""What happened in a case, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from audit.models import Event
from audit.selectors import history_of
from cases.models import (
    Case,
)

READ = "cases.read"


HAPPENED = {
    "cases.referral_taken": "Referral taken",
    "cases.conversation_recorded": "Conversation recorded",
    "cases.person_marked": "Marked that the person died or moved away",
    "cases.relation_declared": "Declared a private tie to the person",
    "cases.line_proposed": "Proposed",
    "cases.line_assessed": "Case assessment recorded",
    "cases.line_recommended": "Recommended",
    "cases.line_sent_to_assessment": "Sent to a case assessment",
    "cases.line_authorised": "Authorised",
    "cases.authorisation_refused": "Authorisation refused by the register",
    "cases.line_arranged": "Arranged by direct access",
    "cases.direct_access_refused": "Not on the direct-access list",
    "cases.line_awaits_funds": "Approved, awaiting funds",
    "cases.funds_committed": "Money committed",
    "cases.provision_ordered": "Ordered",
    "cases.provision_handed_over": "Handed over",
    "cases.outcome_recorded": "Outcome recorded",
    "cases.line_stopped": "Stopped",
    "cases.review_raised": "Put on the review list",
    "cases.line_reviewed": "Reviewed",
    "cases.closed": "Closed",
    "cases.copy_asked_for": "The person asked for a copy of their record",
    "cases.copy_made": "Copy of the record made",
    "cases.copy_checked": "Copy of the record looked through, to be given",
    "cases.reopened": "Opened again",
    "cases.follow_up_set": "Named a day to follow the person up",
    "cases.follow_up_done": "Followed the person up",
    "cases.help_link_given": "Gave the person the address of their own page",
    "cases.help_link_ended": "Ended the address of the person’s own page",
    "cases.file_added": "Photograph or paper added",
    "cases.file_removed": "Photograph or paper removed",
    "cases.reason_stated": "Opened by somebody who gave a reason first",
}


def happened_in(case: Case, *, line: int | None = None) -> QuerySet[Event]:
    """What happened in a case, or to one of its solutions, newest first. Who read it is a list of its own."""
    events = history_of(case).exclude(verb=READ)
    if line is not None:
        events = events.filter(detail__line=line)
    return events.order_by("-at", "-id")


def happenings(case: Case, events: Iterable[Event]) -> list["Happening"]:
    """Events in words, with the solution that each is about."""
    titles = {line.number: line.title for line in case.lines.all()}
    return [
        Happening(
            at=event.at,
            words=HAPPENED.get(event.verb) or event.verb.rpartition(".")[2].replace("_", " ").capitalize(),
            about=titles.get(event.detail.get("line"), ""),
            who=event.actor_label or "Threshold",
        )
        for event in events
    ]


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One line of a case's history."""

    at: datetime
    words: str
    about: str
    who: str
