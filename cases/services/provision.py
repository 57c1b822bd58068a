"""From an order to the hand-over: what is ordered at which price, and what becomes of it (P9, H5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from audit.services import record
from cases.constants.lines import ORDERED_FROM, LineRoute, LineState, allowed_from
from cases.constants.provision import (
    CALLED_OFF,
    INSPECTED_KINDS,
    INSPECTED_ROUTES,
    LIFE,
    ProvisionState,
)
from cases.exceptions import BeyondCommitment, HandOverIncomplete, NotOnPriceList, NotYetPassed
from cases.models import OrderItem, Price, Provision, SolutionLine, StockItem
from cases.selectors.funding import agreed_share
from cases.selectors.price_list import prices_holding
from cases.services.consents import require_permissions
from cases.services.equipment import lend, put_by, release
from cases.services.guards import line_for, move, require_no_open_review, require_not_on_hold
from cases.services.provision_guards import live_provision, provision_for, step
from cases.services.provision_notices import tell_provider
from cases.services.reopening import ask_after_hand_over
from cases.services.repair import require_repair_named
from cases.services.satisfaction import ask_how_it_went
from cases.services.visits import cancel_visits
from core import clock
from core.transitions import require_state
from people.models import Organisation, User


@dataclass(frozen=True, kw_only=True)
class Listed:
    """An item at the price of the provider's list."""

    price: Price
    quantity: int = 1


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """An item that the list does not have, at the price that was agreed for it, with the reason (HIA 8.3)."""

    name: str
    amount: Decimal
    reason: str
    quantity: int = 1


@dataclass(frozen=True, kw_only=True)
class FromStock:
    """An item that is in stock already: the provider only fits it, for this charge (P9, F5)."""

    item: StockItem
    charge: Decimal


Wanted = Listed | Agreed | FromStock


@transaction.atomic
def order(
    *,
    line: SolutionLine,
    provider: Organisation,
    by: User,
    items: Sequence[Wanted] = (),
    instructions: str = "",
    wanted_by: date | None = None,
    billed_to: Organisation | None = None,
) -> Provision:
    """Order from a provider, at the prices that hold today.

    Raises `UnderReview` while the line is on the review list (P12), `PermissionMissing` while somebody who must agree
    has not, `RepairNotNamed` for a handyperson whom no finding calls for (H9), `NotOnPriceList` where an item has no
    price, and `BeyondCommitment` for more than was committed.
    """
    line = line_for(line, by, "order")
    require_state(line, "order", allowed=allowed_from("order", line.route))
    require_no_open_review(line)
    require_permissions(line)
    require_repair_named(line)
    if line.adaptation and not items:
        raise NotOnPriceList(f"Say what is ordered, and at which price: “{line.adaptation}” is of the catalogue.")
    assessment = line.caseassessments.filter(round=line.round).first()
    authorisation = line.authorisations.filter(round=line.round).first()
    provision = Provision.objects.create(
        line=line,
        round=line.round,
        number=f"{line.case.reference}-{line.number}-{line.provisions.count() + 1}",
        provider=provider,
        billed_to=billed_to or line.case.organisation,
        instructions=instructions,
        wanted_by=wanted_by,
        needs_inspection=line.kind in INSPECTED_KINDS and line.route in INSPECTED_ROUTES,
        assessed_by=assessment.by if assessment else None,
        authorised_by=authorisation.by if authorisation else None,
        ordered_at=clock.now(),
        ordered_by=by,
    )
    for item in items:
        _add(provision, item, by=by)
    _require_covered(provision)
    move(line, LineState.ORDERED, verb="provision_ordered", by=by)
    tell_provider(provision, "ordered")
    return provision


@transaction.atomic
def add_item(*, provision: Provision, item: Wanted, by: User) -> OrderItem:
    """Add what turns out to be needed. What the list has costs what it cost on the order's day."""
    provision = provision_for(provision, by, "add_item")
    require_not_on_hold(provision.line, "add to the order of", by)
    added = _add(provision, item, by=by)
    _require_covered(provision)
    record("cases.order_item_added", provision.line.case, by=by, detail={"line": provision.line.number})
    tell_provider(provision, "changed", item=added.pk)
    return added


def _add(provision: Provision, item: Wanted, *, by: User) -> OrderItem:
    if isinstance(item, Listed):
        _require_priced(provision, item.price)
        price, name, amount, reason = item.price, item.price.item_name, item.price.amount, ""
    elif isinstance(item, FromStock):
        put_by(provision, item.item, charge=item.charge, by=by)
        price, name, amount, reason = None, f"Fitting: {item.item}"[:120], item.charge, "It is in stock already."
    else:
        if not item.name.strip() or not item.reason.strip():
            raise NotOnPriceList("Say what it is, and why it is needed although the price list does not have it.")
        price, name, amount, reason = None, item.name, item.amount, item.reason
    return OrderItem.objects.create(
        provision=provision,
        price=price,
        name=name,
        quantity=1 if isinstance(item, FromStock) else item.quantity,
        unit_price=amount,
        reason=reason,
        added_at=clock.now(),
        added_by=by,
    )


def _require_priced(provision: Provision, price: Price) -> None:
    day = timezone.localdate(provision.ordered_at)
    buyer = provision.line.case.organisation
    if not prices_holding(buyer=buyer, day=day, provider=provision.provider).filter(pk=price.pk).exists():
        raise NotOnPriceList(
            f"{provision.provider} has no such price for “{price.item_name}” on the day of the order. Agree a price."
        )


def _require_covered(provision: Provision) -> None:
    """An order never comes to more than the money committed for the line and the share that the person agreed to pay,
    where its route has a commitment."""
    committed = provision.line.commitments.filter(round=provision.round).aggregate(sum=Sum("amount"))["sum"]
    total, own = total_of(provision), agreed_share(provision.line)
    if committed is None or total <= committed + own:
        return
    shared = f" and the person agreed to pay £{own:,.2f}" if own else ""
    raise BeyondCommitment(
        f"The order comes to £{total:,.2f}, and £{committed:,.2f} is committed{shared}. Ask the budget holder first."
    )


def total_of(provision: Provision) -> Decimal:
    return sum((item.amount for item in provision.items.all()), Decimal(0))


@transaction.atomic
def accept_order(*, provision: Provision, by: User) -> Provision:
    """The provider says that they will do it."""
    provision = provision_for(provision, by, "accept")
    return step(provision, "accept", by=by, accepted_at=clock.now(), accepted_by=by)


@transaction.atomic
def decline_order(*, provision: Provision, reason: str, by: User) -> Provision:
    """The provider says that they cannot do it, and why. The line can be ordered from somebody else."""
    provision = provision_for(provision, by, "decline")
    return _call_off(provision, "decline", reason=reason, by=by)


@transaction.atomic
def cancel_order(*, provision: Provision, reason: str, by: User) -> Provision:
    """Take an order back before it is handed over. The line stands where it was ordered from."""
    provision = provision_for(provision, by, "cancel")
    provision = _call_off(provision, "cancel", reason=reason, by=by)
    tell_provider(provision, "cancelled")
    return provision


def cancel_with_line(line: SolutionLine, *, reason: str, by: User) -> None:
    """Take back what is ordered for a line that stops, or that is decided anew. Whoever calls holds the line."""
    provision = live_provision(line)
    if provision is None or provision.state not in LIFE.steps["cancel"].allowed_from:
        return
    _end(provision, "cancel", reason=reason, by=by)
    tell_provider(provision, "cancelled")


def _call_off(provision: Provision, verb: str, *, reason: str, by: User) -> Provision:
    provision = _end(provision, verb, reason=reason, by=by)
    line = provision.line
    move(line, ORDERED_FROM[LineRoute(line.route)], verb=f"order_{provision.state}", by=by)
    return provision


def _end(provision: Provision, verb: str, *, reason: str, by: User) -> Provision:
    if not reason.strip():
        raise HandOverIncomplete("Say why.")
    called_off = {"called_off_at": clock.now(), "called_off_by": by, "called_off_reason": reason}
    provision = step(provision, verb, by=by, **called_off)
    cancel_visits(provision, reason=reason, by=by)
    release(provision, by=by)
    return provision


@transaction.atomic
def hand_over(
    *,
    line: SolutionLine,
    by: User,
    was_demonstrated: bool,
    was_tried: bool,
    contacts_left: str,
    not_tried_reason: str = "",
    documents_left: str = "",
    note: str = "",
) -> Provision:
    """Record that it was shown to the person, tried by them, and is theirs to use.

    Raises `UnderReview` as `order` does, `NotYetPassed` before an inspection that it needs, and
    `HandOverIncomplete` where something that belongs to a hand-over is missing.
    """
    line = line_for(line, by, "hand over")
    provision = line.provisions.exclude(state__in=CALLED_OFF).get(round=line.round)
    provision = provision_for(provision, by, "hand_over")
    require_no_open_review(line)
    if provision.needs_inspection and provision.state != ProvisionState.PASSED:
        raise NotYetPassed("Somebody who neither assessed, authorised nor fitted it must inspect it first.")
    if not was_demonstrated:
        raise HandOverIncomplete("Show the person how it works before you hand it over.")
    if not was_tried and not not_tried_reason.strip():
        raise HandOverIncomplete("Let the person try it, or say why they did not.")
    if not contacts_left.strip():
        raise HandOverIncomplete("Leave a number to ring, and say which.")
    provision = step(
        provision,
        "hand_over",
        by=by,
        handed_over_at=clock.now(),
        handed_over_by=by,
        was_demonstrated=was_demonstrated,
        was_tried=was_tried,
        not_tried_reason=not_tried_reason,
        contacts_left=contacts_left,
        documents_left=documents_left,
        hand_over_note=note,
    )
    lend(provision, by=by)
    move(line, LineState.HANDED_OVER, verb="provision_handed_over", by=by)
    ask_how_it_went(line=line, by=by)
    if line.case.person.may_be_contacted:
        ask_after_hand_over(line, by)
    return provision
