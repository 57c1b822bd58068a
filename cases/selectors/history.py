"""What happened in a case, in words."""

from dataclasses import dataclass
from datetime import datetime

from audit.selectors import history_of
from cases.models import (
    Case,
)

READ = "cases.read"


EVENTS_SHOWN = 100


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
    "cases.order_accept": "The provider accepted the order",
    "cases.order_decline": "The provider declined the order",
    "cases.order_declined": "To be ordered from somebody else",
    "cases.order_cancel": "Order cancelled",
    "cases.order_cancelled": "To be ordered again",
    "cases.order_agree_works": "Works dates agreed",
    "cases.order_start": "Works started",
    "cases.order_complete": "Works completed",
    "cases.order_find_snags": "Inspected, with something to put right",
    "cases.order_pass_inspection": "Passed inspection",
    "cases.order_hand_over": "Shown to the person and tried",
    "cases.order_item_added": "Item added to the order",
    "cases.invoice_sent": "Invoice received",
    "cases.credit_note_sent": "Credit note received",
    "cases.invoice_approved": "Invoice approved",
    "cases.invoice_refused": "Invoice sent back",
    "cases.invoice_paid": "Invoice paid",
    "cases.snag_put_right": "Snag put right",
    "cases.visit_planned": "Visit planned",
    "cases.visit_moved": "Visit moved",
    "cases.visit_cancelled": "Visit cancelled",
    "cases.provision_handed_over": "Handed over",
    "cases.outcome_recorded": "Outcome recorded",
    "cases.line_stopped": "Stopped",
    "cases.review_raised": "Put on the review list",
    "cases.line_reviewed": "Reviewed",
    "cases.closed": "Closed",
}


def timeline(case: Case) -> list["Happening"]:
    """What happened in a case, newest first. Who read it is for those who look after records, not for the page."""
    titles = {line.number: line.title for line in case.lines.all()}
    events = history_of(case).exclude(verb=READ).order_by("-at", "-id")[:EVENTS_SHOWN]
    return [
        Happening(
            at=event.at,
            words=HAPPENED.get(event.verb, event.verb),
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
