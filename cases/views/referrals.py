"""Referrals: taken by a caseworker, sent to another partner, read and decided about."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from audit.services import record
from cases import forms, selectors, services
from cases.access import staff
from cases.constants.referrals import DECISIONS, ReferralState
from cases.models import Case, Referral
from cases.selectors import READ
from cases.views.steps import status_of
from core.exceptions import Refused
from core.forms import posted
from people import drafts
from people.access import SignedInRequest, role_required
from people.constants import Role
from people.models import Organisation
from people.selectors import current_employment

ON_A_PAGE = 20
senders = role_required(Role.CASEWORKER)


def _employer(request: SignedInRequest) -> Organisation | None:
    job = current_employment(request.user)
    return job.organisation if job else None


@staff
def take_referral(request: SignedInRequest) -> HttpResponse:
    """Take a referral oneself. People and homes that look the same are proposed before anything is written."""
    key = "referral:new"
    draft = drafts.held(request.user, key) if request.method == "GET" else None
    organisation = _employer(request)
    form = forms.ReferralForm(posted(request), organisation=organisation, initial=_initial(draft))
    if request.method == "POST" and form.is_valid():
        try:
            case = services.take_referral(**form.details(), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            drafts.forget(request.user, key)
            return redirect("cases:case", case.reference)
    return render(request, "cases/referrals/new.html", {"form": form, "draft": draft, "draft_key": key})


@senders
def send_referral(request: SignedInRequest) -> HttpResponse:
    """Refer somebody to another partner."""
    key = "referral:send"
    draft = drafts.held(request.user, key) if request.method == "GET" else None
    form = forms.SendForm(posted(request), to=selectors.receivers(request.user), initial=_initial(draft))
    if request.method == "POST" and form.is_valid():
        try:
            referral = services.send_referral(**form.details(), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            drafts.forget(request.user, key)
            messages.success(
                request, f"Referral {referral.reference} is sent to {referral.organisation}. Follow it here."
            )
            return redirect("cases:sent")
    return render(request, "cases/referrals/send.html", {"form": form, "draft": draft, "draft_key": key})


def _initial(draft: Any) -> dict[str, Any]:
    """What was typed before, a date in its three parts again."""
    kept = drafts.values(draft)
    for name in ("date_of_birth", "discharge_on"):
        parts = [kept.pop(f"{name}_{part}", "") for part in ("day", "month", "year")]
        if any(parts):
            kept[name] = parts  # type: ignore[assignment]
    return dict(kept)


@senders
@require_safe
def sent(request: SignedInRequest) -> HttpResponse:
    """What one's own organisation referred to others, and what became of it."""
    page = Paginator(selectors.referrals_from(request.user), ON_A_PAGE).get_page(request.GET.get("page"))
    organisation = _employer(request)
    stages = selectors.stages_told(list(page.object_list), organisation) if organisation else {}
    rows = [(referral, stages.get(referral.pk, "")) for referral in page.object_list]
    return render(request, "cases/referrals/sent.html", {"rows": rows, "page_obj": page, "organisation": organisation})


@staff
@require_safe
def referrals(request: SignedInRequest) -> HttpResponse:
    """What came from outside, and what was decided about it."""
    state = request.GET.get("state", ReferralState.WAITING)
    state = state if state in ReferralState.values else ReferralState.WAITING
    page = Paginator(selectors.referrals_to(request.user, state=state), ON_A_PAGE).get_page(request.GET.get("page"))
    organisation = _employer(request)
    why_not = selectors.reasons_why_not(organisation) if organisation and state == ReferralState.DECLINED else []
    choices = [(one.value, one.label) for one in (ReferralState.WAITING, *DECISIONS)]
    context = {"page_obj": page, "state": state, "states": choices, "organisation": organisation, "why_not": why_not}
    return render(request, "cases/referrals/list.html", context)


def _referral_or_404(request: SignedInRequest, reference: str) -> Referral:
    referral = selectors.referrals_to(request.user, state="").filter(reference=reference).first()
    if referral is None:
        raise Http404("There is no such referral here.")
    with transaction.atomic():
        record(READ, referral, by=request.user, detail={"page": "referral"})
    return referral


@staff
@require_safe
def referral_page(request: SignedInRequest, reference: str) -> HttpResponse:
    """One referral as it was told, and what can be decided about it."""
    referral = _referral_or_404(request, reference)
    cases = _open_cases(referral)
    context = {"referral": referral, "can_join": cases.exists(), "decision": referral.made_decision}
    return render(request, "cases/referrals/page.html", context)


def _open_cases(referral: Referral) -> Any:
    people = selectors.people_like(
        referral.organisation,
        name=referral.name,
        date_of_birth=referral.date_of_birth,
        telephone=referral.telephone,
    )
    return Case.objects.filter(person__in=people, organisation=referral.organisation_id, state="open").select_related(
        "person"
    )


@staff
def accept_referral(request: SignedInRequest, reference: str) -> HttpResponse:
    referral = _referral_or_404(request, reference)
    form = forms.AcceptForm(posted(request), organisation=referral.organisation, referral=referral)
    return _decide(
        request,
        referral,
        form,
        lambda: services.accept_referral(referral=referral, by=request.user, **form.details()),
        heading="Accept the referral",
        button="Accept it and open the case",
    )


@staff
def join_referral(request: SignedInRequest, reference: str) -> HttpResponse:
    referral = _referral_or_404(request, reference)
    form = forms.JoinForm(posted(request), cases=_open_cases(referral))
    return _decide(
        request,
        referral,
        form,
        lambda: services.join_referral(referral=referral, by=request.user, **form.details()),
        heading="Add it to an open case",
        button="Add it to the case",
    )


@staff
def decline_referral(request: SignedInRequest, reference: str) -> HttpResponse:
    referral = _referral_or_404(request, reference)
    form = forms.DeclineForm(posted(request))
    return _decide(
        request,
        referral,
        form,
        lambda: services.decline_referral(referral=referral, by=request.user, **form.details()),
        heading="Do not take it on",
        button="Record that it is not taken on",
    )


def _decide(
    request: SignedInRequest, referral: Referral, form: Any, act: Callable[[], object], *, heading: str, button: str
) -> HttpResponse:
    """Decide about the referral, and go to the case or back to the list. Whoever comes second is told (409)."""
    if referral.made_decision and request.method != "POST":
        return redirect("cases:referral", referral.reference)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            made = act()
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = status_of(refusal)
        else:
            messages.success(request, f"Referral {referral.reference} is decided.")
            if isinstance(made, Case):
                return redirect("cases:case", made.reference)
            return redirect("cases:referrals")
    context = {"referral": referral, "form": form, "heading": heading, "button": button}
    return render(request, "cases/referrals/decide.html", context, status=status)
