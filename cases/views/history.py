"""Where a case stands and how it came there, for staff (P10)."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases import forms, selectors
from cases.access import case_or_404, staff
from cases.constants.intake import CaseState
from cases.models import Case, SolutionLine
from cases.pathway import Step
from cases.selectors.funding import rules_on
from cases.selectors.steps import step_ahead, with_next_steps
from core import clock
from people.access import SignedInRequest

EVENTS_ON_A_PAGE = 40


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where one solution stands, what comes next and who does it."""

    line: SolutionLine
    next_step: Step | None


@staff
@require_safe
def history(request: SignedInRequest, reference: str) -> HttpResponse:
    """Where each solution stands, and what happened, newest first: of the whole case or of one solution.

    `?print=all` puts everything on one page.
    """
    cases = with_next_steps(selectors.cases_of(request.user))
    case = case_or_404(request, reference, page="history", cases=cases)
    form = forms.HistoryForm(request.GET, case=case)
    events = selectors.happened_in(case, line=form.chosen())
    is_whole = request.GET.get("print") == "all"
    size = max(events.count(), 1) if is_whole else EVENTS_ON_A_PAGE
    page = Paginator(events, size).get_page(request.GET.get("page"))
    context = {
        "case": case,
        "form": form,
        "page_obj": page,
        "timeline": selectors.happenings(case, page),
        "standing": _standing(case) if case.state == CaseState.OPEN else [],
        "is_whole": is_whole,
    }
    return render(request, "cases/history.html", context)


def _standing(case: Case) -> list[Standing]:
    rules = rules_on(clock.today())
    has_conversation = bool(case.conversations.all())
    return [
        Standing(line=line, next_step=step_ahead(line, rules, has_conversation=has_conversation))
        for line in case.lines.all()
    ]
