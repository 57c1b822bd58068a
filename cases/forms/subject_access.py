from typing import Any

from django import forms

from cases.constants.subject_access import IdentityKnown
from cases.forms.fields import one_of


class CopyForm(forms.Form):
    """How it is known that whoever asks is the person, or may act for them."""

    identity = one_of("How do you know who asks?", IdentityKnown.choices, "Choose how you know who asks")

    def details(self) -> dict[str, Any]:
        return self.cleaned_data


class CheckedForm(forms.Form):
    checked = forms.BooleanField(
        label="I have read the copy, and nothing in it is about somebody else that the person may not see",
        error_messages={"required": "Read the copy first, and confirm it"},
    )

    def details(self) -> dict[str, Any]:
        return {}
