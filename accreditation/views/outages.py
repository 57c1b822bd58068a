"""What case systems allowed while the register was away: officers read it and follow it up (A6)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accreditation.forms import FollowUpForm
from accreditation.models import OutageReport
from accreditation.outages import as_rows
from accreditation.services import follow_up
from core.exceptions import Refused
from people.access import SignedInRequest, role_required
from people.constants import Role

A_PAGE = 25
officers_only = role_required(Role.ACCREDITATION_OFFICER)


@officers_only
@require_safe
def reports(request: SignedInRequest) -> HttpResponse:
    listed = OutageReport.objects.unread_first().select_related("case_system__organisation")
    page = Paginator(listed, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "accreditation/outages.html", {"page_obj": page})


@officers_only
def report(request: SignedInRequest, pk: int) -> HttpResponse:
    """One report: what was wrongly allowed, then everything else, and the word of whoever looked into it."""
    found = get_object_or_404(
        OutageReport.objects.select_related("case_system__organisation", "follow_up__followed_up_by"), pk=pk
    )
    is_open = not hasattr(found, "follow_up")
    form = FollowUpForm(request.POST if request.method == "POST" and is_open else None)
    if form.is_valid():
        try:
            follow_up(report=found, note=form.cleaned_data["note"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The report is marked as followed up.")
            return redirect("accreditation:outage", pk=pk)
    rows = as_rows(found)
    wrong = [row for row in rows if row.item.wrongly_allowed]
    others = [row for row in rows if not row.item.wrongly_allowed]
    page = Paginator(others, A_PAGE).get_page(request.GET.get("page"))
    context = {"report": found, "wrong": wrong, "page_obj": page, "form": form, "is_open": is_open}
    return render(request, "accreditation/outage.html", context)
