"""Whose portfolios are believed here, for the governance group (C6)."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from competencies.constants import TrustState
from competencies.forms import ReasonForm
from competencies.models import TrustedPartnership
from competencies.portfolio_forms import PartnershipForm
from competencies.services import confirm_partnership, decline_partnership, end_partnership, propose_partnership
from core import clock
from core.exceptions import Refused
from people.access import SignedInRequest, role_required
from people.constants import Role

ON_A_PAGE = 25


@require_safe
@role_required(Role.GOVERNANCE)
def partnerships(request: SignedInRequest) -> HttpResponse:
    """What waits for a second member comes first."""
    proposed_first = Case(When(state=TrustState.PROPOSED, then=0), default=1)
    rows = TrustedPartnership.objects.select_related("proposed_by", "decided_by", "ended_by")
    ordered = rows.order_by(proposed_first, "name", "-proposed_at", "pk")
    page = Paginator(ordered, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "proposals": [one for one in page if one.state == TrustState.PROPOSED],
        "decided": [one for one in page if one.state != TrustState.PROPOSED],
        "today": clock.today(),
    }
    return render(request, "competencies/partnerships.html", context)


@role_required(Role.GOVERNANCE)
def propose(request: SignedInRequest) -> HttpResponse:
    """One member proposes; nothing is believed until another confirms."""
    form = PartnershipForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            partnership = propose_partnership(**form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error("keys" if refused.code == "portfolio_not_accepted" else None, str(refused))
        else:
            messages.success(request, f"{partnership} is proposed. Another member of the group must confirm.")
            return redirect("competencies:partnerships")
    return render(request, "competencies/propose_partnership.html", {"form": form})


@require_POST
@role_required(Role.GOVERNANCE)
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, lambda row: confirm_partnership(partnership=row, by=request.user), "is trusted")


@require_POST
@role_required(Role.GOVERNANCE)
def decline(request: SignedInRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, lambda row: decline_partnership(partnership=row, by=request.user), "is not trusted")


@role_required(Role.GOVERNANCE)
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    partnership = get_object_or_404(TrustedPartnership, pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    form.fields["reason"].help_text = "The group will read this."
    if form.is_valid():
        try:
            end_partnership(partnership=partnership, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{partnership} is no longer trusted with these keys.")
            return redirect("competencies:partnerships")
    return render(request, "competencies/end_partnership.html", {"form": form, "partnership": partnership})


def _decide(
    request: SignedInRequest, pk: int, verb: Callable[[TrustedPartnership], object], outcome: str
) -> HttpResponse:
    partnership = get_object_or_404(TrustedPartnership, pk=pk)
    try:
        verb(partnership)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{partnership} {outcome}.")
    return redirect("competencies:partnerships")
