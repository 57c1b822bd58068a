"""Handing a case over to another owner (P12)."""

from typing import Any, cast

from django import forms

from cases.forms.fields import Data, words
from cases.forms.panel import UserField
from cases.models import Case
from cases.selectors.handovers import may_own


class HandoverForm(forms.Form):
    to = UserField("New owner", "Choose the new owner", "Caseworkers of the case’s organisation.")
    note = words(
        "What the new owner needs to know",
        "Write what the new owner needs to know",
        hint="What was promised, what is next, and by when. It stays in the case.",
    )

    def __init__(self, data: Data = None, *, case: Case) -> None:
        super().__init__(data)
        people = may_own(case).exclude(pk=case.owner_id)
        cast(UserField, self.fields["to"]).offer(set(people.values_list("pk", flat=True)))

    def details(self) -> dict[str, Any]:
        return self.cleaned_data
