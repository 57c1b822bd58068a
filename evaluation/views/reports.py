"""The governance group's pages: every module, and one version's report as page, PDF and table."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from core import clock
from core.pdf import render_pdf
from core.spreadsheets import csv_response
from evaluation import export
from evaluation.selectors.overview import module_lines
from evaluation.selectors.report import report as report_about
from modules.models import ModuleVersion
from people.access import SignedInRequest, role_required
from people.constants import Role


def version_or_404(code: str, number: int) -> ModuleVersion:
    versions = ModuleVersion.objects.select_related("module").defer("content")
    return get_object_or_404(versions, module__code=code, number=number)


@role_required(Role.GOVERNANCE)
def overview(request: SignedInRequest) -> HttpResponse:
    return render(request, "evaluation/overview.html", {"lines": module_lines()})


@role_required(Role.GOVERNANCE)
def report(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    version = version_or_404(code, number)
    context = {
        "version": version,
        "others": ModuleVersion.objects.filter(module=version.module).exclude(pk=version.pk).only("number", "label"),
        "report": report_about(version),
        "trail": [(reverse("evaluation:overview"), "Evaluation")],
    }
    return render(request, "evaluation/report.html", context)


@role_required(Role.GOVERNANCE)
def report_pdf(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    """Without the drawings; the page is the accessible original."""
    version = version_or_404(code, number)
    address = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("evaluation:report", args=[code, number])
    context = {"report": report_about(version), "made_on": clock.today(), "address": address}
    response = HttpResponse(render_pdf("pdf/evaluation_report.html", context), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="evaluation-{code}-{number}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@role_required(Role.GOVERNANCE)
def report_csv(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    version = version_or_404(code, number)
    return csv_response(f"evaluation-{code}-{number}", export.COLUMNS, export.rows(report_about(version)))
