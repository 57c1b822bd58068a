"""Certificates: the holder's page and PDF, and the page where anyone checks a number (T14)."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from core import qr
from core.pdf import render_pdf
from modules.certificate_numbers import is_well_formed, tidy
from modules.forms import CertificateNumberForm
from modules.models import Certificate
from modules.views.learning import trail
from people.access import SignedInRequest


def own_certificate(request: SignedInRequest, number: str) -> Certificate:
    return get_object_or_404(Certificate, number=number, completion__user=request.user)


def verify_address(certificate: Certificate) -> str:
    """The whole address of the page that anyone may open, for print."""
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("certificate", args=[certificate.number])


@login_required
def certificate(request: SignedInRequest, number: str) -> HttpResponse:
    held = own_certificate(request, number)
    context = {"certificate": held, "verify_address": verify_address(held), "trail": trail()}
    return render(request, "modules/certificate.html", context)


@login_required
def certificate_pdf(request: SignedInRequest, number: str) -> HttpResponse:
    held = own_certificate(request, number)
    address = verify_address(held)
    context = {"certificate": held, "verify_address": address, "qr_code": qr.data_address(address)}
    response = HttpResponse(render_pdf("pdf/certificate.html", context), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="certificate-{held.number}.pdf"'
    return response


def look_up(request: HttpRequest) -> HttpResponse:
    """Where somebody types the number they hold."""
    form = CertificateNumberForm(request.GET if "number" in request.GET else None)
    if form.is_valid():
        return redirect("certificate", tidy(form.cleaned_data["number"]) or "0")
    return render(request, "modules/certificate_look_up.html", {"form": form})


def verify(request: HttpRequest, number: str) -> HttpResponse:
    """The certified facts, for whoever holds the number. A mistyped one says so and reveals nothing."""
    tidied = tidy(number)
    if not is_well_formed(tidied):
        form = CertificateNumberForm({"number": number})
        return render(request, "modules/certificate_look_up.html", {"form": form, "mistyped": number}, status=404)
    if tidied != number:
        return redirect("certificate", tidied)
    held = Certificate.objects.filter(number=tidied).first()
    if held is None:
        raise Http404
    response = render(request, "modules/certificate_verify.html", {"certificate": held})
    response["X-Robots-Tag"] = "noindex"
    return response
