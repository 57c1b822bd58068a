"""Forms of budgets and of committing money."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from cases.constants.funding import Stream
from cases.forms.fields import Data, EditForm, money, one_of, words
from cases.models import Budget
from cases.selectors.budgets import financial_year
from core import clock
from core.periods import holding_on
from people.models import Employment, Organisation, User

# Out of which streams a budget pays; what the person pays is in none.
BUDGETED = [choice for choice in Stream.choices if choice[0] != Stream.SELF_FUNDED]


class CommitmentForm(forms.Form):
    """Commit money to a line from one of the budgets that the reader holds and that pay for it."""

    amount = money("Amount in pounds", "Enter the amount", hint="What the budget pays, without the person’s own share.")
    budget = forms.ModelChoiceField(
        label="From which budget",
        queryset=Budget.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the budget", "invalid_choice": "Choose the budget"},
    )
    is_prevention = forms.BooleanField(
        label="This is prevention or early intervention",
        required=False,
        help_text="Then it may also use what is earmarked for prevention.",
    )

    def __init__(
        self, data: Data = None, *, budgets: QuerySet[Budget], amount: Decimal | None, is_prevention: bool
    ) -> None:
        first = budgets.first()
        super().__init__(data, initial={"amount": amount, "is_prevention": is_prevention, "budget": first})
        field = self.fields["budget"]
        field.queryset = budgets  # type: ignore[attr-defined]
        field.label_from_instance = _with_what_is_left  # type: ignore[attr-defined]

    def details(self) -> dict[str, Any]:
        return self.cleaned_data


def _with_what_is_left(budget: Budget) -> str:
    return f"{budget}: £{budget.left:,} left"


class MoreForm(forms.Form):
    amount = money("How much more, in pounds", "Enter how much more is needed")
    reason = words("Why it costs more", "Write why it costs more", rows=2)

    def details(self) -> dict[str, Any]:
        return self.cleaned_data


class WaitForm(forms.Form):
    reason = words("What it waits for", "Write what it waits for", rows=2, hint="The person will be told this.")

    def details(self) -> dict[str, Any]:
        return self.cleaned_data


class ReleaseForm(forms.Form):
    reason = words("Why the money is released", "Write why the money is released", rows=2)

    def details(self) -> dict[str, Any]:
        return self.cleaned_data


class ChangeBudgetForm(EditForm):
    """What a budget holds and earmarks, who holds it and whose cases it pays for."""

    amount = money(
        "Budget for the year, in pounds",
        "Enter the budget for the year",
        least="0",
        digits=11,
        too_little="The budget cannot be less than nothing",
    )
    earmarked = money(
        "Of which earmarked for prevention, in pounds",
        "Enter what is earmarked for prevention, or 0",
        least="0",
        digits=11,
        too_little="The part cannot be less than nothing",
    )
    holders = forms.ModelMultipleChoiceField(
        label="Who holds it",
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="They commit money from it. Nobody commits money to what they authorised.",
        error_messages={"required": "Choose at least one person who holds the budget"},
    )
    serves = forms.ModelMultipleChoiceField(
        label="Whose cases it pays for, besides its own",
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = words("Why", "Write why", rows=2, hint="Such as the decision of a committee.")

    def __init__(self, data: Data = None, *, organisation: Organisation, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        jobs = Employment.objects.filter(holding_on(clock.today()), organisation=organisation)
        staff = User.objects.filter(pk__in=jobs.values("user"), is_active=True).order_by("first_name", "last_name")
        self.fields["holders"].queryset = staff  # type: ignore[attr-defined]
        others = Organisation.objects.ours().exclude(pk=organisation.pk).order_by("name")
        self.fields["serves"].queryset = others  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        amount, earmarked = data.get("amount"), data.get("earmarked")
        if amount is not None and earmarked is not None and earmarked > amount:
            self.add_error("earmarked", "The part for prevention cannot be more than the budget")
        return data

    def details(self) -> dict[str, Any]:
        return self.cleaned_data


class BudgetForm(ChangeBudgetForm):
    """Open a budget of one's organisation."""

    stream = one_of("What it pays for", BUDGETED, "Choose what it pays for", widget=forms.Select)
    year = forms.TypedChoiceField(
        label="Financial year", coerce=int, error_messages={"required": "Choose the financial year"}
    )
    field_order = ["stream", "year", "amount", "earmarked", "holders", "serves", "reason"]

    def __init__(self, data: Data = None, *, organisation: Organisation) -> None:
        super().__init__(data, organisation=organisation, initial={"earmarked": "0.00"})
        this = financial_year()
        years = [(year, f"{year}/{(year + 1) % 100:02}") for year in (this, this + 1)]
        self.fields["year"].choices = years  # type: ignore[attr-defined]
        self.organisation = organisation

    def details(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        return data | {"stream": Stream(data["stream"]), "organisation": self.organisation}
