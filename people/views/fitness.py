"""Staff checks and registrations: for accreditation officers, and for managers about their own staff (A8, A9)."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.exceptions import Refused
from people.access import SignedInRequest, role_required
from people.constants import REGISTERED_THERAPISTS, Role
from people.forms import DueForm, NameForm, RegistrationForm, StaffCheckForm
from people.models import ComplexExperience, Employment, ProfessionalRegistration, StaffCheck, User
from people.services import end_registration, end_staff_check, record_registration, record_staff_check
from people.staff_checks import dated_check, dated_entry, narrowed, rows_of, staff_for

A_PAGE = 25
recorders_only = role_required(Role.ACCREDITATION_OFFICER, Role.MANAGER)


@require_http_methods(["GET", "HEAD", "POST"])
@recorders_only
def staff(request: SignedInRequest) -> HttpResponse:
    """The list. A name is searched for by POST, so that it stands in no address; the first page is shown then."""
    due = DueForm(request.GET)
    search = NameForm(request.POST if request.method == "POST" else None)
    name = search.cleaned_data["name"] if search.is_valid() else ""
    wanted = due.cleaned_data["due"] if due.is_valid() else ""
    people = narrowed(staff_for(request.user), text=name, due=wanted)
    page = Paginator(people, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "due": due,
        "search": search,
        "searched": name,
        "page_obj": page,
        "rows": rows_of(list(page.object_list)),
    }
    return render(request, "people/staff.html", context)


@require_safe
@recorders_only
def member(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything recorded of one person, newest first, with what may be recorded next."""
    person, today = person_or_404(request, pk), clock.today()
    checks = StaffCheck.objects.filter(user=person).select_related("recorded_by", "end__ended_by")
    entries = ProfessionalRegistration.objects.filter(user=person).select_related(
        "profession", "checked_by", "ended_by"
    )
    experience = ComplexExperience.objects.filter(registration__user=person)
    jobs = Employment.objects.filter(Q(valid_until=None) | Q(valid_until__gt=today), user=person)
    context = {
        "person": person,
        "jobs": jobs.select_related("organisation", "seconded_from").order_by("valid_from"),
        "experience": experience.select_related("recorded_by", "ended_by"),
        "held_experience": experience.holding(clock.now()).values_list("pk", flat=True),
        "therapists": REGISTERED_THERAPISTS,
        "today": today,
        "checks": [dated_check(check, today) for check in checks],
        "registrations": [dated_entry(entry, today) for entry in entries],
    }
    return render(request, "people/staff_member.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@recorders_only
def record_check(request: SignedInRequest, pk: int) -> HttpResponse:
    person = person_or_404(request, pk)
    form = StaffCheckForm(request.POST if request.method == "POST" else None)
    return _record(request, person, form, record_staff_check, "people/record_check.html")


@require_http_methods(["GET", "HEAD", "POST"])
@recorders_only
def record_entry(request: SignedInRequest, pk: int) -> HttpResponse:
    """A registration, or its renewal: then the form begins with what is known."""
    person = person_or_404(request, pk)
    renewed = request.GET.get("renew", "")
    known = ProfessionalRegistration.objects.filter(user=person, number=renewed).order_by("valid_until").last()
    initial: dict[str, Any] = {}
    if known:
        initial = {name: getattr(known, name) for name in ("body", "number", "profession")}
        initial["valid_from"] = known.valid_until
    form = RegistrationForm(request.POST if request.method == "POST" else None, initial=initial)
    return _record(request, person, form, record_registration, "people/record_registration.html")


@require_http_methods(["GET", "HEAD", "POST"])
@recorders_only
def end_check(request: SignedInRequest, pk: int, check_pk: int) -> HttpResponse:
    person = person_or_404(request, pk)
    check = get_object_or_404(StaffCheck.objects.select_related("user"), pk=check_pk, user=person)
    return end_what(request, person, check.get_kind_display(), lambda: end_staff_check(check=check, by=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@recorders_only
def end_entry(request: SignedInRequest, pk: int, entry_pk: int) -> HttpResponse:
    person = person_or_404(request, pk)
    entry = get_object_or_404(ProfessionalRegistration.objects.select_related("user"), pk=entry_pk, user=person)
    return end_what(request, person, str(entry), lambda: end_registration(registration=entry, by=request.user))


def person_or_404(request: SignedInRequest, pk: int) -> User:
    """Somebody about whom the reader may record; anybody else is not there."""
    return get_object_or_404(staff_for(request.user), pk=pk)


def _record(
    request: SignedInRequest, person: User, form: forms.Form, service: Callable[..., object], template: str
) -> HttpResponse:
    if form.is_valid():
        try:
            service(user=person, **form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"It is recorded for {person}.")
            return redirect("people:staff_member", pk=person.pk)
    return render(request, template, {"form": form, "person": person})


def end_what(request: SignedInRequest, person: User, what: str, end: Callable[[], object]) -> HttpResponse:
    if request.method == "POST":
        try:
            end()
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"{what} no longer counts for {person}.")
        return redirect("people:staff_member", pk=person.pk)
    return render(request, "people/end_record.html", {"person": person, "what": what})
