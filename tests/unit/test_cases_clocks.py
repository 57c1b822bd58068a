"""H2, H3: by when somebody is answered and visited, and what stops the clock."""

from datetime import date, datetime, time, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.models import Event
from cases.clocks import Hours, NeverOpen, Timetable, due_at
from cases.constants.clocks import ClockState, CountedIn, Measured, MissCause
from cases.constants.contact import ContactCame, ContactHow
from cases.constants.intake import ClosedReason, LawfulBasis
from cases.exceptions import (
    CaseClosed,
    NothingMissed,
    NotYourOrganisation,
    StandardNotInOrder,
)
from cases.models import ClosedDays, ServiceClock, ServiceStandard
from cases.selectors.clocks import day_due, done_at, standard_for
from cases.services import (
    accept_referral,
    close_case,
    explain_miss,
    join_referral,
    set_office_hours,
    set_standard,
    strike_contact,
)
from core import clock
from core.working_days import Calendar, is_working_day
from people.constants import Role
from people.models import Locality, User
from people.vocabulary import Nation
from tests.factories.cases import a_case
from tests.factories.cases_clocks import (
    LONDON,
    WEDNESDAY,
    clock_of,
    default_standards,
    london,
    rang,
    received,
)
from tests.factories.cases_intake import a_place, a_sent_referral
from tests.factories.people import LocalityFactory, OrganisationFactory, employed


@pytest.fixture
def caseworker(db: None) -> User:
    default_standards()
    LocalityFactory(code="rutland", nation=Nation.ENGLAND)
    return employed(organisation__code="fenwick-vale", roles=(Role.CASEWORKER,))


@pytest.mark.parametrize(("nation", "day"), [(Nation.ENGLAND, date(2027, 4, 9)), (Nation.SCOTLAND, date(2027, 4, 8))])
def test_h3_a_visit_is_due_ten_working_days_after_the_day_of_receipt(
    caseworker: User, nation: Nation, day: date
) -> None:
    """Received on Wednesday 24 March 2027: Easter Monday is a holiday in England and none in Scotland."""
    Locality.objects.filter(code="rutland").update(nation=nation)
    visit = clock_of(received(WEDNESDAY, caseworker), Measured.VISIT)
    assert visit.due_at == london(day.year, day.month, day.day, 17, 0)
    assert (visit.calendar, visit.standard.amount) == (nation.calendar, 10)


def test_h2_a_friday_evening_referral_is_answered_by_saturday_evening(caseworker: User) -> None:
    case = received(london(2027, 6, 4, 19, 30), caseworker)
    assert clock_of(case, Measured.RESPONSE).due_at == london(2027, 6, 5, 19, 30)


@pytest.mark.parametrize(
    ("at", "due"),
    [
        (london(2027, 3, 27, 20, 0), london(2027, 3, 28, 21, 0)),
        (london(2027, 10, 30, 20, 0), london(2027, 10, 31, 19, 0)),
        (london(2028, 2, 28, 9, 0), london(2028, 2, 29, 9, 0)),
        (london(2028, 2, 29, 9, 0), london(2028, 3, 1, 9, 0)),
    ],
)
def test_h2_hours_pass_as_they_pass_over_clock_changes_and_leap_days(
    caseworker: User, at: datetime, due: datetime
) -> None:
    assert clock_of(received(at, caseworker), Measured.RESPONSE).due_at == due


def test_h3_a_leap_day_is_a_working_day(caseworker: User) -> None:
    case = received(london(2028, 2, 28, 9, 0), caseworker)
    assert clock_of(case, Measured.VISIT).due_at == london(2028, 3, 13, 17, 0)


def test_h2_a_contract_may_count_office_hours(caseworker: User) -> None:
    own = caseworker.employments.get().organisation
    set_standard(
        organisation=own,
        measures=Measured.RESPONSE,
        amount=8,
        counted_in=CountedIn.OFFICE_HOURS,
        source="Contract, schedule 2",
        valid_from=date(2027, 1, 1),
        by=None,
    )
    late_on_friday = received(london(2027, 6, 4, 16, 0), caseworker)
    assert clock_of(late_on_friday, Measured.RESPONSE).due_at == london(2027, 6, 7, 16, 0)
    over_the_change = received(london(2027, 3, 27, 12, 0), caseworker)
    assert clock_of(over_the_change, Measured.RESPONSE).due_at == london(2027, 3, 30, 17, 0)


def test_h3_an_organisations_own_closed_days_and_hours_count(caseworker: User) -> None:
    own = caseworker.employments.get().organisation
    ClosedDays.objects.create(
        organisation=own, valid_from=date(2027, 4, 6), valid_until=date(2027, 4, 8), why="Moving office"
    )
    for weekday in "01234":
        set_office_hours(
            organisation=own, weekday=weekday, opens=time(8), closes=time(16), valid_from=date(2027, 1, 1), by=None
        )
    visit = clock_of(received(WEDNESDAY, caseworker), Measured.VISIT)
    assert visit.due_at == london(2027, 4, 13, 16, 0)
    assert visit.closed_days == ["2027-04-06", "2027-04-07"]


def test_h2_another_standard_follows_and_the_clock_keeps_its_own(caseworker: User) -> None:
    first = clock_of(received(WEDNESDAY, caseworker), Measured.RESPONSE)
    terms = {"measures": Measured.RESPONSE, "counted_in": CountedIn.ELAPSED_HOURS, "by": None, "organisation": None}
    set_standard(**terms, amount=48, valid_from=date(2027, 4, 1))
    assert ServiceClock.objects.get(pk=first.pk).due_at == first.due_at
    assert ServiceStandard.objects.get(pk=first.standard_id).valid_until == date(2027, 4, 1)
    later = received(london(2027, 4, 1, 9, 0), caseworker)
    assert clock_of(later, Measured.RESPONSE).due_at == london(2027, 4, 3, 9, 0)
    with pytest.raises(StandardNotInOrder):
        set_standard(**terms, amount=12, valid_from=date(2027, 4, 1))
    assert Event.objects.filter(verb="cases.standard_set").count() == 1


def test_h2_an_organisations_own_standard_goes_before_everybodys(caseworker: User) -> None:
    own = caseworker.employments.get().organisation
    other = OrganisationFactory(code="other")
    terms = {"measures": Measured.RESPONSE, "amount": 4, "counted_in": CountedIn.ELAPSED_HOURS}
    set_standard(organisation=own, **terms, valid_from=date(2027, 1, 1), by=None)
    day = date(2027, 3, 1)
    assert standard_for(own, Measured.RESPONSE, day).amount == 4
    assert standard_for(other, Measured.RESPONSE, day).amount == 24


def test_h2_where_nothing_is_promised_nothing_is_timed(db: None) -> None:
    ServiceStandard.objects.all().delete()
    assert not a_case(employed(roles=(Role.CASEWORKER,))).clocks.exists()


@pytest.mark.parametrize("how", [ContactHow.AUTOMATIC_EMAIL, ContactHow.AUTOMATIC_TEXT])
def test_h2_what_a_machine_sends_answers_nobody(caseworker: User, how: ContactHow) -> None:
    case = received(WEDNESDAY, caseworker)
    with clock.fixed(WEDNESDAY + timedelta(hours=1)):
        rang(case, caseworker, how=how, came_of_it=ContactCame.LEFT)
        rang(case, caseworker, came_of_it=ContactCame.NO_ANSWER)
        assert clock_of(case, Measured.RESPONSE).done_at is None
    with clock.fixed(WEDNESDAY + timedelta(hours=2)):
        rang(case, caseworker)
    assert clock_of(case, Measured.RESPONSE).done_at == WEDNESDAY + timedelta(hours=2)
    assert clock_of(case, Measured.VISIT).done_at is None


@pytest.mark.parametrize(
    ("minutes", "state"), [(-1, ClockState.MET), (0, ClockState.MET), (1, ClockState.MISSED)], ids=str
)
def test_h2_met_to_the_minute(caseworker: User, minutes: int, state: ClockState) -> None:
    case = received(WEDNESDAY, caseworker)
    due = clock_of(case, Measured.RESPONSE).due_at
    with clock.fixed(due + timedelta(days=2)):
        rang(case, caseworker, at=due + timedelta(minutes=minutes))
        assert clock_of(case, Measured.RESPONSE).state_at(clock.now()) == state


def test_h2_another_referral_that_joins_a_case_is_answered_too(caseworker: User) -> None:
    case = received(WEDNESDAY, caseworker)
    with clock.fixed(WEDNESDAY + timedelta(days=30)):
        referral = a_sent_referral(case.organisation)
    with clock.fixed(WEDNESDAY + timedelta(days=30, hours=2)):
        join_referral(referral=referral, case=case, by=caseworker)
        second = case.clocks.filter(measures=Measured.RESPONSE).latest("starts_at")
        assert second.due_at == referral.received_at + timedelta(hours=24)
        rang(case, caseworker)
        second.refresh_from_db()
        assert second.done_at == clock.now()


def test_h2_the_clock_of_a_referral_from_outside_began_when_it_came(caseworker: User) -> None:
    with clock.fixed(WEDNESDAY):
        referral = a_sent_referral(received(WEDNESDAY, caseworker).organisation)
    with clock.fixed(WEDNESDAY + timedelta(hours=30)):
        case = accept_referral(referral=referral, home=a_place(), lawful_basis=LawfulBasis.PUBLIC_TASK, by=caseworker)
        assert clock_of(case, Measured.RESPONSE).state_at(clock.now()) == ClockState.OVERDUE


def test_h2_a_contact_struck_out_counts_no_more(caseworker: User) -> None:
    case = received(WEDNESDAY, caseworker)
    with clock.fixed(WEDNESDAY + timedelta(hours=3)):
        wrong = rang(case, caseworker, at=WEDNESDAY + timedelta(hours=1))
        rang(case, caseworker)
        strike_contact(contact=wrong, why="It was another person.", by=caseworker)
        strike_contact(contact=wrong, why="Again.", by=caseworker)
        assert clock_of(case, Measured.RESPONSE).done_at == clock.now()
    assert wrong.struck.why == "It was another person."
    assert Event.objects.filter(verb="cases.contact_struck").count() == 1


def test_h2_a_miss_is_explained_by_a_person_and_only_when_there_is_one(caseworker: User) -> None:
    case = received(WEDNESDAY, caseworker)
    late = clock_of(case, Measured.RESPONSE)
    with clock.fixed(WEDNESDAY + timedelta(hours=24)), pytest.raises(NothingMissed):
        explain_miss(clock=late, cause=MissCause.STAFF, words="Two were ill.", by=caseworker)
    with clock.fixed(WEDNESDAY + timedelta(hours=25)):
        explain_miss(clock=late, cause=MissCause.STAFF, words="Two were ill.", by=caseworker)
        explain_miss(clock=late, cause=MissCause.NOT_REACHED, words="Rang three times.", by=caseworker)
        stranger = employed(organisation__code="millburn", roles=(Role.CASEWORKER,))
        with pytest.raises(NotYourOrganisation):
            explain_miss(clock=late, cause=MissCause.STAFF, words="No.", by=stranger)
    assert [reason.words for reason in late.reasons.all()] == ["Rang three times.", "Two were ill."]


def test_h2_nothing_waits_once_the_case_has_closed_in_time(caseworker: User) -> None:
    case = received(WEDNESDAY, caseworker)
    with clock.fixed(WEDNESDAY + timedelta(hours=2)):
        close_case(case=case, reason=ClosedReason.NOT_NEEDED, by=caseworker)
        with pytest.raises(CaseClosed):
            rang(case, caseworker)
    case.refresh_from_db()
    state = clock_of(case, Measured.RESPONSE).state_at(WEDNESDAY + timedelta(days=9), ended_at=case.closed_at)
    assert state == ClockState.ENDED


def test_h2_a_contact_and_its_audit_event_fall_together(caseworker: User, monkeypatch: pytest.MonkeyPatch) -> None:
    case = received(WEDNESDAY, caseworker)

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("no audit")

    monkeypatch.setattr("cases.services.contact.record", broken)
    with clock.fixed(WEDNESDAY), pytest.raises(RuntimeError):
        rang(case, caseworker)
    assert not case.contacts.exists()
    assert clock_of(case, Measured.RESPONSE).done_at is None


@given(
    st.lists(st.tuples(st.integers(-60, 3000), st.sampled_from(ContactHow), st.sampled_from(ContactCame)), max_size=6)
)
@pytest.mark.django_db
def test_h2_the_clock_says_what_the_facts_say(happened: list[tuple[int, ContactHow, ContactCame]]) -> None:
    """Whatever was recorded in whichever order, the stored moment is the one that the facts give."""
    default_standards()
    LocalityFactory(code="rutland", nation=Nation.ENGLAND)
    caseworker = employed(roles=(Role.CASEWORKER,))
    case = received(WEDNESDAY, caseworker)
    with clock.fixed(WEDNESDAY + timedelta(days=3)):
        for minutes, how, came in happened:
            rang(case, caseworker, at=WEDNESDAY + timedelta(minutes=minutes), how=how, came_of_it=came)
    human = [
        minutes
        for minutes, how, came in happened
        if "automatic" not in how and came != ContactCame.NO_ANSWER and minutes >= 0
    ]
    wanted = WEDNESDAY + timedelta(minutes=min(human)) if human else None
    stored = clock_of(case, Measured.RESPONSE)
    assert stored.done_at == wanted == done_at(stored)


DAYS = st.dates(date(2026, 1, 1), date(2029, 12, 31))
CLOSED = st.frozensets(st.dates(date(2027, 1, 1), date(2027, 12, 31)), max_size=5)


@given(DAYS, st.integers(1, 30), st.sampled_from(Calendar), CLOSED)
def test_h3_working_days_against_a_plain_model(day: date, days: int, calendar: str, closed: frozenset[date]) -> None:
    timetable = Timetable(calendar=calendar, closed=closed)
    due = due_at(datetime.combine(day, time(15), tzinfo=LONDON), days, CountedIn.WORKING_DAYS, timetable)
    later = (day + timedelta(days=n) for n in count(1))
    working = (each for each in later if is_working_day(each, calendar, closed))
    assert due.astimezone(LONDON).date() == [next(working) for _ in range(days)][-1]


@given(DAYS, st.integers(0, 24 * 60 - 1), st.integers(1, 60), st.sampled_from(Calendar), CLOSED)
def test_h2_office_hours_against_a_plain_model(
    day: date, minute: int, hours: int, calendar: str, closed: frozenset[date]
) -> None:
    """A plain model walks in steps of a minute of real time and counts those in which the office is open."""
    week = {0: Hours(opens=time(9), closes=time(17)), 3: Hours(opens=time(0), closes=time(23, 30))}
    timetable = Timetable(calendar=calendar, week=week, closed=closed)
    starts = datetime.combine(day, time(minute // 60, minute % 60), tzinfo=LONDON)
    due = due_at(starts, hours, CountedIn.OFFICE_HOURS, timetable)
    counted = 0
    for each in range(60):
        on = day + timedelta(days=each)
        if on.weekday() not in week or not is_working_day(on, calendar, closed):
            continue
        opens, closes = (
            datetime.combine(on, hour, tzinfo=LONDON).timestamp() for hour in vars(week[on.weekday()]).values()
        )
        begins = max(opens, starts.timestamp())
        counted += max(int(min(closes, due.timestamp()) - begins), 0)
    if due < starts + timedelta(days=59):
        assert counted == hours * 3600


def test_h2_a_week_without_office_hours_is_said_and_not_walked_for_ever() -> None:
    with pytest.raises(NeverOpen):
        due_at(WEDNESDAY, 1, CountedIn.OFFICE_HOURS, Timetable(calendar=Calendar.ENGLAND, week={}))


def test_h13_the_council_is_told_by_the_contracts_standard_else_within_a_working_day(caseworker: User) -> None:
    own = caseworker.employments.get().organisation
    friday = london(2027, 6, 4, 16, 0)
    assert day_due(own, Measured.INCIDENT, Nation.ENGLAND, friday, otherwise=1) == date(2027, 6, 7)
    terms = {"measures": Measured.INCIDENT, "amount": 24, "counted_in": CountedIn.ELAPSED_HOURS, "by": None}
    set_standard(organisation=own, **terms, valid_from=date(2027, 1, 1))
    assert day_due(own, Measured.INCIDENT, Nation.ENGLAND, friday, otherwise=1) == date(2027, 6, 5)
    ServiceStandard.objects.all().delete()
    assert day_due(own, Measured.INCIDENT, Nation.ENGLAND, friday, otherwise=2) == date(2027, 6, 8)
