"""The learner's pages of a scenario: what it is, one step at a time, the debrief (T8)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.exceptions import Refused
from modules.debrief import debrief_of
from modules.exceptions import StepAlreadyTaken
from modules.forms import StepForm
from modules.models import Scenario, ScenarioRun
from modules.offering import offer_link
from modules.scenario_progress import scenario_states
from modules.selectors import LessonState, Progress
from modules.services import start_run, take_step
from modules.services.scenarios import scenarios_in
from modules.views.learning import closed, progress_or_404, trail_in
from people.access import SignedInRequest

Trail = list[tuple[str, str]]


def lesson_with(progress: Progress, scenario_id: int) -> LessonState | None:
    """The lesson that shows the scenario, in the version that learners see today."""
    shown = scenarios_in(progress.version.content)
    return next((lesson for lesson in progress.lessons if scenario_id in shown.get(lesson.id, [])), None)


def trail_to(progress: Progress, scenario_id: int) -> Trail:
    lesson = lesson_with(progress, scenario_id)
    if lesson is None:
        return trail_in(progress)
    return [*trail_in(progress), (reverse("modules:lesson", args=[progress.code, lesson.id]), lesson.title)]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def scenario(request: SignedInRequest, code: str, slug: str) -> HttpResponse:
    """What the scenario is and how earlier runs ended; a POST starts a run, or goes on with the open one."""
    progress = progress_or_404(request, code)
    if not progress.is_open:
        return closed(request, progress)
    played = get_object_or_404(Scenario, slug=slug)
    lesson = lesson_with(progress, played.pk)
    if lesson is None:
        raise Http404
    if progress.enrolment is None:
        messages.info(request, "Start the module, then play its scenarios.")
        return redirect("modules:module", code)
    if request.method == "POST":
        try:
            run = start_run(enrolment=progress.enrolment, scenario=played, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("modules:scenario", code, slug)
        return redirect("modules:scenario_run", code, run.pk)
    state = scenario_states(progress.enrolment, [played]).get(played.pk)
    if state is None:
        raise Http404
    context = {"progress": progress, "state": state, "lesson": lesson, "trail": trail_to(progress, played.pk)}
    return render(request, "modules/scenario.html", context)


def own_run(request: SignedInRequest, code: str, pk: int) -> ScenarioRun:
    """The learner's own run; anyone else's is not found."""
    runs = ScenarioRun.objects.select_related("version", "scenario", "enrolment__module", "enrolment__user")
    return get_object_or_404(runs, pk=pk, enrolment__user=request.user, enrolment__module__code=code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def run(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """The node where the run stands, with what the last choice brought; a POST takes the next step."""
    progress = progress_or_404(request, code)
    if not progress.is_open:
        return closed(request, progress)
    played = own_run(request, code, pk)
    node, position = played.stands_at, len(played.taken) + 1
    if request.method == "POST" and request.POST.get("position") != str(position):
        return _elsewhere(request, code, pk)
    form = StepForm(node, request.POST if request.method == "POST" else None, initial={"position": position})
    if request.method == "POST" and form.is_valid():
        try:
            take_step(run=played, **form.cleaned_data, by=request.user)
        except StepAlreadyTaken:
            return _elsewhere(request, code, pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("modules:scenario_run", code, pk)
    last = played.taken[-1] if played.taken else None
    context = {
        "progress": progress,
        "run": played,
        "node": node,
        "form": form,
        "last_choice": played.version.graph.nodes[last.node].choice(last.choice) if last else None,
        "lesson": lesson_with(progress, played.scenario_id),
        "trail": trail_to(progress, played.scenario_id),
    }
    return render(request, "modules/scenario_run.html", context)


def _elsewhere(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """A step sent twice, from the page before or another tab: the first stands, and the run goes on where it is."""
    messages.info(request, "You had answered that already, perhaps in another tab. The scenario goes on from here.")
    return redirect("modules:scenario_run", code, pk)


@login_required
@require_safe
def debrief(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """The way taken beside a good one, on the four marks. It stays readable whatever becomes of the module."""
    progress = progress_or_404(request, code)
    played = own_run(request, code, pk)
    if not played.finished_at:
        messages.info(request, "The debrief comes at the end of the scenario.")
        return redirect("modules:scenario_run", code, pk)
    context = {
        "progress": progress,
        "run": played,
        "debrief": debrief_of(played),
        "offer_url": offer_link("scenario", played.pk),
        "lesson": lesson_with(progress, played.scenario_id),
        "trail": trail_to(progress, played.scenario_id),
    }
    return render(request, "modules/scenario_debrief.html", context)
