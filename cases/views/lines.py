"""The steps of a solution line that ask nothing of the register."""

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from cases import forms, services
from cases.access import line_or_404, staff
from cases.catalogue import alternatives_of
from cases.models import SolutionLine
from cases.views.steps import say, status_of, step, to_case
from core.exceptions import Refused
from people.access import SignedInRequest


@staff
def assess(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    line = line_or_404(request, reference, number, page="assess")
    if line.adaptation is None or not line.case.conversations.exists():
        return _not_yet(request, line)
    return step(
        request,
        line.case,
        forms.AssessmentForm(request.POST or None, line=line),
        lambda details: services.assess(line=line, by=request.user, **details),
        done=f"The case assessment for “{line.title}” is recorded.",
        template="cases/assess.html",
        line=line,
        verb="assess",
        alternatives=alternatives_of(line.adaptation),
    )


def _not_yet(request: SignedInRequest, line: SolutionLine) -> HttpResponse:
    """Why there is nothing to assess here yet, without a long form to fill in for nothing."""
    if line.adaptation is None:
        why = "This solution is not of the catalogue. It is agreed with the person and needs no case assessment."
    else:
        why = "Record the conversation with the person first. The case assessment builds on it."
    return say(request, line, why, heading="Case assessment")


@staff
def recommend(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    line = line_or_404(request, reference, number, page="recommend")
    if line.adaptation is None:
        return _not_yet(request, line)
    return step(
        request,
        line.case,
        forms.RecommendForm(request.POST or None, line=line),
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
def commit_funds(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    line = line_or_404(request, reference, number, page="funds")
    return step(
        request,
        line.case,
        forms.CommitmentForm(request.POST or None),
        lambda details: services.commit_funds(line=line, by=request.user, **details),
        done=f"The money for “{line.title}” is committed. It can be ordered.",
        template="cases/funds.html",
        line=line,
        verb="commit money to",
    )


@staff
def await_funds(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    line = line_or_404(request, reference, number, page="wait")
    return step(
        request,
        line.case,
        forms.WaitForm(request.POST or None),
        lambda details: services.await_funds(line=line, by=request.user, **details),
        done=f"“{line.title}” is approved and waits for money.",
        line=line,
        verb="wait for funds for",
        heading="Approved, awaiting funds",
        lead="The authorisation stands. The case stays open until the money is there.",
        button="Say that it waits for money",
    )


@staff
def record_outcome(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    line = line_or_404(request, reference, number, page="outcome")
    return step(
        request,
        line.case,
        forms.OutcomeForm(request.POST or None),
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
        forms.StopForm(request.POST or None),
        lambda details: services.stop_line(line=line, by=request.user, **details),
        done=f"“{line.title}” is stopped.",
        line=line,
        verb="stop",
        heading="Stop",
        lead="What was recorded stays. The rest of the case goes on.",
        button="Stop it",
    )
