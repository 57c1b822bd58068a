"""What people type about moderation and its share."""

from django import forms

from competencies.constants import SampleOutcome
from competencies.forms import words
from core.forms import DateField


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
