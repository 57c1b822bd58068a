"""Writing a case assessment: drafts that are shared and never written over unseen, and the record in the end (P4)."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from cases import services
from cases.access import line_or_404, staff
from cases.exceptions import DraftMoved
from cases.forms.assessment import AssessmentForm, chosen, differences
from cases.models import AssessmentDraft, SolutionLine
from cases.selectors import drafts as selectors
from cases.selectors.drafts import draft_key
from cases.tiers import tier_of
from cases.views.steps import out_of_turn, say, status_of, to_case
from core.exceptions import Refused
from people import drafts
from people.access import SignedInRequest

NOTHING_SAVED = AssessmentDraft(version=0, fields={})


@staff
def assess(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Write the case assessment, save it for colleagues, or record it."""
    line = line_or_404(request, reference, number, page="assess")
    if page := not_yet(request, line):
        return page
    if page := out_of_turn(request, line, "assess"):
        return page
    if request.method == "POST":
        return _save_or_record(request, line)
    saved = selectors.draft_of(line) or NOTHING_SAVED
    typed = selectors.typed_by(request.user, line)
    services.open_draft(line=line, by=request.user)
    if typed and typed.version != saved.version:
        if differences(AssessmentForm(line=line), typed.fields, saved.fields):
            return _compare(request, line, saved, typed.fields)
        drafts.forget_all(request.user, draft_key(line))
        typed = None
    initial = saved.fields | dict(typed.fields if typed else {})
    return _page(request, line, AssessmentForm(line=line, initial=initial), saved)


def not_yet(request: SignedInRequest, line: SolutionLine) -> HttpResponse | None:
    """Why there is nothing to assess here yet, without a long form to fill in for nothing."""
    if line.adaptation is None:
        why = "This solution is not of the catalogue. It is agreed with the person and needs no case assessment."
    elif not line.case.conversations.exists():
        why = "Record the conversation with the person first. The case assessment builds on it."
    else:
        return None
    return say(request, line, why, heading="Case assessment")


def _save_or_record(request: SignedInRequest, line: SolutionLine) -> HttpResponse:
    form = AssessmentForm(request.POST, line=line)
    version = _version(request)
    action = request.POST.get("action")
    status = 200
    try:
        if action == "choose":
            return _choose(request, line, form, version)
        if action == "save":
            services.save_draft(line=line, version=version, fields=form.typed(), by=request.user)
            messages.success(request, "The draft is saved. Your colleagues see it.")
            return redirect("cases:assess", line.case.reference, line.number)
        if form.is_valid():
            services.record_from_draft(line=line, version=version, by=request.user, **form.details())
            messages.success(request, f"The case assessment for “{line.title}” is recorded.")
            return to_case(line.case)
    except DraftMoved:
        return _compare(request, line, selectors.draft_of(line) or NOTHING_SAVED, form.typed(), status=409)
    except Refused as refusal:
        form.is_valid()
        form.add_error(None, str(refusal))
        status = status_of(refusal)
    saved = selectors.draft_of(line) or NOTHING_SAVED
    return _page(request, line, form, saved, version=version, status=status)


def _version(request: SignedInRequest) -> int:
    """The version of the draft that the writer began with; before the first, and for nonsense, 0."""
    number = request.POST.get("version", "")
    return int(number) if number.isdecimal() and len(number) < 10 else 0


def _choose(request: SignedInRequest, line: SolutionLine, form: AssessmentForm, version: int) -> HttpResponse:
    """Save what was chosen of two texts. While a choice is missing, both are shown again."""
    saved = selectors.draft_of(line) or NOTHING_SAVED
    mine = form.typed()
    if saved.version != version:
        return _compare(request, line, saved, mine, status=409)
    names = [one.name for one in differences(form, mine, saved.fields)]
    merged = chosen(request.POST, saved.fields, names)
    if merged is None:
        return _compare(request, line, saved, mine, is_missing=True)
    services.save_draft(line=line, version=version, fields=merged, by=request.user)
    messages.success(request, "What you chose is saved.")
    return redirect("cases:assess", line.case.reference, line.number)


def _page(
    request: SignedInRequest,
    line: SolutionLine,
    form: AssessmentForm,
    saved: AssessmentDraft,
    *,
    version: int | None = None,
    status: int = 200,
) -> HttpResponse:
    began_with = saved.version if version is None else version
    typed = selectors.typed_by(request.user, line)
    context = {
        "case": line.case,
        "line": line,
        "form": form,
        "saved": saved if saved.version else None,
        "version": began_with,
        "draft": typed.draft if typed and request.method != "POST" else None,
        "draft_key": f"{draft_key(line)}{began_with}",
        "others": selectors.other_editors(line, request.user),
        "computed": tier_of(line),
    }
    return render(request, "cases/assess.html", context, status=status)


def _compare(
    request: SignedInRequest,
    line: SolutionLine,
    saved: AssessmentDraft,
    mine: Mapping[str, str],
    *,
    is_missing: bool = False,
    status: int = 200,
) -> HttpResponse:
    """Both texts side by side. Nothing of either is lost before the choice."""
    form = AssessmentForm(line=line)
    shown = differences(form, mine, saved.fields)
    names = {one.name for one in shown}
    same = [(name, mine.get(name, "")) for name in form.fields if name not in names]
    context = {
        "case": line.case,
        "line": line,
        "saved": saved,
        "differences": shown,
        "same": same,
        "is_missing": is_missing,
    }
    return render(request, "cases/assess_compare.html", context, status=status)
