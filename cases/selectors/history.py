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
    "cases.referral_accepted": "Referral accepted",
    "cases.referral_joined": "Another referral added",
    "cases.person_changed": "Details of the person put right",
    "cases.contact_rules_set": "Safe ways to get in touch written down",
    "cases.person_unmarked": "Took back that the person died or moved away",
    "cases.home_changed": "Details of the home put right",
    "cases.household_changed": "Who lives in the home changed",
    "cases.carer_added": "A carer written down",
    "cases.carer_ended": "A carer no longer cares for the person",
    "cases.person_moved_home": "The person moved, and the case with them",
    "cases.flag_raised": "A warning about the address put up",
    "cases.flag_kept": "A warning about the address looked at again",
    "cases.flag_ended": "A warning about the address taken down",
    "cases.power_recorded": "A power to decide or speak written down",
    "cases.power_ended": "A power to decide or speak ended",
    "cases.capacity_recorded": "Who decides written down",
    "cases.sharing_recorded": "What a partner may be told written down",
    "cases.sharing_withdrawn": "A partner is no longer told",
    "cases.goal_measured": "Asked how a goal turned out",
    "cases.question_asked": "Asked an occupational therapist",
    "cases.question_answered": "An occupational therapist answered",
    "cases.contact_recorded": "Contact recorded",
    "cases.contact_struck": "Contact struck out",
    "cases.visit_proposed": "Home visit proposed",
    "cases.home_visit_proposed": "Home visit proposed",
    "cases.home_visit_agreed": "Home visit agreed",
    "cases.home_visit_made": "Home visit made",
    "cases.home_visit_failed": "Home visit failed",
    "cases.home_visit_called_off": "Home visit called off",
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
    "cases.money_spent": "Paid from the budget",
    "cases.money_given_back": "Money given back to the budget",
    "cases.snag_put_right": "Snag put right",
    "cases.visit_planned": "Visit planned",
    "cases.visit_moved": "Visit moved",
    "cases.visit_cancelled": "Visit cancelled",
    "cases.provision_handed_over": "Handed over",
    "cases.outcome_recorded": "Outcome recorded",
    "cases.line_stopped": "Stopped",
    "cases.review_raised": "Put on the review list",
    "cases.outage_to_look_at": "Allowed while the register was away, which would refuse it now",
    "cases.line_reviewed": "Reviewed",
    "cases.panel_referred": "Referred to the Complex Cases Panel",
    "cases.panel_plan_recorded": "Plan for safety recorded for the time until the panel decides",
    "cases.panel_person_heard": "What the person said to the panel recorded",
    "cases.panel_listed": "Put on the agenda of the panel",
    "cases.panel_taken_off": "Taken off the panel’s agenda: the meeting was cancelled",
    "cases.panel_recused": "A member of the panel stepped back",
    "cases.panel_heard": "Heard by the panel",
    "cases.panel_proposed": "A decision was put to the panel’s partners",
    "cases.panel_agreed": "A partner agreed",
    "cases.panel_disagreed": "A partner did not agree",
    "cases.panel_adjourned": "Adjourned by the panel",
    "cases.panel_passed_on": "Passed on to the statutory decision-maker",
    "cases.panel_decided": "Decided by the panel",
    "cases.panel_letter_looked_at": "The letter about the panel’s decision was read",
    "cases.panel_letter_sent": "The letter about the panel’s decision was sent",
    "cases.panel_withdrawn": "Taken back from the panel",
    "cases.owner_changed": "Handed over to a new owner",
    "cases.owner_needed": "Needs a new owner: nobody was found by rule",
    "cases.owner_confirmed": "New owner confirmed by the manager",
    "cases.closed": "Closed",
    "cases.complaint_received": "Complaint received",
    "cases.compliment_received": "Compliment received",
    "cases.complaint_acknowledged": "Complaint acknowledged",
    "cases.complaint_extended": "More time taken for a complaint",
    "cases.complaint_answered": "Complaint answered",
    "cases.complaint_taken_further": "Complaint taken further",
    "cases.complaint_closed": "Complaint closed",
    "cases.procedures_given": "Both complaints procedures given in writing",
    "cases.satisfaction_asked": "Asked how it went",
    "cases.satisfaction_sent": "Questionnaire sent",
    "cases.satisfaction_answered": "Questionnaire came back",
    "cases.hold_placed": "Put on hold",
    "cases.hold_kept": "Hold looked at again and kept",
    "cases.hold_ended": "Hold ended",
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
    "cases.service_suggested": "Another service suggested",
    "cases.suggestion_followed_up": "Asked whether they got to another service",
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
