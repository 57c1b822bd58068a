"""Home visits reach the calendars of whoever goes and of the person, once agreed and until called off (P9, R4)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from icalendar import Calendar

from audit.selectors import history_of
from cases.constants.contact import HomeVisitState
from cases.constants.intake import ClosedReason
from cases.constants.people import ContactRoute
from cases.models import Case, ContactRule, HomeVisit, Person
from cases.services import agree_home_visit, call_off_home_visit, close_case, mark_person, propose_home_visit
from core import clock, outbox
from people.models import User
from tests.factories.cases import Team, a_case, a_team
from tests.factories.cases_clocks import default_standards

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
PERSON = "jean.muir@example.org"


@pytest.fixture
def team() -> Team:
    default_standards()
    return a_team()


@pytest.fixture
def case(team: Team) -> Case:
    made = a_case(team.caseworker)
    Person.objects.filter(pk=made.person_id).update(email=PERSON)
    # What was written when the case was opened.
    outbox.run_due()
    return Case.objects.get(pk=made.pk)


def proposed(case: Case, team: Team, **options: Any) -> HomeVisit:
    at = clock.now() + timedelta(days=3)
    return propose_home_visit(
        case=case,
        starts_at=at,
        purpose="To see the bath",
        outside_hours_why="She asked.",
        by=team.caseworker,
        **options,
    )


def told() -> dict[str, list[tuple[str, str, int, str]]]:
    """By address: the subject, and method, sequence and state of each message's calendar."""
    mail.outbox.clear()
    outbox.run_due()
    found: dict[str, list[tuple[str, str, int, str]]] = {}
    for message in mail.outbox:
        part = next(part for part in message.message().walk() if part.get_content_type() == "text/calendar")
        calendar = Calendar.from_ical(part.get_payload(decode=True))
        (event,) = calendar.walk("VEVENT")
        said = str(message.subject), str(calendar["METHOD"]), int(event["SEQUENCE"]), str(event["SUMMARY"])
        found.setdefault(message.to[0], []).append(said)
    return found


def test_p9_nothing_is_sent_before_the_person_agrees(case: Case, team: Team) -> None:
    visit = proposed(case, team)
    assert told() == {}
    agree_home_visit(visit=visit, by=team.caseworker)
    sent = told()
    assert set(sent) == {team.caseworker.email, PERSON}
    [(subject, method, sequence, summary)] = sent[team.caseworker.email]
    assert (method, sequence, summary) == ("REQUEST", 0, f"Home visit, case {case.reference}")
    assert subject.startswith(f"Home visit, case {case.reference}, ")
    [(_, method, sequence, summary)] = sent[PERSON]
    assert (method, sequence, summary) == ("REQUEST", 0, "Visit to your home")


def test_p9_a_visit_called_off_leaves_the_calendars_that_have_it(case: Case, team: Team) -> None:
    visit = proposed(case, team, is_agreed=True)
    assert set(told()) == {team.caseworker.email, PERSON}
    call_off_home_visit(visit=visit, why="She is in hospital.", by=team.caseworker)
    sent = told()
    assert [(said[1], said[2]) for said in sent[PERSON]] == [("CANCEL", 1)]
    assert "hospital" not in mail.outbox[0].body


def test_p9_a_proposal_called_off_was_in_no_calendar(case: Case, team: Team) -> None:
    call_off_home_visit(visit=proposed(case, team), why="Another day suits better.", by=team.caseworker)
    assert told() == {}


def test_r4_somebody_who_may_not_be_written_to_gets_no_invitation(case: Case, team: Team) -> None:
    ContactRule.objects.create(
        person=case.person, route=ContactRoute.EMAIL, is_allowed=False, set_at=clock.now(), set_by=team.caseworker
    )
    proposed(case, team, is_agreed=True)
    assert set(told()) == {team.caseworker.email}


def calls_off_with_the_case(case: Case, by: User) -> None:
    close_case(case=case, reason=ClosedReason.NOT_NEEDED, by=by)


def calls_off_with_the_person(case: Case, by: User) -> None:
    mark_person(case=case, died_on=clock.today(), by=by)


@pytest.mark.parametrize(
    ("end", "is_person_told", "why"),
    [
        (calls_off_with_the_case, True, "The case is closed."),
        (calls_off_with_the_person, False, "The person has died."),
    ],
)
def test_r4_p9_visits_to_come_leave_the_calendars_when_nobody_goes_any_more(
    case: Case, team: Team, end: Callable[[Case, User], None], is_person_told: bool, why: str
) -> None:
    passed = proposed(case, team, is_agreed=True)
    with clock.fixed(clock.now() + timedelta(days=4)):
        agreed, open_still = proposed(case, team, is_agreed=True), proposed(case, team)
        told()
        end(case, team.caseworker)
        sent = told()
    assert [said[1] for said in sent.pop(team.caseworker.email)] == ["CANCEL"]
    assert bool(sent) is is_person_told
    assert set(sent) <= {PERSON}
    for visit in (agreed, open_still):
        visit.refresh_from_db()
        assert (visit.state, visit.note, visit.came_of_it_by) == (HomeVisitState.CALLED_OFF, why, team.caseworker)
    passed.refresh_from_db()
    assert passed.state == HomeVisitState.AGREED, "whether it was made is for somebody to say"
    assert history_of(case).filter(verb="cases.home_visit_called_off").count() == 2
