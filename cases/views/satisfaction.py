"""The questionnaire on a hand-over: by link without an account, on paper, by telephone; and what was said (H11)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cases.access import line_or_404, staff
from cases.constants.satisfaction import SentHow
from cases.forms.satisfaction import CodeForm, KeyInForm, QuestionnaireForm, SendForm
from cases.models import SatisfactionInvitation, SolutionLine
from cases.selectors.satisfaction import invitation_by_code, results_for, ways_to_send
from cases.services.satisfaction import answer_questionnaire, send_questionnaire
from cases.views.steps import status_of
from core import clock
from core.exceptions import Refused
from core.forms import posted
from people.access import SignedInRequest, role_required
from people.constants import Role
from people.selectors import holders_in

ASKED = SatisfactionInvitation.objects.select_related(
    "questionnaire_version", "line__case__organisation", "line__case__person", "line__case__home__locality"
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever has the link answers, once, without signing in; the page does not run out while it is filled in."""
    invitation = get_object_or_404(ASKED, token=token)
    if invitation.is_answered:
        return _public(render(request, "cases/satisfaction/thanks.html", {"invitation": invitation}))
    readers = _readers(invitation)
    form = QuestionnaireForm(posted(request), version=invitation.questionnaire_version, readers=readers)
    if request.method == "POST" and form.is_valid():
        try:
            answer_questionnaire(invitation=invitation, **form.details())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("say:answer-by-link", token)
    context = {"invitation": invitation, "form": form}
    return _public(render(request, "cases/satisfaction/answer.html", context))


def _public(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response


def _readers(invitation: SatisfactionInvitation) -> str:
    """Who reads a serious worry, by name."""
    organisation = invitation.line.case.organisation
    leads = [str(lead) for lead in holders_in(organisation, Role.SAFEGUARDING_LEAD)]
    return " or ".join(leads) or f"the safeguarding lead of {organisation}"


@staff
def questionnaire(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """The letter and paper form of a solution's questionnaire, and how it was sent."""
    invitation = _of_line(line_or_404(request, reference, number, page="questionnaire"))
    ways = ways_to_send(invitation.line.case.person)
    form = SendForm(posted(request), ways=ways)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            send_questionnaire(invitation=invitation, by=request.user, **form.details())
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = status_of(refusal)
        else:
            messages.success(request, "It is written down how the questionnaire is sent.")
            return redirect("cases:alongside", reference)
    context = {
        "case": invitation.line.case,
        "line": invitation.line,
        "invitation": invitation,
        "form": form,
        "paper": QuestionnaireForm(version=invitation.questionnaire_version, readers=_readers(invitation)),
        "address": request.build_absolute_uri(f"/how-did-it-go/{invitation.token}/"),
        "may_be_sent": bool(ways),
        "by_letter": SentHow.LETTER in ways,
    }
    return render(request, "cases/satisfaction/paper.html", context, status=status)


def _of_line(line: SolutionLine) -> SatisfactionInvitation:
    invitation = ASKED.filter(line=line).order_by("-round").first()
    if invitation is None:
        raise Http404("Nobody was asked about this solution.")
    return invitation


@staff
def key_in(request: SignedInRequest) -> HttpResponse:
    """Find a paper form by its code."""
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        invitation = invitation_by_code(request.user, form.cleaned_data["code"])
        if invitation:
            line = invitation.line
            return redirect("cases:key-in-answers", line.case.reference, line.number)
        form.add_error("code", "No form of your organisation has this code")
    return render(request, "cases/satisfaction/code.html", {"form": form})


@staff
def key_in_answers(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    invitation = _of_line(line_or_404(request, reference, number, page="key-in-answers"))
    version = invitation.questionnaire_version
    form = KeyInForm(posted(request), version=version, readers=_readers(invitation))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            answer_questionnaire(invitation=invitation, by=request.user, **form.details())
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = status_of(refusal)
        else:
            messages.success(request, "The answers are kept, apart from the case.")
            return redirect("cases:alongside", reference)
    context = {"case": invitation.line.case, "line": invitation.line, "invitation": invitation, "form": form}
    return render(request, "cases/satisfaction/key_in.html", context, status=status)


@role_required(Role.MANAGER)
@require_safe
def satisfaction(request: SignedInRequest) -> HttpResponse:
    """What people said in a year, question by question; nothing about fewer than five."""
    given = request.GET.get("year", "")
    this_year = clock.today().year
    year = min(int(given), this_year) if given.isdecimal() and len(given) == 4 else this_year
    context = {
        "results": results_for(request.user, year=year),
        "year": year,
        "before": year - 1,
        "after": year + 1 if year < this_year else None,
    }
    return render(request, "cases/satisfaction/results.html", context)
