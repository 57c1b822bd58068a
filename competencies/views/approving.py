"""Asking the group for a version, and the group's answer: approve it, and say what follows, or send it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from competencies.constants import FrameworkState
from competencies.difference_words import in_words
from competencies.differences import difference
from competencies.framework_content import content_of
from competencies.framework_forms import DecideForm, SendBackForm
from competencies.models import Framework
from competencies.selectors import framework_in_force
from competencies.services import approve_framework, send_framework_back, submit_framework
from competencies.versions import changes_to_decide, held_counts, may_decide, usual_reassessment_day
from core import clock
from core.exceptions import Refused
from modules.models import Module
from people.access import SignedInRequest, role_required
from people.constants import Role


@require_POST
@role_required(Role.GOVERNANCE, Role.EDITOR)
def submit(request: SignedInRequest, version: str) -> HttpResponse:
    """The author asks for approval."""
    found = get_object_or_404(Framework.objects.exclude(state=FrameworkState.APPROVED), version=version)
    try:
        submit_framework(framework=found, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "The governance group is asked. Nobody changes the draft until they have answered.")
    return redirect("competencies:draft", version)


@role_required(Role.GOVERNANCE)
def decide(request: SignedInRequest, version: str) -> HttpResponse:
    """Approve a version that waits for it, or send it back with what should change."""
    found = get_object_or_404(
        Framework.objects.filter(state=FrameworkState.SUBMITTED).select_related("author"), version=version
    )
    changes = changes_to_decide(found)
    approves = request.POST.get("action") == "approve"
    posted = request.POST if request.method == "POST" else None
    form = DecideForm(changes, usual_reassessment_day(clock.today()), posted if approves else None)
    send_back = SendBackForm(None if approves else posted)
    answered = form if approves else send_back
    if request.method == "POST" and answered.is_valid():
        try:
            if approves:
                approve_framework(framework=found, by=request.user, decisions=form.decisions())
                done = f"Version {found.version} is in force. Those who must be reassessed are told by e-mail."
            else:
                send_framework_back(framework=found, reason=send_back.cleaned_data["reason"], by=request.user)
                done = f"Version {found.version} is sent back to {found.author}."
        except Refused as refused:
            answered.add_error(None, str(refused))
        else:
            messages.success(request, done)
            return redirect("competencies:version", found.version)
    held = held_counts([change.code for change in changes])
    rows = [
        {
            "choice": form[f"choice_{change.code}"],
            "day": form[f"day_{change.code}"],
            "held": held.get(change.code, 0),
            "is_new": change.was is None,
        }
        for change in changes
    ]
    context = {
        "draft": found,
        "form": answered,
        "send_back": send_back,
        "rows": rows,
        "told": _told(found),
        "in_force": framework_in_force(),
        "may_decide": may_decide(found, request.user),
    }
    return render(request, "competencies/framework/decide.html", context)


def _told(found: Framework) -> object:
    in_force = framework_in_force()
    if in_force is None:
        return None
    old, new = content_of(in_force), content_of(found)
    return in_words(difference(old, new), old, new, dict(Module.objects.values_list("code", "title")))
