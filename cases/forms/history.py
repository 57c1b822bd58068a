from typing import cast

from django import forms

from cases.forms.fields import Data
from cases.models import Case


class HistoryForm(forms.Form):
    """Show the history of one solution only. Whatever makes no sense is left out."""

    is_search = True

    line = forms.TypedChoiceField(label="About", coerce=int, empty_value=None, required=False)

    def __init__(self, data: Data, *, case: Case) -> None:
        super().__init__(data)
        lines = [(line.number, line.title) for line in case.lines.all()]
        cast(forms.ChoiceField, self.fields["line"]).choices = [("", "The whole case"), *lines]

    def chosen(self) -> int | None:
        self.is_valid()
        return self.cleaned_data.get("line")
