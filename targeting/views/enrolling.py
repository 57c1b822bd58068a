"""Enrolling many people from a table: a look through first, then as a whole or only the good rows."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core.exceptions import Refused
from core.spreadsheets import LARGEST_BYTES, TableUnusable, csv_response
from modules.models import Module
from modules.services import right_to_enrol
from people.access import SignedInRequest
from targeting.forms import TableForm
from targeting.services import Line, enrol_lines, look_through
from targeting.services.bulk import COLUMNS, EXAMPLE, Outcome


def _require_right(request: SignedInRequest) -> None:
    if not right_to_enrol(request.user):
        raise PermissionDenied("This page is for managers, editors and the governance group.")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: SignedInRequest) -> HttpResponse:
    """Take the file and show what each row would do; a second POST carries the same table back and saves."""
    _require_right(request)
    if request.method == "POST" and "content" in request.POST:
        return _save(request, request.POST["content"].encode())
    form = TableForm(request.POST, request.FILES) if request.method == "POST" else TableForm()
    if form.is_valid():
        table = form.cleaned_data["table"]
        if table.size > LARGEST_BYTES:
            form.add_error("table", "The file is larger than 1 MB. Split it into smaller files.")
        else:
            try:
                content = table.read()
                return _report(request, content, look_through(content, by=request.user))
            except TableUnusable as refusal:
                form.add_error("table", str(refusal))
    return render(request, "targeting/enrol.html", {"form": form, "columns": COLUMNS, "modules": Module.objects.all()})


def _report(request: SignedInRequest, content: bytes, lines: list[Line]) -> HttpResponse:
    wrong = [line for line in lines if line.outcome is Outcome.WRONG]
    good = [line for line in lines if line.outcome is Outcome.WILL_ENROL]
    context = {
        "lines": lines,
        "wrong": wrong,
        "good": good,
        "already": len(lines) - len(wrong) - len(good),
        "content": content.decode("utf-8-sig"),
    }
    return render(request, "targeting/enrol_report.html", context)


def _save(request: SignedInRequest, content: bytes) -> HttpResponse:
    try:
        enrolled = enrol_lines(content, good_only=request.POST.get("choice") == "good", by=request.user)
    except TableUnusable as refusal:
        messages.error(request, str(refusal))
        return redirect("targeting:enrol")
    except Refused as refusal:
        # Something changed since the look through: show how it stands now, with what was brought.
        messages.error(request, str(refusal))
        return _report(request, content, look_through(content, by=request.user))
    people = f"{len(enrolled)} enrolment{'' if len(enrolled) == 1 else 's'} made, and each person told by e-mail."
    messages.success(request, people if enrolled else "Everybody in the table was enrolled already. Nothing changed.")
    return redirect("targeting:enrol")


@login_required
@require_safe
def template(request: SignedInRequest) -> HttpResponse:
    """The table to fill in: its heading and one invented row."""
    _require_right(request)
    return csv_response("enrol-staff", COLUMNS, [EXAMPLE])
