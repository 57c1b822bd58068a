"""Schedule a session, change it, find a substitute, cancel it; for those who arrange sessions (T5, T6)."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.exceptions import Refused
from modules.selectors import current_version, current_versions
from people.access import SignedInRequest, role_required
from training_sessions.constants import AHEAD, SCHEDULERS
from training_sessions.forms import ReasonForm, ScheduleForm, SessionFactsForm, SubstituteForm, TimesForm
from training_sessions.models import AreaBooking, DemonstrationArea, Session, SessionDate
from training_sessions.selectors.finding import waiting_list, with_facts
from training_sessions.services import (
    add_date,
    book_area_for_date,
    cancel,
    change_date,
    change_session,
    close_booking,
    hold,
    open_booking,
    schedule,
    substitute,
)
from training_sessions.views.finding import ON_A_PAGE, trail, trail_in

scheduler_required = role_required(*SCHEDULERS)


def arranged_or_404(pk: int) -> Session:
    return get_object_or_404(with_facts(Session.objects.all()), pk=pk)


def _typed(request: SignedInRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


@require_safe
@scheduler_required
def planned(request: SignedInRequest) -> HttpResponse:
    """Every session that is still to come, in whatever state."""
    ahead = with_facts(Session.objects.filter(state__in=AHEAD, ends_at__gt=clock.now())).order_by("starts_at", "pk")
    page = Paginator(ahead, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "training_sessions/planned.html", {"page_obj": page, "trail": trail()})


@require_safe
@scheduler_required
def choose_module(request: SignedInRequest) -> HttpResponse:
    """The first step: which module."""
    return render(request, "training_sessions/choose_module.html", {"versions": current_versions(), "trail": trail()})


@scheduler_required
def new(request: SignedInRequest, code: str) -> HttpResponse:
    version = current_version(code)
    if version is None:
        raise Http404
    form = ScheduleForm(version, clock.today(), _typed(request))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        facts = ("place", "capacity", "note", "offer_hours", "cut_off_hours", "first_trainer", "second_trainer")
        try:
            session = schedule(
                module_version=version,
                slots=[form.slot],
                by=request.user,
                **{name: values[name] for name in facts},
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The session is planned, and its trainers are invited. Open its booking next.")
            return redirect("training_sessions:arrange", session.pk)
    context = {"form": form, "version": version, "trail": trail()}
    return render(request, "training_sessions/new.html", context)


@require_safe
@scheduler_required
def arrange(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything about one session that can be changed, and who is coming."""
    session = arranged_or_404(pk)
    areas = list(DemonstrationArea.objects.filter(place=session.place, is_in_use=True))
    taken: dict[int | None, list[AreaBooking]] = {}
    for booking in AreaBooking.objects.live().filter(session_date__session=session).select_related("area"):
        taken.setdefault(booking.session_date_id, []).append(booking)
    dates = []
    for date in session.dates.all():
        held = taken.get(date.pk, [])
        dates.append((date, held, [area for area in areas if area.pk not in {one.area_id for one in held}]))
    context = {
        "session": session,
        "dates": dates,
        "now": clock.now(),
        "is_ahead": session.state in AHEAD,
        "has_begun": session.starts_at <= clock.now(),
        "pairs": session.pairs.select_related("first_trainer", "second_trainer", "first_employer", "second_employer"),
        "waiting": waiting_list(session),
        "trail": trail_in(session),
    }
    return render(request, "training_sessions/arrange.html", context)


def _act(request: SignedInRequest, form: forms.Form, do: Callable[[], object], done: str) -> bool:
    """Do it if the form is right; a refusal stands at the form with what was typed."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        do()
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, done)
    return True


def _page(
    request: SignedInRequest, session: Session, form: forms.Form, *, heading: str, button: str, words: str = ""
) -> HttpResponse:
    context = {
        "session": session,
        "form": form,
        "heading": heading,
        "button": button,
        "words": words,
        "trail": trail_in(session),
    }
    return render(request, "training_sessions/change.html", context)


@scheduler_required
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    session = arranged_or_404(pk)
    form = SessionFactsForm(_typed(request), initial=SessionFactsForm.initial_of(session))
    done = "The session is changed. Everybody who needs to know is told."
    if _act(request, form, lambda: change_session(session=session, by=request.user, **form.cleaned_data), done):
        return redirect("training_sessions:arrange", pk)
    words = "When the place or what people should know changes, everybody who is booked gets a new invitation."
    return _page(request, session, form, heading="Change the session", button="Save", words=words)


@scheduler_required
def new_date(request: SignedInRequest, pk: int) -> HttpResponse:
    session = arranged_or_404(pk)
    form = TimesForm(session.module_version, _typed(request))
    done = "The date is added, and everybody who is booked is invited to it."
    if _act(request, form, lambda: add_date(session=session, slot=form.slot, by=request.user), done):
        return redirect("training_sessions:arrange", pk)
    return _page(request, session, form, heading="Add a date", button="Add the date")


@scheduler_required
def move_date(request: SignedInRequest, pk: int) -> HttpResponse:
    date = get_object_or_404(SessionDate, pk=pk)
    session = arranged_or_404(date.session_id)
    form = TimesForm(session.module_version, _typed(request), initial=TimesForm.as_it_is(date))
    done = "The date is changed, and everybody who is booked has a new invitation."
    if _act(request, form, lambda: change_date(date=date, slot=form.slot, by=request.user), done):
        return redirect("training_sessions:arrange", session.pk)
    words = f"Now: {date.when}."
    return _page(request, session, form, heading="Change a date", button="Save", words=words)


@scheduler_required
def find_substitute(request: SignedInRequest, pk: int) -> HttpResponse:
    session = arranged_or_404(pk)
    dates = [date for date in session.dates.all() if date.starts_at > clock.now()] or list(session.dates.all())
    form = SubstituteForm(dates[0].pair.trainers, clock.today(), _typed(request))
    done = "The substitute is named. Everybody who is booked, and both trainers, are told."
    if _act(request, form, lambda: substitute(session=session, by=request.user, **form.cleaned_data), done):
        return redirect("training_sessions:arrange", pk)
    words = (
        "The two who lead come from different employers, and from different professions or service settings; "
        "one of them is qualified for this module. If they do not fit you will see who could be asked instead."
    )
    return _page(request, session, form, heading="Find a substitute", button="Name the substitute", words=words)


@scheduler_required
def call_off(request: SignedInRequest, pk: int) -> HttpResponse:
    """Cancelling tells everybody and cannot be undone, so the page says whom before the button does it."""
    session = arranged_or_404(pk)
    form = ReasonForm(_typed(request))
    if _act(
        request,
        form,
        lambda: cancel(session=session, reason=form.cleaned_data["reason"], by=request.user),
        "The session is cancelled, and everybody is told.",
    ):
        return redirect("training_sessions:arrange", pk)
    words = (
        f"This cannot be undone. {session.taken} with a place and {session.waiting} on the waiting list are told, "  # type: ignore[attr-defined]
        "and both trainers. Demonstration areas become free."
    )
    return _page(request, session, form, heading="Cancel the session", button="Cancel the session", words=words)


STATES: dict[str, tuple[Callable[..., Session], str]] = {
    "open": (open_booking, "Booking is open."),
    "close": (close_booking, "Booking is closed. Who has a place keeps it."),
    "held": (hold, "Noted: the session was held."),
}


@require_POST
@scheduler_required
def set_state(request: SignedInRequest, pk: int, verb: str) -> HttpResponse:
    if verb not in STATES:
        raise Http404
    do, done = STATES[verb]
    try:
        do(session=arranged_or_404(pk), by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect("training_sessions:arrange", pk)


@require_POST
@scheduler_required
def take_area(request: SignedInRequest, pk: int, area_id: int) -> HttpResponse:
    """Book a demonstration area along with a date."""
    date = get_object_or_404(SessionDate.objects.select_related("session"), pk=pk)
    area = get_object_or_404(DemonstrationArea, pk=area_id)
    try:
        book_area_for_date(area=area, date=date, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{area.name} is booked.")
    return redirect("training_sessions:arrange", date.session_id)
