"""Forms of a solution line, one for each step of the pathway."""

from typing import Any, cast

from django import forms

from accreditation.models import Adaptation
from cases.catalogue import direct_access_ids
from cases.constants.decisions import Relation
from cases.constants.lines import LineKind, LineRoute, LineState
from cases.constants.outcome import Met, ServiceOutcome
from cases.constants.reviews import ReviewDecision
from cases.forms.fields import Data, SectionedForm, line, one_of, words
from cases.models import Case, SolutionLine
from cases.tiers import tier_of
from people.vocabulary import Tier

NO_TIE = "none"


class AdaptationField(forms.ModelChoiceField):
    """The catalogue in groups by tier; items that need no assessment in this home say so."""

    def __init__(self) -> None:
        super().__init__(
            label="Catalogue item",
            queryset=Adaptation.objects.all(),
            required=False,
            empty_label="None of these",
            help_text="Needed for an adaptation. Items are grouped by how complex the need is.",
            error_messages={"invalid_choice": "Choose an item from the catalogue"},
        )

    def offer(self, listed: set[int]) -> None:
        groups: dict[str, list[tuple[int, str]]] = {tier.label: [] for tier in Tier}
        for item in Adaptation.objects.all():
            note = " (direct access here)" if item.pk in listed else ""
            groups[Tier(item.tier).label].append((item.pk, f"{item.name}{note}"))
        grouped = [(label, items) for label, items in groups.items() if items]
        self.choices = [("", self.empty_label), *grouped]


class NeedField(forms.ModelChoiceField):
    """The other items of a case, by what they are called there."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.title)


class ProposeForm(forms.Form):
    """Put a solution before the person."""

    kind = one_of("What kind of solution", LineKind.choices, "Choose the kind of solution")
    adaptation = AdaptationField()
    title = line("What it is, in a few words", length=160, hint="Leave empty to use the catalogue’s name.")
    purpose = words("What it is for", "Write what it is for", rows=3)
    same_need_as = NeedField(
        queryset=SolutionLine.objects.none(),
        required=False,
        label="For the same need as",
        empty_label="Another need",
        help_text="Items for one need are judged together: several of them can make it more complex.",
    )
    needs_assessment = forms.BooleanField(
        label="Assess it all the same",
        required=False,
        help_text="Items marked “direct access here” need no case assessment, unless you tick this or an answer "
        "raises a red flag. Anything that is not in the catalogue is simply agreed with the person.",
    )

    def __init__(self, data: Data = None, *, case: Case) -> None:
        super().__init__(data)
        self.listed = direct_access_ids(case.home.tenure)
        others = case.lines.exclude(adaptation=None).exclude(state=LineState.STOPPED)
        need = cast(forms.ModelChoiceField, self.fields["same_need_as"])
        need.queryset = others
        if not others:
            del self.fields["same_need_as"]
        cast(AdaptationField, self.fields["adaptation"]).offer(self.listed)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        item = data.get("adaptation")
        if data.get("kind") == LineKind.ADAPTATION and item is None and "adaptation" not in self.errors:
            self.add_error("adaptation", "Choose the adaptation from the catalogue")
        if item is None and not data.get("title"):
            self.add_error("title", "Say in a few words what it is")
        return data

    def details(self) -> dict[str, Any]:
        """As the service takes it: the shortest way that the tenure's policy allows, unless it is to be assessed."""
        data = dict(self.cleaned_data)
        item, is_assessed = data["adaptation"], data.pop("needs_assessment")
        is_direct = item is not None and item.pk in self.listed and not is_assessed
        return data | {"route": LineRoute.DIRECT_ACCESS if is_direct else LineRoute.ASSESSED}


class RecommendForm(forms.Form):
    """Recommend what was assessed, at the tier that the need has or above."""

    tier = one_of(
        "How complex the need is",
        [],
        "Choose how complex the need is",
        hint="What is recorded of the situation is counted already. Choose more for a reason of your own.",
    )
    tier_reason = words("Why it is more", "", rows=2, required=False)
    summary = words(
        "Your recommendation",
        "Write your recommendation",
        hint="What to fit, where, and anything the fitter must know.",
    )

    def __init__(self, data: Data = None, *, line: SolutionLine) -> None:
        self.least = tier_of(line).tier
        super().__init__(data, initial={"tier": self.least})
        offered = [(tier.value, tier.label) for tier in Tier if tier.rank >= self.least.rank]
        cast(forms.ChoiceField, self.fields["tier"]).choices = offered

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        tier = data.get("tier")
        if tier and Tier(tier).rank > self.least.rank and not data.get("tier_reason"):
            self.add_error("tier_reason", f"Say why this is more than “{self.least.label.lower()}”")
        return data

    def details(self) -> dict[str, Any]:
        return self.cleaned_data | {"tier": Tier(self.cleaned_data["tier"])}


class AuthoriseForm(forms.Form):
    """Confirm that one has no private tie to the person, and decide."""

    tie = one_of(
        "Do you know the person outside work?",
        [(NO_TIE, "No"), *Relation.choices],
        "Say whether you know the person outside work",
        hint="Nobody decides for themselves, a relative, a partner or a neighbour. What you say here stays on record.",
    )
    confirm = forms.BooleanField(
        label="I have read the case assessment and the recommendation, and this is right for the person",
        error_messages={"required": "Confirm that you have read them and that this is right"},
    )

    def __init__(self, data: Data = None, *, is_fast_tracked: bool = False) -> None:
        super().__init__(data)
        if is_fast_tracked:
            self.fields[
                "confirm"
            ].label = "I have read why it cannot wait and what is to be fitted, and this is right for the person"

    def relation(self) -> Relation | None:
        """The tie that was declared, even where the rest of the form is not right."""
        tie = self.cleaned_data.get("tie", NO_TIE)
        return None if tie == NO_TIE else Relation(tie)


class OutcomeForm(SectionedForm):
    """What changed for the person."""

    goals_met = one_of("Were the person’s goals met?", Met.choices, "Choose how far the goals were met")
    difference = words("What is different now", "Write what is different now")
    own_words = words("In the person’s own words", "", rows=3, required=False)
    stay_at_home = one_of(
        "Does it help them to stay at home for as long as they want?",
        ServiceOutcome.choices,
        "Choose one: staying at home",
    )
    avoid_hospital = one_of(
        "Does it make going into hospital without need less likely?",
        ServiceOutcome.choices,
        "Choose one: avoiding hospital",
    )
    home_from_hospital = one_of(
        "Did it help them to get home from hospital?", ServiceOutcome.choices, "Choose one: home from hospital"
    )
    right_housing = one_of(
        "Did it help them to make the right choice about housing?", ServiceOutcome.choices, "Choose one: right choice"
    )

    layout = (
        ("The person’s goals", ["goals_met", "difference", "own_words"]),
        ("What the service is for", ["stay_at_home", "avoid_hospital", "home_from_hospital", "right_housing"]),
    )

    def details(self) -> dict[str, Any]:
        return self.cleaned_data


class StopForm(forms.Form):
    reason = words("Why it stops", "Write why it stops", rows=3)

    def details(self) -> dict[str, Any]:
        return self.cleaned_data


class ReviewForm(forms.Form):
    decision = one_of("What should happen", ReviewDecision.choices, "Choose what should happen")
    note = words("Why", "Write why", rows=3)

    def details(self) -> dict[str, Any]:
        return self.cleaned_data | {"decision": ReviewDecision(self.cleaned_data["decision"])}
