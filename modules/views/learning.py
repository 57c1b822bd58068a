"""The learner's pages: the modules, one module, one lesson."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from core.exceptions import Refused
from modules.check_selectors import may_look_before
from modules.forms import ReflectionForm
from modules.models import Enrolment, Reflection
from modules.notices import notices_for_learner
from modules.offering import offer_link
from modules.practice import ACTION, practice_sheets
from modules.scenario_progress import scenario_states, scenarios_of_lesson
from modules.selectors import Progress, current_version, current_versions, progress_of
from modules.services import enrol, keep_reflections, mark_lesson_done
from modules.told import told_about
from people import drafts
from people.access import SignedInRequest
from stories.selectors import stories_in
from stories.services import note_viewings


def progress_or_404(request: SignedInRequest, code: str) -> Progress:
    version = current_version(code)
    if version is None:
        raise Http404
    return progress_of(request.user, [version])[0]


def closed(request: SignedInRequest, progress: Progress) -> HttpResponse:
    """The page that says what must come first, in place of one that is not open (T2, T3)."""
    return render(request, "modules/closed.html", {"progress": progress}, status=403)


def trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(reverse("modules:list"), "Learning"), *more]


def trail_in(progress: Progress) -> list[tuple[str, str]]:
    return trail((reverse("modules:module", args=[progress.code]), progress.version.title))


@login_required
def module_list(request: SignedInRequest) -> HttpResponse:
    return render(request, "modules/list.html", {"modules": progress_of(request.user, current_versions())})


@login_required
def module(request: SignedInRequest, code: str) -> HttpResponse:
    progress = progress_or_404(request, code)
    if not progress.is_open:
        return closed(request, progress)
    completion = progress.completion
    context = {
        "progress": progress,
        "version": progress.version,
        "attempts": progress.attempts[::-1],
        "may_look_before": may_look_before(progress),
        "notices": notices_for_learner(request.user, completion.module_version) if completion else [],
        "trail": trail(),
    }
    return render(request, "modules/module.html", context)


@login_required
def told(request: SignedInRequest, code: str) -> HttpResponse:
    """What people told us about the text that is live, and what we did (T13)."""
    version = current_version(code)
    if version is None:
        raise Http404
    context = {
        "version": version,
        "told": told_about(version),
        "trail": trail((reverse("modules:module", args=[code]), version.title)),
    }
    return render(request, "modules/told.html", context)


@login_required
@require_POST
def start(request: SignedInRequest, code: str) -> HttpResponse:
    progress = progress_or_404(request, code)
    if not progress.is_open:
        return closed(request, progress)
    enrol(user=request.user, module=progress.version.module, by=request.user)
    first = progress.lessons_left[0] if progress.lessons_left else None
    if first is None:
        return redirect("modules:module", code)
    return redirect("modules:lesson", code, first.id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lesson(request: SignedInRequest, code: str, lesson_id: str) -> HttpResponse:
    progress = progress_or_404(request, code)
    if not progress.is_open:
        return closed(request, progress)
    state = next((one for one in progress.lessons if one.id == lesson_id), None)
    if state is None:
        raise Http404
    if progress.enrolment is None:
        messages.info(request, "Start the module, then do its lessons.")
        return redirect("modules:module", code)
    lesson_block = next(block for block in progress.version.lessons if block.id == lesson_id)
    blocks = lesson_block.value["content"]
    sent = request.POST if request.POST.get("action", "").startswith(ACTION) else None
    sheets = practice_sheets(blocks, sent)
    prompts = {block.id: block.value["prompt"] for block in blocks if block.block_type == "reflection"}
    written = _written(progress, lesson_id) if prompts else {}
    draft_key = f"lesson:{code}:{lesson_id}"
    draft = drafts.held(request.user, draft_key) if prompts else None
    if request.method == "POST":
        form = ReflectionForm(prompts, request.POST)
        if sent is None and form.is_valid():
            return _save_lesson(request, progress, progress.enrolment, lesson_id, form.cleaned_data)
    else:
        kept = {block_id: one.text for block_id, one in written.items()}
        form = ReflectionForm(prompts, initial={**kept, **drafts.values(draft)})
    note_viewings(user=request.user, stories=stories_in(blocks))
    offers = {block_id: offer_link("reflection", one.pk) for block_id, one in written.items()}
    place = progress.lessons.index(state)
    context = {
        "progress": progress,
        "lesson": state,
        "parts": [
            (block, form[block.id] if block.id in prompts else None, sheets.get(block.id), offers.get(block.id))
            for block in blocks
        ],
        "form": form,
        "draft": draft if draft and prompts.keys() & draft.fields.keys() else None,
        "draft_key": draft_key,
        "scenario_states": scenario_states(progress.enrolment, scenarios_of_lesson(lesson_block)),
        "previous": progress.lessons[place - 1] if place else None,
        "next": progress.lessons[place + 1] if place + 1 < len(progress.lessons) else None,
        "trail": trail_in(progress),
    }
    return render(request, "modules/lesson.html", context)


def _written(progress: Progress, lesson_id: str) -> dict[str, Reflection]:
    """What the learner wrote here last, by block id; the newest comes last and stays."""
    written = Reflection.objects.filter(enrolment=progress.enrolment, lesson_id=lesson_id)
    return {reflection.block_id: reflection for reflection in written}


def _save_lesson(
    request: SignedInRequest, progress: Progress, enrolment: Enrolment, lesson_id: str, texts: dict[str, str]
) -> HttpResponse:
    by = request.user
    try:
        if request.POST.get("action") == "save":
            keep_reflections(enrolment=enrolment, lesson_id=lesson_id, texts=texts, by=by)
            drafts.forget(by, f"lesson:{progress.code}:{lesson_id}")
            messages.success(request, "Your reflection is kept.")
            return redirect("modules:lesson", progress.code, lesson_id)
        completion = mark_lesson_done(enrolment=enrolment, lesson_id=lesson_id, reflections=texts, by=by)
        drafts.forget(by, f"lesson:{progress.code}:{lesson_id}")
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("modules:module", progress.code)
    if completion:
        messages.success(request, f"You have completed “{progress.version.title}”. Your certificate is ready.")
    ids = [one.id for one in progress.lessons]
    following = ids[ids.index(lesson_id) + 1 :]
    if following and not completion:
        return redirect("modules:lesson", progress.code, following[0])
    return redirect("modules:module", progress.code)
