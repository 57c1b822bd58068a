"""Contacts, visits and clocks of a case (H2, H3)."""

from datetime import datetime, time, timedelta
from typing import TypeVar

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases import services
from cases.access import case_or_404, staff
from cases.clocks import at
from cases.constants.contact import WAITING_HOME_VISITS
from cases.constants.intake import CaseState
from cases.constants.people import ContactRoute
from cases.contact import why_not
from cases.forms import contact as forms
from cases.models import Case, Contact, HomeVisit, ServiceClock
from cases.selectors import cases_of, with_names
from cases.selectors.contact import colleagues, shown_clocks, with_clocks
from cases.views.steps import step
from core import clock
from core.forms import posted
from people.access import SignedInRequest

M = TypeVar("M", Contact, HomeVisit, ServiceClock)


@staff
@require_safe
def contacts(request: SignedInRequest, reference: str) -> HttpResponse:
    """By when things are due, who was in touch, and the visits."""
    cases = with_clocks(with_names(cases_of(request.user)))
    case = case_or_404(request, reference, page="contacts", cases=cases)
    visits = list(case.home_visits.select_related("visitor", "proposed_by", "agreed_by", "came_of_it_by"))
    return render(
        request,
        "cases/contact/contacts.html",
        {
            "case": case,
            "is_open": case.state == CaseState.OPEN,
            "clocks": shown_clocks(case),
            "contacts": case.contacts.select_related("recorded_by", "struck__by"),
            "waiting": [visit for visit in visits if visit.state in WAITING_HOME_VISITS],
            "visits": [visit for visit in visits if visit.state not in WAITING_HOME_VISITS],
            "why_no_visit": why_not(case.person, by=ContactRoute.VISIT),
        },
    )


@staff
def record_contact(request: SignedInRequest, reference: str) -> HttpResponse:
    case = case_or_404(request, reference, page="new-contact")
    return step(
        request,
        case,
        forms.ContactForm(posted(request)),
        lambda details: services.record_contact(case=case, by=request.user, **details),
        done="The contact is recorded.",
        back="contacts",
        heading="Record a contact",
        lead="An automatic message, or a telephone that nobody answered, is kept here but answers no referral.",
        button="Record the contact",
    )


@staff
def strike_contact(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    case = case_or_404(request, reference, page="strike-contact")
    contact = _of(Contact, case, pk)
    return step(
        request,
        case,
        forms.WhyForm(posted(request)),
        lambda details: services.strike_contact(contact=contact, by=request.user, **details),
        done="The contact is struck out. It stays to be read.",
        back="contacts",
        heading="Strike out a contact",
        lead="For one that was written down wrongly. It then counts for nothing, and everybody can see that.",
        button="Strike it out",
    )


@staff
def propose_home_visit(request: SignedInRequest, reference: str) -> HttpResponse:
    case = case_or_404(request, reference, page="home-visit")
    form = forms.VisitForm(posted(request), visitors=colleagues(case), user=request.user, initial=_tomorrow_morning())
    return step(
        request,
        case,
        form,
        lambda details: services.propose_home_visit(case=case, by=request.user, **details),
        done="The visit is put down.",
        back="contacts",
        heading="Propose a visit",
        button="Put it down",
    )


def _tomorrow_morning() -> datetime:
    return at(clock.today() + timedelta(days=1), time(10))


@staff
def agree_home_visit(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    case = case_or_404(request, reference, page="agree-home-visit")
    visit = _of(HomeVisit, case, pk)
    return step(
        request,
        case,
        forms.AgreedForm(request.POST if request.method == "POST" else None),
        lambda details: services.agree_home_visit(visit=visit, by=request.user),
        done="The visit is agreed.",
        back="contacts",
        heading="The person has agreed to this time",
        template="cases/contact/home_visit_step.html",
        visit=visit,
        button="Yes, it is agreed",
    )


@staff
def make_home_visit(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    case = case_or_404(request, reference, page="make-home-visit")
    visit = _of(HomeVisit, case, pk)
    return step(
        request,
        case,
        forms.MadeForm(posted(request), initial=min(visit.starts_at, clock.now())),
        lambda details: services.make_home_visit(visit=visit, by=request.user, **details),
        done="The visit is recorded as made.",
        back="contacts",
        heading="The visit was made",
        template="cases/contact/home_visit_step.html",
        visit=visit,
        button="Record the visit",
    )


@staff
def fail_home_visit(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    case = case_or_404(request, reference, page="fail-home-visit")
    visit = _of(HomeVisit, case, pk)
    return step(
        request,
        case,
        forms.FailedForm(posted(request)),
        lambda details: services.fail_home_visit(visit=visit, by=request.user, **details),
        done="The visit is recorded as failed. The clock goes on; propose another time.",
        back="contacts",
        heading="The visit failed",
        template="cases/contact/home_visit_step.html",
        visit=visit,
        button="Record it as failed",
    )


@staff
def call_off_home_visit(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    case = case_or_404(request, reference, page="call-off-home-visit")
    visit = _of(HomeVisit, case, pk)
    return step(
        request,
        case,
        forms.WhyForm(posted(request)),
        lambda details: services.call_off_home_visit(visit=visit, by=request.user, **details),
        done="The visit is called off.",
        back="contacts",
        heading="Call off the visit",
        template="cases/contact/home_visit_step.html",
        visit=visit,
        button="Call it off",
    )


@staff
def explain_miss(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    case = case_or_404(request, reference, page="miss")
    late = _of(ServiceClock, case, pk)
    return step(
        request,
        case,
        forms.MissForm(posted(request)),
        lambda details: services.explain_miss(clock=late, by=request.user, **details),
        done="The reason is recorded.",
        back="contacts",
        heading="Why this was late",
        template="cases/contact/miss.html",
        clock=late,
        button="Record the reason",
    )


def _of(model: type[M], case: Case, pk: int) -> M:
    """The record of this case, with the case that was read already; absent when it is another's."""
    found = model._default_manager.filter(case=case, pk=pk).first()
    if found is None:
        raise Http404("There is no such record here.")
    found.case = case
    return found
