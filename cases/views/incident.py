"""Serious incidents: reported, told to the council, investigated, closed."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from cases.forms.restricted import IncidentCloseForm, IncidentForm, InvestigateForm, TellForm, UpdateForm
from cases.models import SeriousIncident
from cases.services.incident import begin_investigation, close_incident, report_incident
from cases.services.restricted import add_update, tell
from cases.views.restricted import StepPage, kept_close, report, show_list, show_record, take_step
from people.access import SignedInRequest

STEPS = {
    "take-on": StepPage(
        heading="Begin the investigation",
        lead="Whoever begins it leads it. Somebody who had a part in what happened should not.",
        button="Begin the investigation",
        form=InvestigateForm,
        act=begin_investigation,
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
    "close": StepPage(
        heading="Close the incident", button="Close the incident", form=IncidentCloseForm, act=close_incident
    ),
}


@kept_close
def incident_report(request: SignedInRequest) -> HttpResponse:
    return report(
        request,
        SeriousIncident,
        IncidentForm,
        report_incident,
        heading="Report a serious incident",
        lead="Managers and safeguarding leads of your organisation read this. It is not part of the case.",
        button="Report the incident",
        is_incident=True,
    )


@kept_close
@require_safe
def incidents(request: SignedInRequest) -> HttpResponse:
    return show_list(request, SeriousIncident, "cases/restricted/incidents.html")


@kept_close
@require_safe
def incident_record(request: SignedInRequest, token: str) -> HttpResponse:
    return show_record(request, SeriousIncident, token, "cases/restricted/incident.html", STEPS)


@kept_close
def incident_step(request: SignedInRequest, token: str, step: str) -> HttpResponse:
    return take_step(request, SeriousIncident, token, step, STEPS)
