"""Forms of a case as a whole."""

from typing import Any, cast

from django import forms

from cases.constants.intake import CaseState, ClosedReason
from cases.constants.lines import LineState
from cases.forms.fields import Data, one_of, words
from cases.selectors import owners
from core.forms import DateField
from people.models import User


class WorkListForm(forms.Form):
    """Narrow the work list. Whatever makes no sense is left out, so a list always comes."""

    is_search = True

    q = forms.CharField(label="Reference, name, postcode or UPRN", max_length=80, required=False)
    state = forms.ChoiceField(
        label="Which cases",
        required=False,
        choices=[
            ("", "Every case"),
            *CaseState.choices,
            ("With a solution that is", LineState.choices),
        ],
    )
    owner = forms.ModelChoiceField(label="Owner", queryset=User.objects.none(), required=False, empty_label="Everybody")

    def __init__(self, data: Data, *, user: User) -> None:
        given = data.copy() if data is not None else None
        if given is not None and "state" not in given:
            given["state"] = CaseState.OPEN
        super().__init__(given)
        cast(forms.ModelChoiceField, self.fields["owner"]).queryset = owners(user)

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        owner = self.cleaned_data.get("owner")
        return {
            "state": self.cleaned_data.get("state", ""),
            "owner": owner.pk if owner else None,
            "search": self.cleaned_data.get("q", "").strip(),
        }


class CloseForm(forms.Form):
    reason = one_of("Why the case ends", ClosedReason.choices, "Choose why the case ends")
    note = words(
        "Anything to add",
        "",
        hint="Needed when you lost touch or a service could not be given: what was tried, and why.",
        rows=3,
        required=False,
    )
    follow_up_on = DateField(
        label="Follow the person up on",
        required=False,
        help_text="Needed when you lost touch. For example, 27 3 2027",
    )

    def details(self) -> dict[str, Any]:
        return self.cleaned_data
