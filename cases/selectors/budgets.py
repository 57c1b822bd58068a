"""Budgets: which there are, what is left of them, what was done with them, and what waits for their money (F3)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Case as FirstOf
from django.db.models import F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When

from cases.constants.budgets import NOTHING, PENNY, YEAR_BEGINS_IN
from cases.constants.funding import Stream, Urgency
from cases.constants.lines import LineState
from cases.funding import Found
from cases.models import Budget, Commitment, FundsWait, MoneyRecord, SolutionLine, Spend
from cases.selectors.funding import Paying, paying_for, rules_on
from core import clock
from people.models import User
from people.selectors import current_employment


def financial_year() -> int:
    """The year in which the present financial year began."""
    today = clock.today()
    return today.year if today.month >= YEAR_BEGINS_IN else today.year - 1


def budgets_of(user: User) -> QuerySet[Budget]:
    """The budgets of the organisation that somebody works for today; none when they work nowhere."""
    job = current_employment(user)
    if job is None:
        return Budget.objects.none()
    return Budget.objects.filter(organisation=job.organisation_id).select_related("organisation")


def budgets_for(line: SolutionLine, found: Found, holder: User) -> QuerySet[Budget]:
    """From which budgets somebody may commit money to this line: they hold them, of the stream that pays, this year."""
    serves = Q(organisation=line.case.organisation_id) | Q(serves=line.case.organisation_id)
    return (
        budgets_of(holder)
        .filter(serves, holders=holder, stream=found.stream, year__gte=financial_year())
        .order_by("year", "pk")
        .distinct()
    )


def holders_for(line: SolutionLine, found: Found) -> QuerySet[User]:
    """Who could commit money to this line from this year's budgets."""
    serves = Q(organisation=line.case.organisation_id) | Q(serves=line.case.organisation_id)
    budgets = Budget.objects.filter(serves, stream=found.stream, year__gte=financial_year())
    return User.objects.filter(budgets__in=budgets, is_active=True).distinct().order_by("first_name", "last_name")


@dataclass(frozen=True, kw_only=True)
class StreamTotal:
    """What all budgets of a stream amount to together."""

    stream: str
    amount: Decimal
    committed: Decimal
    spent: Decimal

    @property
    def left(self) -> Decimal:
        return self.amount - self.committed


def totals_by_stream(budgets: QuerySet[Budget]) -> list[StreamTotal]:
    rows = (
        budgets.order_by("stream")
        .values("stream")
        .annotate(total=Sum("amount"), set_aside=Sum(F("general") + F("prevention")), paid=Sum("spent"))
    )
    return [
        StreamTotal(
            stream=Stream(row["stream"]).label, amount=row["total"], committed=row["set_aside"], spent=row["paid"]
        )
        for row in rows
    ]


def commitments_of(budget: Budget) -> QuerySet[Commitment]:
    """What was committed from a budget, newest first, each with what was paid of it and what was released."""
    paid = (
        Spend.objects.filter(commitment=OuterRef("pk")).values("commitment").annotate(all=Sum("amount")).values("all")
    )
    return (
        budget.commitments.select_related("line__case", "by", "release")
        .annotate(paid=Subquery(paid))
        .order_by("-at", "-id")
    )


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A line that waits for money, as the queue shows it: without the person's name."""

    line: SolutionLine
    urgency: str
    approved_at: datetime
    amount: Decimal | None
    reason: str


def waiting_for(budget: Budget) -> list[Waiting]:
    """What is approved and waits for this budget's money: by urgency, and within it whoever has waited longest.

    A line waits for the budget of the stream that pays for it and that serves its organisation. The number of queries
    does not grow with the queue.
    """
    latest = MoneyRecord.objects.filter(line=OuterRef("pk")).order_by("-id")
    waits = FundsWait.objects.filter(line=OuterRef("pk"), round=OuterRef("round")).order_by("-id")
    served = [budget.organisation_id, *budget.serves.values_list("pk", flat=True)]
    rank = [When(urgency_now=value, then=Value(place)) for place, value in enumerate(Urgency)]
    lines = (
        SolutionLine.objects.filter(state=LineState.AWAITING_FUNDS, case__organisation__in=served)
        .filter(authorisations__round=F("round"))
        .annotate(
            urgency_now=Subquery(latest.values("urgency")[:1]),
            approved_at=F("authorisations__at"),
            wanted=Subquery(waits.values("amount")[:1]),
        )
        .annotate(rank=FirstOf(*rank, default=Value(len(Urgency)), output_field=IntegerField()))
        .select_related("adaptation", "case__organisation", "case__home__locality", "case__person")
        .prefetch_related("moneyrecords", "fundingdecisions", "repairs")
        .order_by("rank", "approved_at", "id")
    )
    rules = rules_on(clock.today())
    found = [(line, paying_for(line, rules)) for line in lines]
    return [_waiting(line, paying) for line, paying in found if _is_paid_by(paying, budget)]


def _is_paid_by(paying: Paying | None, budget: Budget) -> bool:
    return bool(paying and paying.found and paying.found.stream == budget.stream)


def _waiting(line: SolutionLine, paying: Paying | None) -> Waiting:
    wanted: Decimal | None = line.wanted  # type: ignore[attr-defined]
    if wanted is None and paying and paying.split and paying.split.stream > NOTHING:
        wanted = paying.split.stream
    return Waiting(
        line=line,
        urgency=Urgency(line.urgency_now or Urgency.ROUTINE).label,  # type: ignore[attr-defined]
        approved_at=line.approved_at,  # type: ignore[attr-defined]
        amount=None if wanted is None else wanted.quantize(PENNY),
        reason=line.waiting_reason,
    )


def stopped_with_money(budget: Budget) -> QuerySet[Commitment]:
    """Commitments to lines that were stopped after the order: the holder releases them once the provider is paid."""
    return commitments_of(budget).filter(line__state=LineState.STOPPED, release__isnull=True)
