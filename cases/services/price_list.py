"""Prices: each dated, none ever changed, set one by one or from a table (H5, F5)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum

from django.db import transaction

from accreditation.models import Adaptation
from audit.services import record
from cases.exceptions import NotOnPriceList
from cases.models import Price, PriceList
from cases.seen import LastChange, mark_of_prices, require_as_seen
from core import clock
from core.spreadsheets import read_csv
from core.transitions import lock
from people.models import User

COLUMNS = ("code", "extra", "price")
EXAMPLES = [("RAIL-GRAB-INT", "", "48.00"), ("", "Making good the wall after a rail", "35.00")]
MOST = Decimal("1000000")


@transaction.atomic
def set_price(
    *,
    price_list: PriceList,
    amount: Decimal,
    valid_from: date,
    by: User | None,
    adaptation: Adaptation | None = None,
    extra: str = "",
) -> Price:
    """Set the price that holds from a day on; the one before ends there, and stays known.

    Raises `NotOnPriceList` for a day in the past (orders of that day stand on the price of that day), or before a
    price that is set already.
    """
    price_list = lock(PriceList.objects, price_list.pk)
    if valid_from < clock.today():
        raise NotOnPriceList("A price cannot start in the past: orders placed then keep the price of their day.")
    present = price_list.prices.filter(adaptation=adaptation, extra=extra, valid_until=None).first()
    if present and valid_from < present.valid_from:
        raise NotOnPriceList(
            f"A price from {present.valid_from:%-d %B %Y} is set already. Choose that day or a later one."
        )
    if present:
        present.valid_until = valid_from
        present.save(update_fields=["valid_until"])
    price = Price.objects.create(
        price_list=price_list,
        adaptation=adaptation,
        extra=extra,
        amount=amount,
        valid_from=valid_from,
        set_at=clock.now(),
        set_by=by,
    )
    record("cases.price_set", price, by=by, detail={"list": price_list.pk, "from": valid_from.isoformat()})
    return price


class Change(Enum):
    """What becomes of one item. The value is a state's code, for its tag."""

    NEW = "yes"
    CHANGED = "pending"
    SAME = "not_needed"
    LEFT_OUT = "draft"
    WRONG = "no"

    @property
    def words(self) -> str:
        return {
            Change.NEW: "New",
            Change.CHANGED: "Changed",
            Change.SAME: "As it is",
            Change.LEFT_OUT: "Not in the table: stays",
            Change.WRONG: "Cannot be used",
        }[self]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One item of the list, its price now and its price by the table, or why the row cannot be used."""

    change: Change
    item: str
    line: int | None = None
    now: Decimal | None = None
    then: Decimal | None = None
    problem: str = ""
    adaptation: Adaptation | None = None
    extra: str = ""


def compare(content: bytes, *, price_list: PriceList, valid_from: date) -> list[Difference]:
    """What the table would change, row by row; changes nothing.

    Raises `core.spreadsheets.TableUnusable` for what is no such table.
    """
    rows = read_csv(content, columns=COLUMNS)
    items = {item.code: item for item in Adaptation.objects.all()}
    present = {
        (price.adaptation_id, price.extra): price
        for price in price_list.prices.filter(valid_until=None).select_related("adaptation")
    }
    found: list[Difference] = []
    seen: dict[tuple[int | None, str], int] = {}
    for line, cells in rows:
        difference = _row(line, cells, items=items, present=present, seen=seen, valid_from=valid_from)
        found.append(difference)
    found += [
        Difference(change=Change.LEFT_OUT, item=price.item_name, now=price.amount)
        for key, price in present.items()
        if key not in seen
    ]
    return found


def _row(
    line: int,
    cells: dict[str, str],
    *,
    items: dict[str, Adaptation],
    present: dict[tuple[int | None, str], Price],
    seen: dict[tuple[int | None, str], int],
    valid_from: date,
) -> Difference:
    item, extra = items.get(cells["code"].upper()), cells["extra"]
    name = item.name if item else extra or cells["code"]

    def wrong(problem: str) -> Difference:
        return Difference(change=Change.WRONG, line=line, item=name, problem=problem)

    if cells["code"] and item is None:
        return wrong(f"The catalogue has no item “{cells['code']}”.")
    if item and extra:
        return wrong("Fill in the code or the extra, not both.")
    if not item and not extra:
        return wrong("The code of the catalogue, or the name of the extra, is missing.")
    if len(extra) > 120:
        return wrong("The name of the extra is longer than 120 letters.")
    amount, problem = _amount(cells["price"])
    if amount is None:
        return wrong(problem)
    key = (item.pk if item else None, extra)
    first = seen.setdefault(key, line)
    if first != line:
        return wrong(f"The same item as line {first}.")
    now = present.get(key)
    if now and valid_from < now.valid_from:
        return wrong(f"A price from {now.valid_from:%-d %B %Y} is set already.")
    change = Change.NEW if now is None else Change.SAME if now.amount == amount else Change.CHANGED
    return Difference(
        change=change,
        line=line,
        item=name,
        now=now.amount if now else None,
        then=amount,
        adaptation=item,
        extra=extra,
    )


def _amount(text: str) -> tuple[Decimal | None, str]:
    try:
        amount = Decimal(text.replace("£", "").replace(",", "").strip())
    except InvalidOperation:
        return (
            None,
            f"“{text}” is no price. Write pounds and pence, such as 48.00." if text else "The price is missing.",
        )
    if not amount.is_finite() or amount < 0 or amount >= MOST:
        return None, "The price must be nothing or more, and less than a million pounds."
    if amount != amount.quantize(Decimal("0.01")):
        return None, f"“{text}” has parts of a penny."
    return amount.quantize(Decimal("0.01")), ""


@transaction.atomic
def take_table(
    content: bytes, *, price_list: PriceList, valid_from: date, by: User, seen: str | None = None
) -> list[Price]:
    """Set every price of the table that is new or changed. Nothing is taken away.

    Raises `NotOnPriceList`, with nothing saved, while a row cannot be used, and `ChangedUnseen` when the prices are not
    those with which the table was compared.
    """
    price_list = lock(PriceList.objects, price_list.pk)
    require_as_seen(seen, mark_of_prices(price_list), lambda: _last_set(price_list))
    differences = compare(content, price_list=price_list, valid_from=valid_from)
    if any(one.change is Change.WRONG for one in differences):
        raise NotOnPriceList("Nothing was saved, because some rows cannot be used.")
    return [
        set_price(
            price_list=price_list,
            amount=one.then,
            valid_from=valid_from,
            by=by,
            adaptation=one.adaptation,
            extra=one.extra,
        )
        for one in differences
        if one.change in {Change.NEW, Change.CHANGED} and one.then is not None
    ]


def _last_set(price_list: PriceList) -> LastChange | None:
    last = price_list.prices.select_related("set_by").order_by("-set_at", "-pk").first()
    return LastChange(str(last.set_by), last.set_at) if last and last.set_by else None
