"""Reads about equipment: what there is, what is due, what waits to be collected, and what lending again saved (F5)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from accreditation.models import Adaptation
from cases.constants.equipment import CheckKind, StockState
from cases.models import CheckRule, EquipmentCheck, Fault, Loan, StockItem
from core import clock
from people.models import Organisation, User
from people.selectors import current_employment

SHOWN = {
    "all": "All",
    "due": "A check is due",
    **{state.value: state.label for state in StockState},
}


def stock_of(user: User) -> QuerySet[StockItem]:
    """What the organisation owns that somebody works for today; nothing when they work nowhere."""
    job = current_employment(user)
    if job is None:
        return StockItem.objects.none()
    return StockItem.objects.filter(owner=job.organisation_id)


def with_checks(items: QuerySet[StockItem]) -> QuerySet[StockItem]:
    """Items with their checks, open faults and loans, in a fixed number of queries."""
    return items.select_related("owner", "adaptation").prefetch_related(
        Prefetch("checks", EquipmentCheck.objects.select_related("recorded_by")),
        Prefetch("faults", Fault.objects.select_related("reported_by", "mended_by")),
        Prefetch("loans", Loan.objects.select_related("line__case")),
    )


def stock_list(user: User, *, shown: str = "all", search: str = "") -> list[StockItem]:
    """The organisation's items by name, with when each is due; nobody who has one is named."""
    items = with_checks(stock_of(user))
    wanted = Q(state=shown) if shown in StockState.values else ~Q(state=StockState.DISPOSED)
    items = items.filter(wanted)
    if search:
        items = items.filter(Q(name__icontains=search) | Q(serial_number__icontains=search))
    rules = list(CheckRule.objects.on(clock.today()))
    found = list(items.order_by("name", "serial_number", "id"))
    for item in found:
        item.has_fault = any(not fault.mended_at for fault in item.faults.all())  # type: ignore[attr-defined]
        item.due_on = next_due(item, rules)  # type: ignore[attr-defined]
        item.is_overdue = item.due_on is not None and item.due_on < clock.today()  # type: ignore[attr-defined]
    return [item for item in found if shown != "due" or item.is_overdue]  # type: ignore[attr-defined]


def rules_for(item: StockItem, *, on: date) -> list[CheckRule]:
    rules = CheckRule.objects.on(on)
    return list(rules if item.is_lifting else rules.filter(is_for_lifting_only=False))


def due_days(item: StockItem, rules: list[CheckRule]) -> dict[CheckKind, date]:
    """By kind of check, the day by which it is due. What was never looked at is due since it was taken in."""
    newest: dict[str, date] = {}
    for check in item.checks.all():
        newest[check.kind] = max(newest.get(check.kind, check.next_on), check.next_on)
    return {
        CheckKind(rule.kind): newest.get(rule.kind, item.taken_in_on)
        for rule in rules
        if item.is_lifting or not rule.is_for_lifting_only
    }


def next_due(item: StockItem, rules: list[CheckRule]) -> date | None:
    return min(due_days(item, rules).values(), default=None)


def overdue_checks(item: StockItem) -> list[CheckKind]:
    """Which checks are overdue today. What is due today still counts as looked at."""
    today = clock.today()
    looked_at = {check.kind for check in item.checks.all()}
    return [
        kind for kind, due in due_days(item, rules_for(item, on=today)).items() if due < today or kind not in looked_at
    ]


def offered_from_stock(adaptation: Adaptation | None, owner: Organisation) -> list[StockItem]:
    """What could be lent today instead of buying: what came back first, so that it is used again (P9)."""
    if adaptation is None:
        return []
    items = (
        StockItem.objects.filter(owner=owner, adaptation=adaptation, state=StockState.IN_STOCK)
        .exclude(faults__mended_at=None, faults__isnull=False)
        .prefetch_related("checks")
        .annotate(times_lent=Count("loans", filter=Q(loans__lent_on__isnull=False)))
        .order_by("-times_lent", "taken_in_on", "id")
    )
    return [item for item in items if not overdue_checks(item)]


@dataclass(frozen=True, kw_only=True)
class Recycling:
    """What lending again came to, in a year or since the beginning."""

    times: int
    saved: Decimal
    to_collect: int
    disposed: int


def recycling_of(user: User, *, year: int | None = None) -> Recycling:
    """How often an item was lent again, and what that saved against buying a new one (F5)."""
    items = stock_of(user)
    again = Loan.objects.filter(item__in=items, lent_on__isnull=False, saved__gt=0)
    gone = items.filter(state=StockState.DISPOSED)
    if year:
        again, gone = again.filter(lent_on__year=year), gone.filter(disposed_on__year=year)
    told = again.aggregate(times=Count("id"), saved=Sum("saved"))
    return Recycling(
        times=told["times"],
        saved=told["saved"] or Decimal(0),
        to_collect=items.filter(state=StockState.TO_COLLECT).count(),
        disposed=gone.count(),
    )
