"""What is asked when a case system wants to hear of changes."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from accreditation.exceptions import TargetRefused
from accreditation.webhooks.constants import SUBSCRIBABLE
from accreditation.webhooks.targets import LONGEST_URL, read_target
from core import clock
from core.forms import DateField
from people.models import Locality


class WebhookForm(forms.Form):
    """Where to, about what, from where."""

    url = forms.CharField(
        label="Address of the receiver",
        help_text="It starts with https:// and leads to a machine on the public internet. Each delivery is signed, so "
        "leave passwords out of it.",
        max_length=LONGEST_URL,
        error_messages={"required": "Enter the address of the receiver"},
    )
    event_types = forms.MultipleChoiceField(
        label="What should it hear of?",
        help_text="Tick none to hear of everything, later kinds too.",
        choices=SUBSCRIBABLE,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    localities = forms.ModelMultipleChoiceField(
        label="From which localities?",
        help_text="Tick none to hear from everywhere.",
        queryset=Locality.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        to_field_name="code",
    )

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"].strip()
        try:
            read_target(url)
        except TargetRefused as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return url

    def clean_localities(self) -> list[str]:
        return [locality.code for locality in self.cleaned_data["localities"]]


class ReplayForm(forms.Form):
    """From which day on everything is sent again."""

    since = DateField(
        label="Send everything again since the start of",
        error_messages={"required": "Enter the day from which everything is sent again"},
    )

    def clean_since(self) -> datetime:
        day: Any = self.cleaned_data["since"]
        if day > clock.today():
            raise forms.ValidationError("Enter today or a day in the past.")
        return timezone.make_aware(datetime.combine(day, time.min))
