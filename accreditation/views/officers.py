"""The officers' pages: applications and accreditations, what each still lacks, and the decisions on them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accreditation import services
from accreditation.constants import ALLOWED_FROM, DecisionKind, Status
from accreditation.forms import ConditionsForm, ReasonForm, TermForm
from accreditation.models import Accreditation, RegisterEntry, ReinstatementProposal
from accreditation.requirements import missing_for, missing_for_many
from accreditation.selectors import decisions_of, in_words, open_work, organisation_of, places_of, scopes_of
from accreditation.services.deciding import latest_suspension
from core.exceptions import Refused
from people.access import SignedInRequest, role_required
from people.constants import Role
from people.models import User

A_PAGE = 25
officers_only = role_required(Role.ACCREDITATION_OFFICER)


@dataclass(frozen=True, kw_only=True)
class Verb:
    """One decision as a page offers it: its words, its form and the service that makes it."""

    kind: DecisionKind
    label: str
    form: type[ReasonForm]
    act: Callable[[Accreditation, Any, User], object]
    warns: bool = False


def _with_reason(service: Callable[..., object]) -> Callable[[Accreditation, Any, User], object]:
    return lambda accreditation, form, by: service(
        accreditation=accreditation, reason=form.cleaned_data["reason"], by=by
    )


def _with_term(service: Callable[..., object]) -> Callable[[Accreditation, Any, User], object]:
    return lambda accreditation, form, by: service(
        accreditation=accreditation,
        scopes=[form.new_scope()],
        valid_until=form.cleaned_data["valid_until"],
        conditions=form.cleaned_data["conditions"],
        reason=form.cleaned_data["reason"],
        by=by,
    )


def _set_conditions(accreditation: Accreditation, form: Any, by: User) -> object:
    values = form.cleaned_data
    return services.add_conditions(
        accreditation=accreditation, conditions=values["conditions"], reason=values["reason"], by=by
    )


def _lift(accreditation: Accreditation, form: Any, by: User) -> object:
    """The first officer's word proposes; another officer's word decides."""
    proposal = proposal_by_another(accreditation, by)
    if proposal is None:
        return services.propose_reinstatement(accreditation=accreditation, reason=form.cleaned_data["reason"], by=by)
    return services.reinstate(
        accreditation=accreditation, reason=form.cleaned_data["reason"], by=by, second=proposal.proposed_by
    )


VERBS = {
    "grant": Verb(
        kind=DecisionKind.GRANTED, label="Grant accreditation", form=TermForm, act=_with_term(services.grant)
    ),
    "renew": Verb(kind=DecisionKind.RENEWED, label="Renew", form=TermForm, act=_with_term(services.renew)),
    "conditions": Verb(
        kind=DecisionKind.CONDITIONED, label="Change conditions", form=ConditionsForm, act=_set_conditions
    ),
    "suspend": Verb(
        kind=DecisionKind.SUSPENDED,
        label="Suspend now",
        form=ReasonForm,
        act=_with_reason(services.suspend),
        warns=True,
    ),
    "lift": Verb(kind=DecisionKind.REINSTATED, label="Lift the suspension", form=ReasonForm, act=_lift),
    "revoke": Verb(
        kind=DecisionKind.REVOKED, label="Revoke", form=ReasonForm, act=_with_reason(services.revoke), warns=True
    ),
}


def proposal_by_another(accreditation: Accreditation, officer: User) -> ReinstatementProposal | None:
    """An open proposal to lift the suspension that somebody else made."""
    return (
        ReinstatementProposal.objects.filter(suspension=latest_suspension(accreditation))
        .exclude(proposed_by=officer)
        .select_related("proposed_by")
        .first()
    )


@officers_only
def work(request: SignedInRequest) -> HttpResponse:
    entries = open_work()
    shown = request.GET.get("status", "")
    if shown in Status.values:
        entries = entries.in_status(shown)
    page = Paginator(entries, A_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    missing = missing_for_many({entry.user_id for entry in rows}, {entry.scheme for entry in rows})
    shown_rows = [
        {"entry": entry, "missing": missing[entry.user_id, entry.scheme_id], "organisation": organisation_of(entry)}
        for entry in rows
    ]
    context = {"page_obj": page, "rows": shown_rows, "statuses": Status.choices, "shown": shown}
    return render(request, "accreditation/work.html", context)


def _entry(number: str) -> RegisterEntry:
    return get_object_or_404(open_work().select_related("accreditation"), number=number)


@officers_only
def accreditation(request: SignedInRequest, number: str) -> HttpResponse:
    entry = _entry(number)
    status = entry.status_now
    proposal = None
    if status is Status.SUSPENDED:
        proposals = ReinstatementProposal.objects.filter(suspension=latest_suspension(entry.accreditation))
        proposal = proposals.select_related("proposed_by").first()
    context = {
        "entry": entry,
        "organisation": organisation_of(entry),
        "missing": missing_for(entry.user, entry.scheme),
        "scopes": in_words(scopes_of(entry)),
        "decisions": decisions_of(entry.accreditation),
        "verbs": {slug: verb for slug, verb in VERBS.items() if status in ALLOWED_FROM[verb.kind]},
        "proposal": proposal,
    }
    return render(request, "accreditation/accreditation.html", context)


@officers_only
def decide(request: SignedInRequest, number: str, verb: str) -> HttpResponse:
    """One decision: what it touches is said first, then the officer writes why and confirms."""
    if verb not in VERBS:
        raise Http404("No such decision.")
    entry, chosen = _entry(number), VERBS[verb]
    form = _form(chosen, entry, request)
    if form.is_valid():
        try:
            made = chosen.act(entry.accreditation, form, request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            is_proposal = isinstance(made, ReinstatementProposal)
            what = "You propose to lift the suspension. Another officer must confirm" if is_proposal else chosen.label
            messages.success(request, f"{what}: {entry.number}, {entry.user}. It is recorded.")
            return redirect("accreditation:accreditation", number=entry.number)
    is_suspended = entry.status_now is Status.SUSPENDED
    context = {
        "form": form,
        "entry": entry,
        "slug": verb,
        "verb": chosen,
        "organisation": organisation_of(entry),
        "scopes": in_words(scopes_of(entry)),
        "others": RegisterEntry.objects.holding().filter(user=entry.user).exclude(pk=entry.pk),
        "missing": missing_for(entry.user, entry.scheme) if issubclass(chosen.form, TermForm) else [],
        "proposal": proposal_by_another(entry.accreditation, request.user) if is_suspended else None,
    }
    return render(request, "accreditation/decide.html", context)


def _form(verb: Verb, entry: RegisterEntry, request: SignedInRequest) -> forms.Form:
    data = request.POST if request.method == "POST" else None
    if issubclass(verb.form, TermForm):
        scopes = scopes_of(entry)
        initial: dict[str, Any] = {
            "tenures": scopes[0].tenures if scopes else [],
            "localities": scopes[0].localities if scopes else places_of(entry.user),
            "kinds": scopes[0].kinds if scopes else [],
            "conditions": entry.conditions,
        }
        return verb.form(data, entry=entry, initial=initial)
    return verb.form(data, initial={"conditions": entry.conditions} if verb.form is ConditionsForm else {})
