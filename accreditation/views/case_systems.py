"""Case systems: the list, one system's page, its registration. Officers see all, managers and contacts their own."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.cache import never_cache

from accreditation import usage
from accreditation.case_systems import SCOPE_WORDS, register_case_system
from accreditation.client_forms import CaseSystemSearchForm, RegisterSystemForm
from accreditation.client_selectors import listed, may_register_for, next_step, systems_for
from accreditation.models import CaseSystem
from accreditation.views.case_system_verbs import shown_verbs
from core.exceptions import Refused
from people.access import SignedInRequest, roles_in
from people.constants import Role

A_PAGE = 25
STEPS_SHOWN = 20
RUNS_SHOWN = 5
DAYS_SHOWN = 30


@login_required
def case_systems(request: SignedInRequest) -> HttpResponse:
    systems = systems_for(request.user)
    if roles_in(request).isdisjoint({Role.ACCREDITATION_OFFICER, Role.MANAGER}) and not systems.exists():
        raise PermissionDenied("This page is for officers, managers and the technical contacts of case systems.")
    form = CaseSystemSearchForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    page = Paginator(listed(systems, **wanted), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "form": form,
        "asked": any(wanted.values()),
        "may_register": may_register_for(request.user).exists(),
    }
    return render(request, "accreditation/case_systems.html", context)


@never_cache
@login_required
def register(request: SignedInRequest) -> HttpResponse:
    """The sandbox secret is on the page that answers, and nowhere else ever after."""
    organisations = may_register_for(request.user)
    if not organisations.exists():
        raise PermissionDenied("An accreditation officer or a manager of the organisation registers its case system.")
    form = RegisterSystemForm(request.POST if request.method == "POST" else None, organisations=organisations)
    if form.is_valid():
        values = form.cleaned_data
        try:
            system, secret = register_case_system(
                name=values["name"],
                organisation=values["organisation"],
                contact=values["contact_email"],
                scopes=values["scopes"],
                by=request.user,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return render(request, "accreditation/case_system_secret.html", {"system": system, "secret": secret})
    return render(request, "accreditation/case_system_register.html", {"form": form})


def system_of(request: SignedInRequest, pk: int) -> CaseSystem:
    """The system, for whoever may see it. Others' answer as absent."""
    found = systems_for(request.user).select_related("client", "sandbox_client", "created_by").filter(pk=pk).first()
    if found is None:
        raise Http404("No such case system.")
    return found


@login_required
def case_system(request: SignedInRequest, pk: int) -> HttpResponse:
    system = system_of(request, pk)
    days = usage.use_by_day(system, days=DAYS_SHOWN)
    granted = set(system.client.get_scopes())
    agreement = system.agreements.select_related("signed_by").first()
    keys = list(system.keys.select_related("added_by"))
    anomalies = system.anomalies.select_related("acknowledged_by")
    context = {
        "system": system,
        "next_step": next_step(system),
        "verbs": shown_verbs(system, request.user, roles_in(request), keys=keys, agreement=agreement),
        "granted": [words for scope, words in SCOPE_WORDS.items() if scope in granted],
        "asked_for": [words for scope, words in SCOPE_WORDS.items() if scope in system.scopes_asked],
        "keys": keys,
        "runs": system.runs.select_related("started_by")[:RUNS_SHOWN],
        "agreement": agreement,
        "days": days,
        "total": {name: sum(day[name] for day in days) for name in ("asked", "permitted", "refused")},
        "last_asked_at": usage.last_asked(system),
        "counted_at": usage.counted_at(),
        "anomalies": anomalies[:STEPS_SHOWN],
        "is_officer": Role.ACCREDITATION_OFFICER in roles_in(request),
        "steps": system.steps.select_related("taken_by")[:STEPS_SHOWN],
        "webhooks": _webhooks(pk),
        "issuer": request.build_absolute_uri("/").rstrip("/"),
    }
    return render(request, "accreditation/case_system.html", context)


def _webhooks(pk: int) -> str:
    """Where its webhooks are kept, if this installation has them."""
    try:
        return reverse("accreditation:webhooks", args=[pk])
    except NoReverseMatch:
        return ""
