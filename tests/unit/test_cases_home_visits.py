"""H3: visits to the home: in office hours, where they are safe, and every step from every state."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from cases.constants.clocks import ClockState, Measured
from cases.constants.contact import HOME_VISIT, HomeVisitFailed, HomeVisitState
from cases.constants.people import ContactRoute
from cases.exceptions import (
    MayNotBeContacted,
    NotAtThatTime,
    OutsideOfficeHours,
)
from cases.models import Case, HomeVisit
from cases.services import (
    agree_home_visit,
    call_off_home_visit,
    fail_home_visit,
    make_home_visit,
    mark_person,
    set_contact_rules,
)
from core import clock
from core.exceptions import TransitionNotAllowed
from people.constants import Role
from people.models import User
from people.vocabulary import Nation
from tests.factories.cases_clocks import (
    WEDNESDAY,
    a_home_visit,
    clock_of,
    default_standards,
    london,
    rang,
    received,
)
from tests.factories.people import LocalityFactory, employed


@pytest.fixture
def caseworker(db: None) -> User:
    default_standards()
    LocalityFactory(code="rutland", nation=Nation.ENGLAND)
    return employed(organisation__code="fenwick-vale", roles=(Role.CASEWORKER,))


def test_h3_a_failed_visit_stops_no_clock_and_a_visit_made_stops_both(caseworker: User) -> None:
    case = received(WEDNESDAY, caseworker)
    with clock.fixed(london(2027, 3, 30, 9, 0)):
        failed = a_home_visit(case, caseworker, london(2027, 3, 30, 10, 0))
        agree_home_visit(visit=failed, by=caseworker)
    with clock.fixed(london(2027, 3, 30, 11, 0)):
        fail_home_visit(visit=failed, because=HomeVisitFailed.NO_ANSWER, by=caseworker)
        assert clock_of(case, Measured.VISIT).done_at is None
        visit = a_home_visit(case, caseworker, london(2027, 3, 31, 10, 0), is_agreed=True)
    with clock.fixed(london(2027, 3, 31, 12, 0)):
        make_home_visit(visit=visit, made_at=london(2027, 3, 31, 10, 5), by=caseworker)
    assert clock_of(case, Measured.VISIT).done_at == london(2027, 3, 31, 10, 5)
    assert clock_of(case, Measured.RESPONSE).done_at == london(2027, 3, 31, 10, 5)
    assert clock_of(case, Measured.RESPONSE).state_at(clock.now()) == ClockState.MISSED


@pytest.mark.parametrize(
    "moment", [london(2027, 3, 26, 10, 0), london(2027, 3, 27, 10, 0), london(2027, 3, 30, 17, 0)], ids=str
)
def test_h3_visits_are_in_office_hours_unless_the_person_asks(caseworker: User, moment: datetime) -> None:
    """Good Friday, a Saturday, and the minute at which the office closes."""
    case = received(WEDNESDAY, caseworker)
    with clock.fixed(WEDNESDAY):
        with pytest.raises(OutsideOfficeHours, match="office hours"):
            a_home_visit(case, caseworker, moment)
        visit = a_home_visit(case, caseworker, moment, outside_hours_why="Works in the day.")
        assert visit.outside_hours_why == "Works in the day."
        in_hours = a_home_visit(case, caseworker, london(2027, 3, 30, 16, 59), outside_hours_why="Needless.")
    assert in_hours.outside_hours_why == ""


def test_h3_what_is_to_come_is_not_written_down_as_done(caseworker: User) -> None:
    case = received(WEDNESDAY, caseworker)
    with clock.fixed(WEDNESDAY):
        visit = a_home_visit(case, caseworker, london(2027, 3, 25, 10, 0))
        with pytest.raises(NotAtThatTime):
            make_home_visit(visit=visit, made_at=london(2027, 3, 25, 10, 0), by=caseworker)
        with pytest.raises(NotAtThatTime):
            rang(case, caseworker, at=london(2027, 3, 24, 14, 1))


VERBS = {
    "agree": lambda visit, by: agree_home_visit(visit=visit, by=by),
    "make": lambda visit, by: make_home_visit(visit=visit, made_at=clock.now(), by=by),
    "fail": lambda visit, by: fail_home_visit(visit=visit, because=HomeVisitFailed.UNWELL, by=by),
    "call off": lambda visit, by: call_off_home_visit(visit=visit, why="She is away.", by=by),
}
FIELDS = {
    HomeVisitState.MADE: {"made_at": WEDNESDAY},
    HomeVisitState.FAILED: {"failed_because": HomeVisitFailed.OTHER},
    HomeVisitState.CALLED_OFF: {"note": "Away."},
}


def test_r4_nobody_goes_where_visits_are_not_safe(caseworker: User) -> None:
    case = received(WEDNESDAY, caseworker)
    set_contact_rules(case=case, rules={ContactRoute.VISIT: (False, "Her brother is there.")}, by=caseworker)
    case = Case.objects.get(pk=case.pk)
    with pytest.raises(MayNotBeContacted, match="not safe"):
        a_home_visit(case, caseworker, london(2027, 3, 30, 10, 0))


def test_r4_the_page_offers_no_visit_to_somebody_who_has_died(client: Client, caseworker: User) -> None:
    case = received(WEDNESDAY, caseworker)
    client.force_login(caseworker)
    page = reverse("cases:contacts", args=[case.reference])
    offered = reverse("cases:home-visit", args=[case.reference])
    assert offered in client.get(page).content.decode()
    mark_person(case=case, died_on=clock.today(), by=caseworker)
    after = client.get(page).content.decode()
    assert offered not in after
    assert "No visit can be proposed. The person has died." in after


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", list(HomeVisitState))
def test_h3_every_step_of_a_visit_from_every_state(caseworker: User, verb: str, state: HomeVisitState) -> None:
    case = received(WEDNESDAY, caseworker)
    with clock.fixed(WEDNESDAY):
        visit = a_home_visit(case, caseworker, london(2027, 3, 25, 10, 0))
        HomeVisit.objects.filter(pk=visit.pk).update(state=state, **FIELDS.get(state, {}))
        step = HOME_VISIT.steps[verb]
        if state in step.allowed_from:
            assert VERBS[verb](visit, caseworker).state == step.to
        else:
            with pytest.raises(TransitionNotAllowed):
                VERBS[verb](visit, caseworker)
