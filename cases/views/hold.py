"""Put a case or a solution on hold, keep it so, end it; and the list of what waits."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases import services
from cases.access import case_or_404, staff
from cases.forms.hold import EndHoldForm, HoldForm, HoldListForm, KeepHoldForm
from cases.models import Case, Hold
from cases.selectors.hold import standing_holds
from cases.views.steps import step
from core.forms import posted
from people.access import SignedInRequest

ON_A_PAGE = 20


@staff
@require_safe
def holds(request: SignedInRequest) -> HttpResponse:
    """What is on hold in one's own organisation, in the order in which it is to be looked at again."""
    form = HoldListForm(request.GET)
    page = Paginator(standing_holds(request.user, **form.chosen()), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "cases/hold/list.html", {"form": form, "page_obj": page})


@staff
def place_hold(request: SignedInRequest, reference: str) -> HttpResponse:
    case = case_or_404(request, reference, page="hold")
    return step(
        request,
        case,
        HoldForm(posted(request), case=case),
        lambda details: services.place_hold(case=case, by=request.user, **details),
        done="It is on hold. Every page of the case says so.",
        back="alongside",
        heading="Put on hold",
        lead="Say what waits and what that pauses. Everything else goes on.",
        button="Put it on hold",
    )


@staff
def keep_hold(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    case = case_or_404(request, reference, page="hold-keep")
    hold = _hold(case, pk)
    return step(
        request,
        case,
        KeepHoldForm(posted(request)),
        lambda details: services.keep_hold(hold=hold, by=request.user, **details),
        done="It stays on hold until the new day.",
        back="alongside",
        heading="Keep on hold",
        lead=hold.reason,
        button="Keep it on hold",
    )


@staff
def end_hold(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    case = case_or_404(request, reference, page="hold-end")
    hold = _hold(case, pk)
    goes_on = f"These go on: {hold.paused_words}." if hold.pauses else "Nothing was paused."
    return step(
        request,
        case,
        EndHoldForm(posted(request)),
        lambda details: services.end_hold(hold=hold, by=request.user, **details),
        done="The hold has ended.",
        back="alongside",
        heading="End the hold",
        lead=f"{hold.reason} {goes_on}",
        button="End the hold",
    )


def _hold(case: Case, pk: int) -> Hold:
    hold = case.holds.filter(pk=pk).first()
    if hold is None:
        raise Http404("There is no such hold here.")
    return hold
