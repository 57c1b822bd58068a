"""Budgets (F3): opened, changed with a reason, and held by people by name."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from cases.constants.budgets import NOTHING
from cases.constants.funding import Stream
from cases.constants.lines import LineState
from cases.exceptions import (
    FundingIncomplete,
    NotBudgetHolder,
    NotEnoughMoney,
    NotYourOrganisation,
    WrongBudget,
)
from cases.models import Budget, SolutionLine
from cases.selectors.budgets import financial_year, totals_by_stream
from cases.services import (
    change_budget,
    commit_funds,
    open_budget,
)
from core import clock
from people.constants import Role
from people.models import User
from tests.factories.cases import Team, a_team, brought_to
from tests.factories.cases_money import a_budget, require_true_figures
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

S = LineState


@pytest.fixture
def team() -> Team:
    return a_team()


@pytest.fixture(autouse=True)
def _every_figure_stays_true() -> Iterator[None]:
    """After each test, every budget's kept figures are what its rows add up to."""
    yield
    require_true_figures()


def again(line: SolutionLine) -> SolutionLine:
    return SolutionLine.objects.get(pk=line.pk)


def test_f3_the_database_itself_refuses_to_overspend(team: Team) -> None:
    budget = a_budget(team.payer, amount=Decimal(100), earmarked=Decimal(40))
    rows = Budget.objects.filter(pk=budget.pk)
    for wrong in (
        {"general": Decimal(61)},
        {"prevention": Decimal("100.01")},
        {"spent": Decimal(1)},
        {"earmarked": Decimal(101)},
        {"general": Decimal(-1)},
        {"stream": "lottery"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)


def test_f3_one_budget_for_an_organisation_a_stream_and_a_year(team: Team) -> None:
    organisation = team.payer.employments.get().organisation
    terms = {"organisation": organisation, "stream": Stream.HOUSING_ACCOUNT, "year": 2027, "amount": Decimal(500)}
    budget = open_budget(**terms, holders=[team.payer], by=team.payer)
    assert (budget.year_words, financial_year()) == ("2027/28", 2027)
    assert budget.changes.get().by == team.payer
    with pytest.raises(WrongBudget):
        open_budget(**terms, holders=[team.payer], by=team.payer)
    with pytest.raises(NotBudgetHolder):
        open_budget(**(terms | {"year": 2028}), holders=[team.payer], by=team.caseworker)
    with pytest.raises(FundingIncomplete):
        open_budget(**(terms | {"year": 2028}), holders=[], by=team.payer)
    with pytest.raises(WrongBudget, match="out of no budget"):
        open_budget(**(terms | {"stream": Stream.SELF_FUNDED}), holders=[team.payer], by=team.payer)
    with pytest.raises(FundingIncomplete):
        open_budget(**(terms | {"year": 2028}), holders=[team.payer], earmarked=Decimal(501), by=team.payer)


@pytest.mark.parametrize(("day", "year"), [((2027, 3, 31), 2026), ((2027, 4, 1), 2027), ((2028, 1, 1), 2027)])
def test_f3_the_financial_year_begins_on_the_first_of_april(day: tuple[int, int, int], year: int) -> None:
    with clock.fixed(datetime(*day, 12, tzinfo=UTC)):
        assert financial_year() == year


def test_f3_a_budget_is_changed_by_its_holder_with_a_reason_and_never_below_what_is_committed(team: Team) -> None:
    line = brought_to(S.COMMITTED, team)
    budget = line.commitments.get().budget
    terms = {"budget": budget, "earmarked": NOTHING, "by": team.payer}
    with pytest.raises(NotEnoughMoney):
        change_budget(**terms, amount=Decimal("185.49"), reason="Savings.")
    with pytest.raises(FundingIncomplete):
        change_budget(**terms, amount=Decimal(500), reason=" ")
    with pytest.raises(NotBudgetHolder):
        change_budget(**(terms | {"by": team.caseworker}), amount=Decimal(500), reason="More.")
    change_budget(**terms, amount=Decimal("185.50"), reason="Savings.")
    assert budget.changes.get().reason == "Savings."


def test_f3_no_more_is_earmarked_than_other_solutions_leave(team: Team) -> None:
    line = brought_to(S.AUTHORISED, team)
    budget = a_budget(team.payer, amount=Decimal(300))
    commit_funds(line=line, amount=Decimal(200), budget=budget, by=team.payer, is_prevention=False)
    with pytest.raises(NotEnoughMoney, match=r"at most £100\.00"):
        change_budget(budget=budget, amount=Decimal(300), earmarked=Decimal(101), reason="More.", by=team.payer)


def test_f3_totals_by_stream(team: Team) -> None:
    a_budget(team.payer, amount=Decimal(100))
    a_budget(team.payer, stream=Stream.POOLED, amount=Decimal(40))
    totals = {one.stream: (one.amount, one.left) for one in totals_by_stream(Budget.objects.all())}
    assert totals["Pooled fund of the partnership"] == (Decimal(40), Decimal(40))


def test_f3_a_stranger_is_told_who_may(team: Team) -> None:
    stranger: User = employed(organisation__code="millburn", roles=(Role.MANAGER,))
    with pytest.raises(NotYourOrganisation, match="Only staff of Lantern"):
        change_budget(budget=a_budget(team.payer), amount=Decimal(1), earmarked=NOTHING, reason="Mine.", by=stranger)
