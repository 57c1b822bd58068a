"""Visits and their calendar invitations, read back with the library that calendars share (P9)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from icalendar import Calendar

from cases.constants.lines import LineState
from cases.constants.provision import VisitKind
from cases.exceptions import HandOverIncomplete
from cases.models import Person, Provision
from cases.services import accept_order, cancel_order, cancel_visit, mark_person, move_visit, plan_visit
from core import clock, outbox
from people.models import User
from tests.factories.cases import Team, a_team, brought_to
from tests.factories.cases_provision import a_fitter, ordered, works_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
PERSON = "jean.muir@example.org"


@pytest.fixture
def team() -> Team:
    return a_team()


@pytest.fixture
def fitter() -> User:
    return a_fitter()


@pytest.fixture
def provision(team: Team, fitter: User) -> Provision:
    """Accepted, for somebody with an e-mail address."""
    line = brought_to(LineState.COMMITTED, team)
    Person.objects.filter(pk=line.case.person.pk).update(email=PERSON)
    made = ordered(line, team.caseworker)
    accept_order(provision=made, by=fitter)
    outbox.run_due()
    mail.outbox.clear()
    return made


def received(address: str) -> list[mail.EmailMultiAlternatives]:
    outbox.run_due()
    found = [message for message in mail.outbox if message.to == [address]]
    mail.outbox = [message for message in mail.outbox if message.to != [address]]
    return found


def event_of(message: mail.EmailMultiAlternatives) -> tuple[str, int, str, str]:
    """Method, sequence, state and summary."""
    part = next(part for part in message.message().walk() if part.get_content_type() == "text/calendar")
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    (event,) = calendar.walk("VEVENT")
    assert part.get_param("method") == str(calendar["METHOD"])
    return str(calendar["METHOD"]), int(event["SEQUENCE"]), str(event["STATUS"]), str(event["SUMMARY"])


def test_p9_works_dates_go_to_the_calendars_of_staff_and_of_the_person(
    provision: Provision, team: Team, fitter: User
) -> None:
    works_on(provision, fitter)
    for address in (team.caseworker.email, fitter.email):
        (message,) = received(address)
        assert event_of(message) == ("REQUEST", 0, "CONFIRMED", f"Works, order {provision.number}")
    (message,) = received(PERSON)
    assert event_of(message) == ("REQUEST", 0, "CONFIRMED", "Work at your home")
    assert message.subject == "Visit on Friday 11 June 2027, 1pm to 4pm"


def test_p9_a_change_raises_the_sequence_and_a_cancellation_takes_it_out(
    provision: Provision, team: Team, fitter: User
) -> None:
    works_on(provision, fitter)
    received(PERSON)
    works_on(provision, fitter, days=9)
    (moved,) = received(PERSON)
    assert event_of(moved)[:3] == ("REQUEST", 1, "CONFIRMED")
    assert moved.subject.startswith("Changed: visit on Sunday 13 June 2027")
    cancel_order(provision=provision, reason="Her shoulder is worse.", by=team.caseworker)
    (gone,) = received(PERSON)
    assert event_of(gone)[:3] == ("CANCEL", 2, "CANCELLED")
    assert [event_of(message)[:2] for message in received(fitter.email) if message.alternatives] == [
        ("REQUEST", 0),
        ("REQUEST", 1),
        ("CANCEL", 2),
    ]


def test_p9_no_message_says_anything_about_health_or_names_the_person_to_a_calendar(
    provision: Provision, team: Team, fitter: User
) -> None:
    """Not the item, not the reason, not the address of the home; and staff's calendars have no name."""
    works_on(provision, fitter)
    cancel_order(provision=provision, reason="Her shoulder is worse.", by=team.caseworker)
    for address in (PERSON, team.caseworker.email, fitter.email):
        for message in received(address):
            whole = message.message().as_string() + message.body
            for secret in (provision.line.title, "shoulder", "Pier Street", "AR1 2BC"):
                assert secret not in whole, message.subject
            assert address == PERSON or "Muir" not in whole


@pytest.mark.parametrize("gone", ["died_on", "moved_on"])
def test_r4_nothing_goes_to_somebody_who_died_or_moved(
    provision: Provision, team: Team, fitter: User, gone: str
) -> None:
    works_on(provision, fitter)
    mark: dict[str, Any] = {gone: clock.today()}
    mark_person(case=provision.line.case, by=team.caseworker, **mark)
    assert received(PERSON) == [], "not even what was written before"
    works_on(provision, fitter, days=9)
    assert received(PERSON) == []
    assert received(fitter.email)


def test_p9_other_visits_are_planned_moved_and_cancelled(provision: Provision, team: Team, fitter: User) -> None:
    start = clock.now() + timedelta(days=2)
    visit = plan_visit(
        provision=provision,
        kind=VisitKind.SURVEY,
        starts_at=start,
        ends_at=start + timedelta(hours=1),
        by=fitter,
    )
    move_visit(visit=visit, starts_at=start, ends_at=start + timedelta(hours=2), by=fitter)
    cancel_visit(visit=visit, reason="Flu.", by=team.caseworker)
    sent = [event_of(message)[:2] for message in received(PERSON)]
    assert sent == [("REQUEST", 0), ("REQUEST", 1), ("CANCEL", 2)]
    with pytest.raises(HandOverIncomplete, match="cancelled already"):
        cancel_visit(visit=visit, reason="Flu.", by=team.caseworker)


def test_p9_a_visit_is_still_to_come_and_ends_after_it_starts(provision: Provision, fitter: User) -> None:
    now = clock.now()
    for starts, ends, words in (
        (now - timedelta(days=2), now - timedelta(days=1), "still to come"),
        (now + timedelta(days=2), now + timedelta(days=2), "come after"),
    ):
        with pytest.raises(HandOverIncomplete, match=words):
            plan_visit(provision=provision, kind=VisitKind.SURVEY, starts_at=starts, ends_at=ends, by=fitter)


def test_p9_the_works_have_one_date(provision: Provision, fitter: User) -> None:
    works_on(provision, fitter)
    works_on(provision, fitter, days=9)
    assert provision.visits.filter(kind=VisitKind.WORKS, cancelled_at=None).count() == 1
    start = clock.now() + timedelta(days=3)
    with pytest.raises(HandOverIncomplete, match="works dates"):
        plan_visit(
            provision=provision, kind=VisitKind.WORKS, starts_at=start, ends_at=start + timedelta(hours=1), by=fitter
        )
