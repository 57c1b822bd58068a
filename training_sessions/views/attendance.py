"""Attendance: the code on the screen, the list on a phone, the printed sheet and the file (T5)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core import clock, qr
from core.exceptions import Refused
from core.spreadsheets import csv_response
from people import drafts
from people.access import SignedInRequest
from training_sessions import codes, sheets
from training_sessions.access import led_or_refuse
from training_sessions.constants import LATE_MARKING, AttendanceStatus, MarkedBy
from training_sessions.forms import CodeForm, ColleagueForm, CorrectForm, MarkForm, SheetForm
from training_sessions.models import Attendance, SessionDate
from training_sessions.selectors.teaching import people_of
from training_sessions.services import mark, mark_by_code
from training_sessions.views.finding import trail, trail_in


def date_to_lead(request: SignedInRequest, pk: int) -> SessionDate:
    """A date, for its session's trainers."""
    dates = SessionDate.objects.select_related(
        "session__module_version__module", "session__place", "pair__first_trainer", "pair__second_trainer"
    )
    date = get_object_or_404(dates, pk=pk)
    led_or_refuse(request.user, date.session)
    return date


def marked_on(date: SessionDate) -> dict[int, Attendance]:
    return {row.user_id: row for row in Attendance.objects.newest().filter(session_date=date)}


@login_required
def mark_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """The trainers' list, for a phone. Sending it twice, as a poor signal does, marks everybody once."""
    date = date_to_lead(request, pk)
    marked, people = marked_on(date), people_of(date)
    is_late = clock.now() > date.ends_at + LATE_MARKING
    draft_key = f"attendance:{pk}"
    if request.method == "POST":
        form = MarkForm(people, is_late, request.POST)
        if form.is_valid():
            drafts.forget(request.user, draft_key)
            return _mark_all(request, date, form)
    else:
        draft = drafts.held(request.user, draft_key)
        form = MarkForm([user for user in people if user.pk not in marked], is_late, initial=drafts.values(draft))
    context = {
        "date": date,
        "session": date.session,
        "form": form,
        "draft_key": draft_key,
        "marked": [(user, marked[user.pk]) for user in people if user.pk in marked],
        "has_people": bool(people),
        "trail": trail_in(date.session),
    }
    return render(request, "training_sessions/mark.html", context)


def _mark_all(request: SignedInRequest, date: SessionDate, form: MarkForm) -> HttpResponse:
    done, refusals = 0, []
    for _, user, status in form.marks:
        try:
            mark(date=date, user=user, status=status, by=request.user, reason=form.cleaned_data.get("reason", ""))
        except Refused as refused:
            refusals.append(f"{user}: {refused}")
        else:
            done += 1
    for refusal in refusals:
        messages.error(request, refusal)
    if done:
        messages.success(request, f"Marked: {done}.")
    return redirect("training_sessions:mark", date.pk)


@login_required
def correct(request: SignedInRequest, pk: int, user_id: int) -> HttpResponse:
    """Correct one person's attendance, or say which lessons somebody was there for. Nobody else is named here."""
    date = date_to_lead(request, pk)
    person = next((user for user in people_of(date) if user.pk == user_id), None)
    if person is None:
        raise Http404
    last = marked_on(date).get(person.pk)
    initial = {"status": last.status, "lessons": last.lesson_ids} if last else {}
    form = CorrectForm(date, request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            mark(
                date=date,
                user=person,
                status=values["status"],
                lesson_ids=values["lessons"],
                reason=values["reason"],
                by=request.user,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{person} is marked.")
            return redirect("training_sessions:mark", date.pk)
    history = Attendance.objects.filter(session_date=date, user=person).select_related("marked_by")
    context = {"date": date, "person": person, "form": form, "history": history, "trail": trail_in(date.session)}
    return render(request, "training_sessions/correct.html", context)


@login_required
def walk_in(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mark somebody who came without a booking."""
    date = date_to_lead(request, pk)
    form = ColleagueForm(request.POST if request.method == "POST" else None)
    form.fields["email"].label = "Their e-mail address"
    if request.method == "POST" and form.is_valid():
        try:
            mark(date=date, user=form.user, status=AttendanceStatus.PRESENT, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{form.user} is marked as there.")
            return redirect("training_sessions:mark", date.pk)
    context = {"date": date, "form": form, "trail": trail_in(date.session)}
    return render(request, "training_sessions/walk_in.html", context)


@require_safe
@login_required
def show_code(request: SignedInRequest, pk: int) -> HttpResponse:
    """The code, large, for the room's screen. A script fetches the next one; without it a link does."""
    date, now = date_to_lead(request, pk), clock.now()
    context: dict[str, object] = {"date": date, "session": date.session, "trail": trail_in(date.session)}
    if codes.is_shown(date, now):
        code = codes.code_at(date, now)
        address = request.build_absolute_uri(reverse("training_sessions:here", args=[date.pk, code]))
        context |= {
            "code": code,
            "qr_code": qr.data_address(address, box_size=8),
            "changes_at": codes.changes_at(now),
            "seconds": max(int((codes.changes_at(now) - now).total_seconds()), 1),
            "there": sum(row.status != AttendanceStatus.ABSENT for row in marked_on(date).values()),
        }
    response = render(request, "training_sessions/code.html", context)
    response["Cache-Control"] = "no-store"
    return response


@login_required
def here(request: SignedInRequest, pk: int, code: str = "") -> HttpResponse:
    """Where somebody says that they are there: the code is typed, or comes with the QR code's address."""
    date = get_object_or_404(
        SessionDate.objects.select_related("session__module_version", "session__place"),
        pk=pk,
    )
    form = CodeForm(request.POST if request.method == "POST" else None, initial={"code": code})
    if request.method == "POST" and form.is_valid():
        try:
            mark_by_code(date=date, code=form.cleaned_data["code"], by=request.user)
        except Refused as refused:
            form.add_error("code", str(refused))
        else:
            messages.success(request, "You are marked as there. Thank you.")
            return redirect("training_sessions:session", date.session_id)
    context = {"date": date, "form": form, "trail": trail()}
    return render(request, "training_sessions/here.html", context)


@require_safe
@login_required
def sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    """The list to print and sign."""
    date = date_to_lead(request, pk)
    context = {"date": date, "session": date.session, "people": people_of(date), "trail": trail_in(date.session)}
    return render(request, "training_sessions/sheet.html", context)


@require_safe
@login_required
def sheet_file(request: SignedInRequest, pk: int) -> HttpResponse:
    date = date_to_lead(request, pk)
    return csv_response(f"attendance-{date.code}", sheets.COLUMNS, sheets.rows_to_fill(date))


@login_required
def upload(request: SignedInRequest, pk: int) -> HttpResponse:
    """Bring the filled file. First every row is tried and shown; the second button does them all or none."""
    date = date_to_lead(request, pk)
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    context: dict[str, object] = {"date": date, "form": form, "trail": trail_in(date.session), "how": MarkedBy.SHEET}
    if request.method == "POST" and form.is_valid():
        content = form.content
        is_trial = bool(form.cleaned_data.get("file")) or "save" not in request.POST
        try:
            rows = sheets.apply(date, content, by=request.user, is_trial=is_trial)
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            if not is_trial:
                messages.success(request, f"{len(rows)} rows are done.")
                return redirect("training_sessions:mark", date.pk)
            context |= {"rows": rows, "text": content.decode("utf-8-sig"), "faults": sum(bool(r.problem) for r in rows)}
    return render(request, "training_sessions/upload.html", context)
