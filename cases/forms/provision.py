"""Forms from an order to the hand-over. The provider's staff and the case's staff fill in the same ones."""

from datetime import datetime, time
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils import timezone

from cases.constants.provision import PLANNED_KINDS
from cases.forms.fields import Data, SectionedForm, line, one_of, words
from cases.models import Price, Provision, Snag, SolutionLine
from cases.selectors.equipment import offered_from_stock
from cases.selectors.price_list import offers_for, price_of, prices_holding
from cases.services.provision import Agreed, FromStock, Listed, Wanted
from core import clock
from core.forms import DateField, MoneyField
from people.constants import OrganisationKind
from people.models import Organisation

DAY = {"required": "Enter the day", "incomplete": "Enter day, month and year"}
COUNCILS = (OrganisationKind.COUNCIL, OrganisationKind.COUNCIL_HOUSING)


def pounds(label: str, *, hint: str = "", required: bool = True) -> MoneyField:
    return MoneyField(
        label=label,
        help_text=hint,
        required=required,
        min_value=Decimal(0),
        max_digits=9,
        decimal_places=2,
        widget=forms.TextInput({"inputmode": "decimal", "class": "nhsuk-input--width-5"}),
        error_messages={
            "required": "Enter the price",
            "invalid": "Enter the price in pounds, such as 185.50",
            "max_digits": "The price is too large",
            "max_whole_digits": "The price is too large",
            "min_value": "The price cannot be less than nothing",
            "max_decimal_places": "Enter the price in pounds and pence, such as 185.50",
        },
    )


class PriceChoices(forms.ModelMultipleChoiceField):
    """Extras of a price list, each with its price."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.item_name}, £{obj.amount:,.2f}"


class OnePrice(forms.ModelChoiceField):
    """One price of a list."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.item_name}, £{obj.amount:,.2f}"


class SnagChoices(forms.ModelMultipleChoiceField):
    """What an inspection found, in its words."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.words)


def how_many(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=99,
        initial=1,
        widget=forms.TextInput({"inputmode": "numeric", "class": "nhsuk-input--width-2"}),
        error_messages={
            "required": "Enter how many",
            "invalid": "Enter how many as a number",
            "min_value": "Enter 1 or more",
            "max_value": "Enter 99 or fewer",
        },
    )


def time_of_day(label: str, missing: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        input_formats=["%H:%M", "%H.%M", "%H"],
        widget=forms.TextInput({"class": "nhsuk-input--width-5"}),
        help_text="For example 9:30 or 14:00.",
        error_messages={"required": missing, "invalid": "Enter the time like 9:30 or 14:00"},
    )


class ProviderForm(forms.Form):
    """Whom to ask: the first of the two steps of an order."""

    provider = forms.ChoiceField(
        label="Who is asked to provide it",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who is asked", "invalid_choice": "Choose who is asked"},
    )

    def __init__(self, data: Data = None, *, of: SolutionLine) -> None:
        super().__init__(data)
        offers = offers_for(of)
        choices = []
        for offer in offers:
            price = f", £{offer.price.amount:,.2f} for {offer.price.item_name.lower()}" if offer.price else ""
            choices.append((offer.provider.code, f"{offer.provider}{price}"))
        cast(forms.ChoiceField, self.fields["provider"]).choices = choices
        self.by_code = {offer.provider.code: offer.provider for offer in offers}

    def chosen(self) -> Organisation | None:
        """Who was chosen, if the form says so rightly."""
        return self.by_code[self.cleaned_data["provider"]] if self.is_valid() else None


class OrderForm(SectionedForm):
    """What is ordered from the provider who was chosen, at which prices."""

    instructions = words(
        "What the provider needs to know",
        "",
        rows=3,
        required=False,
        hint="Where it goes, how to get in, and who lets them in. Nothing about health that is not needed.",
    )
    wanted_by = DateField(label="Wanted by", required=False, error_messages={"incomplete": DAY["incomplete"]})
    billed_to = forms.ModelChoiceField(
        queryset=Organisation.objects.none(),
        label="Who gets the invoice",
        empty_label=None,
        error_messages={"required": "Choose who gets the invoice"},
    )
    other_name = line("Something that the list does not have", hint="Leave empty if there is nothing else.")
    other_amount = pounds(
        "Its price", required=False, hint="In pounds, as agreed with the provider, to supply and fit."
    )
    other_reason = words("Why it is needed", "", rows=2, required=False)

    def __init__(self, data: Data = None, *, of: SolutionLine, provider: Organisation) -> None:
        super().__init__(data)
        buyer = of.case.organisation
        self.line, self.today = of, clock.today()
        self.price = price_of(of.adaptation, buyer=buyer, provider=provider, day=self.today) if of.adaptation else None
        if self.price:
            self.fields["quantity"] = how_many(f"How many: {self.price.item_name}, £{self.price.amount:,.2f} each")
        self.stock = {str(item.uid): item for item in offered_from_stock(of.adaptation, buyer)}
        if self.stock:
            self._offer_stock()
        extras = list(prices_holding(buyer=buyer, day=self.today, provider=provider).filter(adaptation=None))
        if extras:
            self.fields["extras"] = PriceChoices(
                queryset=Price.objects.filter(pk__in=[price.pk for price in extras]),
                label="Extras from the price list",
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        if of.adaptation and not self.price:
            self.fields["other_name"].initial = of.adaptation.name
        payers = Organisation.objects.filter(kind__in=COUNCILS, partnership="") | Organisation.objects.filter(
            pk=buyer.pk
        )
        billed = cast(forms.ModelChoiceField, self.fields["billed_to"])
        billed.queryset, billed.initial = payers.order_by("name"), buyer

    def _offer_stock(self) -> None:
        """What came back first, before anything new."""
        choices = [(uid, f"{item}, in stock") for uid, item in self.stock.items()]
        self.fields["stock"] = one_of(
            "Use what is in stock already?", [*choices, ("", "No, buy a new one")], "Choose one"
        )
        self.fields["stock"].required = False
        self.fields["stock"].initial = choices[0][0]
        self.fields["charge"] = pounds("What the provider takes to fit it", required=False, hint="In pounds.")
        if "quantity" in self.fields:
            self.fields["quantity"].help_text = "Counts only if you buy a new one."

    @property
    def layout(self) -> list[tuple[str, list[str]]]:  # type: ignore[override]
        listed: list[str] = [name for name in ("quantity", "extras") if name in self.fields]
        stock: list[str] = [name for name in ("stock", "charge") if name in self.fields]
        return [
            ("In stock already", stock),
            ("From the price list", listed),
            ("Outside the price list", ["other_name", "other_amount", "other_reason"]),
            ("The order", ["instructions", "wanted_by", "billed_to"]),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("stock") and data.get("charge") is None and "charge" not in self.errors:
            self.add_error("charge", "Enter what the provider takes to fit it, or 0")
        other = [data.get("other_name"), data.get("other_amount") is not None, data.get("other_reason")]
        if not self.price and self.line.adaptation and not any(other) and not data.get("stock"):
            self.add_error("other_name", "Say what is ordered: this provider’s list has no price for it")
        if any(other) and not all(other):
            needed = {
                "other_name": "Say what it is",
                "other_amount": "Enter the price that was agreed",
                "other_reason": "Say why it is needed although the list does not have it",
            }
            for (field, message), value in zip(needed.items(), other, strict=True):
                # An item that was filled in for you and nothing else is no reason to ask.
                if not value and field not in self.errors:
                    self.add_error(field, message)
        wanted = data.get("wanted_by")
        if wanted and wanted < self.today:
            self.add_error("wanted_by", "Choose today or a later day")
        return data

    def details(self) -> dict[str, Any]:
        data = self.cleaned_data
        items: list[Wanted] = []
        if data.get("stock"):
            items.append(FromStock(item=self.stock[data["stock"]], charge=data["charge"]))
        elif self.price:
            items.append(Listed(price=self.price, quantity=data["quantity"]))
        items += [Listed(price=price) for price in data.get("extras", [])]
        if data["other_name"]:
            items.append(Agreed(name=data["other_name"], amount=data["other_amount"], reason=data["other_reason"]))
        return {
            "items": items,
            "instructions": data["instructions"],
            "wanted_by": data["wanted_by"],
            "billed_to": data["billed_to"],
        }


class NothingMore(forms.Form):
    """A step that needs no words."""

    def details(self) -> dict[str, Any]:
        return {}


class TimesForm(forms.Form):
    """From when to when, on one day or over several."""

    on = DateField(label="Day", error_messages=DAY)
    starts = time_of_day("From", "Enter from when")
    until = DateField(
        label="Last day, if it is another",
        required=False,
        error_messages={"incomplete": DAY["incomplete"]},
    )
    ends = time_of_day("To", "Enter until when")
    agreed = forms.BooleanField(
        label="This is agreed with the person",
        error_messages={"required": "Agree the time with the person first, and tick this"},
    )

    def __init__(self, data: Data = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if all(data.get(name) for name in ("on", "starts", "ends")):
            data["starts_at"] = _moment(data["on"], data["starts"])
            data["ends_at"] = _moment(data.get("until") or data["on"], data["ends"])
            if data["ends_at"] <= data["starts_at"]:
                self.add_error("ends", "The end must come after the start")
            elif data["ends_at"] <= clock.now():
                self.add_error("on", "Choose a time that is still to come")
        return data

    def details(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("starts_at", "ends_at")}


def _moment(day: Any, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))


class VisitForm(TimesForm):
    """A visit other than the works."""

    kind = one_of("What for", [(kind.value, kind.label) for kind in PLANNED_KINDS], "Choose what the visit is for")
    field_order = ["kind", "on", "starts", "until", "ends", "agreed"]

    def details(self) -> dict[str, Any]:
        return super().details() | {"kind": self.cleaned_data["kind"]}


class InspectionForm(forms.Form):
    result = one_of(
        "What did you find?",
        [("passed", "It is right"), ("snags", "Something must be put right")],
        "Choose what you found",
    )
    snags = words("What must be put right", "", rows=4, required=False, hint="One thing on each line.")
    note = words("Anything else", "", rows=2, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        found = [words[:300] for words in data.get("snags", "").splitlines() if words.strip()]
        if data.get("result") == "snags" and not found:
            self.add_error("snags", "Write what must be put right")
        if data.get("result") == "passed" and found:
            self.add_error("result", "You wrote down something to put right. Choose that, or empty the box")
        data["found"] = found
        return data

    def details(self) -> dict[str, Any]:
        return {"snags": self.cleaned_data["found"], "note": self.cleaned_data["note"]}


class PutRightForm(forms.Form):
    """Which snags are put right now."""

    snags = SnagChoices(
        queryset=Snag.objects.none(),
        label="What is put right now",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose what is put right"},
    )
    note = line("How it was put right", length=300)

    def __init__(self, data: Data = None, *, provision: Provision) -> None:
        super().__init__(data)
        field = cast(forms.ModelMultipleChoiceField, self.fields["snags"])
        field.queryset = provision.snags.filter(put_right_at=None)

    def details(self) -> dict[str, Any]:
        return {"snags": list(self.cleaned_data["snags"]), "note": self.cleaned_data["note"]}


class AddItemForm(forms.Form):
    """One more item: of the list as it was on the order's day, or outside it."""

    listed = OnePrice(
        queryset=Price.objects.none(), label="From the price list", required=False, empty_label="Not from the list"
    )
    quantity = how_many("How many")
    name = line("Or something that the list does not have")
    amount = pounds("Its price for each", required=False, hint="In pounds, as agreed with the provider.")
    reason = words("Why it is needed", "", rows=2, required=False, hint="For what the list does not have.")

    def __init__(self, data: Data = None, *, provision: Provision) -> None:
        super().__init__(data)
        day = timezone.localdate(provision.ordered_at)
        prices = prices_holding(buyer=provision.line.case.organisation, day=day, provider=provision.provider)
        field = cast(forms.ModelChoiceField, self.fields["listed"])
        field.queryset = Price.objects.filter(pk__in=[price.pk for price in prices]).select_related("adaptation")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("listed") and data.get("name"):
            self.add_error("name", "Choose from the list, or write something that it does not have: not both")
        if not data.get("listed"):
            for field, message in (
                ("name", "Choose from the list, or say what it is"),
                ("reason", "Say why it is needed although the list does not have it"),
            ):
                if not data.get(field):
                    self.add_error(field, message)
            if data.get("amount") is None and "amount" not in self.errors:
                self.add_error("amount", "Enter the price that was agreed")
        return data

    def details(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data["listed"]:
            return {"item": Listed(price=data["listed"], quantity=data["quantity"])}
        agreed = {name: data[name] for name in ("name", "amount", "reason", "quantity")}
        return {"item": Agreed(**agreed)}


class HandOverForm(SectionedForm):
    """That it was shown, tried, and that somebody can be rung."""

    was_demonstrated = forms.BooleanField(
        label="I showed how it works, and how to use it safely",
        error_messages={"required": "Show how it works first, and tick this"},
    )
    was_tried = one_of("Did the person try it?", [("yes", "Yes"), ("no", "No")], "Choose whether the person tried it")
    not_tried_reason = words("If not, why not", "", rows=2, required=False)
    contacts_left = words(
        "Whom to ring if something is wrong",
        "Write whom to ring",
        rows=2,
        hint="The names and numbers that you left with the person.",
    )
    documents_left = words(
        "Papers that you left", "", rows=2, required=False, hint="Instructions, guarantee, certificate."
    )
    note = words("How it went", "", rows=3, required=False)
    layout = (
        ("Shown and tried", ["was_demonstrated", "was_tried", "not_tried_reason"]),
        ("Left with the person", ["contacts_left", "documents_left", "note"]),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("was_tried") == "no" and not data.get("not_tried_reason"):
            self.add_error("not_tried_reason", "Say why the person did not try it")
        return data

    def details(self) -> dict[str, Any]:
        return self.cleaned_data | {"was_tried": self.cleaned_data["was_tried"] == "yes"}
