"""The knowledge check: what it is, its questions, its result."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.exceptions import Refused
from modules.exceptions import AlreadySubmitted
from modules.forms import KnowledgeCheckForm
from modules.models import Attempt
from modules.services import start_attempt, submit_attempt
from modules.views.learning import closed, progress_or_404, trail_in
from people.access import SignedInRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: SignedInRequest, code: str) -> HttpResponse:
    """What the check is and how earlier tries went; a POST draws the questions."""
    progress = progress_or_404(request, code)
    if not progress.is_open:
        return closed(request, progress)
    if progress.enrolment is None:
        messages.info(request, "Start the module, then take its knowledge check.")
        return redirect("modules:module", code)
    if request.method == "POST":
        try:
            attempt = start_attempt(enrolment=progress.enrolment, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("modules:check", code)
        return redirect("modules:attempt", code, attempt.pk)
    attempts = list(Attempt.objects.filter(enrolment=progress.enrolment).order_by("-started_at", "-pk"))
    context = {
        "progress": progress,
        "version": progress.version,
        "attempts": [attempt for attempt in attempts if attempt.submitted_at],
        "open_attempt": next((attempt for attempt in attempts if not attempt.submitted_at), None),
        "trail": trail_in(progress),
    }
    return render(request, "modules/check.html", context)


def own_attempt(request: SignedInRequest, code: str, pk: int) -> Attempt:
    """The learner's own attempt; anyone else's is not found."""
    attempts = Attempt.objects.select_related("enrolment__module", "enrolment__user", "module_version")
    return get_object_or_404(attempts, pk=pk, enrolment__user=request.user, enrolment__module__code=code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def attempt(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    progress = progress_or_404(request, code)
    if not progress.is_open:
        return closed(request, progress)
    tried = own_attempt(request, code, pk)
    if tried.submitted_at:
        if request.method == "POST":
            return _already(request, tried)
        return redirect("modules:result", code, pk)
    questions = list(tried.questions.all())
    form = KnowledgeCheckForm(questions, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            submit_attempt(attempt=tried, answers=form.answers, by=request.user)
        except AlreadySubmitted:
            return _already(request, tried)
        return redirect("modules:result", code, pk)
    trail = [*trail_in(progress), (reverse("modules:check", args=[code]), "Knowledge check")]
    context = {"progress": progress, "version": tried.module_version, "form": form, "trail": trail}
    return render(request, "modules/attempt.html", context)


def _already(request: SignedInRequest, tried: Attempt) -> HttpResponse:
    """The second hand-in, from whichever tab: the first result stands, and here it is."""
    return render(request, "modules/already_submitted.html", {"attempt": tried}, status=409)


@login_required
def result(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """What was chosen, what was right, and why."""
    progress = progress_or_404(request, code)
    tried = own_attempt(request, code, pk)
    if not tried.submitted_at:
        return redirect("modules:attempt", code, pk)
    answered = [
        {
            "position": question.position,
            "content": question.content,
            "is_correct": question.answer.is_correct,
            "choices": [
                choice | {"is_chosen": choice["id"] in question.answer.chosen} for choice in question.content["choices"]
            ],
        }
        for question in tried.questions.select_related("answer")
    ]
    trail = [*trail_in(progress), (reverse("modules:check", args=[code]), "Knowledge check")]
    context = {"progress": progress, "attempt": tried, "answered": answered, "trail": trail}
    return render(request, "modules/result.html", context)
