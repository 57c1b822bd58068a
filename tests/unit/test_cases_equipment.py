"""Equipment: lent, looked at in time, brought back, cleaned and used again, and what that saves (P9, F5, R4)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from audit.models import Event
from cases.constants.equipment import LIFE, CheckKind, StockState
from cases.constants.lines import LineState
from cases.constants.provision import ProvisionState
from cases.exceptions import EquipmentNotFit, NotYourOrganisation
from cases.models import EquipmentCheck, StockItem
from cases.selectors.equipment import offered_from_stock, recycling_of, stock_list
from cases.services import (
    FromStock,
    ask_back,
    bring_back,
    cancel_order,
    dispose,
    hand_over,
    mark_clean,
    mark_person,
    mark_repaired,
    record_check,
    report_fault,
    send_to_repair,
    set_check_rule,
    take_in,
)
from core import clock
from core.exceptions import TransitionNotAllowed
from people.constants import Role
from tests.factories.accreditation import AdaptationFactory
from tests.factories.cases import Team, a_team, brought_to
from tests.factories.cases_provision import A_HAND_OVER, a_fitter, ordered, passed
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
S = StockState
TODAY = date(2027, 6, 4)


@pytest.fixture
def team() -> Team:
    return a_team()


@pytest.fixture
def seat(team: Team) -> StockItem:
    return a_seat(team, "S-1")


def a_seat(team: Team, serial: str, **changes: Any) -> StockItem:
    case_owner = team.caseworker.employments.get().organisation
    details = {"name": "", "value": Decimal("140.00"), "adaptation": AdaptationFactory(code="SEAT-SHOWER")} | changes
    return take_in(owner=case_owner, serial_number=serial, by=team.caseworker, **details)


def lent(team: Team, item: StockItem, charge: str = "30.00") -> Any:
    """Ordered from stock, fitted, inspected and handed over."""
    line = brought_to(LineState.COMMITTED, team)
    provision = ordered(line, team.caseworker, items=[FromStock(item=item, charge=Decimal(charge))])
    passed(provision, fitter=a_fitter(), inspector=team.payer)
    hand_over(line=line, by=team.caseworker, **A_HAND_OVER)
    item.refresh_from_db()
    return line


def returned(team: Team, item: StockItem) -> None:
    bring_back(item=item, by=team.caseworker)
    mark_clean(item=item, by=team.caseworker)


def test_p9_an_item_is_put_by_lent_brought_back_cleaned_and_offered_first(team: Team, seat: StockItem) -> None:
    newer = a_seat(team, "S-2")
    line = lent(team, seat)
    assert seat.state == S.ON_LOAN
    loan = line.loans.get()
    assert (loan.lent_on, loan.ended_on, loan.saved) == (TODAY, None, 0), "a first loan saves nothing"
    with clock.fixed(clock.now() + timedelta(days=30)):
        returned(team, seat)
        found = offered_from_stock(seat.adaptation, seat.owner)
    assert found == [seat, newer]
    loan.refresh_from_db()
    assert loan.ended_on == date(2027, 7, 4)


def test_f5_lending_again_saves_what_a_new_one_costs_less_the_fitting(team: Team, seat: StockItem) -> None:
    lent(team, seat)
    returned(team, seat)
    lent(team, seat, charge="30.00")
    told = recycling_of(team.caseworker)
    assert (told.times, told.saved) == (1, Decimal("110.00"))
    assert recycling_of(team.caseworker, year=2026).times == 0
    assert recycling_of(employed(organisation__code="millburn")).times == 0


def test_p9_an_order_that_is_called_off_puts_the_item_back(team: Team, seat: StockItem) -> None:
    line = brought_to(LineState.COMMITTED, team)
    provision = ordered(line, team.caseworker, items=[FromStock(item=seat, charge=Decimal(30))])
    seat.refresh_from_db()
    assert seat.state == S.RESERVED
    other = brought_to(LineState.COMMITTED, team)
    with pytest.raises(TransitionNotAllowed):
        ordered(other, team.caseworker, items=[FromStock(item=seat, charge=Decimal(30))])
    assert not other.provisions.exists()
    cancel_order(provision=provision, reason="She moves.", by=team.caseworker)
    seat.refresh_from_db()
    assert seat.state == S.IN_STOCK
    assert ordered(other, team.caseworker, items=[FromStock(item=seat, charge=Decimal(30))]).state == (
        ProvisionState.PLACED
    )


@pytest.mark.parametrize("gone", ["died_on", "moved_on"])
def test_r4_what_somebody_had_who_died_or_moved_is_to_be_collected(team: Team, seat: StockItem, gone: str) -> None:
    line = lent(team, seat)
    mark: dict[str, Any] = {gone: TODAY}
    mark_person(case=line.case, by=team.caseworker, **mark)
    seat.refresh_from_db()
    assert seat.state == S.TO_COLLECT
    assert line.loans.get().asked_back_on == TODAY
    assert recycling_of(team.caseworker).to_collect == 1


def test_p9_what_lifts_people_is_thoroughly_examined_every_six_months_by_a_dated_rule(team: Team) -> None:
    """LOLER, regulation 9. A later rule changes no day that was set before."""
    set_check_rule(kind=CheckKind.EXAMINATION, months=6, valid_from=date(2020, 1, 1), is_for_lifting_only=True, by=None)
    hoist = a_seat(team, "H-1", is_lifting=True)
    seat = a_seat(team, "S-1")
    assert offered_from_stock(hoist.adaptation, hoist.owner) == [seat], "never examined"
    check = record_check(
        item=hoist, kind=CheckKind.EXAMINATION, done_on=date(2026, 12, 5), has_passed=True, by=team.caseworker
    )
    assert check.next_on == date(2027, 6, 5)
    assert set(offered_from_stock(hoist.adaptation, hoist.owner)) == {hoist, seat}
    set_check_rule(kind=CheckKind.EXAMINATION, months=3, valid_from=TODAY, is_for_lifting_only=True, by=None)
    assert EquipmentCheck.objects.get().next_on == date(2027, 6, 5)
    with clock.fixed(clock.now() + timedelta(days=2)):
        assert offered_from_stock(hoist.adaptation, hoist.owner) == [seat]
        assert [item.serial_number for item in stock_list(team.caseworker, shown="due")] == ["H-1"]
        line = brought_to(LineState.COMMITTED, team)
        with pytest.raises(EquipmentNotFit, match="due a check: thorough examination"):
            ordered(line, team.caseworker, items=[FromStock(item=hoist, charge=Decimal(30))])


def test_p9_nobody_is_lent_what_has_a_fault(team: Team, seat: StockItem) -> None:
    report_fault(item=seat, words="A leg is bent.", by=team.caseworker)
    assert offered_from_stock(seat.adaptation, seat.owner) == []
    line = brought_to(LineState.COMMITTED, team)
    with pytest.raises(EquipmentNotFit, match="a fault"):
        ordered(line, team.caseworker, items=[FromStock(item=seat, charge=Decimal(30))])
    send_to_repair(item=seat, by=team.caseworker)
    mark_repaired(item=seat, note="A new leg.", by=team.caseworker)
    mark_clean(item=seat, by=team.caseworker)
    assert offered_from_stock(seat.adaptation, seat.owner) == [seat]


def test_p9_a_check_that_is_not_passed_is_a_fault(team: Team, seat: StockItem) -> None:
    record_check(item=seat, kind=CheckKind.SERVICE, done_on=TODAY, has_passed=False, note="Worn.", by=team.caseworker)
    assert seat.faults.get().words == "Worn."


VERBS: dict[str, tuple[set[StockState], Any]] = {
    "ask_back": ({S.ON_LOAN}, lambda item, by: ask_back(item=item, why="Not used.", by=by)),
    "bring_back": ({S.ON_LOAN, S.TO_COLLECT}, lambda item, by: bring_back(item=item, by=by)),
    "clean": ({S.CLEANING}, lambda item, by: mark_clean(item=item, by=by)),
    "send_to_repair": ({S.IN_STOCK, S.CLEANING}, lambda item, by: send_to_repair(item=item, by=by)),
    "repair": ({S.REPAIR}, lambda item, by: mark_repaired(item=item, note="Mended.", by=by)),
    "dispose": ({S.IN_STOCK, S.CLEANING, S.REPAIR}, lambda item, by: dispose(item=item, how="Recycled.", by=by)),
}


def test_p9_every_verb_works_from_its_own_states_and_no_other(team: Team, seat: StockItem) -> None:
    for state in S:
        for verb, (allowed, act) in VERBS.items():
            gone = {"disposed_on": TODAY, "disposed_by": team.caseworker, "disposed_how": "Given away."}
            whole = gone if state == S.DISPOSED else {"disposed_on": None, "disposed_by": None, "disposed_how": ""}
            StockItem.objects.filter(pk=seat.pk).update(state=state, **whole)
            events = Event.objects.count()
            if state in allowed:
                act(seat, team.caseworker)
                assert Event.objects.count() == events + 1, (state, verb)
            else:
                with pytest.raises(TransitionNotAllowed):
                    act(seat, team.caseworker)
                assert Event.objects.count() == events
    assert {verb: set(LIFE.steps[verb].allowed_from) for verb in VERBS} == {
        verb: allowed for verb, (allowed, _) in VERBS.items()
    }


def test_p9_other_organisations_touch_nothing(team: Team, seat: StockItem) -> None:
    stranger = employed(organisation__code="millburn", roles=(Role.CASEWORKER,))
    with pytest.raises(NotYourOrganisation):
        dispose(item=seat, how="Recycled.", by=stranger)
    theirs = a_team("millburn")
    line = brought_to(LineState.COMMITTED, theirs)
    with pytest.raises(EquipmentNotFit, match="belongs to"):
        ordered(line, theirs.caseworker, items=[FromStock(item=seat, charge=Decimal(30))])


def test_p9_a_serial_number_is_taken_in_once_and_an_item_lent_once(team: Team, seat: StockItem) -> None:
    with pytest.raises(EquipmentNotFit, match="already"):
        a_seat(team, "S-1")
    line = lent(team, seat)
    loan = line.loans.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(loan).objects.create(
            item=seat,
            provision=ordered(brought_to(LineState.COMMITTED, team), team.caseworker),
            line=line,
            put_by_at=clock.now(),
        )
