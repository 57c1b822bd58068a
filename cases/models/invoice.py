import uuid
from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from cases.constants.invoice import InvoiceKind, InvoiceState
from cases.models.provision import OrderItem, Provision
from core.constraints import different, paired
from core.models import ImmutableModel
from people.models import Organisation, User


class Invoice(models.Model):
    """What a provider asks for an order, once the works are completed and never before (H6; HIA specification 8.5.1).

    It carries when the works were completed and who ordered them, so that constraints can say both: not too early,
    and not approved by whoever ordered. A credit note takes back what an invoice asked.
    """

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="invoices")
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    billed_to = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=InvoiceKind, default=InvoiceKind.INVOICE)
    number = models.CharField("the provider’s own number", max_length=40)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    credits = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="credit_notes")
    state = models.CharField(max_length=10, choices=InvoiceState, default=InvoiceState.SENT)
    net = models.DecimalField("without VAT", max_digits=9, decimal_places=2)
    has_vat_relief = models.BooleanField(
        "VAT relief for disabled people", default=False, help_text="Zero-rated works and equipment for disabled people."
    )
    vat = models.DecimalField("VAT", max_digits=9, decimal_places=2, default=Decimal(0))
    works_completed_at = models.DateTimeField()
    ordered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    refused_reason = models.TextField(blank=True)
    paid_on = models.DateField(null=True, blank=True)
    paid_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    payment_reference = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["-sent_at", "-id"]
        indexes = [models.Index(fields=["billed_to", "state", "-sent_at"], name="invoice_of_payer")]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "number"],
                condition=~Q(state=InvoiceState.REFUSED),
                name="one_invoice_for_a_number",
            ),
            models.CheckConstraint(
                name="invoice_after_completion_of_works", condition=Q(sent_at__gte=F("works_completed_at"))
            ),
            different("invoice_not_decided_by_whoever_ordered", "decided_by", "ordered_by"),
            different("invoice_not_decided_by_whoever_sent_it", "decided_by", "sent_by"),
            paired("invoice_decided_at_with_by", "decided_at", "decided_by"),
            paired("invoice_paid_on_with_by", "paid_on", "paid_by"),
            models.CheckConstraint(
                name="invoice_decided_as_its_state_says",
                condition=Q(state=InvoiceState.SENT, decided_at=None)
                | (~Q(state=InvoiceState.SENT) & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="invoice_paid_as_its_state_says",
                condition=Q(state=InvoiceState.PAID, paid_on__isnull=False)
                | (~Q(state=InvoiceState.PAID) & Q(paid_on=None)),
            ),
            models.CheckConstraint(
                name="invoice_sent_back_says_why", condition=~Q(state=InvoiceState.REFUSED) | ~Q(refused_reason="")
            ),
            models.CheckConstraint(
                name="invoice_amounts_are_no_less_than_nothing", condition=Q(net__gte=0, vat__gte=0)
            ),
            models.CheckConstraint(name="invoice_with_relief_has_no_vat", condition=Q(has_vat_relief=False) | Q(vat=0)),
            models.CheckConstraint(
                name="credit_note_credits_an_invoice",
                condition=Q(kind=InvoiceKind.INVOICE, credits=None)
                | Q(kind=InvoiceKind.CREDIT_NOTE, credits__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def gross(self) -> Decimal:
        return self.net + self.vat

    @property
    def signed_gross(self) -> Decimal:
        """What it adds to the spending: a credit note takes away."""
        return -self.gross if self.kind == InvoiceKind.CREDIT_NOTE else self.gross


class InvoiceLine(ImmutableModel):
    """One line of an invoice: what was ordered, and what is asked for it."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    item = models.ForeignKey(OrderItem, on_delete=models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=9, decimal_places=2)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "item"], name="one_line_of_an_invoice_for_an_item"),
            models.CheckConstraint(name="invoice_line_is_no_less_than_nothing", condition=Q(amount__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: £{self.amount}"
