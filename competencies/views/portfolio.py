"""A person's own portfolio: the page, the PDF, and the sealed file that they take with them (C6)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from competencies.models import ImportedPortfolio
from competencies.portfolio import portfolio_of, sealed_portfolio, vouched_for
from competencies.portfolio_format import SHAPE
from competencies.portfolio_forms import LeaveOutForm
from core import clock
from core.exceptions import Refused
from core.pdf import PdfNotMade, render_pdf
from core.shapes import shaped
from core.strict_json import Json
from people.access import SignedInRequest


@require_safe
@login_required
def portfolio(request: SignedInRequest) -> HttpResponse:
    form = _choices(request)
    brought = ImportedPortfolio.objects.filter(user=request.user).defer("file")
    context = {"form": form, "content": _readable(request, form), "brought": brought}
    return render(request, "competencies/portfolio.html", context)


@require_safe
@login_required
def portfolio_pdf(request: SignedInRequest) -> HttpResponse:
    """Made while the person waits: a trainer's whole portfolio takes a third of a second."""
    content = _readable(request, _choices(request))
    try:
        pdf = render_pdf("pdf/portfolio.html", {"content": content})
    except PdfNotMade:
        messages.error(
            request, "Your portfolio is too long for a PDF. Leave something out, or print the page: it says the same."
        )
        return redirect("competencies:portfolio")
    return _download(pdf, "pdf", "application/pdf")


@require_safe
@login_required
@transaction.atomic
def portfolio_json(request: SignedInRequest) -> HttpResponse:
    form = _choices(request)
    try:
        file = sealed_portfolio(request.user, leave_out=form.left_out)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("competencies:portfolio")
    return _download(file, "json", "application/json")


def _choices(request: SignedInRequest) -> LeaveOutForm:
    form = LeaveOutForm(request.GET)
    form.is_valid()
    return form


def _readable(request: SignedInRequest, form: LeaveOutForm) -> Json:
    return shaped(vouched_for(portfolio_of(request.user, leave_out=form.left_out)), SHAPE)


def _download(content: bytes, ending: str, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="portfolio-{clock.today().isoformat()}.{ending}"'
    response["Cache-Control"] = "no-store"
    return response
