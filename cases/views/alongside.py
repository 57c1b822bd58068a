"""What runs beside a case and never blocks it silently."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.access import case_or_404, staff
from cases.constants.intake import CaseState
from cases.models import SatisfactionInvitation
from people.access import SignedInRequest


@staff
@require_safe
def alongside(request: SignedInRequest, reference: str) -> HttpResponse:
    """Holds, complaints and compliments, and whether the person has the complaints procedures in writing."""
    case = case_or_404(request, reference, page="alongside")
    holds = case.holds.select_related("line", "placed_by", "ended_by").prefetch_related("reviews__by")
    return render(
        request,
        "cases/alongside.html",
        {
            "case": case,
            "holds": sorted(holds, key=lambda hold: (hold.ended_at is not None, hold.review_on, hold.pk)),
            "complaints": case.complaints.all(),
            "questionnaires": SatisfactionInvitation.objects.filter(line__case=case).select_related("line"),
            "procedures_given": case.procedures_given.select_related("by"),
            "is_open": case.state == CaseState.OPEN,
        },
    )
