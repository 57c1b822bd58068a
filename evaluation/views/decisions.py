"""A decision about a module: recorded after being read once more, and replied to by an editor."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.exceptions import Refused
from core.forms import posted
from evaluation.constants import Outcome
from evaluation.forms import DecideForm, ReplyForm
from evaluation.selectors.decisions import decision_facts
from evaluation.services import decide as record_decision
from evaluation.services import reply_to_decision
from modules.models import ModuleVersion
from people.access import SignedInRequest, role_required
from people.constants import Role
from people.selectors import roles_of


@role_required(Role.GOVERNANCE)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    """Write, read once more, record. A decision cannot be taken back, so it is shown before it is kept."""
    version = get_object_or_404(ModuleVersion.objects.select_related("module"), module__code=code, number=number)
    form = DecideForm(posted(request), initial={"present": [request.user.pk]})
    action = request.POST.get("action")
    if request.method == "POST" and form.is_valid() and action == "record":
        try:
            decision = record_decision(version=version, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The decision is recorded.")
            return redirect("evaluation:decision", decision.pk)
    context = {
        "version": version,
        "form": form,
        "is_read": request.method == "POST" and action in {"read", "record"} and not form.errors,
        "typed": [(name, value) for name, values in request.POST.lists() for value in values if name in _names(form)],
        "outcome": Outcome(form.cleaned_data["outcome"]).label if form.is_bound and not form.errors else "",
        "trail": [
            (reverse("evaluation:overview"), "Evaluation"),
            (reverse("evaluation:report", args=[code, number]), str(version)),
        ],
    }
    return render(request, "evaluation/decide.html", context)


def _names(form: DecideForm) -> set[str]:
    """What the form's inputs are called; a date has three."""
    return set(form.fields) | {f"due_on_{part}" for part in ("day", "month", "year")}


@role_required(Role.GOVERNANCE, Role.EDITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was decided and what became of it; an editor replies here."""
    standing = decision_facts(pk)
    if standing is None:
        raise Http404
    form = ReplyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            reply_to_decision(decision=standing.decision, words=form.cleaned_data["words"], by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Your reply is kept. The next version that goes live answers this decision.")
        return redirect("evaluation:decision", pk)
    is_member = Role.GOVERNANCE in roles_of(request.user)
    version = standing.decision.module_version
    context = {
        "standing": standing,
        "decision": standing.decision,
        "form": form,
        "may_reply": standing.decision.outcome == Outcome.CHANGE and standing.is_open and standing.reply is None,
        "trail": [
            (reverse("evaluation:overview"), "Evaluation"),
            (reverse("evaluation:report", args=[version.module.code, version.number]), str(version)),
        ]
        if is_member
        else [(reverse("modules:reviews"), "Module reviews")],
    }
    return render(request, "evaluation/decision.html", context)
