"""Opening a case again, and following people up."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases import forms, selectors, services
from cases.access import case_or_404, staff
from cases.constants.intake import CaseState
from cases.views.steps import step
from core import clock
from core.forms import posted
from people.access import SignedInRequest

FOLLOW_UPS_ON_A_PAGE = 50


@staff
def reopen(request: SignedInRequest, reference: str) -> HttpResponse:
    case = case_or_404(request, reference, page="reopen")
    if case.state != CaseState.CLOSED and request.method != "POST":
        messages.info(request, "This case is open.")
    return step(
        request,
        case,
        forms.ReopenForm(posted(request), case=case),
        lambda details: services.reopen_case(case=case, by=request.user, **details),
        done=f"Case {case.reference} is open again and goes on where it stood. Its clocks start today.",
        heading="Open the case again",
        lead="What was decided before stays as it is. Its owner or a manager can do this.",
        button="Open it again",
    )


@staff
def follow_up(request: SignedInRequest, reference: str) -> HttpResponse:
    case = case_or_404(request, reference, page="follow-up")
    return step(
        request,
        case,
        forms.FollowUpForm(posted(request)),
        lambda details: services.set_follow_up(case=case, by=request.user, **details),
        done="The day is noted. It stands on the list of follow-ups.",
        heading="Follow the person up",
        lead="Agree with the person on a day to ask how they are.",
        button="Note the day",
    )


@staff
def followed_up(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    case = case_or_404(request, reference, page="followed-up")
    waiting = case.follow_ups.filter(pk=pk).first()
    if waiting is None:
        raise Http404("There is no such follow-up here.")
    return step(
        request,
        case,
        forms.FollowedUpForm(posted(request)),
        lambda details: services.do_follow_up(follow_up=waiting, by=request.user, **details),
        done="What came of it is written down.",
        heading="What came of asking",
        button="Write it down",
    )


@staff
@require_safe
def follow_ups(request: SignedInRequest) -> HttpResponse:
    """Whom to ask how they are, the earliest first."""
    page = Paginator(selectors.open_follow_ups(request.user), FOLLOW_UPS_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "cases/follow_ups.html", {"page_obj": page, "today": clock.today()})
