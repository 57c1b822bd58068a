"""Visits to the person's home, agreed with them, and the calendar invitations that follow every change (P9).

An invitation says when, for which case and where to read more: nothing about health, and no address of a home.
"""

from datetime import datetime

from django.db import transaction

from audit.services import record
from cases.calendars import entry_for_person, entry_for_staff, when
from cases.constants.people import ContactRoute
from cases.constants.provision import VisitKind
from cases.contact import may_contact
from cases.exceptions import HandOverIncomplete
from cases.letters import Letter, write_to_person
from cases.models import Provision, Visit, VisitMessage
from cases.services.provision_guards import provision_for
from core import calendars, clock
from core.calendars import Method
from core.transitions import lock
from people.models import User
from people.notices import Alternative, notify

TEMPLATES = {Method.REQUEST: "cases/emails/visit.txt", Method.CANCEL: "cases/emails/visit_cancelled.txt"}
TO_PERSON = {
    Method.REQUEST: "cases/emails/visit_to_person.txt",
    Method.CANCEL: "cases/emails/visit_to_person_cancelled.txt",
}


@transaction.atomic
def plan_visit(
    *, provision: Provision, kind: VisitKind, starts_at: datetime, ends_at: datetime, by: User, note: str = ""
) -> Visit:
    """Plan a visit that is agreed with the person. Works have a verb of their own: `agree_works`."""
    provision = provision_for(provision, by, "plan_visit")
    if kind == VisitKind.WORKS:
        raise HandOverIncomplete("Agree the works dates for works.")
    return _plan(provision, kind, starts_at=starts_at, ends_at=ends_at, note=note, by=by)


@transaction.atomic
def move_visit(*, visit: Visit, starts_at: datetime, ends_at: datetime, by: User, note: str = "") -> Visit:
    """Agree another time. Calendars follow."""
    provision = provision_for(visit.provision, by, "plan_visit")
    visit = lock(Visit.objects, visit.pk)
    visit.provision = provision
    _require_standing(visit)
    _move(visit, starts_at=starts_at, ends_at=ends_at, note=note, by=by)
    return visit


@transaction.atomic
def cancel_visit(*, visit: Visit, reason: str, by: User) -> Visit:
    """Take a visit back, with the reason. Calendars follow."""
    provision = provision_for(visit.provision, by, "plan_visit")
    visit = lock(Visit.objects, visit.pk)
    visit.provision = provision
    _require_standing(visit)
    if not reason.strip():
        raise HandOverIncomplete("Say why the visit is cancelled.")
    _cancel(visit, reason=reason, by=by)
    return visit


def set_works_dates(provision: Provision, *, starts_at: datetime, ends_at: datetime, note: str, by: User) -> Visit:
    """The one standing date of the works, made or moved. Whoever calls holds the order."""
    visit = provision.visits.filter(kind=VisitKind.WORKS, cancelled_at=None).first()
    if visit is None:
        return _plan(provision, VisitKind.WORKS, starts_at=starts_at, ends_at=ends_at, note=note, by=by)
    visit.provision = provision
    _move(visit, starts_at=starts_at, ends_at=ends_at, note=note, by=by)
    return visit


def cancel_visits(provision: Provision, *, reason: str, by: User) -> None:
    """Take back every visit that is still to come: the order is called off."""
    for visit in provision.visits.filter(cancelled_at=None, ends_at__gt=clock.now()):
        visit.provision = provision
        _cancel(visit, reason=reason, by=by)


def _require_standing(visit: Visit) -> None:
    if visit.cancelled_at:
        raise HandOverIncomplete("This visit is cancelled already.")


def _require_ahead(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise HandOverIncomplete("The end must come after the start.")
    if ends_at <= clock.now():
        raise HandOverIncomplete("Choose a time that is still to come.")


def _plan(
    provision: Provision, kind: VisitKind, *, starts_at: datetime, ends_at: datetime, note: str, by: User
) -> Visit:
    _require_ahead(starts_at, ends_at)
    visit = Visit.objects.create(
        provision=provision,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        note=note,
        agreed_at=clock.now(),
        agreed_by=by,
    )
    _tell(visit, "visit_planned", Method.REQUEST, by=by)
    return visit


def _move(visit: Visit, *, starts_at: datetime, ends_at: datetime, note: str, by: User) -> None:
    _require_ahead(starts_at, ends_at)
    visit.starts_at, visit.ends_at, visit.note = starts_at, ends_at, note
    visit.agreed_at, visit.agreed_by = clock.now(), by
    visit.save(update_fields=["starts_at", "ends_at", "note", "agreed_at", "agreed_by"])
    _tell(visit, "visit_moved", Method.REQUEST, by=by)


def _cancel(visit: Visit, *, reason: str, by: User) -> None:
    visit.cancelled_at, visit.cancelled_by, visit.cancelled_reason = clock.now(), by, reason
    visit.save(update_fields=["cancelled_at", "cancelled_by", "cancelled_reason"])
    _tell(visit, "visit_cancelled", Method.CANCEL, by=by)


def _tell(visit: Visit, verb: str, method: Method, *, by: User) -> None:
    """Write it in the history, and a message for every calendar that must know."""
    line = visit.provision.line
    record(f"cases.{verb}", line.case, by=by, detail={"line": line.number, "visit": visit.pk})
    newest: dict[int | None, VisitMessage] = {}
    for sent in visit.messages.order_by("sequence"):
        newest[sent.user_id] = sent
    for user in _staff(visit, newest):
        if message := _next(visit, user, method, newest.get(user.pk)):
            _tell_user(visit, user, message)
    if message := _next(visit, None, method, newest.get(None)):
        _tell_person(visit, message)


def _staff(visit: Visit, newest: dict[int | None, VisitMessage]) -> list[User]:
    """Whoever owns the case, ordered it and agreed the time; and everybody who was told before."""
    provision = visit.provision
    told = {pk for pk in newest if pk is not None}
    ids = {provision.line.case.owner_id, provision.ordered_by_id, visit.agreed_by_id} | told
    return list(User.objects.filter(pk__in=ids, is_active=True).order_by("pk"))


def _next(visit: Visit, user: User | None, method: Method, last: VisitMessage | None) -> VisitMessage | None:
    """The next message to one calendar; none that cancels what was never sent."""
    if method == Method.CANCEL and (last is None or last.method == Method.CANCEL):
        return None
    if user is None and not may_write_to(visit):
        return None
    return VisitMessage.objects.create(
        visit=visit, user=user, method=method, sequence=last.sequence + 1 if last else 0, made_at=clock.now()
    )


def may_write_to(visit: Visit) -> bool:
    """Whether the person gets an invitation: they have an e-mail address, and may be contacted (R4)."""
    return may_contact(visit.provision.line.case.person, by=ContactRoute.EMAIL)


def _tell_user(visit: Visit, user: User, message: VisitMessage) -> None:
    entry = entry_for_staff(visit, sequence=message.sequence)
    text = calendars.message(entry, name=str(user), email=user.email, method=message.method, made_at=message.made_at)
    notify(
        user=user,
        template=TEMPLATES[Method(message.method)],
        key=f"visit-message-{message.pk}",
        context=_words(visit, message),
        alternatives=[_calendar(text, message)],
    )


def _tell_person(visit: Visit, message: VisitMessage) -> None:
    person = visit.provision.line.case.person
    entry = entry_for_person(visit, sequence=message.sequence)
    text = calendars.message(
        entry, name=person.name, email=person.email, method=message.method, made_at=message.made_at
    )
    write_to_person(
        Letter(
            person=person,
            template=TO_PERSON[Method(message.method)],
            key=f"visit-message-{message.pk}",
            context=_words(visit, message),
            alternatives=(_calendar(text, message),),
        )
    )


def _calendar(text: str, message: VisitMessage) -> Alternative:
    return Alternative(content=text, media_type=f"text/calendar; method={message.method}")


def _words(visit: Visit, message: VisitMessage) -> dict[str, object]:
    provision = visit.provision
    organisation = provision.line.case.organisation
    return {
        "uid": str(visit.uid),
        "kind": visit.get_kind_display().lower(),
        "when": when(visit.starts_at, visit.ends_at),
        "number": provision.number,
        "reference": provision.line.case.reference,
        "who_comes": str(provision.provider if visit.kind in {VisitKind.SURVEY, VisitKind.WORKS} else organisation),
        "organisation": str(organisation),
        "telephone": organisation.contact_phone,
        "is_change": message.sequence > 0,
    }
