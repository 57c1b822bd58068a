"""The card that an assessor shows at the door: as a page, and as a PDF of a wallet card's size (A3)."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accreditation.public import as_public, entry_for
from core import qr
from core.pdf import render_pdf
from people.access import SignedInRequest, roles_in
from people.constants import Role


@login_required
def card(request: SignedInRequest, number: str) -> HttpResponse:
    return render(request, "accreditation/card.html", _context(request, number))


@login_required
def card_pdf(request: SignedInRequest, number: str) -> HttpResponse:
    response = HttpResponse(render_pdf("pdf/card.html", _context(request, number)), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="card-{number}.pdf"'
    return response


def _context(request: SignedInRequest, number: str) -> dict[str, object]:
    """For the person and for officers; to anyone else the card answers as absent."""
    found = entry_for(number)
    if found is None or not (found.user_id == request.user.pk or Role.ACCREDITATION_OFFICER in roles_in(request)):
        raise Http404("No such card.")
    address = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("accreditation:entry", args=[number])
    return {
        "entry": as_public(found),
        "address": address,
        "qr_code": qr.data_address(address),
        "is_own": found.user_id == request.user.pk,
    }
