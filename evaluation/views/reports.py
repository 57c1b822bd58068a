"""The governance group's pages: every module, and one version's report."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from evaluation.selectors.decisions import decisions_about
from evaluation.selectors.overview import module_lines
from modules.models import ModuleVersion
from people.access import SignedInRequest, role_required
from people.constants import Role


@role_required(Role.GOVERNANCE)
def overview(request: SignedInRequest) -> HttpResponse:
    return render(request, "evaluation/overview.html", {"lines": module_lines()})


@role_required(Role.GOVERNANCE)
def report(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    versions = ModuleVersion.objects.select_related("module").defer("content")
    version = get_object_or_404(versions, module__code=code, number=number)
    context = {
        "version": version,
        "decisions": decisions_about(version.module),
        "trail": [(reverse("evaluation:overview"), "Evaluation")],
    }
    return render(request, "evaluation/report.html", context)
