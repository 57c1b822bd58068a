"""What governance and moderators type: views on samples, their share, invitations of visiting signers."""

from typing import Any, cast

from django import forms

from competencies.constants import VISIT_MAX_DAYS, SampleOutcome
from competencies.forms import ModuleField, words
from competencies.models import SignOffRequest
from competencies.selectors import waiting_requests
from core.forms import DateField
from modules.models import Module
from people.constants import OrganisationKind, RegistrationBody
from people.models import Profession, ServiceSetting


class RequestsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.competency.code}, {obj.user}"


class SampleForm(forms.Form):
    """A moderator's view of a sampled sign-off."""

    outcome = forms.ChoiceField(
        label="What do you find?",
        choices=SampleOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you find"},
    )
    reasons = words(
        "Why?",
        rows=6,
        help_text="What in the evidence and the records brings you to this view, and what you advise the signers.",
        required="Say why",
    )


class ShareForm(forms.Form):
    """Of how many sign-offs one is drawn, from which day, and why."""

    one_in = forms.IntegerField(
        label="One sign-off in how many?",
        help_text="10 draws one in ten; 1 draws every one.",
        min_value=1,
        max_value=100,
        widget=forms.TextInput({"inputmode": "numeric"}),
        error_messages={
            "required": "Enter a number from 1 to 100",
            "invalid": "Enter a number from 1 to 100",
            "min_value": "Enter a number from 1 to 100",
            "max_value": "Enter a number from 1 to 100",
        },
    )
    valid_from = DateField(label="From which day?", error_messages={"required": "Enter the day from which it holds"})
    reason = words("Why?", required="Say why this is the right share")


class VisitorForm(forms.Form):
    """Who is to visit, what was checked about them, for what and how long."""

    first_name = forms.CharField(label="First name", max_length=150, error_messages={"required": "Enter a first name"})
    last_name = forms.CharField(label="Last name", max_length=150, error_messages={"required": "Enter a last name"})
    email = forms.EmailField(
        label="Their e-mail address at work",
        error_messages={
            "required": "Enter their e-mail address",
            "invalid": "Enter an e-mail address, like a@b.example",
        },
    )
    employer = forms.CharField(
        label="Who employs them?", max_length=120, error_messages={"required": "Enter their employer"}
    )
    employer_kind = forms.ChoiceField(
        label="What kind of organisation is that?",
        choices=[("", "Choose one"), *OrganisationKind.choices],
        error_messages={"required": "Choose a kind of organisation"},
    )
    partnership = forms.CharField(
        label="Which partnership does their employer belong to?",
        max_length=120,
        error_messages={"required": "Enter the name of their partnership"},
    )
    profession = forms.ModelChoiceField(
        Profession.objects.all(),
        label="Their profession",
        empty_label="Choose one",
        error_messages={"required": "Choose a profession"},
    )
    service_setting = forms.ModelChoiceField(
        ServiceSetting.objects.all(),
        label="Where they work",
        empty_label="Choose one",
        error_messages={"required": "Choose where they work"},
    )
    registration_body = forms.ChoiceField(
        label="Professional body, if they are registered",
        required=False,
        choices=[("", "None"), *RegistrationBody.choices],
    )
    registration_number = forms.CharField(label="Registration number", required=False, max_length=30)
    checked = words(
        "What was checked about their standing at home?",
        help_text="Whom you asked there, what they confirmed, how and when.",
        required="Say what was checked about their standing at home, and how",
    )
    module = ModuleField(
        label="For which module do they have standing?",
        help_text="They may sign at its tier.",
        queryset=Module.objects.all(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose a module"},
    )
    requests = RequestsField(
        label="Which requests should they sign?",
        help_text="Choose none if they may be asked for any.",
        queryset=SignOffRequest.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    valid_from = DateField(label="First day", error_messages={"required": "Enter the first day of the visit"})
    last_day = DateField(
        label="Last day",
        help_text=f"At most {VISIT_MAX_DAYS} days.",
        error_messages={"required": "Enter the last day of the visit"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        box = cast("forms.ModelMultipleChoiceField", self.fields["requests"])
        box.queryset = waiting_requests()
