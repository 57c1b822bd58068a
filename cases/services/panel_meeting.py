"""Meetings of the Complex Cases Panel: called, filled, attended, and each referral heard (P8)."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from audit.services import record
from cases import panel_notices
from cases.constants.panel import ON_AGENDA, PANEL_LIFE, MeetingState, PanelState
from cases.exceptions import NotOnThePanel, PanelNotReady, Recused
from cases.models import PanelAttendance, PanelMeeting, PanelRecusal, PanelReferral, PanelSeat
from cases.selectors.panel import Bench, bench_for, recused_from, seat_of, seats_on
from cases.services.panel import new_token, write
from core import clock
from core.transitions import lock, require_state
from people.models import User

PLANNED = frozenset({MeetingState.PLANNED})


def require_seat(by: User) -> PanelSeat:
    """Only those who sit on the panel today run its meetings."""
    seat = seat_of(by)
    if seat is None:
        raise NotOnThePanel("Only those who sit on the Complex Cases Panel today can do this.")
    return seat


@transaction.atomic
def call_meeting(*, held_on: date, place: str, by: User) -> PanelMeeting:
    """Call a meeting and tell the members."""
    require_seat(by)
    if held_on < clock.today():
        raise PanelNotReady("The day of the meeting has passed already.")
    meeting = PanelMeeting.objects.create(
        token=new_token(), held_on=held_on, place=place, called_at=clock.now(), called_by=by
    )
    record("cases.panel_meeting_called", meeting, by=by)
    panel_notices.tell_of_meeting(meeting)
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting: PanelMeeting, by: User) -> PanelMeeting:
    """Cancel a meeting. What was listed for it waits for the next; that counts as no adjournment."""
    meeting = _planned(meeting, "cancel", by)
    if meeting.referrals.filter(state=PanelState.HEARD).exists():
        raise PanelNotReady("A case was heard at this meeting already. Decide it, adjourn it or pass it on first.")
    for referral in meeting.referrals.select_for_update(of=("self",)).filter(state=PanelState.LISTED):
        PANEL_LIFE.require(referral, "take off")
        adjourned = hasattr(referral, "adjournment")
        referral.state = PanelState.ADJOURNED if adjourned else PanelState.REFERRED
        referral.meeting = None
        referral.save(update_fields=["state", "meeting"])
        write(referral, "taken_off", by)
    _end(meeting, MeetingState.CANCELLED, by)
    panel_notices.tell_of_cancelling(meeting)
    return meeting


@transaction.atomic
def close_meeting(*, meeting: PanelMeeting, by: User) -> PanelMeeting:
    """Say that a meeting is over. Whatever stood on its agenda has been decided, adjourned or passed on."""
    meeting = _planned(meeting, "close", by)
    if waiting := list(meeting.referrals.filter(state__in=sorted(ON_AGENDA)).select_related("case")):
        named = ", ".join(referral.case.reference for referral in waiting)
        raise PanelNotReady(f"Decide, adjourn or pass on first: {named}.")
    _end(meeting, MeetingState.HELD, by)
    return meeting


def _planned(meeting: PanelMeeting, verb: str, by: User) -> PanelMeeting:
    require_seat(by)
    meeting = lock(PanelMeeting.objects, meeting.pk)
    require_state(meeting, verb, allowed=PLANNED)
    return meeting


def _end(meeting: PanelMeeting, state: MeetingState, by: User) -> None:
    meeting.state, meeting.ended_at, meeting.ended_by = state, clock.now(), by
    meeting.save(update_fields=["state", "ended_at", "ended_by"])
    record(f"cases.panel_meeting_{state}", meeting, by=by)


@transaction.atomic
def record_attendance(*, meeting: PanelMeeting, seats: Iterable[PanelSeat], by: User) -> list[PanelAttendance]:
    """Record who came. Raises `PanelNotReady` for a member together with their own deputy, or before the day."""
    meeting = _planned(meeting, "record who came to", by)
    if clock.today() < meeting.held_on:
        raise PanelNotReady(f"The meeting is on {meeting.held_on:%-d %B %Y}. Record who came on the day.")
    chosen = list(seats_on(meeting.held_on).filter(pk__in=[seat.pk for seat in seats]))
    posts = [seat.post for seat in chosen]
    if doubled := next((seat for seat in chosen if posts.count(seat.post) > 1 and seat.deputy_for_id), None):
        raise PanelNotReady(
            f"{doubled.user} stands in for {doubled.deputy_for.user}, who came. Only one of the two counts."  # type: ignore[union-attr]
        )
    if meeting.referrals.filter(state=PanelState.HEARD).exists() and (
        gone := meeting.attendances.exclude(user__in=[seat.user_id for seat in chosen]).select_related("user").first()
    ):
        raise PanelNotReady(f"A case was heard with {gone.user}. Decide it, adjourn it or pass it on first.")
    meeting.attendances.all().delete()
    came = [
        PanelAttendance.objects.create(
            meeting=meeting, seat=seat, user=seat.user, organisation=seat.organisation, post=seat.post
        )
        for seat in chosen
    ]
    record("cases.panel_attendance_recorded", meeting, by=by, detail={"members": len(came)})
    return came


@transaction.atomic
def list_for_meeting(*, referral: PanelReferral, meeting: PanelMeeting, by: User) -> PanelReferral:
    """Put a referral on a meeting's agenda. A plan keeps the person safe until then, or it is not listed."""
    meeting = _planned(meeting, "add to", by)
    referral = lock(PanelReferral.objects, referral.pk)
    PANEL_LIFE.require(referral, "list")
    require_plan(referral, meeting.held_on)
    referral.state, referral.meeting = PanelState.LISTED, meeting
    referral.save(update_fields=["state", "meeting"])
    write(referral, "listed", by)
    panel_notices.tell_of_listing(referral)
    return referral


def require_plan(referral: PanelReferral, on: date) -> None:
    """There is a plan for safety that has started and is not past its review on that day."""
    plan = referral.plans.order_by("-id").first()
    if plan is None:
        raise PanelNotReady("Record a plan that keeps the person safe until the panel has decided.")
    if plan.from_on > on or plan.review_on < on:
        raise PanelNotReady(
            f"The plan for safety holds from {plan.from_on:%-d %B %Y} and is to be looked at again on "
            f"{plan.review_on:%-d %B %Y}. It has to cover {on:%-d %B %Y}: look at it again first."
        )


@transaction.atomic
def recuse(*, referral: PanelReferral, reason: str, by: User) -> PanelRecusal:
    """Step back from one referral. Who has agreed to it does not count any more."""
    require_seat(by)
    referral = lock(PanelReferral.objects, referral.pk)
    PANEL_LIFE.require(referral, "recuse")
    if not reason.strip():
        raise PanelNotReady("Say in a few words why you step back. No details about the person are needed.")
    recusal, is_new = PanelRecusal.objects.get_or_create(
        referral=referral, user=by, defaults={"reason": reason, "at": clock.now()}
    )
    if is_new:
        write(referral, "recused", by)
    return recusal


def require_sitting(referral: PanelReferral, by: User) -> Bench:
    """Those who hear the referral, if `by` is one of them. Raises `Recused` with why for whoever has to step back."""
    if why := recused_from(referral).get(by.pk):
        raise Recused(f"You {why}. Somebody else decides; you may answer the panel's questions.")
    bench = bench_for(referral)
    if by.pk not in {one.user_id for one in bench.sitting}:
        raise NotOnThePanel("Only members who are recorded as present at this meeting can do this.")
    return bench


def require_quorum(bench: Bench) -> None:
    if bench.missing:
        raise PanelNotReady(bench.missing)


@transaction.atomic
def hear(*, referral: PanelReferral, by: User) -> PanelReferral:
    """Hear a case: with a quorum of those who need not step back, a plan for safety and the person's view."""
    referral = lock(PanelReferral.objects, referral.pk)
    PANEL_LIFE.require(referral, "hear")
    require_quorum(require_sitting(referral, by))
    require_plan(referral, clock.today())
    if not referral.hearings.exists():
        raise PanelNotReady("Record what the person or their advocate said, or why they were not heard and how else.")
    referral.state = PanelState.HEARD
    referral.save(update_fields=["state"])
    write(referral, "heard", by)
    return referral
