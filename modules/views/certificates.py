"""Certificates: the holder's page and PDF, and the page where anyone checks a number (T14)."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from core import qr
from core.pdf import render_pdf
from modules.certificate_numbers import is_well_formed, tidy
from modules.forms import CertificateNumberForm
from modules.models import Certificate, ModuleVersion
from modules.selectors import current_version, current_versions
from modules.views.learning import trail
from people.access import SignedInRequest
from people.constants import NAME_WITHHELD
from people.selectors import name_is_withheld


def own_certificate(request: SignedInRequest, number: str) -> Certificate:
    return get_object_or_404(_certificates(), number=number, completion__user=request.user)


def verify_address(certificate: Certificate) -> str:
    """The whole address of the page that anyone may open, for print."""
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("certificate", args=[certificate.number])


@dataclass(frozen=True, kw_only=True)
class State:
    """Whether a certificate stands today."""

    code: str
    label: str
    words: str


def state_of(held: Certificate, newest: ModuleVersion | None) -> State:
    """As of now: it stands, it stands and there is a newer version of the module, or it was withdrawn, and when."""
    completion = held.completion
    if hasattr(completion, "withdrawal"):
        day = date_format(localtime(completion.withdrawal.withdrawn_at), "j F Y")
        return State(code="withdrawn", label="Withdrawn", words=f"The completion was withdrawn on {day}.")
    if newest and newest.pk != completion.module_version_id:
        words = f"The module has a newer version, {newest.label}. This certificate is of version {held.version_label}."
        return State(code="stands", label="Stands", words=words)
    return State(code="stands", label="Stands", words="It is of the present version of the module.")


def as_json(request: HttpRequest, number: str) -> JsonResponse:
    """The certified facts and the present state, for machines."""
    held = _certificates().filter(number=number).first()
    if held is None:
        return JsonResponse({"error": "There is no certificate with this number."}, status=404)
    state = state_of(held, current_version(held.module_code))
    names = ("number", "holder", "organisation", "module_title", "module_code", "version_label", "minutes")
    facts = (
        {name: getattr(held, name) for name in names}
        | _what_is_withheld(held)
        | {
            "completed_on": held.completed_on.isoformat(),
            "outcomes": held.outcomes,
            "asked_for": held.asked_for,
            "waived": held.waived,
            "state": state.code,
            "state_in_words": state.words,
            "page": verify_address(held),
        }
    )
    response = JsonResponse(facts)
    response["X-Robots-Tag"] = "noindex"
    return response


def _what_is_withheld(held: Certificate) -> dict[str, str]:
    """What public pages say in place of a name that is withheld for safety; nothing when it is not."""
    return {"holder": NAME_WITHHELD, "organisation": ""} if name_is_withheld(held.completion.user) else {}


def _certificates() -> "QuerySet[Certificate]":
    return Certificate.objects.select_related("completion__withdrawal", "completion__user")


@login_required
def own_certificates(request: SignedInRequest) -> HttpResponse:
    """Everything that was certified to the learner, with whether it stands: two queries."""
    held = _certificates().filter(completion__user=request.user).order_by("-completed_on", "-pk")
    newest = {version.module.code: version for version in current_versions()}
    certificates = [(one, state_of(one, newest.get(one.module_code))) for one in held]
    return render(request, "modules/certificates.html", {"certificates": certificates, "trail": trail()})


@login_required
def certificate(request: SignedInRequest, number: str) -> HttpResponse:
    held = own_certificate(request, number)
    context = {
        "certificate": held,
        "state": state_of(held, current_version(held.module_code)),
        "verify_address": verify_address(held),
        "trail": trail(),
    }
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
    held = _certificates().filter(number=tidied).first()
    if held is None:
        raise Http404
    response = render(
        request,
        "modules/certificate_verify.html",
        {
            "certificate": held,
            "state": state_of(held, current_version(held.module_code)),
            "withheld": _what_is_withheld(held),
        },
    )
    response["X-Robots-Tag"] = "noindex"
    return response
