"""Forms about how complex a need is."""

from typing import Any, cast

from django import forms

from cases.constants.tier import RECORDED_OF_CASE, RECORDED_OF_LINE, Situation
from cases.forms.fields import Data, one_of, words
from cases.tiers import Computed
from people.vocabulary import Tier


class CircumstancesForm(forms.Form):
    """What makes the need more complex. What is ticked stays recorded."""

    situations = forms.MultipleChoiceField(
        label="What makes it more complex",
        choices=[(one.value, one.label) for one in (*RECORDED_OF_CASE, *RECORDED_OF_LINE)],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose what makes it more complex"},
        help_text="Tick what is so. The first three are about the person and the home, and count for the whole case.",
    )
    note = words("What you know of it", "", rows=2, required=False)

    def details(self) -> dict[str, Any]:
        return self.cleaned_data | {"situations": [Situation(one) for one in self.cleaned_data["situations"]]}


class LowerTierForm(forms.Form):
    """To which tier, and why."""

    tier = one_of("How complex the need is", [], "Choose how complex the need is")
    reason = words(
        "Why it is less complex",
        "Write why it is less complex",
        hint="What you looked at, and why what raised the tier does not make this need harder to assess.",
    )

    def __init__(self, data: Data = None, *, computed: Computed) -> None:
        super().__init__(data)
        below = [one for one in Tier if computed.catalogue.rank <= one.rank < computed.tier.rank]
        cast(forms.ChoiceField, self.fields["tier"]).choices = [(one.value, one.label) for one in below]

    def details(self) -> dict[str, Any]:
        return self.cleaned_data | {"tier": Tier(self.cleaned_data["tier"])}
