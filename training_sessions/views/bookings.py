"""Book, take or turn down an offered place, say that one cannot come, give the place to a colleague (T5)."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.exceptions import Refused
from people.access import SignedInRequest
from people.models import User
from training_sessions import calendars
from training_sessions.access import managed_by, may_act_for
from training_sessions.constants import LIVE, BookingState
from training_sessions.forms import ApologyForm, ColleagueForm, NeedsForm, NoForm, StaffForm
from training_sessions.models import Booking, Session
from training_sessions.selectors.finding import overlapping, position_of
from training_sessions.services import accept_offer, apologise, book, decline_offer, hand_on, leave_queue
from training_sessions.services.invitations import dates_of, newest_sequences
from training_sessions.views.finding import session_or_404, trail_in


@require_POST
@login_required
def book_session(request: SignedInRequest, pk: int) -> HttpResponse:
    session = session_or_404(request.user, pk)
    form = NeedsForm(request.POST)
    needs = form.cleaned_data["needs"] if form.is_valid() else ""
    clashes = overlapping(request.user, session)
    try:
        booking = book(session=session, user=request.user, by=request.user, needs=needs)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _said(booking))
        for other in clashes:
            messages.warning(request, f"You also have a session at the same time: {other}.")
    return redirect("training_sessions:session", pk)


def _said(booking: Booking) -> str:
    if booking.state == BookingState.BOOKED:
        return "You have a place. We have sent you an invitation for your calendar."
    if booking.state == BookingState.OFFERED:
        return "A place is offered to you. Take it under “My bookings”."
    return f"All places are taken. You are number {position_of(booking)} on the waiting list."


@login_required
def book_staff(request: SignedInRequest, pk: int) -> HttpResponse:
    """A manager books one of the people they manage, and sees who of them comes."""
    session = session_or_404(request.user, pk)
    staff = managed_by(request.user)
    if not staff.exists():
        raise Http404
    form = StaffForm(staff.order_by("last_name", "first_name"), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["person"]
        try:
            booking = book(session=session, user=person, by=request.user, needs=form.cleaned_data["needs"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{person}: {booking.get_state_display().lower()}.")
            return redirect("training_sessions:book_staff", pk)
    booked = Booking.objects.filter(session=session, user__in=staff, state__in=LIVE).select_related("user")
    context = {"session": session, "form": form, "booked": booked, "trail": trail_in(session)}
    return render(request, "training_sessions/book_staff.html", context)


@dataclass(frozen=True)
class Step:
    """A change of a booking: what the page asks, its form, and the verb that does it."""

    heading: str
    words: str
    button: str
    done: str
    form: type[forms.Form]
    do: Callable[[Booking, forms.Form, User], object]


STEPS = {
    "accept": Step(
        "Take the place",
        "You say that you will come.",
        "Take the place",
        "You have a place. We have sent you an invitation for your calendar.",
        NoForm,
        lambda booking, form, by: accept_offer(booking=booking, by=by),
    ),
    "decline": Step(
        "Turn the place down",
        "The place goes to the next person, and you leave the waiting list.",
        "Turn it down",
        "You have turned the place down.",
        NoForm,
        lambda booking, form, by: decline_offer(booking=booking, by=by),
    ),
    "leave": Step(
        "Leave the waiting list",
        "If you join again later you stand at its end.",
        "Leave the list",
        "You are no longer on the waiting list.",
        NoForm,
        lambda booking, form, by: leave_queue(booking=booking, by=by),
    ),
    "apologise": Step(
        "Say that you cannot come",
        "Your place goes to the next person on the waiting list at once, and you cannot take it back.",
        "Give up the place",
        "Thank you for telling us. The place is free for somebody else.",
        ApologyForm,
        lambda booking, form, by: apologise(booking=booking, by=by, note=form.cleaned_data["note"]),
    ),
    "hand-on": Step(
        "Give the place to a colleague",
        "Somebody of the same organisation can come instead. They are told by e-mail.",
        "Give the place",
        "Your colleague has the place.",
        ColleagueForm,
        lambda booking, form, by: hand_on(booking=booking, to=form.user, by=by),  # type: ignore[attr-defined]
    ),
}


@login_required
def change(request: SignedInRequest, pk: int, step: str) -> HttpResponse:
    """One step of a booking: the page says what it does, the button does it."""
    if step not in STEPS:
        raise Http404
    asked = STEPS[step]
    bookings = Booking.objects.filter(may_act_for(request.user)).select_related(
        "user", "session__place", "session__module_version"
    )
    booking = get_object_or_404(bookings, pk=pk)
    session = booking.session
    form = asked.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            asked.do(booking, form, request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, asked.done)
            return redirect("training_sessions:session", session.pk)
    context = {
        "step": asked,
        "booking": booking,
        "session": session,
        "form": form,
        "is_late": step == "apologise" and clock.now() > session.apologies_until,
        "trail": trail_in(session),
    }
    return render(request, "training_sessions/step.html", context)


@require_safe
@login_required
def calendar_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every date of a session, to open in a calendar."""
    session = session_or_404(request.user, pk)
    dates = dates_of(Session.objects.get(pk=session.pk))
    text = calendars.file_of(dates, sequences=newest_sequences(request.user, dates), made_at=clock.now())
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="session-{session.pk}.ics"'
    return response
