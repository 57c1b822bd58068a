"""What counts towards completing a module: seen, changed and waived by the governance group (T4)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from core.exceptions import Refused
from modules.effects import Effects, effects_of_rules
from modules.forms import RulesForm, WaiverForm
from modules.models import CompletionChange, CompletionRules, Module, Waiver
from modules.selectors import current_version
from modules.services import change_rules, decide_change, give_waiver, withdraw_waiver
from modules.services.rules import effects_of_change
from modules.views.learning import trail
from people.access import SignedInRequest, role_required
from people.constants import Role

NAMES_SHOWN = 100


@role_required(Role.GOVERNANCE)
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: SignedInRequest, code: str) -> HttpResponse:
    """One module's rules, the change that waits, its waivers. A change is shown with its effects before it is made."""
    module = get_object_or_404(Module.objects.select_related("rules"), code=code)
    version = current_version(code)
    lessons = version.lesson_heads if version else []
    action = request.POST.get("action", "")
    form = RulesForm(
        request.POST if action in {"look", "change"} else None,
        initial={**module.counting.as_data(), "reaches_back": False},
    )
    waiver = WaiverForm(lessons, request.POST if action == "waive" else None, prefix="waiver")
    effects = None
    if form.is_bound and form.is_valid():
        effects = effects_of_rules(module, form.counting, reaches_back=form.cleaned_data["reaches_back"])
    try:
        if said := _done(request, module, action, form, waiver):
            messages.success(request, said)
            return redirect("modules:rules", code)
    except Refused as refusal:
        messages.error(request, str(refusal))
        if action != "change":
            return redirect("modules:rules", code)
    waiting = CompletionChange.objects.filter(module=module, decided_at=None).select_related("proposed_by").first()
    context = {
        "module": module,
        "form": form if form.errors else waiver if waiver.errors else form,
        "rules_form": form,
        "waiver_form": waiver,
        "effects": effects_shown(effects) if effects else None,
        "waiting": waiting,
        **(_waiting(waiting) if waiting else {}),
        "history": CompletionRules.objects.filter(module=module).select_related("made_by", "confirmed_by"),
        "waivers": Waiver.objects.standing().filter(enrolment__module=module).select_related("user", "given_by")[:200],
        "trail": trail(),
    }
    return render(request, "modules/rules.html", context)


def _done(request: SignedInRequest, module: Module, action: str, form: RulesForm, waiver: WaiverForm) -> str:
    """Do what was asked, and say it; nothing when there is nothing to do yet."""
    read, by = request.POST.get("read", ""), request.user
    if action == "change" and form.is_valid():
        facts = {"reaches_back": form.cleaned_data["reaches_back"], "reason": form.cleaned_data["reason"]}
        made = change_rules(module=module, counting=form.counting, read=read, by=by, **facts)
        waits = isinstance(made, CompletionChange)
        return "The change waits for a second person." if waits else "The rules are changed."
    if action == "waive" and waiver.is_valid():
        _, completion = give_waiver(module=module, by=by, **waiver.cleaned_data)
        return "It is waived, and the module is complete for them." if completion else "It is waived."
    if action == "withdraw":
        held = get_object_or_404(Waiver, pk=request.POST.get("waiver"), enrolment__module=module)
        withdraw_waiver(waiver=held, reason=request.POST.get("reason", ""), by=by)
        return "The waiver is withdrawn."
    if action in {"confirm", "refuse"}:
        change = get_object_or_404(CompletionChange, pk=request.POST.get("change"), module=module)
        decide_change(change=change, confirm=action == "confirm", read=read, by=by)
        return "The change is confirmed and holds now." if action == "confirm" else "The change is refused."
    return ""


def _waiting(change: CompletionChange) -> dict[str, object]:
    """What a change that waits would do; or why nobody can say any more, when only refusing it is left."""
    try:
        return {"waiting_effects": effects_shown(effects_of_change(change))}
    except Refused as refusal:
        return {"waiting_problem": str(refusal)}


def effects_shown(effects: Effects) -> dict[str, object]:
    """How many and, up to a hundred, who."""
    gained = sorted(str(one.user) for one in effects.gained)
    lost = sorted(str(one.user) for one in effects.lost)
    return {
        "fingerprint": effects.fingerprint,
        "count": effects.count,
        "gained": gained[:NAMES_SHOWN],
        "lost": lost[:NAMES_SHOWN],
        "gained_count": len(gained),
        "lost_count": len(lost),
    }
