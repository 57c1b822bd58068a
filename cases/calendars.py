"""Visits as calendars understand them: when, and where to read more. Calendars are seen by others, so no more."""

from django.urls import reverse

from cases.constants.provision import VisitKind
from cases.models import Visit
from core import calendars

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
    organisation = visit.provision.line.case.organisation
    ring = f"To change it, ring {organisation} on {organisation.contact_phone}." if organisation.contact_phone else ""
    return calendars.Entry(
        uid=visit.uid,
        sequence=sequence,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        summary=AT_HOME[VisitKind(visit.kind)],
        description=[ring],
    )
