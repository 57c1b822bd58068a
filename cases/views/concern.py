"""Report a concern: where to turn, and the restricted record."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases.constants.concern import ConcernSource
from cases.forms.restricted import ConcernCloseForm, ConcernForm, SetAsideForm, TakeOnForm, TellForm, UpdateForm
from cases.models import Case, Concern, SeriousIncident
from cases.selectors.concern import councils, routes_for
from cases.services.concern import report_concern, set_aside
from cases.services.restricted import add_update, close, take_on, tell
from cases.views.restricted import (
    StepPage,
    about_case,
    kept_close,
    report,
    show_list,
    show_record,
    take_step,
)
from people.access import SignedInRequest, roles_in
from people.constants import Role
from people.selectors import current_employment, organisations_where

STEPS = {
    "take-on": StepPage(
        heading="Take this on",
        lead="From now on it is yours, and whoever reported it reads it no more.",
        button="Take it on",
        form=TakeOnForm,
        act=take_on,
    ),
    "tell": StepPage(
        heading="Who was told",
        lead="Write it down each time that somebody is told. The council comes first.",
        button="Write it down",
        form=TellForm,
        act=tell,
        is_for_reporters=True,
    ),
    "update": StepPage(heading="What is new", button="Write it down", form=UpdateForm, act=add_update),
    "close": StepPage(heading="Close the concern", button="Close the concern", form=ConcernCloseForm, act=close),
    "set-aside": StepPage(
        heading="Pass it on",
        lead="For a worry that is no matter of protection. Everything else is for the council.",
        button="Pass it on",
        form=SetAsideForm,
        act=set_aside,
    ),
}


@kept_close
@require_safe
def concern(request: SignedInRequest) -> HttpResponse:
    """Where to turn when somebody may be harmed: 999 and the protection of the home's nation first.

    Opening it writes nothing down anywhere, whichever page it was opened from.
    """
    case = about_case(request)
    return render(
        request,
        "cases/concern.html",
        {
            "about_case": case,
            "about": request.GET.get("about", "") if case else "",
            "nations": routes_for(case),
            "councils": councils(),
            "reads_concerns": bool(organisations_where(request.user, *Concern.READERS)),
            "reads_incidents": bool(organisations_where(request.user, *SeriousIncident.READERS)),
            **_way_back(request, case),
            "works_here": current_employment(request.user) is not None,
        },
    )


def _way_back(request: SignedInRequest, case: Case | None) -> dict[str, dict[str, str]]:
    """The list above, and the page that somebody came from: a provider's orders, or the case."""
    if Role.PROVIDER in roles_in(request):
        orders = {"label": "Orders", "address": reverse("cases:orders")}
        return {"above": orders, "back": orders}
    cases = {"label": "Cases", "address": reverse("cases:list")}
    if case is None:
        return {"above": cases, "back": cases}
    return {"above": cases, "back": {"label": case.reference, "address": reverse("cases:case", args=[case.reference])}}


@kept_close
def concern_report(request: SignedInRequest) -> HttpResponse:
    return report(
        request,
        Concern,
        ConcernForm,
        report_concern,
        heading="Write down your concern",
        lead="Only the safeguarding leads of the organisation read this. It is not part of the case.",
        button="Send it to the safeguarding lead",
    )


@kept_close
@require_safe
def concerns(request: SignedInRequest) -> HttpResponse:
    return show_list(request, Concern, "cases/restricted/concerns.html")


@kept_close
@require_safe
def concern_record(request: SignedInRequest, token: str) -> HttpResponse:
    return show_record(request, Concern, token, "cases/restricted/concern.html", _steps(token))


@kept_close
def concern_step(request: SignedInRequest, token: str, step: str) -> HttpResponse:
    return take_step(request, Concern, token, step, _steps(token))


def _steps(token: str) -> dict[str, StepPage]:
    """Passing on is for what was said in a questionnaire."""
    if Concern.objects.filter(token=token, source=ConcernSource.QUESTIONNAIRE).exists():
        return STEPS
    return {name: page for name, page in STEPS.items() if name != "set-aside"}
