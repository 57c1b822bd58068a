"""Forms of contacts, visits and missed clocks."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.timezone import localtime

from cases.clocks import at
from cases.constants.clocks import MissCause
from cases.constants.contact import ContactCame, ContactHow, ContactWith, HomeVisitFailed
from cases.forms.fields import Data, line, one_of, words
from core import clock
from core.forms import DateField
from people.models import User


class MomentForm(forms.Form):
    """A form that asks for a day and a time of that day. Nothing typed yet: now."""

    on = DateField(
        label="Day",
        help_text="For example, 27 3 2027",
        error_messages={"required": "Enter the day", "incomplete": "Enter day, month and year"},
    )
    hour = forms.TimeField(
        label="Time",
        help_text="For example, 14:30",
        input_formats=["%H:%M", "%H.%M", "%H%M"],
        widget=forms.TimeInput({"class": "nhsuk-input nhsuk-input--width-5", "inputmode": "text"}, format="%H:%M"),
        error_messages={"required": "Enter the time", "invalid": "Enter the time as hours and minutes, such as 14:30"},
    )

    def __init__(self, data: Data = None, *, initial: datetime | None = None) -> None:
        moment = localtime(initial or clock.now())
        super().__init__(data, initial={"on": moment.date(), "hour": moment.time()})

    def moment(self) -> datetime:
        hour: time = self.cleaned_data["hour"]
        return at(self.cleaned_data["on"], hour)


class ContactForm(MomentForm):
    how = one_of("How", ContactHow.choices, "Choose how you were in touch")
    with_whom = one_of("With whom", ContactWith.choices, "Choose with whom")
    came_of_it = one_of("What came of it", ContactCame.choices, "Choose what came of it")
    note = words("What was said", "", rows=3, required=False, hint="Only what is needed to help.")

    field_order = ["how", "with_whom", "came_of_it", "on", "hour", "note"]

    def details(self) -> dict[str, Any]:
        names = ("how", "with_whom", "came_of_it", "note")
        return {name: self.cleaned_data[name] for name in names} | {"at": self.moment()}


class WhyForm(forms.Form):
    """A reason, in words."""

    why = words("Why", "Say why", rows=3)

    def details(self) -> dict[str, Any]:
        return self.cleaned_data


class VisitForm(MomentForm):
    purpose = line("What the visit is for", "Say what the visit is for", length=160)
    visitor = forms.ModelChoiceField(
        label="Who goes",
        queryset=User.objects.none(),
        empty_label=None,
        error_messages={"required": "Choose who goes", "invalid_choice": "Choose who goes"},
    )
    is_agreed = forms.BooleanField(label="The person has agreed to this time", required=False)
    outside_hours_why = line(
        "If it is outside office hours: why the person asked for this time",
        length=200,
        hint="Leave empty for a visit in office hours.",
    )

    field_order = ["purpose", "visitor", "on", "hour", "is_agreed", "outside_hours_why"]

    def __init__(self, data: Data = None, *, visitors: Any, user: User, initial: datetime | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["visitor"].queryset = visitors  # type: ignore[attr-defined]
        self.initial["visitor"] = user.pk

    def details(self) -> dict[str, Any]:
        names = ("purpose", "visitor", "is_agreed", "outside_hours_why")
        return {name: self.cleaned_data[name] for name in names} | {"starts_at": self.moment()}


class AgreedForm(forms.Form):
    """Nothing to fill in: the button says it."""

    def details(self) -> dict[str, Any]:
        return {}


class MadeForm(MomentForm):
    note = words("Anything to add", "", rows=3, required=False)

    def details(self) -> dict[str, Any]:
        return {"made_at": self.moment(), "note": self.cleaned_data["note"]}


class FailedForm(forms.Form):
    because = one_of("Why the visit did not take place", HomeVisitFailed.choices, "Choose why it did not take place")
    note = words("Anything to add", "", rows=3, required=False)

    def details(self) -> dict[str, Any]:
        return self.cleaned_data


class MissForm(forms.Form):
    cause = one_of("What was the reason", MissCause.choices, "Choose the reason")
    words = words("In a few words", "Say it in a few words", rows=3)

    def details(self) -> dict[str, Any]:
        return self.cleaned_data
