"""A provider's invoice: after completion of works, approved by somebody else than ordered it, then paid (H6)."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import cast

from django.db import IntegrityError, transaction
from django.db.models import Sum

from audit.services import record
from cases.constants.invoice import COUNTED, LIFE, InvoiceKind, InvoiceState
from cases.constants.lines import LineRoute
from cases.constants.provision import WORKS_DONE
from cases.exceptions import DutiesNotSeparate, InvoiceNotAccepted, NotYourOrganisation
from cases.models import Budget, Invoice, InvoiceLine, OrderItem, Provision, SolutionLine
from cases.selectors.invoice import why_for_another
from cases.services.commitments import live_commitments
from cases.services.payments import own_part, own_part_of, spend, take_back
from cases.services.provision_guards import works_for
from core import clock
from core.transitions import lock
from people.constants import Role
from people.models import User
from people.selectors import has_role

TOO_EARLY = "An invoice comes after the works are completed. Record that they are, first."


@transaction.atomic
def send_invoice(
    *,
    provision: Provision,
    number: str,
    amounts: Mapping[int, Decimal],
    by: User,
    has_vat_relief: bool = False,
    vat: Decimal = Decimal(0),
) -> Invoice:
    """Ask for what was ordered, item by item (`amounts` by the item's id), once the works are completed.

    Raises `InvoiceNotAccepted` before that, and for more than was ordered. Only the provider's staff send it, or the
    case's staff for a provider who posted it.
    """
    provision = _provision(provision, by)
    if provision.state not in WORKS_DONE:
        raise InvoiceNotAccepted(TOO_EARLY)
    if not number.strip():
        raise InvoiceNotAccepted("Give the invoice your own number.")
    _require_vat(has_vat_relief, vat)
    asked = {item: amount for item, amount in amounts.items() if amount}
    items = {item.pk: item for item in provision.items.all()}
    if not asked:
        raise InvoiceNotAccepted("Ask for at least one item.")
    for pk, amount in asked.items():
        _require_ordered(provision, items.get(pk), amount)
    return _write(
        provision, InvoiceKind.INVOICE, number=number, amounts=asked, has_vat_relief=has_vat_relief, vat=vat, by=by
    )


@transaction.atomic
def send_credit_note(
    *, invoice: Invoice, number: str, amounts: Mapping[int, Decimal], by: User, vat: Decimal = Decimal(0)
) -> Invoice:
    """Take back some of what an approved or paid invoice asked."""
    provision = _provision(invoice.provision, by)
    invoice = lock(Invoice.objects, invoice.pk)
    if invoice.kind != InvoiceKind.INVOICE or invoice.state not in {InvoiceState.APPROVED, InvoiceState.PAID}:
        raise InvoiceNotAccepted("A credit note is for an invoice that is approved. Send back one that is not.")
    if not number.strip():
        raise InvoiceNotAccepted("Give the credit note your own number.")
    _require_vat(invoice.has_vat_relief, vat)
    back = {item: amount for item, amount in amounts.items() if amount}
    if not back:
        raise InvoiceNotAccepted("Credit at least one item.")
    for pk, amount in back.items():
        line = invoice.lines.filter(item=pk).first()
        credited = InvoiceLine.objects.filter(invoice__credits=invoice, invoice__state__in=COUNTED, item=pk)
        left = (line.amount if line else Decimal(0)) - (credited.aggregate(sum=Sum("amount"))["sum"] or Decimal(0))
        if amount > left:
            raise InvoiceNotAccepted(
                f"You credit £{amount:,.2f}, and £{left:,.2f} of it was invoiced and not credited."
            )
    return _write(
        provision,
        InvoiceKind.CREDIT_NOTE,
        number=number,
        amounts=back,
        has_vat_relief=invoice.has_vat_relief,
        vat=vat,
        by=by,
        credits=invoice,
    )


def _provision(provision: Provision, by: User) -> Provision:
    line = lock(SolutionLine.objects, provision.line_id)
    provision = lock(Provision.objects, provision.pk)
    provision.line = line
    if not works_for(by, provision.provider) and not works_for(by, line.case.organisation):
        raise NotYourOrganisation(f"Only staff of {provision.provider} or {line.case.organisation} can do this.")
    return provision


def _require_vat(has_vat_relief: bool, vat: Decimal) -> None:
    if vat < 0:
        raise InvoiceNotAccepted("VAT cannot be less than nothing.")
    if has_vat_relief and vat:
        raise InvoiceNotAccepted("With VAT relief there is no VAT to add.")


def _require_ordered(provision: Provision, item: OrderItem | None, amount: Decimal) -> None:
    """Never more than was ordered, all invoices of the order together, less what was credited."""
    if item is None:
        raise InvoiceNotAccepted("That item is not of this order.")
    if amount < 0:
        raise InvoiceNotAccepted("An amount cannot be less than nothing.")
    left = dict(left_to_invoice(provision))[item]
    if amount > left:
        raise InvoiceNotAccepted(
            f"You ask £{amount:,.2f} for “{item.name}”, and £{left:,.2f} of what was ordered is not invoiced yet. "
            "Ask for the item to be added to the order."
        )


def left_to_invoice(provision: Provision) -> list[tuple[OrderItem, Decimal]]:
    """Each item of an order, with what of it is not invoiced yet, or was and is credited."""
    asked: dict[int, Decimal] = {}
    for line in InvoiceLine.objects.filter(invoice__provision=provision, invoice__state__in=COUNTED).select_related(
        "invoice"
    ):
        sign = -1 if line.invoice.kind == InvoiceKind.CREDIT_NOTE else 1
        asked[line.item_id] = asked.get(line.item_id, Decimal(0)) + sign * line.amount
    return [(item, item.amount - asked.get(item.pk, Decimal(0))) for item in provision.items.all()]


def _write(
    provision: Provision,
    kind: InvoiceKind,
    *,
    number: str,
    amounts: Mapping[int, Decimal],
    has_vat_relief: bool,
    vat: Decimal,
    by: User,
    credits: Invoice | None = None,
) -> Invoice:
    try:
        with transaction.atomic():
            invoice = Invoice.objects.create(
                provision=provision,
                provider=provision.provider,
                billed_to=provision.billed_to,
                kind=kind,
                number=number.strip(),
                credits=credits,
                net=sum(amounts.values(), Decimal(0)),
                has_vat_relief=has_vat_relief,
                vat=vat,
                # Works that are done were completed on a day.
                works_completed_at=cast(datetime, provision.completed_at),
                ordered_by=provision.ordered_by,
                sent_at=clock.now(),
                sent_by=by,
            )
    except IntegrityError:
        raise InvoiceNotAccepted(f"You have sent an invoice with the number {number.strip()} before.") from None
    InvoiceLine.objects.bulk_create(
        [InvoiceLine(invoice=invoice, item_id=item, amount=amount) for item, amount in amounts.items()]
    )
    _note(invoice, f"{InvoiceKind(kind).value}_sent", by=by)
    return invoice


@transaction.atomic
def approve_invoice(*, invoice: Invoice, by: User) -> Invoice:
    """Say that it is right. Raises `DutiesNotSeparate` for whoever ordered or sent it.

    Raises `InvoiceNotAccepted` while snags are to be put right, or an inspection that is needed has not passed.
    """
    invoice = _decided(invoice, "approve", by=by)
    provision = invoice.provision
    if provision.snags.filter(put_right_at=None).exists():
        raise InvoiceNotAccepted("Snags are still to be put right. Approve it when they are.")
    if provision.needs_inspection and provision.passed_at is None:
        raise InvoiceNotAccepted("The works have not passed an inspection yet. Approve it when they have.")
    return _step(invoice, "approve", by=by, decided_at=clock.now(), decided_by=by)


@transaction.atomic
def refuse_invoice(*, invoice: Invoice, reason: str, by: User) -> Invoice:
    """Send it back to the provider, with the reason."""
    invoice = _decided(invoice, "refuse", by=by)
    if not reason.strip():
        raise InvoiceNotAccepted("Say why it is sent back.")
    return _step(invoice, "refuse", by=by, decided_at=clock.now(), decided_by=by, refused_reason=reason)


@transaction.atomic
def mark_paid(*, invoice: Invoice, paid_on: date, reference: str, by: User, budget: Budget | None = None) -> Invoice:
    """Note that the payer's own accounts have paid it, and spend it from the budget that bears it (F3).

    An item of direct access has no commitment: `budget` says what pays. What the person pays, or was agreed without a
    decision, has neither. Raises as `spend` and `take_back` do.
    """
    invoice = _decided(invoice, "pay", by=by)
    if paid_on > clock.today():
        raise InvoiceNotAccepted("Choose today or an earlier day: it is noted once it is paid.")
    if invoice.kind == InvoiceKind.CREDIT_NOTE:
        _take_back(invoice, by)
    elif budget or is_paid_from_a_budget(invoice):
        line = invoice.provision.line
        if of_the_budget := invoice.gross - own_part(line, invoice.gross):
            spend(line=line, amount=of_the_budget, invoice=invoice.number, by=by, budget=budget)
    return _step(invoice, "pay", by=by, paid_on=paid_on, paid_by=by, payment_reference=reference)


def is_paid_from_a_budget(invoice: Invoice) -> bool:
    """Whether money was committed for it, or has to be named because direct access needs no commitment."""
    line = invoice.provision.line
    return line.route == LineRoute.DIRECT_ACCESS or live_commitments(line).exists()


def _take_back(note: Invoice, by: User) -> None:
    credited = note.credits
    if credited is None or credited.state != InvoiceState.PAID:
        raise InvoiceNotAccepted("Mark the invoice that it credits as paid first.")
    line = note.provision.line
    if amount := note.gross - min(own_part_of(credited), note.gross):
        take_back(line=line, amount=amount, invoice=credited.number, note=note.number, by=by)


def _decided(invoice: Invoice, verb: str, *, by: User) -> Invoice:
    """The invoice as it stands now, locked, if `by` may decide about it."""
    line = lock(SolutionLine.objects, invoice.provision.line_id)
    invoice = lock(Invoice.objects, invoice.pk)
    invoice.provision.line = line
    LIFE.require(invoice, verb)
    if not has_role(by, Role.MANAGER):
        raise NotYourOrganisation("Only a manager decides about an invoice.")
    if not works_for(by, invoice.billed_to) and not works_for(by, line.case.organisation):
        raise NotYourOrganisation(f"Only managers of {invoice.billed_to} or {line.case.organisation} can do this.")
    if why := why_for_another(invoice, by):
        raise DutiesNotSeparate(why)
    return invoice


def _step(invoice: Invoice, verb: str, *, by: User, **fields: object) -> Invoice:
    fields["state"] = LIFE.steps[verb].to
    for name, value in fields.items():
        setattr(invoice, name, value)
    invoice.save(update_fields=list(fields))
    _note(invoice, f"invoice_{invoice.state}", by=by)
    return invoice


def _note(invoice: Invoice, verb: str, *, by: User) -> None:
    line = invoice.provision.line
    record(f"cases.{verb}", line.case, by=by, detail={"line": line.number, "invoice": invoice.pk})
