"""The trainers' pages: their sessions, the pack, the log, their own record, and everybody's share (T11, T12)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from core import clock
from core.exceptions import Refused
from core.pdf import render_pdf
from core.spreadsheets import csv_response
from people import drafts
from people.access import SignedInRequest, role_required
from people.constants import Role
from training_sessions.access import led_or_refuse
from training_sessions.constants import SEES_SHARES, BookingState
from training_sessions.forms import LogForm
from training_sessions.models import AreaBooking, Booking, Session, SessionLog
from training_sessions.observing import observe_link
from training_sessions.selectors.finding import with_facts
from training_sessions.selectors.teaching import (
    dates_led,
    dates_to_lead,
    pairings,
    trainer_shares,
    year_in_words,
    year_of,
)
from training_sessions.services import write_log
from training_sessions.views.finding import ON_A_PAGE, trail, trail_in

COLUMNS = (
    *("Date", "From", "To", "Module", "Version", "Place", "Locality"),
    *("With", "Their employer", "People there", "Days"),
)
YEARS_SHOWN = 3


def led_session(request: SignedInRequest, pk: int) -> Session:
    session = get_object_or_404(with_facts(Session.objects.all()), pk=pk)
    return led_or_refuse(request.user, session)


@require_safe
@role_required(Role.TRAINER)
def teaching(request: SignedInRequest) -> HttpResponse:
    """What a trainer leads next, and led last."""
    written = set(SessionLog.objects.filter(written_by=request.user).values_list("session_id", flat=True))
    context = {
        "ahead": dates_to_lead(request.user),
        "led": [(date, date.session_id in written) for date in dates_led(request.user)[:ON_A_PAGE]],
        "trail": trail(),
    }
    return render(request, "training_sessions/teaching.html", context)


@require_safe
@login_required
def pack(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything that the two trainers need on the day, to read or to print."""
    session = led_session(request, pk)
    taught = {lesson_id for date in session.dates.all() for lesson_id in date.lesson_ids}
    coming = Booking.objects.filter(session=session, state=BookingState.BOOKED).select_related("user")
    areas = AreaBooking.objects.live().filter(session_date__session=session).select_related("area", "session_date")
    context = {
        "session": session,
        "dates": [(date, observe_link(date.pk)) for date in session.dates.all()],
        "coming": coming.order_by("user__last_name", "user__first_name", "pk"),
        "lessons": [lesson for lesson in session.module_version.lessons if lesson.id in taught],
        "areas": areas,
        "logs": SessionLog.objects.filter(session=session).select_related("written_by"),
        "now": clock.now(),
        "has_begun": session.starts_at <= clock.now(),
        "trail": trail_in(session),
    }
    return render(request, "training_sessions/pack.html", context)


@login_required
def log(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down how it went."""
    session = led_session(request, pk)
    draft_key = f"session-log:{pk}"
    draft = drafts.held(request.user, draft_key)
    form = LogForm(request.POST if request.method == "POST" else None, initial=drafts.values(draft))
    if request.method == "POST" and form.is_valid():
        try:
            write_log(session=session, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            drafts.forget(request.user, draft_key)
            messages.success(request, "Your log is kept. The governance group sees it in the evaluation.")
            return redirect("training_sessions:pack", pk)
    logs = SessionLog.objects.filter(session=session).select_related("written_by")
    context = {
        "session": session,
        "form": form,
        "logs": logs,
        "draft": draft,
        "draft_key": draft_key,
        "trail": trail_in(session),
    }
    return render(request, "training_sessions/log.html", context)


@require_safe
@role_required(Role.TRAINER)
def record(request: SignedInRequest) -> HttpResponse:
    """A trainer's own continuing record: what they trained, and with whom."""
    dates = dates_led(request.user)
    context = {
        "page_obj": Paginator(dates, ON_A_PAGE).get_page(request.GET.get("page")),
        "days": sum(date.trainer_days for date in dates),
        "trail": trail(),
    }
    return render(request, "training_sessions/record.html", context)


def _rows(request: SignedInRequest) -> list[list[object]]:
    rows: list[list[object]] = []
    for date in dates_led(request.user):
        is_first = date.pair.first_trainer_id == request.user.pk
        session = date.session
        rows.append(
            [
                localdate(date.starts_at).isoformat(),
                date.starts_in_words,
                date.ends_in_words,
                session.module_version.title,
                session.module_version.label,
                session.place.name,
                session.locality.name,
                str(date.pair.other_than(request.user.pk)),
                str(date.pair.second_employer if is_first else date.pair.first_employer),
                date.there,  # type: ignore[attr-defined]
                date.trainer_days,
            ]
        )
    return rows


@require_safe
@role_required(Role.TRAINER)
def record_csv(request: SignedInRequest) -> HttpResponse:
    return csv_response("my-training-record", COLUMNS, _rows(request))


@require_safe
@role_required(Role.TRAINER)
def record_pdf(request: SignedInRequest) -> HttpResponse:
    context = {"user": request.user, "columns": COLUMNS, "rows": _rows(request), "today": clock.today()}
    response = HttpResponse(render_pdf("pdf/training_record.html", context), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="my-training-record.pdf"'
    return response


@require_safe
@role_required(*SEES_SHARES)
def shares(request: SignedInRequest) -> HttpResponse:
    """Each organisation's trainer days against its promise, and who has trained with whom (T12)."""
    this_year = year_of(clock.today())
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and 2000 <= int(asked[:4]) == int(asked) else this_year
    context = {
        "shares": trainer_shares(year),
        "year": year,
        "year_in_words": year_in_words(year),
        "years": [(one, year_in_words(one)) for one in range(this_year + 1, this_year - YEARS_SHOWN, -1)],
        "page_obj": Paginator(pairings(), ON_A_PAGE).get_page(request.GET.get("page")),
        "trail": trail(),
    }
    return render(request, "training_sessions/shares.html", context)
