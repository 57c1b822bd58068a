"""Invoices: sent by the provider once the works are completed, approved and paid by whoever is billed (H6)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases import services
from cases.access import line_or_404, staff
from cases.constants.invoice import LIFE
from cases.constants.provision import WORKS_DONE
from cases.forms.invoice import CreditForm, InvoiceForm, InvoiceListForm, PaidForm, SendBackForm, whose_left
from cases.forms.provision import NothingMore
from cases.models import Invoice, Provision
from cases.selectors.invoice import budgets_to_charge, invoice_list, may_be_credited, spending_of, why_for_another
from cases.selectors.provision import present_order, with_works
from cases.services.invoice import TOO_EARLY, left_to_invoice
from cases.views.orders import order_or_404, provider_staff
from cases.views.steps import Filled, form_page, say
from core.forms import posted
from core.spreadsheets import csv_response
from people.access import SignedInRequest, role_required
from people.constants import Role
from people.models import User

INVOICES_ON_A_PAGE = 25
payer = role_required(Role.CASEWORKER, Role.MANAGER)


@provider_staff
def provider_invoice(request: SignedInRequest, number: str) -> HttpResponse:
    """The provider sends an invoice for an order."""
    order = order_or_404(request, number, page="order invoice")
    context = {"order": order, "heading": "Send the invoice", "button": "Send it", "back": "cases:provider-order"}
    return _send(
        request, order, context, template="cases/orders/amounts.html", to=reverse("cases:provider-order", args=[number])
    )


@staff
def staff_invoice(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """The case's staff put in an invoice that came by post."""
    line = line_or_404(request, reference, number, page="provision invoice")
    order = present_order(line)
    if order is None:
        raise Http404("Nothing is ordered here.")
    order.line = line
    if order.state not in WORKS_DONE:
        return say(request, line, TOO_EARLY, heading="Invoice")
    context = {"case": line.case, "line": line, "order": order, "heading": "Put in an invoice", "button": "Put it in"}
    return _send(
        request,
        order,
        context,
        template="cases/provision/amounts.html",
        to=reverse("cases:provision", args=[reference, number]),
    )


def _send(
    request: SignedInRequest, order: Provision, context: dict[str, Any], *, template: str, to: str
) -> HttpResponse:
    return form_page(
        request,
        InvoiceForm(posted(request), items=left_to_invoice(order)),
        lambda details: services.send_invoice(provision=order, by=request.user, **details),
        context | {"why_not": "" if order.state in WORKS_DONE else TOO_EARLY},
        template=template,
        done="The invoice is sent.",
        to=to,
    )


@provider_staff
def credit_note(request: SignedInRequest, number: str, uid: UUID) -> HttpResponse:
    """The provider takes back some of what an invoice asked."""
    order = order_or_404(request, number, page="order credit note")
    invoice = Invoice.objects.filter(provision=order, uid=uid).first()
    if invoice is None or not may_be_credited(invoice):
        raise Http404("There is no such invoice to credit.")
    return form_page(
        request,
        CreditForm(posted(request), items=whose_left(invoice)),
        lambda details: services.send_credit_note(invoice=invoice, by=request.user, **details),
        {"order": order, "heading": f"Credit note for {invoice.number}", "button": "Send it"},
        template="cases/orders/amounts.html",
        done="The credit note is sent.",
        to=reverse("cases:provider-order", args=[number]),
    )


@payer
@require_safe
def invoices(request: SignedInRequest) -> HttpResponse:
    """What one's own organisation pays or ordered, with a table to download. Nobody is named in it."""
    form = InvoiceListForm(request.GET)
    found = invoice_list(request.user, **form.chosen())
    if request.GET.get("as") == "csv":
        return csv_response("invoices", COLUMNS, [_row(invoice) for invoice in found])
    page = Paginator(found, INVOICES_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "cases/invoices/list.html", {"form": form, "page_obj": page})


COLUMNS = (
    "invoice",
    "kind",
    "order",
    "provider",
    "billed to",
    "works completed",
    "sent",
    "net",
    "VAT relief",
    "VAT",
    "total",
    "state",
    "approved or sent back by",
    "paid on",
    "payment reference",
)


def _row(invoice: Invoice) -> list[object]:
    sign = -1 if invoice.kind == "credit_note" else 1
    return [
        invoice.number,
        invoice.get_kind_display(),
        invoice.provision.number,
        invoice.provider,
        invoice.billed_to,
        invoice.works_completed_at.date(),
        invoice.sent_at.date(),
        float(sign * invoice.net),
        "yes" if invoice.has_vat_relief else "no",
        float(sign * invoice.vat),
        float(invoice.signed_gross),
        invoice.get_state_display(),
        invoice.decided_by or "",
        invoice.paid_on or "",
        invoice.payment_reference,
    ]


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What a payer may say to an invoice: its form, and the verb that says it."""

    heading: str
    button: str
    done: str
    form: Callable[[Any, Invoice, User], Filled]
    act: Callable[[Invoice, User, dict[str, Any]], object]
    kind: str = ""


DECISIONS = {
    "approve": Decision(
        heading="Approve the invoice",
        button="Approve it",
        done="The invoice is approved.",
        form=lambda data, invoice, by: NothingMore(data),
        act=lambda invoice, by, details: services.approve_invoice(invoice=invoice, by=by),
    ),
    "refuse": Decision(
        heading="Send the invoice back",
        button="Send it back",
        done="The invoice is sent back.",
        form=lambda data, invoice, by: SendBackForm(data),
        act=lambda invoice, by, details: services.refuse_invoice(invoice=invoice, by=by, **details),
        kind="warning",
    ),
    "pay": Decision(
        heading="Mark as paid",
        button="Mark it as paid",
        done="The invoice is marked as paid.",
        form=lambda data, invoice, by: PaidForm(data, budgets=budgets_to_charge(invoice, by)),
        act=lambda invoice, by, details: services.mark_paid(invoice=invoice, by=by, **details),
    ),
}


def _invoice_or_404(request: SignedInRequest, uid: UUID) -> Invoice:
    found = invoice_list(request.user).filter(uid=uid).first()
    if found is None:
        raise Http404("There is no such invoice here.")
    return found


@payer
@require_safe
def invoice_page(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """What is asked, for which order, and what it does to the money committed. It names nobody but staff."""
    invoice = _invoice_or_404(request, uid)
    order = with_works(Provision.objects.prefetch_related("line__commitments")).get(pk=invoice.provision_id)
    open_decisions = [(name, one) for name, one in DECISIONS.items() if invoice.state in LIFE.steps[name].allowed_from]
    context = {
        "invoice": invoice,
        "order": order,
        "lines": invoice.lines.select_related("item"),
        "spending": spending_of(order),
        "decisions": open_decisions,
        "why_for_another": why_for_another(invoice, request.user),
    }
    return render(request, "cases/invoices/invoice.html", context)


@payer
def decide_invoice(request: SignedInRequest, uid: UUID, name: str) -> HttpResponse:
    """Approve, send back, or mark as paid."""
    invoice = _invoice_or_404(request, uid)
    asked = DECISIONS.get(name)
    if asked is None:
        raise Http404("There is no such step.")
    return form_page(
        request,
        asked.form(posted(request), invoice, request.user),
        lambda details: asked.act(invoice, request.user, details),
        {"invoice": invoice, "step": asked},
        template="cases/invoices/step.html",
        done=asked.done,
        to=reverse("cases:invoice", args=[invoice.uid]),
    )
