"""The Housing MOT: eight areas on a phone, finished once, then a letter (H4, A9)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from cases import register, services
from cases.access import case_or_404, staff
from cases.constants.intake import CaseState
from cases.constants.mot import LIMITS, MotArea
from cases.forms import mot as forms
from cases.models import Case, MotDraft
from cases.seen import mark_of_mot_area
from cases.selectors.mot import hazard_kinds, mots_of, notices_of, prompts_on
from cases.views.steps import refuse, status_of
from core import clock
from core.exceptions import Refused
from core.forms import posted
from people import drafts
from people.access import SignedInRequest


@staff
@require_safe
def mot(request: SignedInRequest, reference: str) -> HttpResponse:
    """The eight areas and how far they are, dangers, and the Housing MOTs that are finished."""
    case = case_or_404(request, reference, page="mot")
    draft = _draft(case)
    looked_at = draft.areas if draft else {}
    areas = [(area, area in looked_at, len(looked_at.get(area, {}).get("hazards", []))) for area in MotArea]
    is_known = bool(case.home.tenure)
    return render(
        request,
        "cases/mot/overview.html",
        {
            "case": case,
            "is_open": case.state == CaseState.OPEN,
            "draft": draft,
            "areas": areas,
            "is_whole": all(done for _, done, _ in areas),
            "is_tenure_known": is_known,
            "may_finish": is_known and register.would_permit(register.question_about_mot(case, by=request.user)),
            "notices": notices_of(case),
            "mots": mots_of(case),
            "refusal": case.mot_refusals.select_related("by").first(),
        },
    )


@staff
def mot_area(request: SignedInRequest, reference: str, letter: str) -> HttpResponse:
    """One area. What is typed is kept on the way; what is saved is the team's draft."""
    case = case_or_404(request, reference, page="mot-area")
    if letter not in MotArea.values:
        raise Http404("There is no such area.")
    area, draft = MotArea(letter), _draft(case)
    kept = draft.areas.get(letter, {}) if draft else {}
    key = f"mot:{case.reference}:{letter}"
    # What was typed before holds the mark of what it was begun with, so an old text is not saved over a newer one.
    typed = None if request.method == "POST" else drafts.held(request.user, key)
    form = forms.AreaForm(
        posted(request),
        kinds=hazard_kinds(case),
        kept=kept,
        typed=drafts.values(typed),
        seen=mark_of_mot_area(draft, letter),
        not_before=localtime(draft.begun_at).date() if draft else clock.today(),
    )
    status = 200
    if form.is_valid():
        try:
            draft = services.save_mot_area(case=case, area=area, by=request.user, **form.details())
        except Refused as refusal:
            status = refuse(form, refusal)
        else:
            drafts.forget(request.user, key)
            messages.success(request, f"“{area.label}” is saved.")
            return redirect(_onward(case, area, draft))
    context = {
        "case": case,
        "area": area,
        "form": form,
        "prompts": prompts_on(clock.today()).get(letter, []),
        "draft": typed,
        "draft_key": key,
    }
    return render(request, "cases/mot/area.html", context, status=status)


def _onward(case: Case, area: MotArea, draft: MotDraft) -> str:
    """To a danger that nobody has been told of; else to the next area; else to the overview."""
    if notice := case.urgent_notices.filter(decided_at=None).first():
        return reverse("cases:danger-told", args=[case.reference, notice.pk])
    after = forms.area_after(area, draft.areas)
    if after:
        return reverse("cases:mot-area", args=[case.reference, after.value])
    return reverse("cases:mot", args=[case.reference])


def _draft(case: Case) -> MotDraft | None:
    return MotDraft.objects.select_related("begun_by", "saved_by").filter(case=case).first()


@staff
def finish_mot(request: SignedInRequest, reference: str) -> HttpResponse:
    """The limits shown and acknowledged, then the register is asked. Its no leads to a page that says why."""
    case = case_or_404(request, reference, page="mot-finish")
    key = f"mot:{case.reference}:finish"
    typed = drafts.held(request.user, key)
    form = forms.FinishForm(posted(request), typed=drafts.values(typed))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            said = services.finish_mot(case=case, by=request.user, **form.details())
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = status_of(refusal)
        else:
            if not said.permitted:
                return redirect("cases:mot-refused", case.reference)
            drafts.forget(request.user, key)
            messages.success(request, "The Housing MOT is finished. Give the person their letter.")
            return redirect("cases:mot-record", case.reference, case.mots.values_list("number", flat=True)[0])
    context: dict[str, Any] = {"case": case, "form": form, "limits": LIMITS, "draft": typed, "draft_key": key}
    return render(request, "cases/mot/finish.html", context, status=status)


@staff
@require_safe
def mot_refused(request: SignedInRequest, reference: str) -> HttpResponse:
    """Why the register said no the last time, and who may finish it. The draft is untouched."""
    case = case_or_404(request, reference, page="mot-refused")
    refusal = case.mot_refusals.select_related("by").first()
    if refusal is None:
        raise Http404("Nothing was refused here.")
    return render(
        request,
        "cases/mot/refused.html",
        {
            "case": case,
            "refusal": refusal,
            "reasons": register.in_sentences(refusal.reasons, refusal.subject),
            "who_may": register.who_may(register.question_about_mot(case, by=refusal.by)) if case.home.tenure else None,
        },
    )
