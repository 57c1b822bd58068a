"""Money set aside for a line, waited for, and given back (F3). Lock order: the line, then its budget.

Each verb keeps the budget's figures with its own row, under the budget's lock; the database refuses to overspend.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet, Sum

from audit.services import record
from cases.constants.budgets import NOTHING
from cases.constants.lines import ALLOWED_FROM, LineState
from cases.exceptions import (
    DutiesNotSeparate,
    FundingIncomplete,
    NotEnoughMoney,
    NothingCommitted,
    WrongBudget,
)
from cases.models import Authorisation, Budget, Commitment, CommitmentRelease, FundsWait, SolutionLine
from cases.services.budgets import require_holder
from cases.services.funding import require_payer
from cases.services.guards import line_for, move, require_not_on_hold
from core import clock
from core.exceptions import Refused
from core.transitions import lock, require_state
from people.models import User
from people.vocabulary import Tier

# Lines that need little assessment are early intervention, unless the holder says otherwise.
PREVENTION_TIERS = frozenset({Tier.DIRECT_ACCESS, Tier.SIMPLE})


@dataclass(frozen=True, kw_only=True)
class Funded:
    """What came of committing: the commitment, or that the line is approved and waits for money."""

    commitment: Commitment | None
    wait: FundsWait | None = None

    @property
    def waits(self) -> bool:
        return self.commitment is None


@transaction.atomic
def commit_funds(
    *, line: SolutionLine, amount: Decimal, budget: Budget, by: User, is_prevention: bool | None = None
) -> Funded:
    """Set money aside for an authorised line. Where the budget has not enough, the line is approved and waits for it.

    The stream that pays is decided first, so that money comes from the right budget. Raises `DutiesNotSeparate` for
    whoever authorised it, `WrongBudget`, `PayerUnknown`, and `NotBudgetHolder`.
    """
    line = lock(SolutionLine.objects, line.pk)
    require_holder(budget, by)
    require_state(line, "commit money to", allowed=ALLOWED_FROM["commit money to"])
    require_not_on_hold(line, "commit money to", by)
    budget = right_budget(line, budget, by)
    if amount <= 0:
        raise FundingIncomplete("The amount must be more than nothing.")
    authorisation = _authorisation_by_another(line, by)
    prevention = is_preventive(line) if is_prevention is None else is_prevention
    if lacking := lacks(budget, amount, prevention):
        return Funded(commitment=None, wait=_still_waits(line, lacking, by, amount, budget))
    commitment = _commit(line, budget, amount, prevention, authorisation.by, by)
    move(line, LineState.COMMITTED, verb="funds_committed", by=by, waiting_reason="")
    return Funded(commitment=commitment)


@transaction.atomic
def commit_more(*, line: SolutionLine, amount: Decimal, reason: str, by: User) -> Commitment:
    """Set more aside for a line whose works cost more than was committed. Raises `NotEnoughMoney`."""
    line = lock(SolutionLine.objects, line.pk)
    require_state(line, "commit more money to", allowed=ALLOWED_FROM["commit more money to"])
    require_not_on_hold(line, "commit more money to", by)
    first = live_commitments(line).select_related("budget").first()
    if first is None:
        raise NothingCommitted("No money is committed to this from a budget, so nothing can be added.")
    budget = lock(Budget.objects, first.budget_id)
    require_holder(budget, by)
    authorisation = _authorisation_by_another(line, by)
    if not reason.strip() or amount <= 0:
        raise FundingIncomplete("Enter how much more is needed, and why.")
    if lacking := lacks(budget, amount, first.is_prevention):
        raise NotEnoughMoney(lacking)
    commitment = _commit(line, budget, amount, first.is_prevention, authorisation.by, by, reason=reason)
    record("cases.more_committed", line.case, by=by, detail={"line": line.number, "round": line.round})
    return commitment


def right_budget(line: SolutionLine, budget: Budget, by: User) -> Budget:
    """The budget, locked, if it is of the stream that pays and serves the case's organisation."""
    found = require_payer(line, by=by)
    if budget.stream != found.stream:
        raise WrongBudget(
            f"“{found.stream.label}” pays for this, and the budget is “{budget.get_stream_display()}”. "
            "Choose the right budget."
        )
    case = line.case
    if case.organisation_id != budget.organisation_id and not budget.serves.filter(pk=case.organisation_id).exists():
        raise WrongBudget(f"This budget does not pay for cases of {case.organisation}.")
    return lock(Budget.objects, budget.pk)


def _authorisation_by_another(line: SolutionLine, by: User) -> Authorisation:
    authorisation = line.authorisations.get(round=line.round)
    if authorisation.by_id == by.pk:
        raise DutiesNotSeparate("You authorised this. Somebody else must commit the money.")
    return authorisation


def lacks(budget: Budget, amount: Decimal, is_prevention: bool) -> str:
    """Why the locked budget cannot bear this; empty when it can."""
    if is_prevention:
        return "" if amount <= budget.left else f"£{amount:,} is needed and £{budget.left:,} is left."
    if amount <= budget.left_for_general:
        return ""
    kept = budget.left - budget.left_for_general
    also = f" Another £{kept:,} is earmarked for prevention." if kept else ""
    return f"£{amount:,} is needed and £{max(budget.left_for_general, NOTHING):,} is left.{also}"


def _commit(
    line: SolutionLine,
    budget: Budget,
    amount: Decimal,
    is_prevention: bool,
    authorised_by: User,
    by: User,
    *,
    reason: str = "",
) -> Commitment:
    commitment = Commitment.objects.create(
        line=line,
        round=line.round,
        number=line.commitments.filter(round=line.round).count() + 1,
        at=clock.now(),
        by=by,
        amount=amount,
        budget=budget,
        is_prevention=is_prevention,
        reason=reason,
        authorised_by=authorised_by,
    )
    set_aside(budget, amount, is_prevention)
    return commitment


def set_aside(budget: Budget, amount: Decimal, is_prevention: bool) -> None:
    """Add to what is committed from the locked budget; less than nothing gives back."""
    part = "prevention" if is_prevention else "general"
    setattr(budget, part, getattr(budget, part) + amount)
    budget.save(update_fields=[part])


@transaction.atomic
def await_funds(*, line: SolutionLine, reason: str, by: User, amount: Decimal | None = None) -> SolutionLine:
    """Say that an authorised line waits for money. It is approved; it is not closed, and nothing is taken back."""
    line = line_for(line, by, "wait for funds for")
    _wait(line, reason, by, amount=amount)
    return line


def _wait(
    line: SolutionLine, reason: str, by: User, *, amount: Decimal | None = None, budget: Budget | None = None
) -> FundsWait:
    wait = FundsWait.objects.create(
        line=line, round=line.round, at=clock.now(), by=by, reason=reason, amount=amount, budget=budget
    )
    move(line, LineState.AWAITING_FUNDS, verb="line_awaits_funds", by=by, waiting_reason=reason)
    return wait


def _still_waits(line: SolutionLine, reason: str, by: User, amount: Decimal, budget: Budget) -> FundsWait:
    """The wait of a line that the budget cannot bear: a new one, unless it waits for just that already."""
    last = line.waits.filter(round=line.round).order_by("-id").first()
    if last and line.state == LineState.AWAITING_FUNDS and (last.amount, last.budget_id) == (amount, budget.pk):
        return last
    return _wait(line, reason, by, amount=amount, budget=budget)


@transaction.atomic
def release(*, line: SolutionLine, reason: str, by: User) -> Decimal:
    """Give back what is committed to a line and not paid, with a reason. A line not yet ordered waits for money again.

    Raises `NothingCommitted`, and `TransitionNotAllowed` between order and hand-over: the provider is owed the money.
    """
    line = lock(SolutionLine.objects, line.pk)
    require_state(line, "release the money of", allowed=ALLOWED_FROM["release the money of"])
    if not reason.strip():
        raise FundingIncomplete("Say why the money is released.")
    commitments = list(unspent_commitments(line).select_related("budget"))
    if not commitments:
        raise NothingCommitted("No money is committed to this.")
    for commitment in commitments:
        require_holder(commitment.budget, by)
    released = _release(line, commitments, reason, by)
    if line.state == LineState.COMMITTED:
        _wait(line, f"The money was released: {reason}", by, amount=released, budget=commitments[0].budget)
    return released


def release_unordered(line: SolutionLine, *, reason: str, by: User) -> Decimal:
    """Give back what was committed to a line that is stopped or assessed anew before it was ordered.

    The caller holds the line's lock and moves the line. What was ordered is for the budget holder to release.
    """
    if line.state != LineState.COMMITTED:
        return NOTHING
    return _release(line, list(unspent_commitments(line)), reason, by)


def _release(line: SolutionLine, commitments: list[Commitment], reason: str, by: User) -> Decimal:
    released = NOTHING
    for commitment in commitments:
        budget = lock(Budget.objects, commitment.budget_id)
        amount = commitment.amount - paid_from(commitment)
        CommitmentRelease.objects.create(commitment=commitment, amount=amount, reason=reason, at=clock.now(), by=by)
        set_aside(budget, -amount, commitment.is_prevention)
        released += amount
    if commitments:
        record("cases.funds_released", line.case, by=by, detail={"line": line.number, "round": line.round})
    return released


def live_commitments(line: SolutionLine) -> QuerySet[Commitment]:
    """What is committed to the line in its present round and was not released."""
    return line.commitments.filter(round=line.round, release__isnull=True).order_by("number")


def unspent_commitments(line: SolutionLine) -> QuerySet[Commitment]:
    """Of any round: those from which something is left to give back."""
    paid = {one.pk for one in line.commitments.filter(release__isnull=True) if paid_from(one) >= one.amount}
    return line.commitments.filter(release__isnull=True).exclude(pk__in=paid).order_by("round", "number")


def paid_from(commitment: Commitment) -> Decimal:
    return commitment.spends.aggregate(paid=Sum("amount"))["paid"] or NOTHING


def is_preventive(line: SolutionLine) -> bool:
    return line.adaptation is not None and Tier(line.adaptation.tier) in PREVENTION_TIERS


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of going through the queue: what was committed, and why it stopped or passed something over."""

    committed: list[SolutionLine]
    passed_over: list[tuple[SolutionLine, str]]
    stopped_at: SolutionLine | None


def commit_waiting(*, budget: Budget, waiting: Iterable[tuple[SolutionLine, Decimal | None]], by: User) -> Outcome:
    """Commit money to what waits, in the order of the queue, each in a transaction of its own, until the money ends.

    It stops at the first that the budget cannot bear, so that nobody who waits longer is overtaken by somebody who
    costs less. What has no cost yet, or may not be committed by this person, is passed over with the reason.
    """
    require_holder(budget, by)
    committed: list[SolutionLine] = []
    passed_over: list[tuple[SolutionLine, str]] = []
    for line, amount in waiting:
        if amount is None:
            passed_over.append((line, "Its cost is not recorded yet."))
            continue
        try:
            funded = commit_funds(line=line, amount=amount, budget=budget, by=by)
        except Refused as refusal:
            passed_over.append((line, str(refusal)))
            continue
        if funded.waits:
            return Outcome(committed=committed, passed_over=passed_over, stopped_at=line)
        committed.append(line)
    return Outcome(committed=committed, passed_over=passed_over, stopped_at=None)
