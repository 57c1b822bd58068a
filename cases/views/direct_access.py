"""The short ways: asking and reading the red-flag questions, the door, and fast track."""

from django.http import HttpResponse

from cases import forms, register, services
from cases.access import line_or_404, staff
from cases.constants.lines import LineRoute
from cases.models import SolutionLine
from cases.selectors import direct_access as selectors
from cases.services.direct_access import NO_POLICY
from cases.services.fast_track import authorisers_of
from cases.tiers import tier_of
from cases.views.decisions import decide
from cases.views.steps import say, step
from core.forms import posted
from people.access import SignedInRequest
from people.vocabulary import Tier

# Of how many people outside the organisation the page names who may authorise.
NEAREST = 3


@staff
def direct_access(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Ask the red-flag questions. Whoever is named to read the answers arranges the item in the same step."""
    line = line_or_404(request, reference, number, page="direct-access")
    policy = selectors.policy_of(line)
    if page := _another_way(request, line, LineRoute.DIRECT_ACCESS):
        return page
    if policy is None:
        return say(request, line, NO_POLICY, heading="Arrange by direct access")
    reads = selectors.is_reader(request.user, line.case.organisation)
    form = forms.DirectAccessForm(posted(request), questions=selectors.questions_about(line, policy))
    return decide(
        request,
        line,
        form,
        lambda: services.arrange_direct_access(line=line, by=request.user, **form.details()),
        verb="arrange",
        template="cases/direct_access.html",
        done=f"“{line.title}” is arranged by direct access. It can be ordered."
        if reads
        else f"The answers about “{line.title}” wait to be read.",
        policy=policy,
        reads=reads,
        readers=selectors.readers_for(line.case.organisation),
        has_conversation=line.case.conversations.exists(),
    )


@staff
def read_answers(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Read what was answered, and arrange the item or stop it."""
    line = line_or_404(request, reference, number, page="read-answers")
    answers = selectors.answers_to_read(line)
    if request.method != "POST" and not answers:
        return say(request, line, "Nothing waits to be read here.", heading="Read the answers")
    if not selectors.is_reader(request.user, line.case.organisation):
        names = ", ".join(str(reader) for reader in selectors.readers_for(line.case.organisation))
        return say(request, line, f"The answers wait for {names}.", heading="Read the answers")
    form = forms.ReadAnswersForm(posted(request))
    return decide(
        request,
        line,
        form,
        lambda: services.read_answers(line=line, by=request.user, **form.details()),
        verb="read the answers about",
        template="cases/read_answers.html",
        done=f"“{line.title}” is arranged by direct access. It can be ordered.",
        answers=answers,
    )


@staff
def at_the_door(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    line = line_or_404(request, reference, number, page="at-the-door")
    if page := _another_way(request, line, LineRoute.DIRECT_ACCESS):
        return page
    return step(
        request,
        line.case,
        forms.AtTheDoorForm(posted(request)),
        lambda details: services.stop_at_the_door(line=line, by=request.user, **details),
        done=f"“{line.title}” was stopped at the door. It now goes by a case assessment.",
        line=line,
        verb="record a stop at the door for",
        heading="Stopped at the door",
        lead="Whoever comes to fit it may stop when something is not as it should be. Nothing else in the case waits.",
        button="Send it to a case assessment",
    )


@staff
def fast_track(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    line = line_or_404(request, reference, number, page="fast-track")
    if page := _another_way(request, line, LineRoute.ASSESSED, LineRoute.DIRECT_ACCESS):
        return page
    tier = tier_of(line).tier
    authorisers = authorisers_of(line, tier)
    if request.method != "POST" and not authorisers:
        return say(request, line, _nobody_here(line, tier), heading="Fast track")
    return step(
        request,
        line.case,
        forms.FastTrackForm(posted(request), authorisers=authorisers),
        lambda details: services.fast_track(line=line, by=request.user, **details),
        done=f"“{line.title}” is fast-tracked. Whoever is to authorise it is told.",
        line=line,
        verb="fast-track",
        heading="Fast track",
        lead="For a recognised need that cannot wait. It needs no conversation and no case assessment first; both are "
        "offered alongside.",
        button="Fast-track it",
    )


@staff
def stop_fast_track(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    line = line_or_404(request, reference, number, page="stop-fast-track")
    if page := _another_way(request, line, LineRoute.FAST_TRACK):
        return page
    return step(
        request,
        line.case,
        forms.StopFastTrackForm(posted(request)),
        lambda details: services.stop_fast_track(line=line, by=request.user, **details),
        done=f"“{line.title}” is no longer fast-tracked. It goes by a case assessment.",
        line=line,
        verb="authorise",
        heading="Stop the fast track",
        button="Send it to a case assessment",
    )


def _nobody_here(line: SolutionLine, tier: Tier) -> str:
    """That no colleague may authorise it, and who nearest may, so that the person does not wait (P7)."""
    here = f"The register knows nobody of {line.case.organisation} who may authorise this today."
    others = register.who_may(register.question_about_nobody(line, tier=tier)).people[:NEAREST]
    if not others:
        return f"{here} Tell your manager, so that nobody waits."
    named = "; ".join(f"{one.name}, {one.organisation}" for one in others)
    return f"{here} The nearest who may: {named}. Ask your manager to agree with them, so that nobody waits."


def _another_way(request: SignedInRequest, line: SolutionLine, *routes: LineRoute) -> HttpResponse | None:
    """The page that says so when the line goes by another way, before a form is filled in for nothing."""
    if request.method == "POST" or line.route in routes:
        return None
    why = f"This solution goes by “{line.get_route_display().lower()}”."
    return say(request, line, why, heading="Another way")
