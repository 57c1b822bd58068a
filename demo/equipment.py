"""A store of equipment: one item out for the second time, one to be mended, one whose examination is overdue (P9)."""

from datetime import timedelta
from decimal import Decimal

from accreditation.models import Adaptation
from cases.constants.equipment import CheckKind
from cases.constants.lines import LineKind
from cases.models import Case, StockItem
from cases.services import (
    FromStock,
    accept_order,
    agree_works,
    bring_back,
    complete_works,
    inspect,
    mark_clean,
    order,
    propose_line,
    record_check,
    report_fault,
    start_works,
    take_in,
)
from core import clock
from demo import provision
from demo.partnership import Partnership

STORE = "lantern-homes"
TAKEN_IN_DAYS_AGO = 300
LENT_DAYS_AGO, BACK_DAYS_AGO, LENT_AGAIN_DAYS_AGO = 120, 60, 12
FITTING = Decimal("15.00")


def load(p: Partnership) -> None:
    by = p.people["officer"]
    with clock.fixed(p.moment(TAKEN_IN_DAYS_AGO)):
        frame, commode, hoist, _ = (_take_in(p, *row) for row in ITEMS)
        record_check(item=hoist, kind=CheckKind.EXAMINATION, done_on=clock.today(), has_passed=True, by=by)
    with clock.fixed(p.moment(30)):
        report_fault(item=commode, words="A wheel sticks.", by=by)
    _lend(p, frame, p.case("Sandra Petrie"), LENT_DAYS_AGO)
    with clock.fixed(p.moment(BACK_DAYS_AGO)):
        bring_back(item=frame, by=by)
        mark_clean(item=frame, by=by)
    _lend(p, frame, p.case("Alice Menzies"), LENT_AGAIN_DAYS_AGO)


# Name, serial number, what a new one costs, whether it lifts people, and the item of the catalogue.
ITEMS = (
    ("Toilet frame with rails", "TF-0417", "85.00", False, ""),
    ("Commode on wheels", "CW-0093", "140.00", False, ""),
    ("Mobile hoist", "MH-2210", "1450.00", True, ""),
    ("", "SS-0552", "140.00", False, "SEAT-SHOWER"),
)


def _take_in(p: Partnership, name: str, serial: str, value: str, is_lifting: bool, code: str) -> StockItem:
    return take_in(
        owner=p.organisations[STORE],
        name=name,
        serial_number=serial,
        value=Decimal(value),
        is_lifting=is_lifting,
        adaptation=Adaptation.objects.get(code=code) if code else None,
        by=p.people["officer"],
    )


def _lend(p: Partnership, item: StockItem, case: Case, days_ago: int) -> None:
    """Agreed with the person, brought by our own team, and handed over on the next day."""
    by = p.people["officer"]
    with clock.fixed(p.moment(days_ago, 10)):
        line = propose_line(case=case, kind=LineKind.EQUIPMENT, title=item.name, purpose="To get up safely.", by=by)
        items = [FromStock(item=item, charge=FITTING)]
        placed = order(line=line, provider=p.organisations[STORE], items=items, by=by)
        accept_order(provision=placed, by=by)
        starts_at = p.moment(days_ago - 1, 9)
        agree_works(provision=placed, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), by=by)
    with clock.fixed(p.moment(days_ago - 1, 11)):
        start_works(provision=placed, by=by)
        complete_works(provision=placed, by=by)
        placed.refresh_from_db()
        if placed.needs_inspection:
            inspect(provision=placed, by=p.people["manager"])
        provision.give(line, note="Set to the right height and tried twice.", by=by)
