"""E-mails of the Complex Cases Panel. None says whom a case is about."""

from collections.abc import Iterable

from django.utils.formats import date_format

from cases.models import PanelDecision, PanelMeeting, PanelReferral
from cases.selectors.panel import recused_from, seats_on
from core import clock
from people.models import User
from people.notices import notify


def _tell_members(meeting: PanelMeeting, template: str, key: str, skip: Iterable[int] = (), **context: object) -> None:
    facts = {"on": date_format(meeting.held_on, "j F Y"), "place": meeting.place, "token": meeting.token}
    for seat in seats_on(clock.today()).exclude(user__in=list(skip)):
        notify(
            user=seat.user,
            template=f"cases/email/{template}.txt",
            key=f"cases.{template}:{key}:{seat.user_id}",
            context=facts | context,
        )


def tell_of_meeting(meeting: PanelMeeting) -> None:
    _tell_members(meeting, "panel_meeting", str(meeting.pk))


def tell_of_cancelling(meeting: PanelMeeting) -> None:
    _tell_members(meeting, "panel_cancelled", str(meeting.pk))


def tell_of_listing(referral: PanelReferral) -> None:
    """Those who have to step back hear nothing of it."""
    if referral.meeting:
        key = f"{referral.pk}:{referral.meeting_id}"
        _tell_members(
            referral.meeting,
            "panel_listed",
            key,
            skip=recused_from(referral),
            reference=referral.case.reference,
            referral=referral.token,
        )


def tell_of_withdrawal(referral: PanelReferral) -> None:
    if referral.meeting:
        key = f"{referral.pk}:{referral.meeting_id}"
        _tell_members(
            referral.meeting,
            "panel_withdrawn",
            key,
            skip=recused_from(referral),
            reference=referral.case.reference,
        )


def tell_of_passing_on(referral: PanelReferral) -> None:
    if referral.passed_to:
        _tell(referral.passed_to, "panel_passed_on", referral, referral=referral.token)


def tell_of_decision(decision: PanelDecision) -> None:
    """Whoever owns the case, and whoever owns the decision."""
    case = decision.referral.case
    due_on = date_format(decision.proposal.due_on, "j F Y")
    _tell(
        case.owner,
        "panel_decided",
        decision.referral,
        is_owner=case.owner_id == decision.proposal.owner_id,
        due_on=due_on,
    )
    if decision.proposal.owner_id != case.owner_id:
        _tell(decision.proposal.owner, "panel_owned", decision.referral, due_on=due_on)


def _tell(user: User, template: str, about: PanelReferral, **context: object) -> None:
    notify(
        user=user,
        template=f"cases/email/{template}.txt",
        key=f"cases.{template}:{about.pk}",
        context={"reference": about.case.reference} | context,
    )
