"""Pages of a case as a whole."""

from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases import forms, selectors, services
from cases.access import case_or_404, line_or_404, staff
from cases.constants.intake import CaseState
from cases.constants.lines import ALLOWED_FROM
from cases.due import Due, due_of
from cases.funding import Rule
from cases.missing import missing_now
from cases.models import ReviewItem, SolutionLine
from cases.pathway import Step
from cases.selectors.consents import Needed, needed_for
from cases.selectors.funding import Paying, lacks_money, paying_for, rules_on
from cases.selectors.handovers import handovers_to_look_at
from cases.selectors.steps import step_given
from cases.services.questions import is_therapist
from cases.supervised import authorisation_by_another
from cases.views.steps import step
from core import clock
from core.forms import posted
from people.access import SignedInRequest
from people.selectors import current_employment

CASES_ON_A_PAGE = 20


@staff
@require_safe
def work_list(request: SignedInRequest) -> HttpResponse:
    """One's own organisation's cases, narrowed by state, owner, reference or name."""
    form = forms.WorkListForm(request.GET, user=request.user)
    found = selectors.work_list(request.user, **form.chosen())
    page = Paginator(found, CASES_ON_A_PAGE).get_page(request.GET.get("page"))
    job = current_employment(request.user)
    return render(
        request,
        "cases/list.html",
        {
            "form": form,
            "page_obj": page,
            "organisation": job.organisation if job else None,
            "handovers": handovers_to_look_at(request.user).count(),
            "answers_questions": is_therapist(request.user),
            "register_elsewhere": settings.REGISTER_ELSEWHERE,
            "waiting_referrals": selectors.referrals_to(request.user).count(),
        },
    )


@staff
@require_safe
def case_page(request: SignedInRequest, reference: str) -> HttpResponse:
    """Everything about a case: the person, what was said, each solution and what comes next for it."""
    cases = selectors.with_state(selectors.cases_of(request.user))
    case = case_or_404(request, reference, page="case", cases=cases)
    conversations = list(case.conversations.all())
    rules = rules_on(clock.today())
    lines = [_shown(line, rules, has_conversation=bool(conversations)) for line in case.lines.all()]
    waiting = [question for question in case.questions.all() if question.answered_at is None]
    return render(
        request,
        "cases/case.html",
        {
            "case": case,
            "person": case.person,
            "home": case.home,
            "conversation": conversations[0] if conversations else None,
            "waiting": waiting,
            "lines": lines,
            "missing": missing_now(case),
            "is_open": case.state == CaseState.OPEN,
        },
    )


@staff
@require_safe
def line_page(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """One solution: where it stands, what comes next, and everything that was recorded about it."""
    line = line_or_404(request, reference, number, page="line", fetched=selectors.with_record)
    case = line.case
    shown = _shown(line, rules_on(clock.today()), has_conversation=case.conversations.exists())
    return render(
        request,
        "cases/line_page.html",
        {
            "case": case,
            "line": line,
            "shown": shown,
            "record": _record(line, shown.paying),
            "is_open": case.state == CaseState.OPEN,
        },
    )


@dataclass(frozen=True, kw_only=True)
class ShownLine:
    """A solution line as a case's page shows it: what comes next, where that is done, and the review it waits for."""

    line: SolutionLine
    next_step: Step | None
    next_page: str
    open_review: ReviewItem | None
    paying: Paying | None
    needed: list[Needed]
    due: Due | None


def _shown(line: SolutionLine, rules: list[Rule], *, has_conversation: bool) -> ShownLine:
    paying = paying_for(line, rules)
    needed = needed_for(line, paying)
    step_ahead = step_given(line, needed, has_conversation=has_conversation)
    return ShownLine(
        line=line,
        next_step=step_ahead,
        next_page=step_ahead.address(line) if step_ahead else "",
        open_review=next((item for item in line.review_items.all() if item.decided_at is None), None),
        paying=paying,
        needed=[] if line.is_finished else needed,
        due=due_of(line),
    )


@dataclass(frozen=True, kw_only=True)
class LineRecord:
    """What a line's own page says besides: the money it lacks, and what may be done with the money it has.

    `authorised_by_another` holds the ids of its case assessments that can be evidence of a supervised case.
    """

    authorised_by_another: set[int]
    lacks_money: list[tuple[str, str]]
    can_commit_more: bool
    can_release: bool


def _record(line: SolutionLine, paying: Paying | None) -> LineRecord:
    is_committed = any(not hasattr(one, "release") for one in line.commitments.all())
    return LineRecord(
        authorised_by_another={
            one.pk for one in line.caseassessments.all() if line.adaptation and authorisation_by_another(line, one)
        },
        lacks_money=lacks_money(line, paying),
        can_commit_more=is_committed and line.state in ALLOWED_FROM["commit more money to"],
        can_release=is_committed and line.state in ALLOWED_FROM["release the money of"],
    )


@staff
def close_case(request: SignedInRequest, reference: str) -> HttpResponse:
    case = case_or_404(request, reference, page="close")
    return step(
        request,
        case,
        forms.CloseForm(posted(request)),
        lambda details: services.close_case(case=case, by=request.user, **details),
        done=f"Case {case.reference} is closed.",
        heading="Close the case",
        lead="A case can close when each solution has an outcome or was stopped. Waiting for money is no reason.",
        button="Close the case",
    )


@staff
def propose_line(request: SignedInRequest, reference: str) -> HttpResponse:
    case = case_or_404(request, reference, page="propose")
    return step(
        request,
        case,
        forms.ProposeForm(posted(request), case=case),
        lambda details: services.propose_line(case=case, by=request.user, **details),
        done="The solution is on the case.",
        heading="Propose a solution",
        button="Propose it",
    )
