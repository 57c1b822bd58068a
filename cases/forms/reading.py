"""Forms about who reads a record."""

from typing import Any, cast

from django import forms
from django.http import QueryDict

from cases.constants.reading import StatedWhy
from cases.forms.fields import Data, one_of, words
from core import clock
from core.forms import DateField
from people.models import Employment, User
from people.selectors import current_employment

# Before the names of its fields when it travels with another form, so that no two are the same.
WITH_A_FORM = "reason"


class StatedReasonForm(forms.Form):
    """Why somebody without a task in a case opens it."""

    why = one_of("Why do you open this record?", StatedWhy.choices, "Choose why you open this record")
    words = words("In a few words", "", hint="Needed for another reason.", rows=2, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("why") == StatedWhy.OTHER and not data.get("words", "").strip():
            self.add_error("words", "Say in a few words why you open this record")
        return data

    def details(self) -> dict[str, Any]:
        return self.cleaned_data

    @classmethod
    def sent_with(cls, data: QueryDict) -> "StatedReasonForm | None":
        """The reason that came with another form; None where that form came alone."""
        return cls(data, prefix=WITH_A_FORM) if f"{WITH_A_FORM}-words" in data else None


class ReadingsForm(forms.Form):
    """Narrow the list of readings. Whatever makes no sense is left out, so a list always comes."""

    is_search = True

    reference = forms.CharField(label="Case", max_length=20, required=False)
    reader = forms.ModelChoiceField(
        label="Read by", queryset=User.objects.none(), required=False, empty_label="Everybody"
    )
    day = DateField(label="On which day", required=False)
    unusual = forms.BooleanField(label="Only what is unusual", required=False)

    def __init__(self, data: Data, *, user: User) -> None:
        super().__init__(data)
        job = current_employment(user)
        colleagues = Employment.objects.filter(organisation=job.organisation_id if job else None)
        cast(forms.ModelChoiceField, self.fields["reader"]).queryset = User.objects.filter(
            pk__in=colleagues.values("user")
        ).order_by("first_name", "last_name")

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        data = self.cleaned_data
        day = data.get("day")
        return {
            "reference": data.get("reference", "").strip(),
            "reader": data.get("reader"),
            "day": day if day and day <= clock.today() else None,
            "unusual": data.get("unusual", False),
        }
