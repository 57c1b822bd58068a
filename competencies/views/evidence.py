"""Evidence that rests on something done here: offering it from where it was done, and reading it (C2, S4)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from competencies.forms import OfferSourceForm
from competencies.models import Evidence
from competencies.observing import records_behind
from competencies.progress import my_competencies
from competencies.selectors import may_read_evidence
from competencies.services import offer_evidence
from competencies.sources import source_of
from core.exceptions import Refused
from people.access import SignedInRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer_source(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    """Offer one's own scenario run, reflection, knowledge check or attendance for a competency."""
    source = source_of(request.user, kind, pk)
    if source is None:
        raise Http404
    open_now = [row.competency for domain in my_competencies(request.user) for row in domain.rows if row.may_offer]
    competencies = {one.code: one for one in open_now if not source.only_for or one.code in source.only_for}
    initial = {"competency": source.competency}
    posted = request.POST if request.method == "POST" else None
    form = OfferSourceForm(list(competencies.values()), posted, initial=initial)
    if request.method == "POST" and form.is_valid():
        competency = competencies[form.cleaned_data["competency"]]
        shows = form.cleaned_data["shows"]
        try:
            offer_evidence(competency=competency, kind=source.kind, shows=shows, source=source, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Your evidence for {competency.code} is with the trainers.")
            return redirect("competencies:mine")
    context = {"form": form, "source": source, "snapshot": source.snapshot, "competencies": competencies}
    return render(request, "competencies/offer_source.html", context)


@require_safe
@login_required
def evidence(request: SignedInRequest, pk: int) -> HttpResponse:
    """One piece of evidence with what it rests on: for its owner and those who sign; nobody else finds it."""
    pieces = Evidence.objects.select_related("user", "competency", "request__user", "request__competency")
    piece = get_object_or_404(pieces, pk=pk)
    if not may_read_evidence(piece, request.user):
        raise Http404
    context = {
        "piece": piece,
        "snapshot": piece.snapshot,
        "is_owner": piece.user_id == request.user.pk,
        "records": records_behind(piece, request.user),
    }
    return render(request, "competencies/evidence.html", context)
