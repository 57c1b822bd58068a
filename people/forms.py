"""What officers and managers type about people: checks, registrations, experience, secondments. Never what a check
says (A9).
"""

from typing import Any

from django import forms

from core.forms import DateField
from people.constants import RegistrationBody, StaffCheckKind
from people.models import Organisation, Profession, ServiceSetting
from people.staff_checks import Due


class DueForm(forms.Form):
    is_search = True

    due = forms.ChoiceField(label="Show", required=False, choices=[("", "Everybody"), *Due.choices])


class NameForm(forms.Form):
    is_search = True

    name = forms.CharField(label="Name, or part of it", required=False, max_length=100)


class StaffCheckForm(forms.Form):
    kind = forms.ChoiceField(
        label="Which check did you see?",
        choices=StaffCheckKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which check you saw"},
    )
    checked_on = DateField(
        label="On which day did you see it?",
        help_text="For example 4 6 2027",
        error_messages={"required": "Enter the day on which you saw it"},
    )
    recheck_on = DateField(
        label="When is it to be looked at again?",
        help_text="Your organisation’s own date. After that day, what needs a check is refused.",
        error_messages={"required": "Enter the day for looking again"},
    )


class RegistrationForm(forms.Form):
    body = forms.ChoiceField(
        label="With which body?",
        choices=RegistrationBody.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the body"},
    )
    number = forms.CharField(
        label="Registration number", max_length=30, error_messages={"required": "Enter the registration number"}
    )
    profession = forms.ModelChoiceField(
        label="As what?",
        queryset=Profession.objects.all(),
        empty_label="Choose",
        error_messages={"required": "Choose the profession"},
    )
    valid_from = DateField(label="From which day?", error_messages={"required": "Enter the first day"})
    valid_until = DateField(
        label="On which day does it end?",
        help_text="From this day on it no longer counts. To renew it later, record it again from this day.",
        error_messages={"required": "Enter the day on which it ends"},
    )
    checked_on = DateField(
        label="When did you look it up on the body’s own register?",
        error_messages={"required": "Enter the day on which you looked it up"},
    )

    def clean_number(self) -> str:
        number: Any = self.cleaned_data["number"]
        return "".join(number.split()).upper()


class ExperienceForm(forms.Form):
    valid_from = DateField(
        label="Since which day are they experienced in complex needs?",
        help_text="For example 4 6 2027",
        error_messages={"required": "Enter the day from which it counts"},
    )
    valid_until = DateField(
        label="Until which day does it count?",
        help_text="From this day on it no longer counts. Leave it empty where no end is agreed.",
        required=False,
    )


class SecondmentForm(forms.Form):
    organisation = forms.ModelChoiceField(
        label="Which organisation are they lent to?",
        queryset=Organisation.objects.none(),
        empty_label="Choose",
        error_messages={"required": "Choose the organisation"},
    )
    job_title = forms.CharField(
        label="As what do they work there?", max_length=120, error_messages={"required": "Enter the job title"}
    )
    service_setting = forms.ModelChoiceField(
        label="Where do they work there?",
        queryset=ServiceSetting.objects.all(),
        empty_label="Choose",
        error_messages={"required": "Choose where they work"},
    )
    valid_from = DateField(
        label="From which day?",
        help_text="Today or later, for example 4 6 2027",
        error_messages={"required": "Enter the first day"},
    )
    valid_until = DateField(
        label="On which day do they return?",
        help_text="From this day on they have their present job again.",
        error_messages={"required": "Enter the day on which they return"},
    )

    def __init__(self, data: Any = None, *, employer: Organisation | None) -> None:
        super().__init__(data)
        others: Any = Organisation.objects.ours().filter(is_employer=True)  # type: ignore[attr-defined]
        if employer:
            others = others.exclude(pk=employer.pk)
        self.fields["organisation"].queryset = others  # type: ignore[attr-defined]
