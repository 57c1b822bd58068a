from typing import Any

from django import forms

from cases.constants.help_page import GivenHow
from cases.forms.fields import one_of


class HelpLinkForm(forms.Form):
    """How the person gets the address of their page."""

    how = one_of("How do they get it?", GivenHow.choices, "Choose how they get it")

    def details(self) -> dict[str, Any]:
        return self.cleaned_data
