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
    "cases.contact_recorded": "Contact recorded",
    "cases.contact_struck": "Contact struck out",
    "cases.visit_proposed": "Visit proposed",
    "cases.visit_agreed": "Visit agreed",
    "cases.visit_made": "Visit made",
    "cases.visit_failed": "Visit failed",
    "cases.visit_called_off": "Visit called off",
    "cases.miss_explained": "Said why something was late",
    "cases.repair_named": "Repair named",
    "cases.mot_begun": "Housing MOT begun",
    "cases.mot_finished": "Housing MOT finished",
    "cases.mot_refused": "The register refused a Housing MOT",
    "cases.mot_shared": "Results of a Housing MOT shared",
    "cases.mot_action_followed_up": "Action of a Housing MOT followed up",
    "cases.danger_seen": "Danger seen",
    "cases.authority_told": "Authority told of danger",
    "cases.authority_not_told": "Danger dealt with, no authority told",
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
    "cases.answers_wait": "Red-flag questions asked; the answers wait to be read",
    "cases.line_turned_away": "Turned away to a case assessment",
    "cases.line_fast_tracked": "Fast-tracked",
    "cases.circumstance_recorded": "Recorded what makes the need more complex",
    "cases.tier_lowered": "Tier lowered",
    "cases.direct_access_refused": "Not on the direct-access list",
    "cases.line_awaits_funds": "Approved, awaiting funds",
    "cases.funds_committed": "Money committed",
    "cases.more_committed": "More money committed",
    "cases.funds_released": "Money released",
    "cases.invoice_paid": "Invoice paid",
    "cases.money_recorded": "Money recorded",
    "cases.payer_decided": "Decided who pays",
    "cases.passed_on": "Passed on to whoever pays",
    "cases.own_share_agreed": "The person agreed to pay a share",
    "cases.own_money_agreed": "The person agreed to pay",
    "cases.consent_asked": "Consent asked for",
    "cases.consent_answered": "Answer about consent recorded",
    "cases.permissions_checked": "Checked what else must be agreed to",
    "cases.warrant_seen": "Building warrant or approval seen",
    "cases.provision_ordered": "Ordered",
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
