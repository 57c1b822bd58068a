"""Experience in complex needs and secondments, recorded by officers and managers about others (A8, C3)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from core.exceptions import Refused
from people.access import SignedInRequest
from people.forms import ExperienceForm, SecondmentForm
from people.models import ComplexExperience, ProfessionalRegistration
from people.selectors import current_employment
from people.services import end_experience, record_experience, second
from people.views.fitness import end_what, person_or_404, recorders_only


@require_http_methods(["GET", "HEAD", "POST"])
@recorders_only
def experience(request: SignedInRequest, pk: int, entry_pk: int) -> HttpResponse:
    person = person_or_404(request, pk)
    entry = get_object_or_404(ProfessionalRegistration.objects.select_related("user"), pk=entry_pk, user=person)
    form = ExperienceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            record_experience(registration=entry, **form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Experience in complex needs is recorded for {person}.")
            return redirect("people:staff_member", pk=person.pk)
    return render(request, "people/record_experience.html", {"form": form, "person": person, "entry": entry})


@require_http_methods(["GET", "HEAD", "POST"])
@recorders_only
def end_of_experience(request: SignedInRequest, pk: int, experience_pk: int) -> HttpResponse:
    person = person_or_404(request, pk)
    rows = ComplexExperience.objects.select_related("registration__user")
    row = get_object_or_404(rows, pk=experience_pk, registration__user=person)
    return end_what(
        request, person, "Experience in complex needs", lambda: end_experience(experience=row, by=request.user)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@recorders_only
def secondment(request: SignedInRequest, pk: int) -> HttpResponse:
    person = person_or_404(request, pk)
    job = current_employment(person)
    form = SecondmentForm(
        request.POST if request.method == "POST" else None, employer=job.organisation if job else None
    )
    if form.is_valid():
        try:
            lent = second(user=person, **form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{person} is lent to {lent.organisation}.")
            return redirect("people:staff_member", pk=person.pk)
    return render(request, "people/record_secondment.html", {"form": form, "person": person, "job": job})
