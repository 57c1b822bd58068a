"""What is paid for a line out of its budget, and what comes back (H6, F3)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from audit.selectors import history_of
from cases.constants.invoice import InvoiceState
from cases.constants.lines import LineState
from cases.exceptions import (
    AlreadyPaid,
    FundingIncomplete,
    InvoiceNotAccepted,
    MoreThanCommitted,
    NotBudgetHolder,
    NotEnoughMoney,
    NothingCommitted,
)
from cases.models import Invoice, SolutionLine, Spend
from cases.selectors.invoice import budgets_to_charge, spending_of
from cases.services import (
    agree_own_share,
    approve_invoice,
    commit_more,
    mark_paid,
    release,
    send_credit_note,
    spend,
)
from core import clock
from people.constants import Role
from people.models import User
from tests.factories.cases import Team, a_case, a_team, brought_to
from tests.factories.cases_money import a_budget, require_true_figures
from tests.factories.cases_provision import an_approved_invoice, an_invoice, an_order
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


def test_h6_an_invoice_is_paid_once_and_never_beyond_what_was_committed(team: Team) -> None:
    line = brought_to(S.ORDERED, team)
    with pytest.raises(MoreThanCommitted):
        spend(line=line, amount=Decimal("185.51"), invoice="INV-7", by=team.payer)
    with pytest.raises(NotBudgetHolder):
        spend(line=line, amount=Decimal(100), invoice="INV-7", by=team.caseworker)
    spend(line=line, amount=Decimal(100), invoice="INV-7", by=team.payer)
    with pytest.raises(AlreadyPaid):
        spend(line=line, amount=Decimal(10), invoice="INV-7", by=team.payer)
    with pytest.raises(FundingIncomplete):
        spend(line=line, amount=Decimal(10), invoice="  ", by=team.payer)
    commit_more(line=line, amount=Decimal("14.50"), reason="A longer bracket.", by=team.payer)
    paid = spend(line=line, amount=Decimal(100), invoice="INV-8", by=team.payer)
    assert [one.amount for one in paid] == [Decimal("85.50"), Decimal("14.50")]
    budget = paid[0].budget
    budget.refresh_from_db()
    assert budget.spent == budget.committed == Decimal(200)


def test_f3_what_was_not_needed_goes_back_after_the_hand_over(team: Team) -> None:
    line = brought_to(S.HANDED_OVER, team)
    spend(line=line, amount=Decimal("150.00"), invoice="INV-7", by=team.payer)
    assert release(line=line, reason="It cost less.", by=team.payer) == Decimal("35.50")
    assert again(line).state == S.HANDED_OVER
    with pytest.raises(NothingCommitted):
        release(line=line, reason="It cost less.", by=team.payer)


def test_f3_direct_access_is_paid_from_a_budget_that_can_bear_it(team: Team) -> None:
    line = brought_to(S.ARRANGED, team)
    budget = a_budget(team.payer, amount=Decimal(50))
    with pytest.raises(NothingCommitted):
        spend(line=line, amount=Decimal(45), invoice="INV-1", by=team.payer)
    with pytest.raises(NotEnoughMoney):
        spend(line=line, amount=Decimal(51), invoice="INV-1", by=team.payer, budget=budget)
    spend(line=line, amount=Decimal(45), invoice="INV-1", by=team.payer, budget=budget)
    budget.refresh_from_db()
    assert (budget.spent, budget.left) == (Decimal(45), Decimal(5))
    with pytest.raises(AlreadyPaid):
        spend(line=line, amount=Decimal(5), invoice="INV-1", by=team.payer, budget=budget)


def an_approved(line: SolutionLine, team: Team, vat: str = "20.00") -> Invoice:
    """The provider's invoice of £100 and VAT for what was ordered for a line, approved."""
    invoice = an_invoice(line.provisions.get(), team, number="INV-7", vat=Decimal(vat))
    return approve_invoice(invoice=invoice, by=team.payer)


def paid(invoice: Invoice, team: Team, **changes: Any) -> Invoice:
    values: dict[str, Any] = {"paid_on": clock.today(), "reference": "BACS 1", "by": team.payer}
    return mark_paid(invoice=invoice, **(values | changes))


def test_h6_an_invoice_that_is_paid_is_spent_from_what_was_committed(team: Team) -> None:
    line = brought_to(S.HANDED_OVER, team)
    invoice = an_approved(line, team)
    other = employed(organisation__code="lantern", roles=(Role.MANAGER,))
    with pytest.raises(NotBudgetHolder):
        paid(invoice, team, by=other)
    assert again_invoice(invoice).state == InvoiceState.APPROVED
    paid(invoice, team)
    [spent] = Spend.objects.all()
    assert (spent.amount, spent.invoice, spent.commitment) == (Decimal(120), "INV-7", line.commitments.get())
    assert [event.verb for event in history_of(line.case)].count("cases.invoice_paid") == 1


def test_h6_more_than_was_committed_is_not_marked_as_paid(team: Team) -> None:
    line = brought_to(S.HANDED_OVER, team)
    invoice = an_approved(line, team, vat="85.51")
    with pytest.raises(MoreThanCommitted):
        paid(invoice, team)
    assert again_invoice(invoice).state == InvoiceState.APPROVED
    commit_more(line=brought_to(S.ORDERED, team), amount=Decimal(1), reason="Another line.", by=team.payer)
    assert not Spend.objects.exists()


def test_f3_an_invoice_for_direct_access_says_from_which_budget_it_is_paid(team: Team) -> None:
    case = a_case(team.caseworker)
    invoice = an_approved_invoice(an_order(team, case), team)
    with pytest.raises(NothingCommitted):
        paid(invoice, team)
    budget = a_budget(team.payer)
    assert list(budgets_to_charge(invoice, team.payer) or []) == [budget]
    paid(invoice, team, budget=budget)
    budget.refresh_from_db()
    assert budget.spent == budget.committed == invoice.gross


def test_h6_a_credit_note_brings_back_what_was_paid(team: Team) -> None:
    line = brought_to(S.HANDED_OVER, team)
    invoice = an_approved(line, team)
    item = invoice.lines.get().item_id
    sent = {"invoice": invoice, "by": an_employee_of(line)}
    early = send_credit_note(number="CN-1", amounts={item: Decimal(25)}, vat=Decimal(5), **sent)
    approve_invoice(invoice=early, by=team.payer)
    with pytest.raises(InvoiceNotAccepted, match="credits as paid first"):
        paid(early, team)
    paid(invoice, team)
    paid(early, team)
    budget = line.commitments.get().budget
    assert budget.spent == Decimal(90)
    late = send_credit_note(number="CN-2", amounts={item: Decimal(10)}, **sent)
    release(line=line, reason="It cost less.", by=team.payer)
    paid(approve_invoice(invoice=late, by=team.payer), team)
    budget.refresh_from_db()
    assert (budget.spent, budget.committed) == (Decimal(80), Decimal(80)), "released money is free at once"


def test_f1_the_persons_share_of_an_invoice_comes_out_of_no_budget(team: Team) -> None:
    """£185.50 is committed, and the person agreed to pay £14.50 of £200."""
    line = brought_to(S.HANDED_OVER, team)
    agree_own_share(line=line, amount=Decimal("14.50"), by=team.caseworker)
    invoice = an_approved(line, team, vat="100.00")
    item = invoice.lines.get().item_id
    sent = {"invoice": invoice, "by": an_employee_of(line)}
    paid(invoice, team)
    [spent] = Spend.objects.all()
    assert spent.amount == Decimal("185.50")
    small = send_credit_note(number="CN-1", amounts={item: Decimal(10)}, **sent)
    paid(approve_invoice(invoice=small, by=team.payer), team)
    assert Spend.objects.count() == 1, "the person is credited first"
    large = send_credit_note(number="CN-2", amounts={item: Decimal(40)}, **sent)
    paid(approve_invoice(invoice=large, by=team.payer), team)
    assert sum(one.amount for one in Spend.objects.all()) == Decimal("150.00")
    assert spending_of(line.provisions.get()).own == Decimal("14.50")


def test_f1_a_share_that_was_not_agreed_is_still_more_than_was_committed(team: Team) -> None:
    line = brought_to(S.HANDED_OVER, team)
    agree_own_share(line=line, amount=Decimal("14.49"), by=team.caseworker)
    with pytest.raises(MoreThanCommitted):
        paid(an_approved(line, team, vat="100.00"), team)


def again_invoice(invoice: Invoice) -> Invoice:
    return Invoice.objects.get(pk=invoice.pk)


def an_employee_of(line: SolutionLine) -> User:
    return employed(organisation=line.provisions.get().provider, roles=(Role.PROVIDER,))
