from django import forms

from core.forms import DateField
from stories.constants import ConsentKind


class ConsentForm(forms.Form):
    """What somebody agreed to, as it was put to them."""

    kind = forms.ChoiceField(label="Kind of consent", choices=ConsentKind.choices, widget=forms.RadioSelect)
    given_by = forms.CharField(label="Who agreed?", max_length=120, help_text="The teller, or who may speak for them.")
    agreed_to = forms.CharField(label="What did they agree to?", max_length=300)
    wording = forms.CharField(label="The words put to them", widget=forms.Textarea(attrs={"rows": 5}))
    valid_from = DateField(label="From")
    valid_until = DateField(label="Until", required=False, help_text="The first day on which it no longer holds.")
