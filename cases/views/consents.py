"""The pages of one line about consent: what is needed, asking, the letter, the answer, building control."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases import forms, services
from cases.access import line_or_404, staff
from cases.models import ConsentRequest, SolutionLine
from cases.selectors.consents import needed_for
from cases.services.consents import VERB
from cases.views.steps import step
from core import clock
from core.forms import posted
from people.access import SignedInRequest


def _request_or_404(line: SolutionLine, consent: int) -> ConsentRequest:
    try:
        request = line.consentrequests.select_related("rule", "given").get(number=consent)
    except ConsentRequest.DoesNotExist:
        raise Http404("There is no such request here.") from None
    request.line = line
    return request


@staff
@require_safe
def consents(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """What the works need from whom, and how far it is."""
    line = line_or_404(request, reference, number, page="consents")
    context = {
        "case": line.case,
        "line": line,
        "needed": needed_for(line),
        "requests": line.consentrequests.select_related("rule", "by", "given__by"),
        "is_open": not line.is_finished,
    }
    return render(request, "cases/consents/consents.html", context)


@staff
def ask_consent(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    line = line_or_404(request, reference, number, page="consent-ask")
    return step(
        request,
        line.case,
        forms.AskConsentForm(posted(request)),
        lambda details: services.ask_consent(line=line, by=request.user, **details),
        done="The request is recorded. Print its letter below.",
        line=line,
        verb=VERB,
        back="consents",
        heading="Ask for consent",
        lead="Record whom you asked, and the day on which they got the request. The time to answer counts from it.",
        button="Record the request",
    )


@staff
def record_consent(request: SignedInRequest, reference: str, number: int, consent: int) -> HttpResponse:
    line = line_or_404(request, reference, number, page="consent-answer")
    asked = _request_or_404(line, consent)
    return step(
        request,
        line.case,
        forms.ConsentAnswerForm(posted(request)),
        lambda details: services.record_consent(request=asked, by=request.user, **details),
        done="The answer is recorded.",
        line=line,
        verb=VERB,
        back="consents",
        heading="What they answered",
        lead=f"{asked.asked}, asked on {asked.asked_on:%-d %B %Y}, has until {asked.due_on:%-d %B %Y}.",
        button="Record the answer",
    )


@staff
@require_safe
def consent_letter(request: SignedInRequest, reference: str, number: int, consent: int) -> HttpResponse:
    """The letter that asks. It says what is to be done and what the law says, and nothing of anybody's health."""
    line = line_or_404(request, reference, number, page="consent-letter")
    asked = _request_or_404(line, consent)
    context = {"case": line.case, "line": line, "asked": asked, "today": clock.today()}
    return render(request, "cases/consents/letter.html", context)


@staff
def check_permissions(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    line = line_or_404(request, reference, number, page="permissions")
    return step(
        request,
        line.case,
        forms.PermissionForm(posted(request), line=line),
        lambda details: services.check_permissions(line=line, by=request.user, **details),
        done="What else must be agreed to is recorded.",
        line=line,
        verb=VERB,
        back="consents",
        heading="Common parts and building control",
        button="Save",
    )


@staff
def see_warrant(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    line = line_or_404(request, reference, number, page="warrant")
    return step(
        request,
        line.case,
        forms.WarrantForm(posted(request)),
        lambda details: services.see_warrant(line=line, by=request.user, **details),
        done="The warrant or approval is recorded.",
        line=line,
        verb=VERB,
        back="consents",
        heading="Building warrant or approval",
        lead="Record it once you have seen it. The works do not begin before.",
        button="Record it",
    )
