"""Handing cases over: one by hand, and the manager's list of those that went by rule (P12)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from cases import forms, services
from cases.access import case_or_404, staff
from cases.selectors.handovers import handovers_to_look_at
from cases.views.steps import step
from core.exceptions import Refused
from core.forms import posted
from people.access import SignedInRequest, role_required
from people.constants import Role

HANDOVERS_ON_A_PAGE = 20


@staff
def change_owner(request: SignedInRequest, reference: str) -> HttpResponse:
    case = case_or_404(request, reference, page="owner")
    return step(
        request,
        case,
        forms.HandoverForm(posted(request), case=case),
        lambda details: services.reassign_case(case=case, by=request.user, **details),
        done="The case has a new owner, who is told by e-mail.",
        heading="Hand the case over",
        lead=f"{case.owner} owns it now. The new owner is told which case it is, and not whom it is about.",
        button="Hand it over",
    )


@role_required(Role.MANAGER)
@require_safe
def handovers(request: SignedInRequest) -> HttpResponse:
    """Cases whose owner was stopped: who has them now, to confirm or change, and those that nobody has."""
    page = Paginator(handovers_to_look_at(request.user), HANDOVERS_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "cases/handovers.html", {"page_obj": page})


@role_required(Role.MANAGER)
@require_POST
def confirm_handover(request: SignedInRequest, reference: str) -> HttpResponse:
    handover = handovers_to_look_at(request.user).filter(case__reference=reference).first()
    if handover is None:
        raise Http404("There is no such handover to look at.")
    try:
        services.confirm_handover(handover=handover, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{handover.to_owner} owns case {handover.case.reference}.")
    return redirect("cases:handovers")
