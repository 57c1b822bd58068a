"""A person's own accreditations: applying, seeing where one stands, giving one up."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accreditation.constants import LIFE, OPEN_STATES, DecisionKind, Status
from accreditation.forms import ApplyForm, ReasonForm, ReplyForm
from accreditation.models import RegisterEntry, Scheme
from accreditation.renewal import is_too_late
from accreditation.requirements import lacking_for_many
from accreditation.selectors import (
    accreditation_summary,
    asked_for,
    decisions_of,
    in_words,
    places_of,
    scopes_of,
    suspension_of,
)
from accreditation.services import apply_for, relinquish, reply
from accreditation.services.appealing import may_be_appealed
from accreditation.touched import what_it_touches
from core.exceptions import Refused
from people.access import SignedInRequest
from people.models import User


@login_required
def mine(request: SignedInRequest) -> HttpResponse:
    entries = accreditation_summary(request.user).entries
    cards = [_card(entry) for entry in entries]
    return render(request, "accreditation/mine.html", {"cards": cards})


def _card(entry: RegisterEntry) -> dict[str, object]:
    decisions = list(decisions_of(entry.accreditation))
    return {
        "entry": entry,
        "scopes": in_words(scopes_of(entry)),
        "asked": asked_for(entry.accreditation) if entry.status_now is Status.APPLIED else [],
        "decisions": decisions,
        "suspension": suspension_of(entry),
        "appealable": {decision.pk for decision in decisions if may_be_appealed(decision)},
        "may_renew": entry.status_now in LIFE.steps[DecisionKind.RENEWED].allowed_from,
        "may_give_up": entry.status_now in LIFE.steps[DecisionKind.RELINQUISHED].allowed_from,
    }


@login_required
@require_safe
def offers(request: SignedInRequest) -> HttpResponse:
    """Every scheme with what this person still lacks, as it is now, and where to get it."""
    schemes = list(Scheme.objects.all())
    missing = lacking_for_many([request.user.pk], schemes)
    own = _open_entries(request.user)
    shown = [
        {"scheme": scheme, "missing": missing[request.user.pk, scheme.pk], "entry": own.get(scheme.pk)}
        for scheme in schemes
    ]
    return render(request, "accreditation/apply.html", {"offers": shown})


@login_required
def apply(request: SignedInRequest, code: str) -> HttpResponse:
    """Ask to be accredited under one scheme, for homes, localities and kinds. Something missing does not stop it."""
    scheme = get_object_or_404(Scheme, code=code)
    initial = {"localities": places_of(request.user)}
    form = ApplyForm(request.POST if request.method == "POST" else None, scheme=scheme, initial=initial)
    if form.is_valid():
        try:
            accreditation = apply_for(user=request.user, scheme=scheme, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"You have applied as “{scheme}”. Your number is {accreditation.number}.")
            return redirect("accreditation:offers")
    missing = lacking_for_many([request.user.pk], [scheme])[request.user.pk, scheme.pk]
    return render(request, "accreditation/apply_for.html", {"form": form, "scheme": scheme, "missing": missing})


def _open_entries(user: User) -> dict[int, RegisterEntry]:
    """The person's own open accreditations by scheme."""
    entries = accreditation_summary(user).entries
    return {entry.scheme_id: entry for entry in entries if entry.status_now in OPEN_STATES and not is_too_late(entry)}


def own_entry(request: SignedInRequest, number: str) -> RegisterEntry:
    """One's own accreditation. Another person's number answers as absent."""
    own = RegisterEntry.objects.select_related("scheme", "user", "accreditation")
    return get_object_or_404(own, number=number, user=request.user)


@login_required
def give_up(request: SignedInRequest, number: str) -> HttpResponse:
    entry = own_entry(request, number)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            relinquish(accreditation=entry.accreditation, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"You have given up {entry.number}.")
            return redirect("accreditation:mine")
    context = {"form": form, "entry": entry, "touched": what_it_touches(entry, viewer=request.user)}
    return render(request, "accreditation/give_up.html", context)


@login_required
def write_reply(request: SignedInRequest, number: str) -> HttpResponse:
    """The person's own words about their suspension, beside what they wrote before."""
    entry = own_entry(request, number)
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            reply(accreditation=entry.accreditation, text=form.cleaned_data["text"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Your reply is kept as you wrote it, and the officers are told.")
            return redirect("accreditation:mine")
    context = {"form": form, "entry": entry, "suspension": suspension_of(entry)}
    return render(request, "accreditation/reply.html", context)
