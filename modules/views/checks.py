"""The knowledge check: what it is, its questions, its result; and the look at what somebody knows before."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.exceptions import Refused
from core.forms import posted
from modules.check_rules import rules_of
from modules.check_selectors import outcome_results, retry_problem
from modules.constants import Purpose
from modules.exceptions import AlreadySubmitted, TimeIsUp
from modules.forms import KnowledgeCheckForm
from modules.models import Attempt, Enrolment
from modules.selectors import Progress
from modules.services import enrol, start_attempt, submit_attempt
from modules.services.knowledge_checks import draft_key, hand_in_as_it_stands, keep_answers
from modules.views.learning import closed, progress_or_404, trail_in
from people import drafts
from people.access import SignedInRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: SignedInRequest, code: str) -> HttpResponse:
    """What the check is, its rules and how earlier tries went; a POST draws the questions."""
    progress = progress_or_404(request, code)
    if not progress.is_open:
        return closed(request, progress)
    if progress.enrolment is None:
        messages.info(request, "Start the module, then take its knowledge check.")
        return redirect("modules:module", code)
    if request.method == "POST":
        return _start(request, code, progress.enrolment, Purpose.CHECK)
    attempts = list(Attempt.objects.checks().filter(enrolment=progress.enrolment).order_by("-started_at", "-pk"))
    open_attempt = next((attempt for attempt in attempts if not attempt.submitted_at), None)
    if open_attempt and open_attempt.time_is_up:
        return _hand_in_late(request, open_attempt)
    context = {
        "progress": progress,
        "version": progress.version,
        "rules": rules_of(progress.version),
        "attempts": [attempt for attempt in attempts if attempt.submitted_at],
        "open_attempt": open_attempt,
        "not_now": None if open_attempt else retry_problem(progress.enrolment, progress.version),
        "trail": trail_in(progress),
    }
    return render(request, "modules/check.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def before(request: SignedInRequest, code: str) -> HttpResponse:
    """A few questions before the first lesson; they count for nothing and show what the module adds (T10)."""
    progress = progress_or_404(request, code)
    if not progress.is_open:
        return closed(request, progress)
    if request.method == "POST":
        enrolment = enrol(user=request.user, module=progress.version.module, by=request.user)
        return _start(request, code, enrolment, Purpose.BEFORE)
    context = {"progress": progress, "version": progress.version, "trail": trail_in(progress)}
    return render(request, "modules/before.html", context)


def _start(request: SignedInRequest, code: str, enrolment: Enrolment, purpose: Purpose) -> HttpResponse:
    try:
        attempt = start_attempt(enrolment=enrolment, by=request.user, purpose=purpose)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("modules:check" if purpose == Purpose.CHECK else "modules:module", code)
    return redirect("modules:attempt", code, attempt.pk)


def own_attempt(request: SignedInRequest, code: str, pk: int) -> Attempt:
    """The learner's own attempt; anyone else's is not found."""
    attempts = Attempt.objects.select_related("enrolment__module", "enrolment__user", "module_version")
    return get_object_or_404(attempts, pk=pk, enrolment__user=request.user, enrolment__module__code=code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def attempt(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """The questions. A POST hands them in, or keeps what is answered so far."""
    progress = progress_or_404(request, code)
    if not progress.is_open:
        return closed(request, progress)
    tried = own_attempt(request, code, pk)
    if tried.submitted_at:
        if request.method == "POST":
            return _already(request, tried)
        return redirect("modules:result", code, pk)
    if tried.time_is_up:
        return _hand_in_late(request, tried)
    questions = list(tried.questions.all())
    form = KnowledgeCheckForm(questions, posted(request))
    if request.method == "POST":
        try:
            return _take(request, tried, form) or _questions(request, progress, tried, form)
        except AlreadySubmitted:
            return _already(request, tried)
        except TimeIsUp:
            return _hand_in_late(request, tried)
    if draft := drafts.held(request.user, draft_key(tried)):
        form.show_kept(draft.fields)
    return _questions(request, progress, tried, form)


def _take(request: SignedInRequest, tried: Attempt, form: KnowledgeCheckForm) -> HttpResponse | None:
    """Keep or hand in what was sent; None when the form must be shown again."""
    if request.POST.get("action") == "keep":
        keep_answers(attempt=tried, typed=request.POST, by=request.user)
        messages.success(request, "Your answers are kept. You can go on with them later.")
        return redirect("modules:attempt", tried.enrolment.module.code, tried.pk)
    if not form.is_valid():
        return None
    submit_attempt(attempt=tried, answers=form.answers, by=request.user)
    return redirect("modules:result", tried.enrolment.module.code, tried.pk)


def _questions(request: SignedInRequest, progress: Progress, tried: Attempt, form: KnowledgeCheckForm) -> HttpResponse:
    context = {
        "progress": progress,
        "version": tried.module_version,
        "attempt": tried,
        "is_before": tried.purpose == Purpose.BEFORE,
        "form": form,
        "draft_key": draft_key(tried),
        "trail": _trail(progress),
    }
    return render(request, "modules/attempt.html", context)


def _trail(progress: Progress) -> list[tuple[str, str]]:
    return [*trail_in(progress), (reverse("modules:check", args=[progress.code]), "Knowledge check")]


def _already(request: SignedInRequest, tried: Attempt) -> HttpResponse:
    """The second hand-in, from whichever tab: the first result stands, and here it is."""
    return render(request, "modules/already_submitted.html", {"attempt": tried}, status=409)


def _hand_in_late(request: SignedInRequest, tried: Attempt) -> HttpResponse:
    """After time: it is handed in as it stood, and the result's page says so."""
    hand_in_as_it_stands(attempt=tried, by=request.user)
    return redirect("modules:result", tried.enrolment.module.code, tried.pk)


@login_required
def result(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """What was chosen, what was right, and why. Of a look before, only how much was known of each outcome."""
    progress = progress_or_404(request, code)
    tried = own_attempt(request, code, pk)
    if not tried.submitted_at:
        return redirect("modules:attempt", code, pk)
    context = {"progress": progress, "attempt": tried, "trail": _trail(progress)}
    if tried.purpose == Purpose.BEFORE:
        return render(request, "modules/before_result.html", context | {"outcomes": outcome_results(tried)})
    answered = [
        {
            "position": question.position,
            "content": question.content,
            "is_correct": question.answer.is_correct,
            "lines": question.kind.explain(question.content, question.answer.chosen),
        }
        for question in tried.questions.select_related("answer")
    ]
    return render(request, "modules/result.html", context | {"answered": answered})
