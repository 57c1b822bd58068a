"""What was paid for a line out of a budget, by the invoice that asked for it, and what came back (H6, F3).

Lock order: the line, then its budget.
"""

from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from audit.services import record
from cases.constants.budgets import NOTHING
from cases.constants.invoice import InvoiceKind, InvoiceState
from cases.exceptions import (
    AlreadyPaid,
    FundingIncomplete,
    MoreThanCommitted,
    NotEnoughMoney,
    NothingCommitted,
)
from cases.models import Budget, Commitment, Invoice, SolutionLine, Spend
from cases.selectors.funding import agreed_share
from cases.services.budgets import require_holder
from cases.services.commitments import is_preventive, lacks, live_commitments, paid_from, right_budget, set_aside
from core import clock
from core.transitions import lock
from people.models import User


@transaction.atomic
def spend(*, line: SolutionLine, amount: Decimal, invoice: str, by: User, budget: Budget | None = None) -> list[Spend]:
    """Record that an invoice for a line was paid, out of what was committed to it, oldest first (H6, F3).

    An item of direct access has no commitment: `budget` says what pays, and is charged at once. Raises `AlreadyPaid`,
    `MoreThanCommitted`, `NotEnoughMoney`, `WrongBudget`.
    """
    line = lock(SolutionLine.objects, line.pk)
    if amount <= 0 or not invoice.strip():
        raise FundingIncomplete("Enter the invoice’s number and an amount of more than nothing.")
    if Spend.objects.filter(line=line, round=line.round, invoice=invoice).exists():
        raise AlreadyPaid(f"Invoice {invoice} was paid for this already.")
    commitments = list(live_commitments(line).select_related("budget"))
    if commitments:
        made = _spend_commitments(line, commitments, amount, invoice, by)
    elif budget is None:
        raise NothingCommitted("No money is committed to this. Say from which budget it is paid.")
    else:
        made = [_spend_directly(line, budget, amount, invoice, by)]
    record("cases.money_spent", line.case, by=by, detail={"line": line.number, "round": line.round})
    return made


def _spend_commitments(
    line: SolutionLine, commitments: list[Commitment], amount: Decimal, invoice: str, by: User
) -> list[Spend]:
    require_holder(commitments[0].budget, by)
    open_amounts = [(one, one.amount - paid_from(one)) for one in commitments]
    left = sum((free for _, free in open_amounts), NOTHING)
    if amount > left:
        raise MoreThanCommitted(
            f"£{amount:,} of the invoice is for the budget, and £{left:,} of what was committed is left."
        )
    made = []
    for commitment, free in open_amounts:
        part = min(free, amount)
        if part <= 0:
            continue
        amount -= part
        budget = lock(Budget.objects, commitment.budget_id)
        made.append(_pay(line, budget, part, invoice, by, commitment))
    return made


def _spend_directly(line: SolutionLine, budget: Budget, amount: Decimal, invoice: str, by: User) -> Spend:
    require_holder(budget, by)
    budget = right_budget(line, budget, by)
    prevention = is_preventive(line)
    if lacking := lacks(budget, amount, prevention):
        raise NotEnoughMoney(lacking)
    set_aside(budget, amount, prevention)
    return _pay(line, budget, amount, invoice, by, None)


@transaction.atomic
def take_back(*, line: SolutionLine, amount: Decimal, invoice: str, note: str, by: User) -> list[Spend]:
    """Record by its credit note what a provider gave back of an invoice, the newest part first. It is spent no more.

    What came from a commitment may be spent or released again; anything else is free in the budget at once. Nothing
    happens where no budget paid the invoice. Raises `AlreadyPaid`, and `MoreThanCommitted` for more than was paid.
    """
    line = lock(SolutionLine.objects, line.pk)
    paid = list(Spend.objects.filter(line=line, round=line.round, invoice=invoice).order_by("-pk"))
    if not paid:
        return []
    if Spend.objects.filter(line=line, round=line.round, invoice=note).exists():
        raise AlreadyPaid(f"Credit note {note} is recorded for this already.")
    budget = lock(Budget.objects, paid[0].budget_id)
    require_holder(budget, by)
    live = {one.pk: one for one in live_commitments(line)}
    made, free = [], NOTHING
    for one in paid:
        commitment = live.get(one.commitment_id or 0)
        part = min(amount, one.amount, paid_from(commitment) if commitment else one.amount)
        amount -= part
        if commitment and part:
            made.append(_pay(line, budget, -part, note, by, commitment))
        elif part:
            free += part
    if amount:
        raise MoreThanCommitted(f"The credit note is for £{amount:,} more than was paid.")
    if free:
        made.append(_pay(line, budget, -free, note, by, None))
        set_aside(budget, -free, paid[0].commitment.is_prevention if paid[0].commitment else is_preventive(line))
    record("cases.money_given_back", line.case, by=by, detail={"line": line.number, "round": line.round})
    return made


def own_part(line: SolutionLine, amount: Decimal) -> Decimal:
    """What of an invoice the person pays themselves: what goes beyond the money committed, as far as they agreed to it.

    A grant of less than the whole cost is committed as that part alone (F1); the rest never comes out of a budget.
    """
    left = sum((one.amount - paid_from(one) for one in live_commitments(line)), NOTHING)
    paid = Invoice.objects.filter(
        provision__line=line, provision__round=line.round, kind=InvoiceKind.INVOICE, state=InvoiceState.PAID
    )
    own = agreed_share(line) - sum((own_part_of(one) for one in paid), NOTHING)
    return max(min(amount - left, own), NOTHING)


def own_part_of(invoice: Invoice) -> Decimal:
    """What the person paid of a paid invoice, less what credit notes gave them back: they are credited first."""
    line = invoice.provision.line
    notes = list(invoice.credit_notes.filter(state=InvoiceState.PAID))
    numbers = [invoice.number, *(note.number for note in notes)]
    spent = Spend.objects.filter(line=line, round=invoice.provision.round, invoice__in=numbers)
    owed = invoice.gross - sum((note.gross for note in notes), NOTHING)
    return owed - (spent.aggregate(sum=Sum("amount"))["sum"] or NOTHING)


def _pay(
    line: SolutionLine, budget: Budget, amount: Decimal, invoice: str, by: User, commitment: Commitment | None
) -> Spend:
    budget.spent += amount
    budget.save(update_fields=["spent"])
    return Spend.objects.create(
        line=line,
        round=line.round,
        budget=budget,
        commitment=commitment,
        amount=amount,
        invoice=invoice,
        at=clock.now(),
        by=by,
    )
