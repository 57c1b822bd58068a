"""Visits as calendars understand them: when, and where to read more. Calendars are seen by others, so no more."""

import uuid
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from cases.constants.provision import VisitKind
from cases.models import Case, HomeVisit, Visit
from core import calendars

# Nobody writes down how long staff stay; a calendar has to keep some time free.
HOME_VISIT_TAKES = timedelta(hours=1)

AT_HOME = {
    VisitKind.SURVEY: "Visit to your home",
    VisitKind.WORKS: "Work at your home",
    VisitKind.INSPECTION: "Visit to your home",
    VisitKind.HAND_OVER: "Visit to your home",
    VisitKind.COLLECTION: "Visit to your home",
}


def entry_for_staff(visit: Visit, *, sequence: int) -> calendars.Entry:
    """Names the order, whose page has the address for those who may read it."""
    provision = visit.provision
    path = reverse("cases:visit", args=[visit.uid])
    return calendars.Entry(
        uid=visit.uid,
        sequence=sequence,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        summary=f"{visit.get_kind_display()}, order {provision.number}",
        description=[f"The address and what to know: {calendars.address_of(path)}"],
        path=path,
    )


def entry_for_person(visit: Visit, *, sequence: int) -> calendars.Entry:
    """In the person's own calendar: who comes, and whom to ring."""
    return calendars.Entry(
        uid=visit.uid,
        sequence=sequence,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        summary=AT_HOME[VisitKind(visit.kind)],
        description=[_whom_to_ring(visit.provision.line.case)],
    )


def home_visit_for_staff(visit: HomeVisit, *, sequence: int) -> calendars.Entry:
    """Names the case, whose page has the address for those who may read it."""
    path = reverse("cases:contacts", args=[visit.case.reference])
    description = f"The address and what to know: {calendars.address_of(path)}"
    return _home_visit(visit, f"Home visit, case {visit.case.reference}", description, sequence=sequence, path=path)


def home_visit_for_person(visit: HomeVisit, *, sequence: int) -> calendars.Entry:
    return _home_visit(visit, "Visit to your home", _whom_to_ring(visit.case), sequence=sequence)


def _home_visit(visit: HomeVisit, summary: str, description: str, *, sequence: int, path: str = "") -> calendars.Entry:
    return calendars.Entry(
        uid=uuid.uuid5(uuid.NAMESPACE_URL, calendars.address_of(f"/home-visits/{visit.pk}")),
        sequence=sequence,
        starts_at=visit.starts_at,
        ends_at=visit.starts_at + HOME_VISIT_TAKES,
        summary=summary,
        description=[description],
        path=path,
    )


def _whom_to_ring(case: Case) -> str:
    organisation = case.organisation
    return f"To change it, ring {organisation} on {organisation.contact_phone}." if organisation.contact_phone else ""


def when(starts_at: datetime, ends_at: datetime | None = None) -> str:
    """Friday 4 June 2027, 10am to midday."""
    starts = localtime(starts_at)
    first = f"{date_format(starts, 'l j F Y')}, {_time_of(starts)}"
    if ends_at is None:
        return first
    ends = localtime(ends_at)
    if starts.date() == ends.date():
        return f"{first} to {_time_of(ends)}"
    return f"{first} to {date_format(ends, 'l j F Y')}, {_time_of(ends)}"


def _time_of(moment: datetime) -> str:
    if (moment.hour, moment.minute) == (12, 0):
        return "midday"
    return f"{moment:%I.%M%p}".lstrip("0").replace(".00", "").lower()
