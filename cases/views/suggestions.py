"""Other services suggested to the person of a case, and what came of it (H10)."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases import services
from cases.access import case_or_404, staff
from cases.constants.directory import Answered, ListingState
from cases.constants.intake import CaseState
from cases.constants.people import ContactRoute
from cases.contact import why_not
from cases.forms.directory import DirectoryForm, FollowUpForm, SuggestForm
from cases.models import ListedService
from cases.selectors.directory import listed_services, suggestions_in, with_terms
from cases.views.steps import step
from core.forms import posted
from people.access import SignedInRequest

SERVICES_ON_A_PAGE = 20


@staff
@require_safe
def suggestions(request: SignedInRequest, reference: str) -> HttpResponse:
    """What was suggested, in the words of that day, what the person said and whether they got there."""
    case = case_or_404(request, reference, page="suggestions")
    context = {"case": case, "suggestions": suggestions_in(case), "is_open": case.state == CaseState.OPEN}
    return render(request, "cases/suggestions/list.html", context)


@staff
@require_safe
def choose_service(request: SignedInRequest, reference: str) -> HttpResponse:
    """The directory, to choose from for this person: at first what serves their locality."""
    case = case_or_404(request, reference, page="choose-service")
    asked = request.GET if request.GET else {"locality": case.home.locality_id or ""}
    form = DirectoryForm(asked, is_choosing=True)
    page = Paginator(listed_services(form.wanted()), SERVICES_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "cases/suggestions/choose.html", {"case": case, "form": form, "page_obj": page})


@staff
def suggest_service(request: SignedInRequest, reference: str, uid: UUID) -> HttpResponse:
    case = case_or_404(request, reference, page="suggest")
    service = with_terms(ListedService.objects.filter(uid=uid, state=ListingState.ACTIVE)).first()
    if service is None:
        raise Http404("There is no such service in use.")
    return step(
        request,
        case,
        SuggestForm(posted(request), service=service),
        lambda details: services.suggest_service(case=case, service=service, by=request.user, **details),
        done=f"It is written down that {service.name} was suggested.",
        back="suggestions",
        template="cases/suggestions/suggest.html",
        service=service,
        words=service.as_told(),
    )


@staff
def follow_up_suggestion(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    case = case_or_404(request, reference, page="suggestion-follow-up")
    suggestion = case.suggestions.filter(pk=pk).first()
    if suggestion is None:
        raise Http404("There is no such suggestion here.")
    return step(
        request,
        case,
        FollowUpForm(posted(request)),
        lambda details: services.follow_up_suggestion(suggestion=suggestion, by=request.user, **details),
        done="What came of it is written down.",
        back="suggestions",
        heading=f"Did they get there? {suggestion.words['name']}",
        lead=suggestion.said,
        button="Write it down",
    )


@staff
@require_safe
def suggestions_print(request: SignedInRequest, reference: str) -> HttpResponse:
    """A page in large print to hand over, without what was turned down. None for whom nothing is sent (R4)."""
    case = case_or_404(request, reference, page="suggestions-print")
    if not case.person.may_be_contacted:
        why = "The person has died or moved away. Nothing is sent to them."
        context = {"case": case, "why": why, "heading": "There is nothing to print"}
        return render(request, "cases/not_yet.html", context, status=409)
    context = {
        "case": case,
        "suggestions": suggestions_in(case).exclude(answered=Answered.DECLINES),
        "why_not_by_post": why_not(case.person, by=ContactRoute.LETTER),
    }
    return render(request, "cases/suggestions/print.html", context)
