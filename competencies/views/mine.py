"""A person's own competence: where they stand and what they offer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from competencies.constants import EvidenceKind
from competencies.forms import EvidenceForm
from competencies.models import Competency, SignOffRequest
from competencies.observing import proposals_for
from competencies.progress import my_competencies, progress_in
from competencies.selectors import competence_summary, framework_in_force
from competencies.services import offer_evidence, reopen_request, withdraw_request
from competencies.sources import sources_of
from core.exceptions import Refused
from people.access import SignedInRequest


@require_safe
@login_required
def mine(request: SignedInRequest) -> HttpResponse:
    user = request.user
    domains = my_competencies(user)
    takes_evidence = [row.competency for domain in domains for row in domain.rows if row.may_offer]
    context = {
        "domains": domains,
        "summary": competence_summary(user),
        "proposals": proposals_for(user, takes_evidence),
    }
    return render(request, "competencies/mine.html", context)


@login_required
def offer(request: SignedInRequest, code: str) -> HttpResponse:
    """Offer evidence for one competency of the framework in force."""
    user = request.user
    competency = get_object_or_404(
        Competency.objects.select_related("framework", "module"), framework=framework_in_force(), code=code
    )
    form = EvidenceForm(sources_of(user), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            offer_evidence(
                competency=competency,
                kind=EvidenceKind(values["kind"]),
                shows=values["shows"],
                source=form.source_chosen,
                by=user,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Your evidence for {competency.code} is with the trainers.")
            return redirect("competencies:mine")
    progress = progress_in(user, competency)
    return render(request, "competencies/offer.html", {"form": form, "progress": progress, "competency": competency})


@login_required
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """What taking back one's own request means; posting does it. Somebody else's is not there."""
    asked = get_object_or_404(SignOffRequest.objects.select_related("competency"), pk=pk, user=request.user)
    if request.method == "POST":
        try:
            withdraw_request(request=asked, by=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"Your request for {asked.competency.code} is taken back.")
        return redirect("competencies:mine")
    return render(request, "competencies/withdraw_request.html", {"asked": asked})


@require_POST
@login_required
def reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open one's own request again, with what was offered before."""
    asked = get_object_or_404(SignOffRequest.objects.select_related("competency"), pk=pk, user=request.user)
    try:
        reopen_request(request=asked, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Your request for {asked.competency.code} is open again. Two trainers will look.")
    return redirect("competencies:mine")
