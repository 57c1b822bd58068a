"""Trainer standing, for the governance group: who may sign, on what basis, until when."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from competencies.constants import STANDING_REMIND_DAYS, ProposalState
from competencies.forms import GrantStandingForm, ProposeTrainerForm, ReasonForm
from competencies.models import TrainerProposal, TrainerStanding
from competencies.selectors import standing_that_ends_by, trainer_rows, trainers_in
from competencies.services import confirm_trainer, decline_trainer, end_standing, grant_standing, propose_trainer
from core import clock
from core.exceptions import Refused
from people.access import SignedInRequest, role_required
from people.constants import Role

ON_A_PAGE = 25


@require_safe
@role_required(Role.GOVERNANCE)
def trainers(request: SignedInRequest) -> HttpResponse:
    """Each trainer with their standing, or with `?ending` what ends within ninety days; proposals that wait."""
    today = clock.today()
    ending = standing_that_ends_by(today, today + timedelta(days=max(STANDING_REMIND_DAYS)))
    standings = ending if "ending" in request.GET else TrainerStanding.objects.all()
    page = Paginator(trainers_in(standings), ON_A_PAGE).get_page(request.GET.get("page"))
    proposals = TrainerProposal.objects.filter(state=ProposalState.PROPOSED).select_related("user", "proposed_by")
    context = {
        "page_obj": page,
        "rows": trainer_rows(list(page.object_list), standings, today),
        "proposals": proposals.prefetch_related("standings__module"),
        "today": today,
        "ending": ending.count(),
        "is_ending": "ending" in request.GET,
    }
    return render(request, "competencies/trainers.html", context)


@role_required(Role.GOVERNANCE)
def propose(request: SignedInRequest) -> HttpResponse:
    """One member proposes; nothing holds until another confirms."""
    form = ProposeTrainerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            proposal = propose_trainer(
                user=form.user, modules=values["modules"], reason=values["reason"], by=request.user
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{proposal.user} is proposed. Another member of the group must confirm.")
            return redirect("competencies:trainers")
    return render(request, "competencies/propose_trainer.html", {"form": form})


@role_required(Role.GOVERNANCE)
def grant(request: SignedInRequest) -> HttpResponse:
    """Record standing that somebody has earned."""
    form = GrantStandingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            standing = grant_standing(user=form.user, module=form.cleaned_data["module"], by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _may_now(standing))
            return redirect("competencies:trainers")
    return render(request, "competencies/grant_standing.html", {"form": form})


@role_required(Role.GOVERNANCE)
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    """End standing before its time."""
    standing = get_object_or_404(TrainerStanding.objects.select_related("user", "module"), pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            end_standing(standing=standing, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{standing.user} no longer has standing for {standing.module}.")
            return redirect("competencies:trainers")
    return render(request, "competencies/end_standing.html", {"form": form, "standing": standing})


@require_POST
@role_required(Role.GOVERNANCE)
def confirm_proposal(request: SignedInRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, lambda proposal: confirm_trainer(proposal=proposal, by=request.user), "is founded")


@require_POST
@role_required(Role.GOVERNANCE)
def decline_proposal(request: SignedInRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, lambda proposal: decline_trainer(proposal=proposal, by=request.user), "is not founded")


def _may_now(standing: TrainerStanding) -> str:
    tier = standing.get_level_display().lower()
    return f"{standing.user} may lead {standing.module}, and sign at the {tier} tier."


def _decide(request: SignedInRequest, pk: int, verb: Callable[[TrainerProposal], object], outcome: str) -> HttpResponse:
    proposal = get_object_or_404(TrainerProposal.objects.select_related("user"), pk=pk)
    try:
        verb(proposal)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{proposal.user} {outcome} as a trainer.")
    return redirect("competencies:trainers")
