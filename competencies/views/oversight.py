"""Moderation of sampled sign-offs, and pairs that sign each other or often together, for trainers and governance."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from competencies.comparing import read, with_records
from competencies.constants import (
    PAIRS_DAYS,
    TOGETHER_AT_LEAST,
    TOGETHER_SHARE_PERCENT,
    SampleOutcome,
)
from competencies.models import SampledSignOff
from competencies.oversight_forms import SampleForm, ShareForm
from competencies.pairs import findings, sign_offs_of_pair
from competencies.sampling import figures_by_pair, moderation_figures, sample_rows, samples_waiting, share_on
from competencies.services import moderate_sample, set_sampling_share
from core import clock
from core.exceptions import Refused
from people.access import SignedInRequest, role_required
from people.constants import Role
from people.models import User

ON_A_PAGE = 25


@require_safe
@role_required(Role.TRAINER)
def waiting(request: SignedInRequest) -> HttpResponse:
    """Sampled sign-offs that wait for a moderator: those for which this trainer may be the one, then the rest."""
    page = Paginator(samples_waiting(), ON_A_PAGE).get_page(request.GET.get("page"))
    rows = sample_rows(list(page.object_list), request.user)
    context = {
        "possible": [row for row in rows if row.may_moderate],
        "others": [row for row in rows if not row.may_moderate],
        "page_obj": page,
        "today": clock.today(),
    }
    return render(request, "competencies/samples_waiting.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.TRAINER)
def sample(request: SignedInRequest, pk: int) -> HttpResponse:
    """Both records and the evidence, then the moderator's view. Only for who may moderate this one."""
    drawn = get_object_or_404(samples_waiting(), pk=pk)
    [row] = sample_rows([drawn], request.user)
    form = SampleForm(request.POST if request.method == "POST" else None)
    if row.may_moderate and request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            moderate_sample(
                sample=drawn,
                outcome=SampleOutcome(values["outcome"]),
                reasons=values["reasons"],
                by=request.user,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Your view is kept: {drawn.sign_off.competency.code}, {drawn.sign_off.user}.")
            return redirect("competencies:samples_waiting")
    context = {"row": row, "sample": drawn, "form": form}
    if row.may_moderate:
        asked = drawn.sign_off.request
        signatures = asked.signatures.filter(round=asked.round).order_by("position")
        context |= {
            "records": [read(signature) for signature in with_records(signatures)],
            "evidence": asked.evidence.all(),
        }
    return render(request, "competencies/sample.html", context, status=200 if row.may_moderate else 403)


@require_safe
@role_required(Role.GOVERNANCE)
def samples(request: SignedInRequest) -> HttpResponse:
    """What was sampled and found, in figures, by pair and one by one."""
    sampled = SampledSignOff.objects.select_related(
        "sign_off__user", "sign_off__competency", "sign_off__withdrawal", "moderation__moderator"
    ).order_by("-chosen_at", "-pk")
    context = {
        "figures": moderation_figures(),
        "pairs": figures_by_pair(ON_A_PAGE),
        "page_obj": Paginator(sampled, ON_A_PAGE).get_page(request.GET.get("page")),
        "one_in": share_on(clock.today()),
        "today": clock.today(),
    }
    return render(request, "competencies/samples.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.GOVERNANCE)
def sampling_share(request: SignedInRequest) -> HttpResponse:
    """Of how many sign-offs one is drawn, from a day on."""
    form = ShareForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            share = set_sampling_share(**form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"From {share.valid_from:%-d %B %Y}, {share} is drawn by chance.")
            return redirect("competencies:samples")
    context = {"form": form, "one_in": share_on(clock.today())}
    return render(request, "competencies/sampling_share.html", context)


@require_safe
@role_required(Role.GOVERNANCE)
def pairs(request: SignedInRequest) -> HttpResponse:
    """Pairs that sign each other off or sign together often, of the last year."""
    found = findings()
    context = {
        "page_obj": Paginator(found.pairs, ON_A_PAGE).get_page(request.GET.get("page")),
        "circles": found.circles,
        "days": PAIRS_DAYS,
        "at_least": TOGETHER_AT_LEAST,
        "share": TOGETHER_SHARE_PERCENT,
    }
    return render(request, "competencies/pairs.html", context)


@require_safe
@role_required(Role.GOVERNANCE)
def pair(request: SignedInRequest, one: int, other: int) -> HttpResponse:
    """The sign-offs that two trainers made together or for each other."""
    people = get_object_or_404(User, pk=one), get_object_or_404(User, pk=other)
    page = Paginator(sign_offs_of_pair(*people), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"one": people[0], "other": people[1], "page_obj": page}
    return render(request, "competencies/pair.html", context)
