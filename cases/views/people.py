"""The person of a case and their home: the tab, and each thing that can be put right or added there."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from cases import forms, selectors, services
from cases.access import case_or_404, staff
from cases.constants.intake import CaseState
from cases.contact import ways_to_contact
from cases.models import Case, HomeFlag, Person
from cases.services.intake import home_details, person_details
from cases.views.steps import Filled, step
from core import clock
from core.forms import posted
from people.access import SignedInRequest


@staff
@require_safe
def person_page(request: SignedInRequest, reference: str) -> HttpResponse:
    """Who the person is, how to reach them, who decides, who may be told, and their home and household."""
    case = case_or_404(request, reference, page="person")
    person = case.person
    return render(
        request,
        "cases/person/page.html",
        {
            "case": case,
            "person": person,
            "home": case.home,
            "is_open": case.state == CaseState.OPEN,
            "today": clock.today(),
            "ways": ways_to_contact(person),
            "markings": person.markings.select_related("by").order_by("-at", "-id"),
            "powers": person.powers.select_related("seen_by"),
            "capacity_records": person.capacity_records.select_related("by", "power").order_by("-at", "-id"),
            "sharings": person.sharings.select_related("organisation", "recorded_by", "withdrawn_by"),
            "residences": person.residences.select_related("home").order_by("-valid_from", "-id"),
            "household": selectors.household_of(case),
            "carers": selectors.carers_of(case),
            "cares_for": selectors.cared_for_by(case),
            "flags": case.home.flags.select_related("raised_by", "ended_by"),
        },
    )


def _change(
    request: SignedInRequest, case: Case, form: Filled, verb: Any, *, done: str, heading: str, button: str, **more: Any
) -> HttpResponse:
    """One form of the tab: do the verb with what was filled in, and go back to the tab."""
    lead = more.pop("lead", "")
    return step(
        request,
        case,
        form,
        lambda details: verb(case=case, by=request.user, **more, **details),
        done=done,
        heading=heading,
        lead=lead,
        button=button,
        back="person",
    )


@staff
def edit_person(request: SignedInRequest, reference: str) -> HttpResponse:
    case = case_or_404(request, reference, page="edit-person")
    form = forms.PersonForm(posted(request), person=case.person)
    return _change(
        request,
        case,
        form,
        services.update_person,
        done="The details are put right.",
        heading="Details of the person",
        button="Save",
    )


@staff
def contact(request: SignedInRequest, reference: str) -> HttpResponse:
    case = case_or_404(request, reference, page="contact")
    form = forms.ContactForm(posted(request), person=case.person)
    return _change(
        request,
        case,
        form,
        services.set_contact_rules,
        done="This is written down. Whatever writes, rings or visits goes by it.",
        heading="Safe ways to get in touch",
        lead="Ask when the person is alone. Mark it once: every letter, message, survey and invitation goes by it.",
        button="Save",
    )


@staff
def mark_person(request: SignedInRequest, reference: str) -> HttpResponse:
    case = case_or_404(request, reference, page="mark")
    return _change(
        request,
        case,
        forms.PersonStatusForm(posted(request)),
        services.mark_person,
        done="This is marked. Letters, surveys and invitations stop.",
        heading="The person has died or moved away",
        lead="Mark this once. From then on nothing is sent to them. If they moved and the case goes on, "
        "write down the new home instead.",
        button="Mark it",
    )


@staff
def unmark_person(request: SignedInRequest, reference: str) -> HttpResponse:
    case = case_or_404(request, reference, page="unmark")
    if case.person.may_be_contacted:
        why = "Nothing is marked: the person is not known to have died or moved away."
        return render(request, "cases/not_yet.html", {"case": case, "heading": "Take back a mark", "why": why})
    return _change(
        request,
        case,
        forms.UnmarkForm(posted(request), person=case.person),
        services.unmark_person,
        done="The mark is taken back.",
        heading="Take back a mark",
        lead="For a mark that was a mistake or no longer holds. What was marked, and why not, stays known.",
        button="Take it back",
    )


@staff
def edit_home(request: SignedInRequest, reference: str) -> HttpResponse:
    case = case_or_404(request, reference, page="home")
    return _change(
        request,
        case,
        forms.HomeForm(posted(request), home=case.home),
        services.update_home,
        done="The details are put right.",
        heading="Details of the home",
        lead="This changes the home on every case of it. If the person moves, write down the new home instead.",
        button="Save",
    )


@staff
def move_home(request: SignedInRequest, reference: str) -> HttpResponse:
    case = case_or_404(request, reference, page="move")
    return _change(
        request,
        case,
        forms.MoveForm(posted(request)),
        services.move_home,
        done="The case goes on in the new home.",
        heading="The person moves",
        lead="The case goes with them. What was assessed for the old home is assessed again in the new one.",
        button="Move the case",
    )


@staff
def add_resident(request: SignedInRequest, reference: str) -> HttpResponse:
    case = case_or_404(request, reference, page="resident")
    return _change(
        request,
        case,
        forms.ResidentForm(posted(request)),
        services.add_to_household,
        done="They are written down as living here.",
        heading="Somebody else who lives here",
        lead="Write down only whom you need to know of. A case can be opened for them later.",
        button="Write it down",
    )


@staff
def end_residence(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    case = case_or_404(request, reference, page="end-residence")
    found = [one.residence for one in selectors.household_of(case) if one.residence.pk == pk]
    if not found:
        raise Http404("Nobody of this household.")
    return _change(
        request,
        case,
        forms.EndForm(posted(request)),
        services.leave_household,
        done="This is written down.",
        heading=f"{found[0].person.name} no longer lives here",
        button="Write it down",
        residence=found[0],
    )


@staff
def open_another(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    """Open a case for somebody else of the home, such as a carer with needs of their own."""
    case = case_or_404(request, reference, page="open-another")
    found = [one for one in selectors.household_of(case) if one.residence.pk == pk]
    if not found:
        raise Http404("Nobody of this household.")
    person = found[0].residence.person
    return step(
        request,
        case,
        forms.AnotherCaseForm(posted(request)),
        lambda told: services.take_referral(
            person=person_details(person),
            home=home_details(case.home),
            known_person=person,
            known_home=case.home,
            by=request.user,
            **told,
        ),
        done=f"A case is open for {person.name}. It stands under “Who lives here”.",
        heading=f"Open a case for {person.name}",
        lead="It is a case of its own, with its own conversation and its own solutions.",
        button="Open the case",
        back="person",
    )


@staff
def add_carer(request: SignedInRequest, reference: str) -> HttpResponse:
    case = case_or_404(request, reference, page="carer")
    people = Person.objects.filter(pk__in=[one.residence.person_id for one in selectors.household_of(case)])
    return _change(
        request,
        case,
        forms.CarerForm(posted(request), people=people.order_by("name", "id")),
        services.add_carer,
        done="This is written down.",
        heading="Who looks after the person",
        button="Write it down",
    )


@staff
def end_caring(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    case = case_or_404(request, reference, page="end-caring")
    caring = selectors.carers_of(case).filter(pk=pk).first()
    if caring is None:
        raise Http404("No such carer.")
    return _change(
        request,
        case,
        forms.EndForm(posted(request)),
        services.end_caring,
        done="This is written down.",
        heading=f"{caring.carer.name} no longer looks after the person",
        button="Write it down",
        caring=caring,
    )


@staff
def raise_flag(request: SignedInRequest, reference: str) -> HttpResponse:
    case = case_or_404(request, reference, page="flag")
    return _change(
        request,
        case,
        forms.FlagForm(posted(request)),
        services.raise_flag,
        done="The warning stands on every case of this home.",
        heading="Warn about the address",
        lead="Say what to do and not only what to fear. People may ask to see what is written about them.",
        button="Put the warning up",
    )


def _flag(case: Case, pk: int) -> HomeFlag:
    flag = case.home.flags.filter(ended_at=None, pk=pk).first()
    if flag is None:
        raise Http404("No such warning stands.")
    return flag


@staff
def keep_flag(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    case = case_or_404(request, reference, page="keep-flag")
    flag = _flag(case, pk)
    return _change(
        request,
        case,
        forms.KeepFlagForm(posted(request)),
        services.keep_flag,
        done="The warning stays until it is looked at again.",
        heading="Keep the warning",
        lead=f"{flag.get_kind_display()}: {flag.words}",
        button="Keep it",
        flag=flag,
    )


@staff
def end_flag(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    case = case_or_404(request, reference, page="end-flag")
    flag = _flag(case, pk)
    return _change(
        request,
        case,
        forms.EndFlagForm(posted(request)),
        services.end_flag,
        done="The warning is taken down.",
        heading="Take the warning down",
        lead=f"{flag.get_kind_display()}: {flag.words}",
        button="Take it down",
        flag=flag,
    )


@staff
def record_power(request: SignedInRequest, reference: str) -> HttpResponse:
    case = case_or_404(request, reference, page="power")
    return _change(
        request,
        case,
        forms.PowerForm(posted(request)),
        services.record_power,
        done="The power is written down.",
        heading="Who may decide or speak for the person",
        lead="Look at the paper itself first. An advocate speaks for the person, and decides nothing.",
        button="Write it down",
    )


@staff
def end_power(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    case = case_or_404(request, reference, page="end-power")
    power = case.person.powers.filter(pk=pk).first()
    if power is None:
        raise Http404("No such power.")
    return _change(
        request,
        case,
        forms.EndForm(posted(request)),
        services.end_power,
        done="This is written down.",
        heading=f"The power of {power.holder} ends",
        lead="What was decided by it stays as it was.",
        button="Write it down",
        power=power,
    )


@staff
def record_capacity(request: SignedInRequest, reference: str) -> HttpResponse:
    case = case_or_404(request, reference, page="capacity")
    return _change(
        request,
        case,
        forms.CapacityForm(posted(request), case=case),
        services.record_capacity,
        done="This is written down.",
        heading="Who decides",
        lead="Capacity is of one decision at one time. A person who cannot decide one thing today may decide another.",
        button="Write it down",
    )


@staff
def share(request: SignedInRequest, reference: str) -> HttpResponse:
    case = case_or_404(request, reference, page="share")
    return _change(
        request,
        case,
        forms.SharingForm(posted(request), case=case),
        services.share_with,
        done="This is written down.",
        heading="Who may be told",
        lead="Ask for consent only where nothing else gives the right to tell them.",
        button="Write it down",
    )


@staff
def withdraw_sharing(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    case = case_or_404(request, reference, page="withdraw-sharing")
    sharing = case.person.sharings.filter(withdrawn_at=None, pk=pk).select_related("organisation").first()
    if sharing is None:
        raise Http404("Nothing is shared there.")
    return _change(
        request,
        case,
        forms.WithdrawForm(posted(request)),
        services.withdraw_sharing,
        done=f"{sharing.organisation} is no longer told.",
        heading=f"Stop telling {sharing.organisation}",
        lead=f"They were told from {date_format(sharing.given_on, 'j F Y')}. What they know already stays with them.",
        button="Stop telling them",
        sharing=sharing,
    )
