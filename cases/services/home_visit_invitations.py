"""Home visits in the calendars of whoever goes and, where they may be written to, of the person (P9, R4).

A visit goes into calendars once it is agreed, and out of them when it is called off. Another time is another visit, so
there is never a third message.
"""

from cases.calendars import home_visit_for_person, home_visit_for_staff, when
from cases.constants.people import ContactRoute
from cases.contact import may_contact
from cases.letters import Letter, write_to_person
from cases.models import HomeVisit
from core import calendars, clock
from core.calendars import Method
from people.notices import Alternative, notify

SEQUENCE = {Method.REQUEST: 0, Method.CANCEL: 1}
TO_STAFF = {
    Method.REQUEST: "cases/emails/home_visit.txt",
    Method.CANCEL: "cases/emails/home_visit_cancelled.txt",
}
TO_PERSON = {
    Method.REQUEST: "cases/emails/visit_to_person.txt",
    Method.CANCEL: "cases/emails/visit_to_person_cancelled.txt",
}


def invite(visit: HomeVisit) -> None:
    """The visit is agreed: put it into calendars."""
    _tell(visit, Method.REQUEST)


def take_back(visit: HomeVisit) -> None:
    """An agreed visit is called off: take it out of calendars."""
    _tell(visit, Method.CANCEL)


def _tell(visit: HomeVisit, method: Method) -> None:
    visitor, person = visit.visitor, visit.case.person
    key, sequence, context = f"home-visit-{visit.pk}-{method.lower()}", SEQUENCE[method], _words(visit)
    notify(
        user=visitor,
        template=TO_STAFF[method],
        key=key,
        context=context,
        alternatives=[_calendar(home_visit_for_staff(visit, sequence=sequence), str(visitor), visitor.email, method)],
    )
    if may_contact(person, by=ContactRoute.EMAIL):
        entry = home_visit_for_person(visit, sequence=sequence)
        calendar = _calendar(entry, person.name, person.email, method)
        write_to_person(
            Letter(person=person, template=TO_PERSON[method], key=key, context=context, alternatives=(calendar,))
        )


def _calendar(entry: calendars.Entry, name: str, email: str, method: Method) -> Alternative:
    text = calendars.message(entry, name=name, email=email, method=method, made_at=clock.now())
    return Alternative(content=text, media_type=f"text/calendar; method={method}")


def _words(visit: HomeVisit) -> dict[str, object]:
    organisation = visit.case.organisation
    return {
        "when": when(visit.starts_at),
        "reference": visit.case.reference,
        "who_comes": f"{visit.visitor} of {organisation}",
        "organisation": str(organisation),
        "telephone": organisation.contact_phone,
        "is_change": False,
    }
