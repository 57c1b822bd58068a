"""Forms about consent and building control."""

from typing import Any

from django import forms

from cases.constants.consents import BUILDING_CONTROL_WORDS, AskedOf, BuildingControl, ConsentGiven
from cases.forms.fields import Data, line, one_of, words
from cases.models import SolutionLine
from core.forms import DateField
from people.vocabulary import Nation


class AskConsentForm(forms.Form):
    asked_of = one_of("Who is asked", AskedOf.choices, "Choose who is asked")
    asked = line("Their name", "Enter whom you ask", hint="The landlord, or an agent who may answer for them.")
    address = words("Their address", "", rows=3, required=False, hint="For the letter. One line for each part.")
    asked_on = DateField(
        label="The day on which they got the request",
        error_messages={"required": "Enter the day on which they got the request"},
    )

    def details(self) -> dict[str, Any]:
        return self.cleaned_data | {"asked_of": AskedOf(self.cleaned_data["asked_of"])}


class ConsentAnswerForm(forms.Form):
    answer = one_of("What they answered", ConsentGiven.choices, "Choose what they answered")
    answered_on = DateField(label="When they answered", error_messages={"required": "Enter when they answered"})
    words = words("Their conditions, or their reasons for refusing", "", rows=3, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") in {ConsentGiven.CONDITIONS, ConsentGiven.REFUSED} and not data.get("words"):
            self.add_error("words", "Write down the conditions, or the reasons for refusing")
        return data

    def details(self) -> dict[str, Any]:
        return self.cleaned_data | {"answer": ConsentGiven(self.cleaned_data["answer"])}


class PermissionForm(forms.Form):
    """Whether the works touch common parts, and whether building control has a say."""

    has_common_parts = one_of(
        "Do the works touch common parts?",
        [("no", "No"), ("yes", "Yes, such as a close, stair, path or outside wall that several owners share")],
        "Choose whether the works touch common parts",
    )
    owners = forms.IntegerField(
        label="How many owners do the common parts have?",
        required=False,
        min_value=1,
        max_value=999,
        help_text="More than half of them must agree. Record the answer of each, that of the person’s own home too.",
        widget=forms.TextInput({"inputmode": "numeric", "class": "nhsuk-input nhsuk-input--width-3"}),
        error_messages={"invalid": "Enter a number, such as 8", "min_value": "Enter at least 1"},
    )
    building_control = one_of("", BuildingControl.choices, "Choose whether it is needed")
    note = words("Who said so, and anything else", "", rows=2, required=False)

    def __init__(self, data: Data = None, *, line: SolutionLine) -> None:
        super().__init__(data)
        what = BUILDING_CONTROL_WORDS[Nation(line.case.home.locality.nation)]
        self.fields["building_control"].label = f"Is a {what} needed?"
        if line.adaptation and (line.adaptation.warrant_likely or line.adaptation.structural):
            note = f" {line.adaptation.warrant_note.capitalize()}." if line.adaptation.warrant_note else ""
            self.fields["building_control"].help_text = f"The catalogue says that it is likely.{note}"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("has_common_parts") == "yes" and not data.get("owners") and "owners" not in self.errors:
            self.add_error("owners", "Enter how many owners the common parts have")
        return data

    def details(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        is_shared = data.pop("has_common_parts") == "yes"
        return data | {"has_common_parts": is_shared, "building_control": BuildingControl(data["building_control"])}


class WarrantForm(forms.Form):
    reference = line("Its reference", "Enter its reference", length=60)
    granted_on = DateField(label="When it was granted", error_messages={"required": "Enter when it was granted"})

    def details(self) -> dict[str, Any]:
        return self.cleaned_data
