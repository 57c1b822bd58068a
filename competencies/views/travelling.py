"""Portfolios from elsewhere: checking a file, and bringing in one's own (C6)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from competencies.models import ImportedPortfolio
from competencies.portfolio_forms import BringPortfolioForm, PortfolioFileForm
from competencies.services import import_portfolio
from competencies.travelling import proved
from core.exceptions import Refused
from people.access import SignedInRequest

METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(METHODS)
def check(request: SignedInRequest) -> HttpResponse:
    """Whether a file is as it was sealed, and by whom. Nothing of it is kept."""
    form = _form(PortfolioFileForm, request)
    proof, refusal = None, ""
    if form.is_valid():
        try:
            proof = proved(form.cleaned_data["file"])
        except Refused as refused:
            refusal = str(refused)
    context = {"form": form, "proof": proof, "refusal": refusal}
    return render(request, "competencies/check_portfolio.html", context)


@login_required
@require_http_methods(METHODS)
def bring(request: SignedInRequest) -> HttpResponse:
    form = _form(BringPortfolioForm, request)
    if form.is_valid():
        values = form.cleaned_data
        try:
            imported = import_portfolio(file=values["file"], name_differs=values["name_differs"], by=request.user)
        except Refused as refused:
            form.add_error("name_differs" if refused.code == "name_differs" else "file", str(refused))
        else:
            messages.success(request, f"Your portfolio from {imported.issuer} is here. Its seal is unbroken.")
            return redirect("competencies:imported_portfolio", pk=imported.pk)
    return render(request, "competencies/bring_portfolio.html", {"form": form})


@require_safe
@login_required
def imported(request: SignedInRequest, pk: int) -> HttpResponse:
    """What somebody brought in, for its owner. Trainers see it once it is offered as evidence."""
    brought = get_object_or_404(ImportedPortfolio.objects.filter(user=request.user), pk=pk)
    context = {"imported": brought, "content": brought.readable}
    return render(request, "competencies/imported_portfolio.html", context)


def _form(kind: type[PortfolioFileForm], request: SignedInRequest) -> PortfolioFileForm:
    return kind(request.POST, request.FILES) if request.method == "POST" else kind()
