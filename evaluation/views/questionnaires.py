"""Where editors read a questionnaire as it will be asked, and publish it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.exceptions import Refused
from evaluation.constants import Purpose
from evaluation.models import Questionnaire
from evaluation.services import publish_questionnaire
from people.access import SignedInRequest, role_required
from people.constants import Role


@role_required(Role.EDITOR, Role.GOVERNANCE)
def questionnaire_list(request: SignedInRequest) -> HttpResponse:
    written = {one.purpose: one for one in Questionnaire.objects.prefetch_related("versions")}
    rows = [(purpose, written.get(purpose)) for purpose in Purpose]
    return render(request, "evaluation/questionnaires.html", {"rows": rows})


@role_required(Role.EDITOR, Role.GOVERNANCE)
@require_http_methods(["GET", "HEAD", "POST"])
def questionnaire(request: SignedInRequest, purpose: str) -> HttpResponse:
    """The draft beside what is published. Publishing makes a version that never changes."""
    draft = get_object_or_404(Questionnaire.objects.prefetch_related("questions", "versions"), purpose=purpose)
    if request.method == "POST":
        try:
            version = publish_questionnaire(questionnaire=draft, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"Version {version.number} is asked from now on.")
        return redirect("evaluation:questionnaire", purpose)
    context = {
        "draft": draft,
        "published": draft.versions.first(),
        "edit_url": reverse("wagtailsnippets_evaluation_questionnaire:edit", args=[draft.pk]),
        "trail": [(reverse("evaluation:questionnaires"), "Questionnaires")],
    }
    return render(request, "evaluation/questionnaire.html", context)
