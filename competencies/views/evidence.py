"""Evidence that rests on something done here: offering it from where it was done, and reading it (C2, S4)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from competencies.constants import RequestState
from competencies.forms import ConfirmForm, DiscussionForm, OfferSourceForm
from competencies.models import Competency, Evidence
from competencies.observing import has_written, records_behind
from competencies.progress import my_competencies
from competencies.selectors import framework_in_force, may_read_evidence
from competencies.services import confirm_evidence, offer_evidence, take_back_evidence
from competencies.sources import discussion_source, source_of
from core.exceptions import Refused
from people.access import SignedInRequest
from people.models import User

ON_A_PAGE = 20


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


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: SignedInRequest, pk: int) -> HttpResponse:
    """One piece of evidence with what it rests on: for its owner and those who sign; nobody else finds it."""
    piece = _piece_or_404(request.user, pk)
    form = None
    if request.user.pk == piece.confirmer_id and not piece.is_confirmed:
        form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            confirm_evidence(piece=piece, note=form.cleaned_data["note"], by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Confirmed. The trainers who sign see that, and so does {piece.user}.")
            return redirect("competencies:to_confirm")
    is_owner, is_confirmer = piece.user_id == request.user.pk, piece.confirmer_id == request.user.pk
    is_taken_back = hasattr(piece, "withdrawal")
    context = {
        "piece": piece,
        "snapshot": piece.snapshot,
        "form": form,
        "is_owner": is_owner,
        "is_confirmer": is_confirmer,
        "is_taken_back": is_taken_back,
        "may_take_back": is_owner and not is_taken_back and piece.request.state == RequestState.OPEN,
        "shows_note": is_owner or is_confirmer or has_written(piece.request, request.user),
        "records": records_behind(piece, request.user),
    }
    return render(request, "competencies/evidence.html", context)


@require_POST
@login_required
def take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take one's own evidence back; somebody else's is not there."""
    piece = get_object_or_404(Evidence.objects.select_related("request", "competency"), pk=pk, user=request.user)
    try:
        take_back_evidence(piece=piece, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Your evidence for {piece.competency.code} is taken back.")
    return redirect("competencies:mine")


@require_safe
@login_required
def to_confirm(request: SignedInRequest) -> HttpResponse:
    """What others offer and name whoever is reading for: a case they talked through or supervised."""
    pieces = Evidence.objects.standing().filter(confirmer=request.user).select_related("user", "competency")
    page = Paginator(pieces.order_by("-offered_at", "-pk"), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "competencies/to_confirm.html", {"page_obj": page})


@login_required
def discuss(request: SignedInRequest, code: str) -> HttpResponse:
    """A case talked through, without names, as evidence for one competency."""
    competency = get_object_or_404(
        Competency.objects.select_related("framework", "module"), framework=framework_in_force(), code=code
    )
    form = DiscussionForm(request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        source = discussion_source(request.user, form.discussion())
        shows = form.cleaned_data["shows"]
        try:
            offer_evidence(competency=competency, kind=source.kind, shows=shows, source=source, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Your evidence for {competency.code} is with the trainers.")
            return redirect("competencies:mine")
    return render(request, "competencies/discuss.html", {"form": form, "competency": competency})


def _piece_or_404(user: User, pk: int) -> Evidence:
    related = ("user", "competency", "request__user", "request__competency", "confirmer", "confirmation", "withdrawal")
    piece = get_object_or_404(Evidence.objects.select_related(*related), pk=pk)
    if not may_read_evidence(piece, user):
        raise Http404
    return piece
