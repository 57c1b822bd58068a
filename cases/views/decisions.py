"""The steps that ask the register: authorisation and review."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cases import forms, register, selectors, services
from cases.access import line_or_404, staff
from cases.constants.decisions import Sought
from cases.constants.lines import LineRoute
from cases.exceptions import AlreadyDecided
from cases.models import SolutionLine, TurnedAway
from cases.register import Said
from cases.views.steps import out_of_turn, say, status_of, to_case
from core.exceptions import Refused
from core.forms import posted
from people.access import SignedInRequest, role_required
from people.constants import Role
from people.vocabulary import Tier


@staff
def authorise(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Confirm and authorise. The register's no leads to a page that says why and who may."""
    line = line_or_404(request, reference, number, page="authorise")
    form = forms.AuthoriseForm(posted(request), is_fast_tracked=line.route == LineRoute.FAST_TRACK)
    return decide(
        request,
        line,
        form,
        lambda: services.authorise(line=line, by=request.user),
        verb="authorise",
        template="cases/authorise.html",
        done=f"You authorised “{line.title}”. Somebody else now commits the money.",
        assessment=line.caseassessments.select_related("by").filter(round=line.round).first(),
        recommendation=line.recommendations.select_related("by").filter(round=line.round).first(),
        fast_track=line.fasttracks.select_related("by", "authoriser").filter(round=line.round).first(),
    )


def decide(
    request: SignedInRequest,
    line: SolutionLine,
    form: Any,
    act: Callable[[], Said],
    *,
    verb: str,
    template: str,
    done: str,
    **context: Any,
) -> HttpResponse:
    """Keep a declared tie, then decide. Whoever comes second is told who was first (409)."""
    if page := out_of_turn(request, line, verb):
        return page
    status = 200
    if request.method == "POST":
        is_whole = form.is_valid()
        try:
            if relation := form.relation():
                services.declare_relation(case=line.case, relation=relation, by=request.user)
            if is_whole:
                return came_of(request, line, act(), done)
        except AlreadyDecided as refusal:
            return say(request, line, str(refusal), heading="Already decided", status=409)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = status_of(refusal)
    return render(request, template, context | {"case": line.case, "line": line, "form": form}, status=status)


def came_of(request: SignedInRequest, line: SolutionLine, said: Said, done: str) -> HttpResponse:
    if isinstance(said.record, TurnedAway):
        messages.warning(request, f"“{line.title}” now goes by a case assessment. Nothing else in the case waits.")
        return redirect("cases:line", line.case.reference, line.number)
    if not said.permitted:
        return redirect("cases:refused", line.case.reference, line.number)
    messages.success(request, done)
    return to_case(line.case)


@staff
@require_safe
def refused(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Why the register said no the last time, and who may, nearest first."""
    line = line_or_404(request, reference, number, page="refused")
    refusal = line.authorisationrefusals.select_related("by").order_by("-id").first()
    if refusal is None:
        raise Http404("Nothing was refused here.")
    refusal.line = line
    question = register.question_about(line, by=refusal.by, tier=Tier(refusal.tier))
    return render(
        request,
        "cases/refused.html",
        {
            "case": line.case,
            "line": line,
            "refusal": refusal,
            "is_direct_access": refusal.sought == Sought.DIRECT_ACCESS,
            "reasons": register.why(refusal),
            "who_may": register.who_may(question),
        },
    )


@role_required(Role.CASEWORKER, Role.MANAGER, Role.ACCREDITATION_OFFICER)
@require_safe
def reviews(request: SignedInRequest) -> HttpResponse:
    """The review list. Accreditation officers see the whole of it, without people's names and without the cases."""
    own = set(selectors.cases_of(request.user).values_list("pk", flat=True))
    return render(request, "cases/reviews.html", {"items": selectors.open_reviews(request.user), "own": own})


@staff
def review(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Confirm, change or stop a line whose authoriser was suspended or revoked."""
    line = line_or_404(request, reference, number, page="review")
    item = line.review_items.select_related("authorised_by", "authorisation").filter(decided_at=None).first()
    if item is None:
        raise Http404("Nothing waits for review here.")
    form = forms.ReviewForm(posted(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            said = services.review_line(item=item, by=request.user, **form.details())
            return came_of(request, line, said, f"Your review of “{line.title}” is recorded.")
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = status_of(refusal)
    context = {"case": line.case, "line": line, "item": item, "form": form}
    return render(request, "cases/review.html", context, status=status)
