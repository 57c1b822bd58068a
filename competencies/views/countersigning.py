"""The second signature: when it is due, asking a trainer for it, declining; and what is late, for governance (C3)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from competencies.constants import AskState
from competencies.countersigning import able_to_countersign, open_ask, second_signatures
from competencies.forms import ChooseTrainerForm, ReasonForm
from competencies.models import CountersignAsk, Countersigning
from competencies.services import ask_to_countersign, decline_ask, take_back_ask
from core import clock
from core.exceptions import Refused
from people.access import SignedInRequest, role_required
from people.constants import Role
from people.selectors import roles_of

ON_A_PAGE = 25


@require_safe
@role_required(Role.GOVERNANCE)
def overview(request: SignedInRequest) -> HttpResponse:
    """Every second signature that is missing, the earliest due first."""
    rows = second_signatures()
    today = clock.today()
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "today": today, "overdue": rows.filter(due_on__lt=today).count()}
    return render(request, "competencies/second_signatures.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def second(request: SignedInRequest, pk: int) -> HttpResponse:
    """One second signature: for the first signer and governance, who may ask a trainer for it."""
    row = _of_mine(request, second_signatures().filter(request=pk))
    present = open_ask(row)
    able = [one for one in able_to_countersign(row.request) if present is None or one.user.pk != present.trainer_id]
    level = row.request.competency.level
    form = ChooseTrainerForm(able, level, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            ask = ask_to_countersign(countersigning=row, trainer=form.trainer, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{ask.trainer} is asked, and told by e-mail.")
            return redirect("competencies:countersign", pk=pk)
    asks = row.asks.select_related("trainer", "asked_by")
    context = {
        "row": row,
        "form": form,
        "asked": [ask for ask in asks if ask.state == AskState.ASKED],
        "earlier": [ask for ask in asks if ask.state != AskState.ASKED],
        "today": clock.today(),
        "is_governance": Role.GOVERNANCE in roles_of(request.user),
    }
    return render(request, "competencies/second.html", context)


@require_POST
@login_required
def take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    ask = get_object_or_404(CountersignAsk.objects.select_related("countersigning", "trainer"), pk=pk)
    _of_mine(request, second_signatures().filter(pk=ask.countersigning_id))
    try:
        take_back_ask(ask=ask, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{ask.trainer} is asked no longer, and told by e-mail.")
    return redirect("competencies:countersign", pk=ask.countersigning.request_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: SignedInRequest, pk: int) -> HttpResponse:
    """The trainer who is asked says no, with a reason; for anybody else it is not there."""
    asks = CountersignAsk.objects.select_related("countersigning__request__user", "countersigning__request__competency")
    ask = get_object_or_404(asks.select_related("asked_by"), pk=pk, trainer=request.user)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    form.fields["reason"].help_text = "The first signer and the governance group will read this."
    if request.method == "POST" and form.is_valid():
        try:
            decline_ask(ask=ask, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "You have declined. The first signer is told, and can ask somebody else.")
            return redirect("competencies:sign_offs")
    return render(request, "competencies/decline_countersign.html", {"form": form, "ask": ask})


def _of_mine(request: SignedInRequest, rows: QuerySet[Countersigning]) -> Countersigning:
    """The second signature, for its first signer and for governance except about themselves; others find nothing."""
    row = get_object_or_404(rows)
    mine = row.first_signature.signer_id == request.user.pk or Role.GOVERNANCE in roles_of(request.user)
    if not mine or row.request.user_id == request.user.pk:
        raise Http404
    return row
