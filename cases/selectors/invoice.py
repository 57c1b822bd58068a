"""Invoices as the payer sees them, and what was spent against what was committed (H6)."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from cases.constants.invoice import COUNTED, InvoiceKind, InvoiceState
from cases.constants.lines import LineRoute
from cases.models import Budget, Invoice, Provision
from cases.selectors.budgets import budgets_for
from cases.selectors.funding import agreed_share, paying_for
from people.models import User
from people.selectors import current_employment


def invoices_of(user: User) -> QuerySet[Invoice]:
    """What one's own organisation pays, or ordered; none for somebody who works nowhere."""
    job = current_employment(user)
    if job is None:
        return Invoice.objects.none()
    mine = Q(billed_to=job.organisation_id) | Q(provision__line__case__organisation=job.organisation_id)
    return Invoice.objects.filter(mine)


def invoice_list(user: User, *, state: str = "", search: str = "") -> QuerySet[Invoice]:
    """The newest first; no person is named."""
    found = invoices_of(user)
    if state in InvoiceState.values:
        found = found.filter(state=state)
    if search:
        found = found.filter(
            Q(number__icontains=search) | Q(provision__number__icontains=search) | Q(provider__name__icontains=search)
        )
    return found.select_related(
        "provider", "billed_to", "provision__line__case__organisation", "decided_by", "sent_by", "ordered_by"
    ).order_by("-sent_at", "-id")


def why_for_another(invoice: Invoice, user: User) -> str:
    """Why somebody else has to decide about an invoice, as a sentence: they ordered the works, or sent it (H6)."""
    if invoice.ordered_by_id == user.pk:
        return "You ordered this. Somebody else must decide about the invoice."
    if invoice.sent_by_id == user.pk:
        return "You sent this invoice. Somebody else must decide about it."
    return ""


@dataclass(frozen=True, kw_only=True)
class Spending:
    """What an order costs so far. `committed` is None where its route has no commitment; `own` the person agreed to
    pay."""

    committed: Decimal | None
    own: Decimal
    ordered: Decimal
    invoiced: Decimal
    approved: Decimal
    paid: Decimal

    @property
    def left(self) -> Decimal | None:
        """Of the money committed and the person's share, what no invoice asks for yet."""
        return None if self.committed is None else self.committed + self.own - self.invoiced


def spending_of(provision: Provision) -> Spending:
    """What was committed, ordered, invoiced, approved and paid for one order. Four queries."""
    commitments = [one.amount for one in provision.line.commitments.all() if one.round == provision.round]
    counted = list(Invoice.objects.filter(provision=provision, state__in=COUNTED))

    def sum_of(*states: str) -> Decimal:
        return sum((one.signed_gross for one in counted if one.state in states), Decimal(0))

    return Spending(
        committed=sum(commitments, Decimal(0)) if commitments else None,
        own=agreed_share(provision.line),
        ordered=sum((item.amount for item in provision.items.all()), Decimal(0)),
        invoiced=sum_of(*COUNTED),
        approved=sum_of(InvoiceState.APPROVED, InvoiceState.PAID),
        paid=sum_of(InvoiceState.PAID),
    )


def budgets_to_charge(invoice: Invoice, user: User) -> QuerySet[Budget] | None:
    """From which of their budgets somebody may pay an item of direct access; None where nothing is to be chosen."""
    line = invoice.provision.line
    is_charged_now = line.route == LineRoute.DIRECT_ACCESS and invoice.kind == InvoiceKind.INVOICE
    if not is_charged_now or line.commitments.filter(round=line.round, release=None).exists():
        return None
    paying = paying_for(line)
    return budgets_for(line, paying.found, user) if paying and paying.found else Budget.objects.none()


def may_be_credited(invoice: Invoice) -> bool:
    return invoice.kind == InvoiceKind.INVOICE and invoice.state in {InvoiceState.APPROVED, InvoiceState.PAID}
