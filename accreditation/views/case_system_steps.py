"""The pages on which a case system's steps are taken."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from accreditation.anomalies import acknowledge
from accreditation.case_systems import make_sandbox_secret
from accreditation.client_forms import NoteForm, NothingForm
from accreditation.client_keys import end_key
from accreditation.conformance import in_words
from accreditation.models import ConformanceRun
from accreditation.views.case_system_verbs import VERBS, is_offered
from accreditation.views.case_systems import system_of
from core.exceptions import Refused
from people.access import SignedInRequest, role_required, roles_in
from people.constants import Role


@login_required
def take_step(request: SignedInRequest, pk: int, verb: str) -> HttpResponse:
    """What the step does is said first; then it is asked for what it needs, and confirmed."""
    if verb not in VERBS:
        raise Http404("No such step.")
    system, chosen = system_of(request, pk), VERBS[verb]
    if not is_offered(chosen, system, request.user, roles_in(request)):
        raise PermissionDenied("Somebody else takes this step. The system’s page says who.")
    form = chosen.form(request.POST if request.method == "POST" else None, initial=chosen.initial(system))
    if form.is_valid():
        try:
            made = chosen.act(system, form.cleaned_data, request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, chosen.done)
            if isinstance(made, ConformanceRun):
                return redirect("accreditation:conformance_run", pk=pk, run=made.public_id)
            return redirect("accreditation:case_system", pk=pk)
    context = {"system": system, "form": form, "title": chosen.label, "says": chosen.says, "warns": chosen.warns}
    return render(request, "accreditation/case_system_step.html", context)


@never_cache
@login_required
def new_secret(request: SignedInRequest, pk: int) -> HttpResponse:
    system = system_of(request, pk)
    form = NothingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            secret = make_sandbox_secret(case_system=system, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            system = system_of(request, pk)
            return render(request, "accreditation/case_system_secret.html", {"system": system, "secret": secret})
    says = [
        "The old secret stops working at once, and so do the sandbox tokens had by it. The register is not touched."
    ]
    context = {"system": system, "form": form, "title": "Make a new sandbox secret", "says": says}
    return render(request, "accreditation/case_system_step.html", context)


@login_required
def end_a_key(request: SignedInRequest, pk: int, key: int) -> HttpResponse:
    system = system_of(request, pk)
    found = get_object_or_404(system.keys, pk=key)
    form = NothingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            end_key(key=found, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The key is ended. Nothing signed with it is accepted any more.")
            return redirect("accreditation:case_system", pk=pk)
    others = sum(other.holds_now for other in system.keys.exclude(pk=found.pk))
    says = [
        f"Key: {found.kid}",
        f"Fingerprint: {found.thumbprint}",
        "From the moment you confirm nothing signed with this key is accepted. It cannot be taken back.",
        "Another key holds, so the system can go on." if others else "No other key holds: the system can get no token.",
    ]
    context = {"system": system, "form": form, "title": "End a public key", "says": says, "warns": True}
    context["button"] = "End the key"
    return render(request, "accreditation/case_system_step.html", context)


@login_required
def conformance_run(request: SignedInRequest, pk: int, run: str) -> HttpResponse:
    system = system_of(request, pk)
    found = get_object_or_404(system.runs.select_related("started_by"), public_id=run)
    rows = in_words(found)
    context = {
        "system": system,
        "run": found,
        "rows": rows,
        "right": sum(bool(row["is_right"]) for row in rows),
        "issuer": request.build_absolute_uri("/").rstrip("/"),
    }
    return render(request, "accreditation/conformance_run.html", context)


@role_required(Role.ACCREDITATION_OFFICER)
def anomaly(request: SignedInRequest, pk: int, anomaly: int) -> HttpResponse:
    system = system_of(request, pk)
    found = get_object_or_404(system.anomalies, pk=anomaly)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            acknowledge(anomaly=found, note=form.cleaned_data["note"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It is written down, and no longer waits.")
            return redirect("accreditation:case_system", pk=pk)
    context = {"system": system, "form": form, "title": found.get_kind_display(), "says": [found.words]}
    context["button"] = "Write it down"
    return render(request, "accreditation/case_system_step.html", context)
