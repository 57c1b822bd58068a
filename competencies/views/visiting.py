"""Visiting signers, for the governance group: whom one member invites and another confirms; ending a visit (C3)."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from competencies.forms import ReasonForm
from competencies.models import VisitingInvitation
from competencies.oversight_forms import VisitorForm
from competencies.services import confirm_visit, decline_visit, end_visit, invite_visitor
from competencies.services.visiting import Visitor
from core import clock
from core.exceptions import Refused
from people.access import SignedInRequest, role_required
from people.constants import Role

ON_A_PAGE = 25


@require_safe
@role_required(Role.GOVERNANCE)
def visitors(request: SignedInRequest) -> HttpResponse:
    """Every invitation, the newest first."""
    invitations = VisitingInvitation.objects.select_related(
        "module", "profession", "service_setting", "invited_by", "decided_by", "standing__ended_by"
    ).prefetch_related("requests__user", "requests__competency")
    page = Paginator(invitations, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "competencies/visitors.html", {"page_obj": page, "today": clock.today()})


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.GOVERNANCE)
def invite(request: SignedInRequest) -> HttpResponse:
    form = VisitorForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        last_day = values.pop("last_day")
        terms = {name: values.pop(name) for name in ("module", "valid_from", "requests")}
        try:
            invitation = invite_visitor(
                visitor=Visitor(**values), valid_until=last_day + timedelta(days=1), **terms, by=request.user
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{invitation} is proposed. Another member of the group must confirm.")
            return redirect("competencies:visitors")
    return render(request, "competencies/invite_visitor.html", {"form": form})


@require_POST
@role_required(Role.GOVERNANCE)
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    words = "is invited, and told by e-mail."
    return _decide(request, pk, lambda row: confirm_visit(invitation=row, by=request.user), words)


@require_POST
@role_required(Role.GOVERNANCE)
def decline(request: SignedInRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, lambda row: decline_visit(invitation=row, by=request.user), "is not invited.")


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.GOVERNANCE)
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a visit before its time, with a reason."""
    invitation = get_object_or_404(VisitingInvitation.objects.select_related("module"), pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            end_visit(invitation=invitation, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"The visit of {invitation} has ended.")
            return redirect("competencies:visitors")
    return render(request, "competencies/end_visit.html", {"form": form, "invitation": invitation})


def _decide(
    request: SignedInRequest, pk: int, verb: Callable[[VisitingInvitation], object], outcome: str
) -> HttpResponse:
    invitation = get_object_or_404(VisitingInvitation, pk=pk)
    try:
        verb(invitation)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{invitation} {outcome}")
    return redirect("competencies:visitors")
