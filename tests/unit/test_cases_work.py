"""P1, P10: what waits, whose it is and by when; the same number of queries for a thousand cases as for ten."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import work
from cases.constants.clocks import Measured
from cases.constants.intake import ClosedReason
from cases.constants.lines import LineState
from cases.constants.mot import SharedHow
from cases.missing import missing_now
from cases.models import Case, Home, Person
from cases.pathway import CONSENT
from cases.selectors import cases_of, with_state
from cases.selectors.search import matching
from cases.selectors.work import Wanted, When, Work, WorkItem, shown
from cases.services import (
    close_case,
    leave_untold,
    mark_person,
    refuse_invoice,
    share_mot,
    withdraw_from_panel,
)
from cases.work import Shown, Source, as_rows
from core import clock
from people.constants import Role
from people.models import User
from people.vocabulary import Tenure
from tests.factories.cases import Team, a_case, a_line, a_team, brought_to, talked
from tests.factories.cases_clocks import a_home_visit, clock_of, default_standards, rang
from tests.factories.cases_intake import a_flag
from tests.factories.cases_mot import a_hazard, a_mot_assessor, eight_areas, finished
from tests.factories.cases_panel import made_safe, referred
from tests.factories.cases_provision import a_visit, an_invoice, handed_over, ordered
from tests.factories.people import LocalityFactory, employed
from tests.unit.test_cases_register import the_suspension

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def team() -> Team:
    default_standards()
    return a_team()


def items(user: User, **wanted: object) -> list[WorkItem]:
    return shown(list(Work(user, Wanted(**{"is_mine": False, **wanted})).rows))  # type: ignore[arg-type]


def said(user: User, **wanted: object) -> list[str]:
    return [item.words for item in items(user, **wanted)]


def test_p1_what_waits_stands_in_the_order_in_which_it_is_due(team: Team, now: datetime) -> None:
    with clock.fixed(now - timedelta(days=20)):
        old = a_case(team.caseworker, name="Ada Gow")
    new = a_case(team.caseworker, name="Ben Orr")
    a_line(new, team.caseworker)
    a_home_visit(new, team.caseworker, now + timedelta(hours=1))
    found = items(team.caseworker)
    assert [(item.words, item.when, item.case) for item in found] == [
        ("Answer the referral", When.OVERDUE, old),
        ("Visit the home", When.OVERDUE, old),
        ("Visit: First visit", When.TODAY, new),
        ("Answer the referral", When.WEEK, new),
        ("Visit the home", When.LATER, new),
        ("Record the conversation with the person: Seat shower", When.NO_DAY, new),
    ]
    all_of_it = Work(team.caseworker, Wanted(is_mine=False))
    assert all_of_it.counts == {When.OVERDUE: 2, When.TODAY: 1, When.WEEK: 2, When.LATER: 1, When.NO_DAY: 1}
    assert all_of_it.found == 6
    for when, number in all_of_it.counts.items():
        of_then = Work(team.caseworker, Wanted(is_mine=False, when=when))
        assert (of_then.found, of_then.counts, len(of_then.rows)) == (number, all_of_it.counts, number)
    assert said(team.caseworker, when="overdue") == ["Answer the referral", "Visit the home"]
    assert said(team.caseworker, kind="response") == ["Answer the referral"] * 2


def test_p1_done_work_leaves_the_list_and_a_late_one_asks_why(team: Team) -> None:
    case = a_case(team.caseworker)
    late = clock_of(case, Measured.RESPONSE)
    with clock.fixed(late.due_at + timedelta(hours=1)):
        rang(case, team.caseworker)
        found = items(team.caseworker)
    assert [item.words for item in found] == ["Visit the home", "Say why this was late: response to a referral"]
    assert found[1].address == f"/cases/{case.reference}/clocks/{late.pk}/why/"


def test_p1_money_and_reviews_wait_too(team: Team) -> None:
    case = a_case(team.caseworker)
    talked(case, team.caseworker)
    brought_to(LineState.AUTHORISED, team, case)
    assert said(team.payer, kind="money") == ["Commit the money, or say that it waits for money: Seat shower"]
    the_suspension(team.assessor)
    assert said(team.payer, kind="money") == []
    found = items(team.payer, kind="review")
    assert [item.words for item in found] == ["Look again at what was authorised: Seat shower"]
    assert found[0].due_at.date() == clock.today() + timedelta(days=7)


def test_p1_nobody_is_sent_to_somebody_who_died_and_nothing_waits_in_a_closed_case(team: Team, now: datetime) -> None:
    died, closed = a_case(team.caseworker), a_case(team.caseworker)
    mark_person(case=died, died_on=now.date(), by=team.caseworker)
    close_case(case=closed, reason=ClosedReason.NOT_NEEDED, by=team.caseworker)
    assert said(team.caseworker) == []


def test_r1_the_list_holds_ones_own_organisation_and_mine_holds_mine(team: Team) -> None:
    a_case(team.caseworker)
    stranger = employed(organisation__code="millburn", roles=(Role.CASEWORKER,))
    assert said(stranger) == []
    assert len(said(team.assessor)) == 2
    assert said(team.assessor, is_mine=True) == []
    assert len(said(team.caseworker, is_mine=True)) == 2


def test_p10_the_list_is_narrowed_by_owner_locality_and_tenure(team: Team) -> None:
    a_case(team.caseworker, tenure=Tenure.OWNER)
    far = a_case(team.assessor, locality="islands")
    place = LocalityFactory(code="islands").pk
    assert {item.case for item in items(team.payer, locality=place)} == {far}
    assert {item.case for item in items(team.payer, owner=team.assessor.pk)} == {far}
    assert far not in {item.case for item in items(team.payer, tenure=Tenure.OWNER)}
    assert items(team.payer, kind="nonsense", when="") == items(team.payer)


def test_p10_a_case_is_found_by_reference_name_postcode_and_uprn(team: Team) -> None:
    one, other = a_case(team.caseworker, name="Jean O'Neil Muir"), a_case(team.caseworker, name="Ben Orr")
    Home.objects.filter(pk=other.home_id).update(postcode="EH12 9ZZ", uprn="100012345678")

    def found(typed: str) -> set[Case]:
        return set(matching(cases_of(team.caseworker), typed))

    assert found("") == found("  ") == {one, other}
    for typed in ("muir", "Muir Jean", "o'neil", one.reference, one.reference.lower(), "AR1 2BC", "ar12bc", "ar1"):
        assert found(typed) == {one}, typed
    for typed in ("orr", "eh12 9zz", "EH129ZZ", "EH12", "100012345678", "1000 1234 5678", "ben"):
        assert found(typed) == {other}, typed
    number = other.reference.rsplit("-", 1)[1]
    assert found(number.lstrip("0")) == {other}
    assert found("nobody") == found("99") == set()


@pytest.fixture
def _a_source() -> Iterator[None]:
    """Another part of the product that lets people wait."""

    def rows(cases: object) -> object:
        people = Person.objects.filter(cases__in=cases)
        return as_rows(people, kind="birthday", case="cases__id", since="cases__opened_at", about="name")

    def show(rows: list, cases: dict) -> list[Shown]:
        return [Shown(f"Congratulate {row.about}", f"/{cases[row.case_id].reference}/") for row in rows]

    work.register(Source(kind="birthday", label="Birthday", rows=rows, show=show))  # type: ignore[arg-type]
    yield
    del work._sources["birthday"]


@pytest.mark.usefixtures("_a_source")
def test_p1_another_part_adds_what_waits_in_it(team: Team) -> None:
    case = a_case(team.caseworker)
    assert [(item.words, item.address) for item in items(team.caseworker, kind="birthday")] == [
        ("Congratulate Jean Muir", f"/{case.reference}/")
    ]
    assert "Congratulate Jean Muir" in said(team.caseworker)


def test_p10_what_orders_the_panel_and_an_address_wait_for_stands_there_too(team: Team) -> None:
    referral = referred(team)
    case = referral.case
    made_safe(referral, team, days=30)
    made_safe(referral, team, days=60)
    a_flag(case)
    order = brought_to(LineState.ORDERED, team, case).provisions.get()
    a_visit(order, team.caseworker)
    found = {item.words: item.due_at and item.due_at.date() for item in items(team.caseworker)}
    today = clock.today()
    assert found["Look at the plan for safety again"] == today + timedelta(days=60)
    assert found["Look at the warning again: Go in twos: the dog is loose."] == today + timedelta(days=90)
    assert found["At the home: visit to measure"] == today + timedelta(days=2)
    assert found["Wait for the provider to accept the order: Seat shower"] is None
    withdraw_from_panel(referral=referral, reason="She moved in with her son.", by=team.caseworker)
    assert "Look at the plan for safety again" not in said(team.caseworker)
    invoice = an_invoice(order, team)
    (item,) = items(team.caseworker, kind="invoice")
    assert (item.words, item.address) == (
        f"Approve the invoice, or send it back: {invoice.number}",
        f"/cases/invoices/{invoice.uid}/",
    )
    refuse_invoice(invoice=invoice, reason="It asks for two seats.", by=team.payer)
    assert said(team.caseworker, kind="invoice") == []


def test_p6_the_clock_of_direct_access_ends_with_the_hand_over(team: Team) -> None:
    line = brought_to(LineState.ARRANGED, team)
    (item,) = items(team.caseworker, kind="line")
    assert item.due_at
    ordered(line, team.caseworker)
    handed_over(line, by=team.caseworker, inspector=team.payer)
    (item,) = items(team.caseworker, kind="line")
    assert item.words.startswith("Record what it changed")
    assert item.due_at is None


def test_p10_what_must_be_agreed_to_first_is_said_before_the_order(team: Team) -> None:
    line = brought_to(LineState.COMMITTED, team)
    assert said(team.caseworker, kind="line") == ["Order it from a provider: Seat shower"]
    Home.objects.filter(pk=line.case.home_id).update(tenure=Tenure.PRIVATE_RENT)
    assert said(team.caseworker, kind="line") == [f"{CONSENT.words}: Seat shower"]


def test_p1_as_many_queries_for_many_cases_as_for_few(team: Team) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            items(team.caseworker)
            assert Work(team.caseworker, Wanted(is_mine=False)).found
        return len(caught)

    def a_busy_case() -> None:
        case = a_case(team.caseworker)
        talked(case, team.caseworker)
        a_line(case, team.caseworker)
        a_flag(case)
        brought_to(LineState.COMMITTED, team, case)
        order = brought_to(LineState.ORDERED, team, case).provisions.get()
        a_visit(order, team.caseworker)

    a_busy_case()
    few = queries()
    for _ in range(3):
        a_busy_case()
    assert queries() == few


def test_h4_a_case_says_that_danger_or_results_wait(team: Team) -> None:
    assessor = a_mot_assessor(employed(organisation__code="lantern", roles=(Role.CASEWORKER,)))
    case = a_case(team.caseworker)
    danger = a_hazard(is_danger=True)
    eight_areas(case, assessor, hazards=(danger,))
    assert "No authority has been told of a danger" in missing(case, assessor)
    leave_untold(notice=case.urgent_notices.get(), why="Put right on the spot.", by=assessor)
    assert finished(case, assessor).permitted
    assert "The person has not been given the results of the Housing MOT" in missing(case, assessor)
    assert "Follow up the plan: A loose rug at the top of the stairs" in said(team.caseworker)
    share_mot(mot=case.mots.get(), how=SharedHow.BY_HAND, by=assessor)
    assert "The person has not been given the results of the Housing MOT" not in missing(case, assessor)


def missing(case: Case, user: User) -> list[str]:
    return [words for words, _ in missing_now(with_state(cases_of(user)).get(pk=case.pk))]


def test_p1_a_case_says_what_is_missing_now(team: Team, now: datetime) -> None:
    case = a_case(team.caseworker)
    assert missing(case, team.caseworker) == [
        "Nobody has answered the referral",
        "The home has not been visited",
        "The conversation with the person is not recorded",
    ]
    with clock.fixed(now + timedelta(hours=25)):
        assert "Nobody has answered the referral, and it is overdue" in missing(case, team.caseworker)
        rang(case, team.caseworker)
        assert "Nobody has said why this was late: response to a referral" in missing(case, team.caseworker)
        talked(case, team.caseworker)
        assert "Nothing has been proposed" in missing(case, team.caseworker)
    close_case(case=case, reason=ClosedReason.NOT_NEEDED, by=team.caseworker)
    assert missing(case, team.caseworker) == []
