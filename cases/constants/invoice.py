"""Invoices of providers: what they are, and from where each verb is allowed (H6, HIA specification 8.5)."""

from django.db.models import TextChoices

from core.states import Life, Step


class InvoiceKind(TextChoices):
    INVOICE = "invoice", "Invoice"
    CREDIT_NOTE = "credit_note", "Credit note"


class InvoiceState(TextChoices):
    SENT = "sent", "To be approved"
    APPROVED = "approved", "Approved"
    REFUSED = "refused", "Sent back"
    PAID = "paid", "Paid"


# What counts against the money committed.
COUNTED = frozenset({InvoiceState.SENT, InvoiceState.APPROVED, InvoiceState.PAID})

APPROVER = "a manager of who pays or of the case’s organisation, never whoever ordered it"

LIFE = Life(
    slug="invoice",
    title="States of an invoice",
    states=InvoiceState,
    steps={
        "send": Step(
            words="send",
            allowed_from=frozenset(),
            to=InvoiceState.SENT,
            by="the provider’s staff, once the works are completed",
        ),
        "approve": Step(
            words="approve",
            allowed_from=frozenset({InvoiceState.SENT}),
            to=InvoiceState.APPROVED,
            by=APPROVER,
        ),
        "refuse": Step(
            words="send back", allowed_from=frozenset({InvoiceState.SENT}), to=InvoiceState.REFUSED, by=APPROVER
        ),
        "pay": Step(
            words="mark as paid", allowed_from=frozenset({InvoiceState.APPROVED}), to=InvoiceState.PAID, by=APPROVER
        ),
    },
    notes=(
        "An invoice that is sent back stays, with the reason; the provider sends another. What was paid is put right "
        "by a credit note.",
    ),
)
