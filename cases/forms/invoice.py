"""Forms of an invoice: what a provider asks, and what the payer says to it (H6)."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from cases.constants.invoice import InvoiceState
from cases.forms.fields import Data, line, words
from cases.forms.provision import pounds
from cases.models import Budget, Invoice, OrderItem
from core import clock
from core.forms import DateField

FIRST = "item_"


class AmountsForm(forms.Form):
    """What is asked, or taken back, for each item."""

    number = line("Your own number", "Enter the number on your invoice", length=40)

    def __init__(self, data: Data = None, *, items: list[tuple[OrderItem, Decimal]]) -> None:
        super().__init__(data)
        for item, most in items:
            field = pounds(f"{item}, in pounds without VAT", hint=f"Up to £{most:,.2f}.", required=False)
            field.initial = self.suggested(most)
            self.fields[f"{FIRST}{item.pk}"] = field
        self.fields["vat"] = pounds("VAT, in pounds", required=False, hint="Leave empty if there is none.")

    def suggested(self, most: Decimal) -> Decimal | None:
        return most

    def amounts(self) -> dict[int, Decimal]:
        return {
            int(name.removeprefix(FIRST)): amount
            for name, amount in self.cleaned_data.items()
            if name.startswith(FIRST) and amount
        }

    def details(self) -> dict[str, Any]:
        return {
            "number": self.cleaned_data["number"],
            "amounts": self.amounts(),
            "vat": self.cleaned_data["vat"] or Decimal(0),
        }


class InvoiceForm(AmountsForm):
    """The invoice. Works and equipment for disabled people may be free of VAT."""

    has_vat_relief = forms.BooleanField(
        label="VAT relief applies",
        required=False,
        help_text="The works are for a disabled person, and zero-rated. Keep the declaration with your invoice.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("has_vat_relief") and data.get("vat"):
            self.add_error("vat", "With VAT relief there is no VAT to add")
        return data

    def details(self) -> dict[str, Any]:
        return super().details() | {"has_vat_relief": self.cleaned_data["has_vat_relief"]}


class CreditForm(AmountsForm):
    """What is taken back of an invoice."""

    number = line("Your own number of the credit note", "Enter the number on your credit note", length=40)

    def suggested(self, most: Decimal) -> Decimal | None:
        return None


class PaidForm(forms.Form):
    paid_on = DateField(label="Paid on", error_messages={"required": "Enter the day it was paid"})
    reference = line("Reference of the payment", length=60)

    def __init__(self, data: Data = None, *, budgets: QuerySet[Budget] | None = None) -> None:
        super().__init__(data)
        if budgets is not None:
            self.fields["budget"] = forms.ModelChoiceField(
                label="From which budget",
                queryset=budgets,
                empty_label=None,
                widget=forms.RadioSelect,
                help_text="No money is committed to direct access beforehand, so the budget is charged now.",
                error_messages={"required": "Choose a budget that you hold", "invalid_choice": "Choose the budget"},
            )

    def clean_paid_on(self) -> Any:
        if self.cleaned_data["paid_on"] > clock.today():
            raise forms.ValidationError("Choose today or an earlier day")
        return self.cleaned_data["paid_on"]

    def details(self) -> dict[str, Any]:
        return self.cleaned_data


class SendBackForm(forms.Form):
    reason = words("What is wrong with it", "Write what is wrong", rows=2)

    def details(self) -> dict[str, Any]:
        return self.cleaned_data


class InvoiceListForm(forms.Form):
    """Narrows the list of invoices."""

    is_search = True
    state = forms.ChoiceField(label="State", required=False, choices=[("", "All"), *InvoiceState.choices])
    search = line("Number or provider")

    def chosen(self) -> dict[str, str]:
        return self.cleaned_data if self.is_valid() else {}


def whose_left(invoice: Invoice) -> list[tuple[OrderItem, Decimal]]:
    """The items of an invoice, each with what is not credited yet."""
    credited: dict[int, Decimal] = {}
    for note in invoice.credit_notes.exclude(state=InvoiceState.REFUSED).prefetch_related("lines"):
        for one in note.lines.all():
            credited[one.item_id] = credited.get(one.item_id, Decimal(0)) + one.amount
    lines = invoice.lines.select_related("item")
    return [(one.item, one.amount - credited.get(one.item_id, Decimal(0))) for one in lines]
