"""Equipment and technology: lent, looked at in time, brought back, cleaned and lent again (P9, F5)."""

from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction

from accreditation.models import Adaptation
from audit.services import record
from cases.constants.equipment import LIFE, CheckKind, StockState
from cases.exceptions import EquipmentNotFit, NotYourOrganisation
from cases.models import CheckRule, EquipmentCheck, Fault, Loan, Person, Provision, StockItem
from cases.selectors.equipment import overdue_checks, rules_for
from cases.services.provision_guards import works_for
from core import clock
from core.periods import months_later
from core.transitions import lock
from people.models import Organisation, User


@transaction.atomic
def take_in(
    *,
    owner: Organisation,
    name: str,
    serial_number: str,
    value: Decimal,
    by: User,
    adaptation: Adaptation | None = None,
    is_lifting: bool = False,
) -> StockItem:
    """Put an item into stock. Raises `EquipmentNotFit` where the serial number is known already."""
    _require_owner(owner, by)
    try:
        with transaction.atomic():
            item = StockItem.objects.create(
                owner=owner,
                adaptation=adaptation,
                name=name or (adaptation.name if adaptation else ""),
                serial_number=serial_number.strip(),
                is_lifting=is_lifting,
                value=value,
                taken_in_on=clock.today(),
                taken_in_by=by,
            )
    except IntegrityError:
        raise EquipmentNotFit(f"{owner} has an item with the serial number {serial_number.strip()} already.") from None
    _note(item, "take_in", by=by)
    return item


def put_by(provision: Provision, item: StockItem, *, charge: Decimal, by: User) -> Loan:
    """Keep an item for an order. Whoever calls holds the line and has just made the order.

    Raises `EquipmentNotFit` for what is not in stock, belongs to somebody else, has a fault, or is due a check.
    """
    item = _locked(item, "reserve")
    if item.owner_id != provision.line.case.organisation_id:
        raise EquipmentNotFit(f"{item} belongs to {item.owner}. Ask them for it.")
    if item.faults.filter(mended_at=None).exists():
        raise EquipmentNotFit(f"{item} has a fault that is not mended. Choose another.")
    if late := overdue_checks(item):
        raise EquipmentNotFit(f"{item} is due a check: {', '.join(kind.label.lower() for kind in late)}.")
    was_lent = item.loans.filter(lent_on__isnull=False).exists()
    loan = Loan.objects.create(
        item=item,
        provision=provision,
        line=provision.line,
        saved=max(item.value - charge, Decimal(0)) if was_lent else Decimal(0),
        put_by_at=clock.now(),
    )
    _move(item, "reserve", by=by)
    return loan


def release(provision: Provision, *, by: User) -> None:
    """Put back what was kept for an order that is called off."""
    loan = Loan.objects.filter(provision=provision, ended_on=None, lent_on=None).first()
    if loan:
        item = _locked(loan.item, "release")
        loan.ended_on = clock.today()
        loan.saved = Decimal(0)
        loan.save(update_fields=["ended_on", "saved"])
        _move(item, "release", by=by)


def lend(provision: Provision, *, by: User) -> None:
    """It is handed over: from today it is on loan."""
    loan = Loan.objects.filter(provision=provision, ended_on=None).first()
    if loan:
        item = _locked(loan.item, "lend")
        loan.lent_on = clock.today()
        loan.save(update_fields=["lent_on"])
        _move(item, "lend", by=by)


@transaction.atomic
def ask_back(*, item: StockItem, why: str, by: User) -> StockItem:
    """Say that an item is to be collected, and why."""
    item = _locked(item, "ask_back")
    _require_owner(item.owner, by)
    if not why.strip():
        raise EquipmentNotFit("Say why it is to be collected.")
    return _ask_back(item, why=why, by=by)


def collect_from(person: Person, *, why: str, by: User) -> int:
    """Whatever is on loan to somebody who died or moved away is to be collected. Returns how many items."""
    loans = Loan.objects.filter(line__case__person=person, ended_on=None, lent_on__isnull=False, asked_back_on=None)
    for loan in loans.order_by("pk"):
        _ask_back(_locked(loan.item, "ask_back"), why=why, by=by)
    return len(loans)


def _ask_back(item: StockItem, *, why: str, by: User) -> StockItem:
    item.loans.filter(ended_on=None).update(asked_back_on=clock.today(), asked_back_why=why[:200])
    return _move(item, "ask_back", by=by)


@transaction.atomic
def bring_back(*, item: StockItem, by: User) -> StockItem:
    """It is back in the store, and is cleaned before anybody gets it."""
    item = _locked(item, "bring_back")
    _require_owner(item.owner, by)
    item.loans.filter(ended_on=None).update(ended_on=clock.today())
    return _move(item, "bring_back", by=by)


@transaction.atomic
def mark_clean(*, item: StockItem, by: User) -> StockItem:
    """It is clean, and offered first to whoever needs the same."""
    return _by_owner(item, "clean", by=by)


@transaction.atomic
def send_to_repair(*, item: StockItem, by: User) -> StockItem:
    return _by_owner(item, "send_to_repair", by=by)


@transaction.atomic
def mark_repaired(*, item: StockItem, note: str, by: User) -> StockItem:
    """Its faults are mended. It is cleaned next."""
    item = _by_owner(item, "repair", by=by)
    item.faults.filter(mended_at=None).update(mended_at=clock.now(), mended_by=by, mended_note=note[:300])
    return item


@transaction.atomic
def dispose(*, item: StockItem, how: str, by: User) -> StockItem:
    """It is recycled or thrown away, and how."""
    item = _locked(item, "dispose")
    _require_owner(item.owner, by)
    if not how.strip():
        raise EquipmentNotFit("Say what became of it: recycled, given away, or thrown away.")
    item.disposed_on, item.disposed_by, item.disposed_how = clock.today(), by, how
    item.state = StockState.DISPOSED
    item.save(update_fields=["disposed_on", "disposed_by", "disposed_how", "state"])
    _note(item, "dispose", by=by)
    return item


@transaction.atomic
def report_fault(*, item: StockItem, words: str, by: User) -> Fault:
    """Write down what is wrong. It is put by for nobody until it is mended, wherever it is now."""
    item = lock(StockItem.objects, item.pk)
    _require_owner(item.owner, by)
    if not words.strip():
        raise EquipmentNotFit("Say what is wrong with it.")
    if item.state == StockState.DISPOSED:
        raise EquipmentNotFit("It is disposed of.")
    fault = Fault.objects.create(item=item, words=words[:300], reported_at=clock.now(), reported_by=by)
    _note(item, "fault", by=by)
    return fault


@transaction.atomic
def record_check(
    *, item: StockItem, kind: CheckKind, done_on: date, has_passed: bool, by: User, note: str = ""
) -> EquipmentCheck:
    """Record a service, test or thorough examination. One that was not passed is a fault as well."""
    item = lock(StockItem.objects, item.pk)
    _require_owner(item.owner, by)
    if done_on > clock.today():
        raise EquipmentNotFit("Choose today or an earlier day: it is recorded once it is done.")
    rule = next((rule for rule in rules_for(item, on=done_on) if rule.kind == kind), None)
    check = EquipmentCheck.objects.create(
        item=item,
        kind=kind,
        done_on=done_on,
        has_passed=has_passed,
        note=note,
        next_on=months_later(done_on, rule.months if rule else 12),
        recorded_at=clock.now(),
        recorded_by=by,
    )
    _note(item, "check", by=by)
    if not has_passed:
        Fault.objects.create(
            item=item,
            words=(note or f"Did not pass: {CheckKind(kind).label.lower()}.")[:300],
            reported_at=clock.now(),
            reported_by=by,
        )
    return check


@transaction.atomic
def set_check_rule(
    *, kind: CheckKind, months: int, valid_from: date, by: User | None, is_for_lifting_only: bool = False
) -> CheckRule:
    """The rule from a day on; the one before ends there. Days that were set by it stay."""
    CheckRule.objects.filter(kind=kind, is_for_lifting_only=is_for_lifting_only, valid_until=None).update(
        valid_until=valid_from
    )
    rule = CheckRule.objects.create(
        kind=kind, months=months, valid_from=valid_from, is_for_lifting_only=is_for_lifting_only
    )
    record("cases.check_rule_set", rule, by=by, detail={"from": valid_from.isoformat()})
    return rule


def _require_owner(owner: Organisation, by: User) -> None:
    if not works_for(by, owner):
        raise NotYourOrganisation(f"Only staff of {owner} can do this. You do not work there today.")


def _locked(item: StockItem, verb: str) -> StockItem:
    item = lock(StockItem.objects, item.pk)
    LIFE.require(item, verb)
    return item


def _by_owner(item: StockItem, verb: str, *, by: User) -> StockItem:
    item = _locked(item, verb)
    _require_owner(item.owner, by)
    return _move(item, verb, by=by)


def _move(item: StockItem, verb: str, *, by: User) -> StockItem:
    item.state = LIFE.steps[verb].to
    item.save(update_fields=["state"])
    _note(item, verb, by=by)
    return item


def _note(item: StockItem, verb: str, *, by: User) -> None:
    record(f"cases.equipment_{verb}", item, by=by, detail={"state": item.state})
