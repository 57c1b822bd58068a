"""Commitments, waiting and releases (F3): who may, what is refused, and figures that stay true."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from audit.selectors import history_of
from cases.constants.budgets import NOTHING
from cases.constants.funding import Stream
from cases.constants.lines import LineState
from cases.constants.reviews import ReviewDecision
from cases.exceptions import (
    DutiesNotSeparate,
    FundingIncomplete,
    NotBudgetHolder,
    NotEnoughMoney,
    NothingCommitted,
    NotYourOrganisation,
    PayerUnknown,
    WrongBudget,
)
from cases.models import CommitmentRelease, SolutionLine
from cases.selectors.budgets import budgets_for, waiting_for
from cases.selectors.funding import KNOWN_TENURES, paying_for
from cases.services import (
    MoneyDetails,
    await_funds,
    change_budget,
    commit_funds,
    commit_more,
    commit_waiting,
    record_money,
    release,
    review_line,
    stop_line,
)
from core import clock
from core.exceptions import ImmutableRecord, Refused, TransitionNotAllowed
from people.constants import Role
from tests.factories.cases import Team, a_case, a_team, brought_to, talked
from tests.factories.cases_money import a_budget, require_true_figures, the_budget_of
from tests.factories.people import OrganisationFactory, UserFactory, employed
from tests.unit.test_cases_register import a_therapist, the_suspension

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


def test_f3_enough_money_is_committed_and_the_line_can_be_ordered(team: Team) -> None:
    line = brought_to(S.AUTHORISED, team)
    budget = a_budget(team.payer, amount=Decimal("185.50"))
    funded = commit_funds(line=line, amount=Decimal("185.50"), budget=budget, by=team.payer)
    assert not funded.waits
    assert again(line).state == S.COMMITTED
    budget.refresh_from_db()
    assert (budget.committed, budget.left) == (Decimal("185.50"), NOTHING)


def test_f3_without_enough_money_it_is_approved_and_waits_and_is_not_closed(team: Team) -> None:
    line = brought_to(S.AUTHORISED, team)
    budget = a_budget(team.payer, amount=Decimal("185.49"))
    funded = commit_funds(line=line, amount=Decimal("185.50"), budget=budget, by=team.payer)
    assert funded.waits
    assert funded.wait is not None
    assert funded.wait.amount == Decimal("185.50")
    assert again(line).state == S.AWAITING_FUNDS
    assert "£185.50 is needed and £185.49 is left." in again(line).waiting_reason
    assert line.authorisations.exists()
    assert history_of(line.case).last().verb == "cases.line_awaits_funds"
    events = history_of(line.case).count()
    assert commit_funds(line=line, amount=Decimal("185.50"), budget=budget, by=team.payer).waits
    assert history_of(line.case).count() == events, "asking again makes no noise"


def test_f3_what_is_earmarked_for_prevention_is_kept_for_it(team: Team) -> None:
    budget = a_budget(team.payer, amount=Decimal(300), earmarked=Decimal(200))
    general, preventive = brought_to(S.AUTHORISED, team), brought_to(S.AUTHORISED, team)
    funded = commit_funds(line=general, amount=Decimal(101), budget=budget, by=team.payer, is_prevention=False)
    assert funded.waits
    assert "£200.00 is earmarked for prevention" in funded.wait.reason  # type: ignore[union-attr]
    assert not commit_funds(line=preventive, amount=Decimal(250), budget=budget, by=team.payer).waits
    assert commit_funds(line=general, amount=Decimal(51), budget=budget, by=team.payer, is_prevention=False).waits
    assert not commit_funds(line=general, amount=Decimal(50), budget=budget, by=team.payer, is_prevention=False).waits


def test_f3_the_authoriser_commits_nothing(team: Team) -> None:
    line = brought_to(S.AUTHORISED, team)
    budget = a_budget(team.payer)
    budget.holders.add(team.assessor)
    with pytest.raises(DutiesNotSeparate):
        commit_funds(line=line, amount=Decimal(90), budget=budget, by=team.assessor)


def test_f3_only_the_holder_commits_and_no_administrator_does(team: Team) -> None:
    line = brought_to(S.AUTHORISED, team)
    budget = a_budget(team.payer)
    manager = employed(organisation__code="lantern", roles=(Role.MANAGER,))
    with pytest.raises(NotBudgetHolder):
        commit_funds(line=line, amount=Decimal(90), budget=budget, by=manager)
    administrator = UserFactory(is_superuser=True, is_staff=True)
    budget.holders.add(administrator)
    with pytest.raises(NotYourOrganisation):
        commit_funds(line=line, amount=Decimal(90), budget=budget, by=administrator)


def test_f1_money_comes_from_the_stream_that_pays_and_no_other(team: Team) -> None:
    line = brought_to(S.AUTHORISED, team)
    with pytest.raises(WrongBudget, match="housing revenue account"):
        commit_funds(
            line=line, amount=Decimal(90), budget=a_budget(team.payer, stream=Stream.PRIVATE_GRANT), by=team.payer
        )
    assert not line.commitments.exists()


def test_f1_nothing_is_committed_before_it_is_known_who_pays(team: Team) -> None:
    case = a_case(team.caseworker)
    talked(case, team.caseworker)
    line = brought_to(S.AUTHORISED, team, case)
    case.home.locality.nation = "england"
    case.home.locality.save()
    with pytest.raises(PayerUnknown, match="Care Act"):
        commit_funds(line=again(line), amount=Decimal(90), budget=a_budget(team.payer), by=team.payer)


def test_f3_a_budget_of_another_organisation_pays_where_it_serves(team: Team) -> None:
    line = brought_to(S.AUTHORISED, team)
    council = OrganisationFactory(code="ardlea-council")
    holder = employed(organisation=council, roles=(Role.MANAGER,))
    budget = a_budget(holder)
    with pytest.raises(WrongBudget, match="does not pay for cases"):
        commit_funds(line=line, amount=Decimal(90), budget=budget, by=holder)
    budget.serves.add(line.case.organisation)
    paying = paying_for(line)
    assert paying is not None
    assert paying.found is not None
    assert list(budgets_for(line, paying.found, holder)) == [budget]
    assert not commit_funds(line=line, amount=Decimal(90), budget=budget, by=holder).waits


def test_f1_the_decision_who_pays_is_written_with_the_commitment(team: Team) -> None:
    line = brought_to(S.COMMITTED, team)
    decision = line.fundingdecisions.get()
    assert (decision.stream, decision.by) == (Stream.HOUSING_ACCOUNT, team.payer)
    with pytest.raises(ImmutableRecord):
        decision.save()


@pytest.mark.parametrize("amount", [Decimal(0), Decimal(-5)])
def test_f3_nothing_is_no_amount(team: Team, amount: Decimal) -> None:
    line = brought_to(S.AUTHORISED, team)
    with pytest.raises(FundingIncomplete):
        commit_funds(line=line, amount=amount, budget=a_budget(team.payer), by=team.payer)


def test_f3_a_release_gives_the_money_back_and_the_line_waits_again(team: Team) -> None:
    line = brought_to(S.COMMITTED, team)
    with pytest.raises(FundingIncomplete):
        release(line=line, reason=" ", by=team.payer)
    with pytest.raises(NotBudgetHolder):
        release(line=line, reason="Wrong line.", by=team.caseworker)
    assert release(line=line, reason="Wrong line.", by=team.payer) == Decimal("185.50")
    assert again(line).state == S.AWAITING_FUNDS
    budget = line.commitments.get().budget
    budget.refresh_from_db()
    assert budget.committed == NOTHING
    assert not commit_funds(line=line, amount=Decimal(200), budget=budget, by=team.payer).waits
    assert [one.number for one in line.commitments.order_by("number")] == [1, 2]
    with pytest.raises(TransitionNotAllowed):
        release(line=brought_to(S.ORDERED, team), reason="Wrong line.", by=team.payer)
    with pytest.raises(NothingCommitted):
        release(line=brought_to(S.AUTHORISED, team), reason="Wrong line.", by=team.payer)


def test_f3_a_line_that_is_stopped_before_the_order_gives_its_money_back(team: Team) -> None:
    line = brought_to(S.COMMITTED, team)
    stop_line(line=line, reason="She chose a stool.", by=team.caseworker)
    assert line.commitments.get().release.reason == "The solution was stopped: She chose a stool."
    ordered = brought_to(S.ORDERED, team)
    stop_line(line=ordered, reason="The wall is weak.", by=team.caseworker)
    assert not CommitmentRelease.objects.filter(commitment__line=ordered).exists(), "the provider may be owed money"
    release(line=ordered, reason="The provider asks for nothing.", by=team.payer)
    assert again(ordered).state == S.STOPPED


@pytest.mark.parametrize("decision", [ReviewDecision.CHANGE, ReviewDecision.STOP])
def test_p12_a_review_that_decides_otherwise_gives_the_money_back(team: Team, decision: ReviewDecision) -> None:
    line = brought_to(S.COMMITTED, team)
    the_suspension(team.assessor)
    review_line(item=line.review_items.get(), decision=decision, note="Not right.", by=a_therapist())
    assert line.commitments.get().release.amount == Decimal("185.50")


def test_f3_more_is_committed_only_with_a_reason_and_while_there_is_money(team: Team) -> None:
    line = brought_to(S.ORDERED, team)
    budget = line.commitments.get().budget
    change_budget(budget=budget, amount=Decimal(200), earmarked=NOTHING, reason="Less.", by=team.payer)
    with pytest.raises(FundingIncomplete):
        commit_more(line=line, amount=Decimal(5), reason="", by=team.payer)
    with pytest.raises(NotEnoughMoney):
        commit_more(line=line, amount=Decimal(15), reason="A longer bracket.", by=team.payer)
    with pytest.raises(TransitionNotAllowed):
        commit_more(line=brought_to(S.AUTHORISED, team), amount=Decimal(5), reason="?", by=team.payer)


def waiting(team: Team, day: int, urgency: str, amount: str | None) -> SolutionLine:
    with clock.fixed(datetime(2027, 6, 4 + day, 12, tzinfo=UTC)):
        line = brought_to(S.AUTHORISED, team)
        record_money(line=line, details=MoneyDetails(urgency=urgency), by=team.caseworker)
        await_funds(line=line, reason="April.", amount=Decimal(amount) if amount else None, by=team.payer)
    return line


def test_f3_the_queue_is_by_urgency_and_then_whoever_waits_longest(team: Team) -> None:
    late, early = waiting(team, 20, "routine", "50"), waiting(team, 3, "routine", "80")
    urgent, soon = waiting(team, 25, "urgent", "100"), waiting(team, 24, "soon", None)
    queue = waiting_for(a_budget(team.payer))
    assert [one.line.pk for one in queue] == [urgent.pk, soon.pk, early.pk, late.pk]
    assert [one.amount for one in queue] == [Decimal(100), None, Decimal(80), Decimal(50)]


def test_f3_when_money_comes_it_is_committed_in_order_and_nobody_is_overtaken(team: Team) -> None:
    lines = [waiting(team, day, "routine", amount) for day, amount in ((1, "60"), (2, "90"), (3, "20"))]
    unknown = waiting(team, 1, "urgent", None)
    budget = a_budget(team.payer, amount=Decimal(100))
    came = commit_waiting(budget=budget, waiting=[(one.line, one.amount) for one in waiting_for(budget)], by=team.payer)
    assert came.committed == [lines[0]]
    assert came.passed_over == [(unknown, "Its cost is not recorded yet.")]
    assert came.stopped_at == lines[1]
    assert again(lines[2]).state == S.AWAITING_FUNDS
    with pytest.raises(Refused):
        commit_waiting(budget=budget, waiting=[], by=team.caseworker)


def test_f3_what_waits_for_another_stream_is_not_in_the_queue(team: Team) -> None:
    waiting(team, 1, "routine", "60")
    assert waiting_for(a_budget(team.payer, stream=Stream.PRIVATE_GRANT)) == []


@pytest.mark.parametrize("count", [2, 6])
def test_f3_the_queue_takes_the_same_queries_however_long(
    team: Team, count: int, django_assert_num_queries: object
) -> None:
    for day in range(1, count + 1):
        waiting(team, day, "routine", "60")
    budget = a_budget(team.payer)
    with django_assert_num_queries(7):  # type: ignore[operator]
        assert len(waiting_for(budget)) == count


def test_f1_the_service_is_the_same_for_every_tenure(team: Team) -> None:
    """The same steps and the same states, whoever pays."""
    reached = []
    for tenure in sorted(KNOWN_TENURES):
        case = a_case(team.caseworker, tenure=tenure)
        talked(case, team.caseworker)
        line = brought_to(S.COMMITTED, team, case)
        reached.append([event.verb for event in history_of(case)])
        assert line.commitments.get().budget == the_budget_of(line, team.payer)
    assert all(verbs == reached[0] for verbs in reached)
