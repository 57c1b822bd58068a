"""Budgets: opened for a year, changed with a reason, and held by people by name (F3)."""

from collections.abc import Collection, Iterable
from decimal import Decimal

from django.db import transaction

from audit.services import record
from cases.constants.budgets import NOTHING
from cases.constants.funding import Stream
from cases.exceptions import (
    FundingIncomplete,
    NotBudgetHolder,
    NotEnoughMoney,
    NotYourOrganisation,
    WrongBudget,
)
from cases.models import Budget, BudgetChange
from cases.seen import last_change, mark_of_budget, require_as_seen
from core import chance, clock
from core.transitions import lock
from people.models import Organisation, User
from people.selectors import current_employment, organisations_managed_by


@transaction.atomic
def open_budget(
    *,
    organisation: Organisation,
    stream: Stream,
    year: int,
    amount: Decimal,
    holders: Collection[User],
    by: User,
    earmarked: Decimal = NOTHING,
    serves: Iterable[Organisation] = (),
    reason: str = "The budget for the year.",
) -> Budget:
    """Open the year's budget of a stream. A manager of the organisation does, and names who holds it."""
    if organisation.pk not in organisations_managed_by(by):
        raise NotBudgetHolder(f"Only a manager of {organisation} opens its budgets.")
    if not holders:
        raise FundingIncomplete("Name at least one person who holds the budget.")
    if stream == Stream.SELF_FUNDED:
        raise WrongBudget("What people pay themselves comes out of no budget.")
    if Budget.objects.filter(organisation=organisation, stream=stream, year=year).exists():
        raise WrongBudget(f"{organisation} has a budget for “{Stream(stream).label}” in that year already. Change it.")
    _require_part(amount, earmarked)
    budget = Budget.objects.create(
        reference=f"{chance.below(16**10):010x}",
        organisation=organisation,
        stream=stream,
        year=year,
        amount=amount,
        earmarked=earmarked,
    )
    budget.holders.set(holders)
    budget.serves.set(serves)
    _note_change(budget, reason, by)
    record("cases.budget_opened", budget, by=by)
    return budget


@transaction.atomic
def change_budget(
    *,
    budget: Budget,
    amount: Decimal,
    earmarked: Decimal,
    reason: str,
    by: User,
    holders: Collection[User] | None = None,
    serves: Collection[Organisation] | None = None,
    seen: str | None = None,
) -> Budget:
    """Change what a budget holds or earmarks, who holds it, or whom it serves. Its holder does, with a reason.

    Raises `NotEnoughMoney` when less would be left than is committed, and `ChangedUnseen` when another holder has
    changed what the writer had before them.
    """
    budget = lock(Budget.objects, budget.pk)
    require_holder(budget, by)
    require_as_seen(seen, mark_of_budget(budget), lambda: last_change("cases.budget_changed", [budget]))
    if not reason.strip():
        raise FundingIncomplete("Say why the budget changes.")
    if holders is not None and not holders:
        raise FundingIncomplete("Name at least one person who holds the budget.")
    _require_part(amount, earmarked)
    if amount < budget.committed:
        raise NotEnoughMoney(f"£{budget.committed:,} is committed already. The budget cannot be smaller.")
    if amount - earmarked < budget.general:
        raise NotEnoughMoney(
            f"£{budget.general:,} is committed to solutions that are not prevention. That leaves at most "
            f"£{amount - budget.general:,} to earmark."
        )
    budget.amount, budget.earmarked = amount, earmarked
    budget.save(update_fields=["amount", "earmarked"])
    if holders is not None:
        budget.holders.set(holders)
    if serves is not None:
        budget.serves.set(serves)
    _note_change(budget, reason, by)
    record("cases.budget_changed", budget, by=by)
    return budget


def _require_part(amount: Decimal, earmarked: Decimal) -> None:
    if not NOTHING <= earmarked <= amount:
        raise FundingIncomplete("What is earmarked for prevention is a part of the budget: from nothing to all of it.")


def _note_change(budget: Budget, reason: str, by: User) -> None:
    BudgetChange.objects.create(
        budget=budget, amount=budget.amount, earmarked=budget.earmarked, reason=reason, at=clock.now(), by=by
    )


def require_holder(budget: Budget, by: User) -> None:
    """Only whoever holds a budget, and works for its organisation today, acts on it. No administrator does."""
    job = current_employment(by)
    if job is None or job.organisation_id != budget.organisation_id:
        raise NotYourOrganisation(f"Only staff of {budget.organisation} can do this. You do not work there today.")
    if not budget.holders.filter(pk=by.pk).exists():
        raise NotBudgetHolder(f"You do not hold the budget “{budget}”. Ask whoever does.")
