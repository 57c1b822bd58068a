"""The steps of a solution line that ask nothing of the register."""

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from cases import forms, services
from cases.access import line_or_404, staff
from cases.views.assessment import not_yet
from cases.views.steps import say, status_of, step, to_case
from core.exceptions import Refused
from core.forms import posted
from people.access import SignedInRequest


@staff
def recommend(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    line = line_or_404(request, reference, number, page="recommend")
    if page := not_yet(request, line):
        return page
    return step(
        request,
        line.case,
        forms.RecommendForm(posted(request), line=line),
        lambda details: services.recommend(line=line, by=request.user, **details),
        done=f"“{line.title}” is recommended. It now needs somebody who may authorise it.",
        line=line,
        verb="recommend",
        heading="Recommend",
        button="Recommend it",
    )


@staff
@require_POST
def send_to_assessment(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    line = line_or_404(request, reference, number, page="to-assessment")
    try:
        services.send_to_assessment(line=line, by=request.user)
    except Refused as refusal:
        return say(request, line, str(refusal), heading="Send to assessment", status=status_of(refusal))
    messages.success(request, f"“{line.title}” now goes by a case assessment.")
    return to_case(line.case)


@staff
def record_outcome(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    line = line_or_404(request, reference, number, page="outcome")
    return step(
        request,
        line.case,
        forms.OutcomeForm(posted(request)),
        lambda details: services.record_outcome(line=line, by=request.user, **details),
        done=f"The outcome of “{line.title}” is recorded.",
        template="cases/outcome.html",
        line=line,
        verb="record the outcome of",
        conversation=line.case.conversations.order_by("-recorded_at").first(),
    )


@staff
def stop_line(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    line = line_or_404(request, reference, number, page="stop")
    return step(
        request,
        line.case,
        forms.StopForm(posted(request)),
        lambda details: services.stop_line(line=line, by=request.user, **details),
        done=f"“{line.title}” is stopped.",
        line=line,
        verb="stop",
        heading="Stop",
        lead="What was recorded stays. The rest of the case goes on.",
        button="Stop it",
    )
