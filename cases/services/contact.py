"""Contacts with a person and visits to the home, each of which may stop a clock (H2, H3)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localtime

from audit.services import record
from cases.constants.contact import (
    HOME_VISIT,
    WAITING_HOME_VISITS,
    ContactCame,
    ContactHow,
    ContactWith,
    HomeVisitFailed,
    HomeVisitState,
)
from cases.constants.people import ContactRoute
from cases.contact import why_not
from cases.exceptions import MayNotBeContacted, NotAtThatTime, OutsideOfficeHours
from cases.models import Case, Contact, ContactStruck, HomeVisit
from cases.selectors.clocks import timetable_for
from cases.services import home_visit_invitations
from cases.services.clocks import bring_clocks_up_to_date
from cases.services.guards import open_case, require_colleague
from core import clock
from core.transitions import lock
from people.models import User


@transaction.atomic
def record_contact(
    *,
    case: Case,
    at: datetime,
    how: ContactHow,
    with_whom: ContactWith,
    came_of_it: ContactCame,
    by: User,
    note: str = "",
) -> Contact:
    """Write down that somebody was in touch. Raises `NotAtThatTime` for a time still to come."""
    case = open_case(case, by)
    _require_past(at)
    contact = Contact.objects.create(
        case=case,
        at=at,
        how=how,
        with_whom=with_whom,
        came_of_it=came_of_it,
        note=note,
        recorded_at=clock.now(),
        recorded_by=by,
    )
    bring_clocks_up_to_date(case)
    record("cases.contact_recorded", case, by=by, detail={"how": str(how), "came_of_it": str(came_of_it)})
    return contact


@transaction.atomic
def strike_contact(*, contact: Contact, why: str, by: User) -> ContactStruck:
    """Strike out a contact that was written down wrongly. Doing it twice changes nothing."""
    case = open_case(contact.case, by)
    contact = lock(Contact.objects, contact.pk)
    struck, is_new = ContactStruck.objects.get_or_create(
        contact=contact, defaults={"why": why, "at": clock.now(), "by": by}
    )
    if is_new:
        bring_clocks_up_to_date(case)
        record("cases.contact_struck", case, by=by)
    return struck


@transaction.atomic
def propose_home_visit(
    *,
    case: Case,
    starts_at: datetime,
    purpose: str,
    by: User,
    visitor: User | None = None,
    outside_hours_why: str = "",
    is_agreed: bool = False,
) -> HomeVisit:
    """Propose a visit, or put down one that the person has agreed to already.

    Visits are in office hours (specification, 6.3). Raises `OutsideOfficeHours` unless the person asked for another
    time and the words say so, and `MayNotBeContacted` where nobody may go: the person has died or moved away, or said
    that visits are not safe (R4).
    """
    case = open_case(case, by)
    if reason := why_not(case.person, by=ContactRoute.VISIT):
        raise MayNotBeContacted(reason)
    visitor = visitor or by
    require_colleague(case, visitor)
    is_open = timetable_for(case, localtime(starts_at).date()).is_open_at(starts_at)
    if not is_open and not outside_hours_why.strip():
        raise OutsideOfficeHours(
            f"{case.organisation} is closed then. Choose a time in office hours, or say why the person asked for this."
        )
    agreed: dict[str, Any] = (
        {"state": HomeVisitState.AGREED, "agreed_at": clock.now(), "agreed_by": by} if is_agreed else {}
    )
    visit = HomeVisit.objects.create(
        case=case,
        purpose=purpose,
        visitor=visitor,
        starts_at=starts_at,
        outside_hours_why="" if is_open else outside_hours_why,
        proposed_at=clock.now(),
        proposed_by=by,
        **agreed,
    )
    record("cases.home_visit_agreed" if is_agreed else "cases.home_visit_proposed", case, by=by)
    if is_agreed:
        home_visit_invitations.invite(visit)
    return visit


@transaction.atomic
def agree_home_visit(*, visit: HomeVisit, by: User) -> HomeVisit:
    """The person has said yes to the time. Calendars are told."""
    visit = _home_visit_for(visit, "agree", by)
    _move(visit, HomeVisitState.AGREED, by=by, agreed_at=clock.now(), agreed_by=by)
    home_visit_invitations.invite(visit)
    return visit


@transaction.atomic
def make_home_visit(*, visit: HomeVisit, made_at: datetime, by: User, note: str = "") -> HomeVisit:
    """Somebody went and was let in. Raises `NotAtThatTime` for a time still to come."""
    visit = _home_visit_for(visit, "make", by)
    _require_past(made_at)
    visit = _move(visit, HomeVisitState.MADE, by=by, made_at=made_at, note=note, **_came_of_it(by))
    bring_clocks_up_to_date(visit.case)
    return visit


@transaction.atomic
def fail_home_visit(*, visit: HomeVisit, because: HomeVisitFailed, by: User, note: str = "") -> HomeVisit:
    """Somebody went, or should have, and the visit did not take place. It stops no clock."""
    visit = _home_visit_for(visit, "fail", by)
    return _move(visit, HomeVisitState.FAILED, by=by, failed_because=because, note=note, **_came_of_it(by))


@transaction.atomic
def call_off_home_visit(*, visit: HomeVisit, why: str, by: User) -> HomeVisit:
    """It will not take place, said before anybody went. Another time is another visit. Calendars are told."""
    return _call_off(_home_visit_for(visit, "call off", by), why=why, by=by)


def call_off_home_visits(visits: QuerySet[HomeVisit], *, why: str, by: User) -> None:
    """Nobody goes any more: the case is closed, or the person has died or moved away (R4). Calendars are told.

    A visit whose time has passed stays as it is: nobody knows here whether it was made.
    """
    ahead = visits.filter(state__in=WAITING_HOME_VISITS, starts_at__gt=clock.now())
    for visit in ahead.select_for_update(of=("self",)).select_related("case__person"):
        _call_off(visit, why=why, by=by)


def _call_off(visit: HomeVisit, *, why: str, by: User) -> HomeVisit:
    _move(visit, HomeVisitState.CALLED_OFF, by=by, note=why, **_came_of_it(by))
    if visit.agreed_at:
        home_visit_invitations.take_back(visit)
    return visit


def _home_visit_for(visit: HomeVisit, verb: str, by: User) -> HomeVisit:
    """The visit as it stands now, locked after its case."""
    case = open_case(visit.case, by)
    visit = lock(HomeVisit.objects, visit.pk)
    visit.case = case
    HOME_VISIT.require(visit, verb)
    return visit


def _came_of_it(by: User) -> dict[str, Any]:
    return {"came_of_it_at": clock.now(), "came_of_it_by": by}


def _move(visit: HomeVisit, state: HomeVisitState, *, by: User, **fields: Any) -> HomeVisit:
    visit.state = state
    for name, value in fields.items():
        setattr(visit, name, value)
    visit.save(update_fields=["state", *fields])
    record(f"cases.home_visit_{state}", visit.case, by=by)
    return visit


def _require_past(at: datetime) -> None:
    if at > clock.now():
        raise NotAtThatTime("Enter a time that has passed. What is still to come is not written down as done.")
