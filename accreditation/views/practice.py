"""Continuing practice: what a renewal asks of the person, what they declare, and who confirms it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accreditation.forms import PracticeForm
from accreditation.hearing import practice_to_confirm
from accreditation.models import PracticeDeclaration
from accreditation.renewal import last_day_to_renew, missing_for_renewal, practice_of
from accreditation.services import confirm_practice, declare_practice
from accreditation.views.own import own_entry
from core.exceptions import Refused
from people.access import SignedInRequest

A_PAGE = 25


@login_required
def renewal(request: SignedInRequest, number: str) -> HttpResponse:
    entry = own_entry(request, number)
    form = PracticeForm(request.POST if request.method == "POST" else None, person=request.user)
    if form.is_valid():
        try:
            declare_practice(accreditation=entry.accreditation, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"It is recorded. {form.cleaned_data['asked']} is asked to confirm it.")
            return redirect("accreditation:renewal", number=number)
    declared = PracticeDeclaration.objects.filter(accreditation=entry.pk).select_related(
        "locality", "asked", "confirmation__confirmed_by"
    )
    context = {
        "entry": entry,
        "form": form,
        "practice": practice_of(entry),
        "missing": missing_for_renewal(entry),
        "last_day": last_day_to_renew(entry),
        "page_obj": Paginator(declared, A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "accreditation/renewal.html", context)


@login_required
def to_confirm(request: SignedInRequest) -> HttpResponse:
    page = Paginator(practice_to_confirm(request.user), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "accreditation/practice_to_confirm.html", {"page_obj": page})


@login_required
@require_POST
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """Only who was asked finds it here; the service says again who may confirm."""
    declaration = get_object_or_404(PracticeDeclaration, pk=pk, asked=request.user)
    try:
        confirm_practice(declaration=declaration, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Confirmed. It counts for the renewal.")
    return redirect("accreditation:practice_to_confirm")
