"""Forms of opening a case again, and of following somebody up."""

from typing import Any, cast

from django import forms
from django.db.models import Q

from cases.constants.reopening import CHOSEN, FollowUpWhy, ReopenedWhy
from cases.forms.fields import Data, one_of, words
from cases.models import Case
from cases.selectors.handovers import may_own
from core.forms import DateField
from people.models import User


class ReopenForm(forms.Form):
    why = one_of("Why the case goes on", ReopenedWhy.choices, "Choose why the case goes on")
    words = words("What has happened", "Write what has happened", rows=3)
    owner = forms.ModelChoiceField(
        label="Who owns it now",
        queryset=User.objects.none(),
        empty_label="Choose one",
        error_messages={"required": "Choose who owns it now"},
    )

    def __init__(self, data: Data = None, *, case: Case) -> None:
        super().__init__(data, initial={"owner": case.owner_id})
        may = User.objects.filter(Q(pk__in=may_own(case).values("pk")) | Q(pk=case.owner_id))
        cast(forms.ModelChoiceField, self.fields["owner"]).queryset = may.order_by("first_name", "last_name", "pk")

    def details(self) -> dict[str, Any]:
        return self.cleaned_data


class FollowUpForm(forms.Form):
    due_on = DateField(
        label="On which day",
        help_text="For example, 27 3 2027",
        error_messages={"required": "Enter the day", "incomplete": "Enter day, month and year"},
    )

    def details(self) -> dict[str, Any]:
        return self.cleaned_data | {"why": FollowUpWhy.AGREED}


class FollowedUpForm(forms.Form):
    came_of = one_of("What came of it", CHOSEN, "Choose what came of it")
    words = words("In the person’s own words", "", rows=3, required=False)

    def details(self) -> dict[str, Any]:
        return self.cleaned_data
