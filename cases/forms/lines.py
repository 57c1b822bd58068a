"""Forms of a solution line, one for each step of the pathway."""

from decimal import Decimal
from typing import Any, cast

from django import forms

from accreditation.models import Adaptation
from cases.catalogue import contraindications_of, direct_access_ids
from cases.constants.decisions import Agreement, Concern, RedFlag, Relation
from cases.constants.lines import LineKind, LineRoute
from cases.constants.outcome import Met, ServiceOutcome
from cases.constants.reviews import ReviewDecision
from cases.forms.fields import Data, Section, SectionedForm, line, one_of, words
from cases.models import Case, SolutionLine
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


class ProposeForm(forms.Form):
    """Put a solution before the person."""

    kind = one_of("What kind of solution", LineKind.choices, "Choose the kind of solution")
    adaptation = AdaptationField()
    title = line("What it is, in a few words", length=160, hint="Leave empty to use the catalogue’s name.")
    purpose = words("What it is for", "Write what it is for", rows=3)
    needs_assessment = forms.BooleanField(
        label="Assess it all the same",
        required=False,
        help_text="Items marked “direct access here” need no case assessment, unless you tick this or an answer "
        "raises a red flag. Anything that is not in the catalogue is simply agreed with the person.",
    )

    def __init__(self, data: Data = None, *, case: Case) -> None:
        super().__init__(data)
        self.listed = direct_access_ids(case.home.tenure)
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


class AssessmentForm(SectionedForm):
    """The case assessment, with a question for each thing that the catalogue says to check first."""

    reason_for_provision = words(
        "Reason for provision",
        "Write why it is needed",
        hint="What the person cannot do safely now, and what it would let them do.",
    )
    minimum_intervention = words(
        "Minimum intervention",
        "Write why nothing smaller would do",
        hint="What is the least that would work? Why is that not enough, if you propose more?",
    )
    alternatives = words("Alternatives considered", "Write which alternatives you considered")
    discussion = words("What the person said about them", "Write what the person said about the alternatives")
    long_term_suitability = words(
        "Long-term suitability of the home",
        "Write how the home will suit the person in years to come",
        hint="Will this home still work as needs change?",
    )
    decision = words("What was decided, and why", "Write what was decided, and why")
    agreement = one_of("Does the person agree?", Agreement.choices, "Choose whether the person agrees")
    agreement_note = words(
        "What they said, or who decides for them",
        "",
        hint="And the carer’s view, if it differs.",
        rows=2,
        required=False,
    )

    def __init__(self, data: Data = None, *, line: SolutionLine) -> None:
        super().__init__(data)
        self.prompts = dict(enumerate(contraindications_of(line.adaptation)))
        for number, prompt in self.prompts.items():
            label = prompt[:1].upper() + prompt[1:]
            self.fields[f"concern_{number}"] = one_of(label, Concern.choices, f"Choose what you found: {prompt}")
            self.fields[f"note_{number}"] = words(f"What you found: {prompt}", "", rows=2, required=False)

    def sections(self) -> list[Section]:
        asked = [self[f"{part}_{number}"] for number in self.prompts for part in ("concern", "note")]
        return [
            Section("Why", [self["reason_for_provision"], self["minimum_intervention"]]),
            Section(
                "What to check first",
                asked,
                "Think of what the person can do in this home. A diagnosis alone rules nothing out.",
            ),
            Section("Alternatives", [self["alternatives"], self["discussion"]]),
            Section("The home and the decision", [self["long_term_suitability"], self["decision"]]),
            Section("The person’s agreement", [self["agreement"], self["agreement_note"]]),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number, prompt in self.prompts.items():
            concern = data.get(f"concern_{number}", Concern.NONE)
            if concern != Concern.NONE and not data.get(f"note_{number}"):
                self.add_error(f"note_{number}", f"Explain the concern in a few words: {prompt}")
        return data

    def details(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        data["contraindications"] = {
            prompt: (data.pop(f"concern_{number}"), data.pop(f"note_{number}"))
            for number, prompt in self.prompts.items()
        }
        return data


class RecommendForm(forms.Form):
    """Recommend what was assessed, at the catalogue's tier or above."""

    tier = one_of(
        "How complex the need is",
        [],
        "Choose how complex the need is",
        hint="Choose more when needs affect each other, a condition is getting worse, it is for a child, or the work "
        "changes the structure.",
    )
    tier_reason = words("Why it is more than the catalogue says", "", rows=2, required=False)
    summary = words(
        "Your recommendation",
        "Write your recommendation",
        hint="What to fit, where, and anything the fitter must know.",
    )

    def __init__(self, data: Data = None, *, line: SolutionLine) -> None:
        self.least = Tier(line.item.tier)
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

    def relation(self) -> Relation | None:
        """The tie that was declared, even where the rest of the form is not right."""
        tie = self.cleaned_data.get("tie", NO_TIE)
        return None if tie == NO_TIE else Relation(tie)


class DirectAccessForm(forms.Form):
    """The red-flag questions, as asked of the person, and the name of whoever reads the answers."""

    tie = one_of(
        "Do you know the person outside work?",
        [(NO_TIE, "No"), *Relation.choices],
        "Say whether you know the person outside work",
        hint="What you say here stays on record.",
    )

    def __init__(self, data: Data = None) -> None:
        super().__init__(data)
        tie = self.fields.pop("tie")
        for flag in RedFlag:
            self.fields[flag.value] = one_of(flag.label, [("no", "No"), ("yes", "Yes")], f"Answer: {flag.label}")
        self.fields["tie"] = tie

    def relation(self) -> Relation | None:
        tie = self.cleaned_data.get("tie", NO_TIE)
        return None if tie == NO_TIE else Relation(tie)

    def details(self) -> dict[str, Any]:
        return {"answers": {flag.value: self.cleaned_data[flag.value] == "yes" for flag in RedFlag}}


class CommitmentForm(forms.Form):
    amount = forms.DecimalField(
        label="Amount in pounds",
        min_value=Decimal("0.01"),
        max_digits=9,
        decimal_places=2,
        widget=forms.TextInput({"inputmode": "decimal", "class": "nhsuk-input--width-5"}),
        error_messages={
            "required": "Enter the amount",
            "invalid": "Enter the amount in pounds, such as 185.50",
            "min_value": "The amount must be more than nothing",
        },
    )
    budget = line("From which budget", "Enter the budget", hint="Such as “Adaptations 2027/28”.")

    def details(self) -> dict[str, Any]:
        return self.cleaned_data


class WaitForm(forms.Form):
    reason = words("What it waits for", "Write what it waits for", rows=2, hint="The person will be told this.")

    def details(self) -> dict[str, Any]:
        return self.cleaned_data


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
