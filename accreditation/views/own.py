"""A person's own accreditations: applying, seeing where one stands, giving one up."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accreditation.constants import ALLOWED_FROM, OPEN_STATES, DecisionKind
from accreditation.forms import ReasonForm
from accreditation.models import RegisterEntry, Scheme
from accreditation.requirements import missing_for_many
from accreditation.selectors import accreditation_summary, decisions_of, in_words, scopes_of
from accreditation.services import apply_for, relinquish
from core.exceptions import Refused
from people.access import SignedInRequest


@login_required
def mine(request: SignedInRequest) -> HttpResponse:
    entries = accreditation_summary(request.user).entries
    cards = [
        {
            "entry": entry,
            "scopes": in_words(scopes_of(entry)),
            "decisions": decisions_of(entry.accreditation),
            "may_give_up": entry.status_now in ALLOWED_FROM[DecisionKind.RELINQUISHED],
        }
        for entry in entries
    ]
    return render(request, "accreditation/mine.html", {"cards": cards})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: SignedInRequest) -> HttpResponse:
    if request.method == "POST":
        scheme = get_object_or_404(Scheme, code=request.POST.get("scheme", ""))
        try:
            accreditation = apply_for(user=request.user, scheme=scheme, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"You have applied as “{scheme}”. Your number is {accreditation.number}.")
        return redirect("accreditation:apply")
    schemes = list(Scheme.objects.all())
    missing = missing_for_many([request.user.pk], schemes)
    own = {
        entry.scheme_id: entry
        for entry in accreditation_summary(request.user).entries
        if entry.status_now in OPEN_STATES
    }
    offers = [
        {"scheme": scheme, "missing": missing[request.user.pk, scheme.pk], "entry": own.get(scheme.pk)}
        for scheme in schemes
    ]
    return render(request, "accreditation/apply.html", {"offers": offers})


@login_required
def give_up(request: SignedInRequest, number: str) -> HttpResponse:
    """Another person's number answers as absent."""
    entry = get_object_or_404(RegisterEntry.objects.select_related("scheme"), number=number, user=request.user)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            relinquish(accreditation=entry.accreditation, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"You have given up {entry.number}.")
            return redirect("accreditation:mine")
    return render(request, "accreditation/give_up.html", {"form": form, "entry": entry})
