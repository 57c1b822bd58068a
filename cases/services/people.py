"""The person of a case: how to reach them, and the marks that end all contact (R4, P13)."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from audit.services import record
from cases.constants.people import ContactRoute, PersonMark
from cases.models import Case, ContactRule, HomeVisit, Person, PersonMarking
from cases.seen import last_change, mark_of_contact_rules, mark_of_person, require_as_seen
from cases.services.contact import call_off_home_visits
from cases.services.equipment import collect_from
from cases.services.guards import open_case, require_colleague
from core import clock
from core.transitions import lock
from people.models import User


@transaction.atomic
def update_person(*, case: Case, by: User, seen: str | None = None, **details: object) -> Person:
    """Put right who the person is, how to reach them and what helps them to understand and be understood.

    Raises `ChangedUnseen` when somebody else has changed what the writer had before them.
    """
    case = open_case(case, by)
    person = lock(Person.objects, case.person_id)
    require_as_seen(seen, mark_of_person(person), lambda: last_change("cases.person_changed", person.cases.all()))
    for name, value in details.items():
        setattr(person, name, value)
    person.save(update_fields=list(details))
    record("cases.person_changed", case, by=by, detail={"fields": sorted(details)})
    return person


@transaction.atomic
def set_contact_rules(
    *, case: Case, rules: Mapping[ContactRoute, tuple[bool | None, str]], by: User, seen: str | None = None
) -> None:
    """Say of each way to reach the person whether it is safe. None: it is not known, and nothing is kept.

    Raises `ChangedUnseen` when somebody else has changed what the writer had before them.
    """
    case = open_case(case, by)
    person = lock(Person.objects, case.person_id)
    now = mark_of_contact_rules(person)
    require_as_seen(seen, now, lambda: last_change("cases.contact_rules_set", person.cases.all()))
    for route, (is_allowed, note) in rules.items():
        if is_allowed is None:
            ContactRule.objects.filter(person=case.person_id, route=route).delete()
        else:
            facts = {"is_allowed": is_allowed, "note": note, "set_at": clock.now(), "set_by": by}
            ContactRule.objects.update_or_create(person=case.person, route=route, defaults=facts)
    never = sorted(str(route) for route, (is_allowed, _) in rules.items() if is_allowed is False)
    record("cases.contact_rules_set", case, by=by, detail={"never": never})


@transaction.atomic
def mark_person(*, case: Case, by: User, died_on: date | None = None, moved_on: date | None = None) -> None:
    """Mark once that somebody has died or moved away; whatever would contact them looks here (R4).

    Visits to come are called off, and what they have on loan is collected. It is allowed on a closed
    case too: people die after their bath is fitted.
    """
    require_colleague(case, by)
    person = lock(Person.objects, case.person_id)
    for mark, on in ((PersonMark.DIED, died_on), (PersonMark.MOVED, moved_on)):
        if on:
            PersonMarking.objects.create(person=person, mark=mark, on=on, at=clock.now(), by=by)
    person.died_on = died_on or person.died_on
    person.moved_on = moved_on or person.moved_on
    person.save(update_fields=["died_on", "moved_on"])
    if died_on or moved_on:
        why = "The person has died." if died_on else "The person has moved away."
        collect_from(person, why=why, by=by)
        call_off_home_visits(HomeVisit.objects.filter(case__person=person), why=why, by=by)
    record("cases.person_marked", case, by=by, detail={"died": died_on is not None, "moved": moved_on is not None})


@transaction.atomic
def unmark_person(*, case: Case, mark: PersonMark, reason: str, by: User) -> None:
    """Take back a mark that was made by mistake, or that no longer holds, with the reason."""
    require_colleague(case, by)
    person = lock(Person.objects, case.person_id)
    PersonMarking.objects.create(person=person, mark=mark, on=None, reason=reason, at=clock.now(), by=by)
    field = f"{mark}_on"
    setattr(person, field, None)
    person.save(update_fields=[field])
    record("cases.person_unmarked", case, by=by, detail={"mark": str(mark)})
