"""Forms of equipment: taken in, checked, asked back, mended, disposed of."""

from typing import Any

from django import forms

from accreditation.models import Adaptation
from cases.constants.equipment import CheckKind
from cases.forms.fields import line, one_of, words
from cases.forms.provision import pounds
from core import clock
from core.forms import DateField


class TakeInForm(forms.Form):
    """One item, as it comes into the store."""

    adaptation = forms.ModelChoiceField(
        queryset=Adaptation.objects.order_by("name"),
        label="Item of the catalogue",
        required=False,
        empty_label="None of these",
    )
    name = line("What it is", hint="Leave empty to use the catalogue’s name.")
    serial_number = line("Serial number", "Enter the serial number", length=60)
    is_lifting = forms.BooleanField(
        label="It lifts people",
        required=False,
        help_text="Hoists and the like. They are thoroughly examined more often.",
    )
    value = pounds("What a new one costs, in pounds")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("name") and not data.get("adaptation"):
            self.add_error("name", "Choose an item of the catalogue, or say what it is")
        return data

    def details(self) -> dict[str, Any]:
        return self.cleaned_data


class CheckForm(forms.Form):
    kind = one_of("What was done", CheckKind.choices, "Choose what was done")
    done_on = DateField(label="Day", error_messages={"required": "Enter the day"})
    result = one_of("Did it pass?", [("yes", "Yes"), ("no", "No")], "Choose whether it passed")
    note = line("What was found", length=300)

    def clean_done_on(self) -> Any:
        if self.cleaned_data["done_on"] > clock.today():
            raise forms.ValidationError("Choose today or an earlier day")
        return self.cleaned_data["done_on"]

    def details(self) -> dict[str, Any]:
        data = self.cleaned_data
        kind = CheckKind(data["kind"])
        return {"kind": kind, "done_on": data["done_on"], "has_passed": data["result"] == "yes", "note": data["note"]}


class WordsForm(forms.Form):
    """A step that says something in words. `label` and `missing` are the step's own."""

    said = words("Why", "Write a few words", rows=2)

    def __init__(self, data: Any = None, *, label: str = "Why") -> None:
        super().__init__(data)
        self.fields["said"].label = label

    def details(self) -> dict[str, Any]:
        return {"said": self.cleaned_data["said"]}
