"""The form of a case assessment, and of the choice between two people's texts (P4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cases.ability import what_is_missing
from cases.catalogue import alternatives_of, contraindications_of
from cases.constants.conversation import Capacity
from cases.constants.decisions import Agreement, AlternativeCame, Concern
from cases.forms.conversation import who_decides
from cases.forms.fields import Data, Section, SectionedForm, one_of, words
from cases.models import SolutionLine
from cases.services.assessment import CapacityDetails


class AssessmentForm(SectionedForm):
    """The case assessment, with a question for each contraindication and each alternative that the catalogue names."""

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
    alternatives = words("Other alternatives considered", "Write which alternatives you considered", required=False)
    discussion = words("What the person said about the alternatives", "Write what the person said about them")
    long_term_suitability = words(
        "Long-term suitability of the home",
        "Write how the home will suit the person in years to come",
        hint="Will this home still work as needs change?",
    )
    decision = words("What was decided, and why", "Write what was decided, and why")
    agreement = one_of("Does the person agree?", Agreement.choices, "Choose whether the person agrees")
    agreement_note = words("In the person’s own words", "", rows=2, required=False)
    carer_view = words(
        "What the carer thinks", "", rows=3, required=False, hint="Kept apart from what the person says."
    )

    def __init__(self, data: Data = None, *, line: SolutionLine, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.fields["power"] = who_decides(line.case)
        self.contraindications = dict(enumerate(contraindications_of(line.adaptation)))
        self.options = dict(enumerate(alternatives_of(line.adaptation)))
        for number, prompt in self.contraindications.items():
            label = prompt[:1].upper() + prompt[1:]
            self.fields[f"concern_{number}"] = one_of(label, Concern.choices, f"Choose what you found: {prompt}")
            self.fields[f"note_{number}"] = words(
                f"What the person can or cannot do: {prompt}", "", rows=2, required=False
            )
        for number, prompt in self.options.items():
            label = prompt[:1].upper() + prompt[1:]
            self.fields[f"came_{number}"] = one_of(label, AlternativeCame.choices, f"Choose what came of it: {prompt}")
            self.fields[f"tried_{number}"] = words(
                f"What was said or tried: {prompt}", f"Write what was said or tried: {prompt}", rows=2
            )
        self.fields["alternatives"].required = not self.options
        self.asks_capacity = bool(line.adaptation and line.adaptation.capacity_check)
        if self.asks_capacity:
            self.fields["capacity"] = one_of(
                "Who decides about this item?", Capacity.choices, "Choose who decides about this item"
            )
            self.fields["shown_by"] = words(
                "How you found that",
                "Write how you found that",
                rows=3,
                hint="What the person understood, kept in mind, weighed and said.",
            )
            self.fields["least_restrictive"] = words(
                "Why nothing less restrictive would do", "Write why nothing less restrictive would do", rows=3
            )

    def sections(self) -> list[Section]:
        checked = [self[f"{part}_{number}"] for number in self.contraindications for part in ("concern", "note")]
        options = [self[f"{part}_{number}"] for number in self.options for part in ("came", "tried")]
        capacity = [self[name] for name in ("capacity", "shown_by", "least_restrictive") if self.asks_capacity]
        return [
            Section("Why", [self["reason_for_provision"], self["minimum_intervention"]]),
            Section(
                "What to check first",
                checked,
                "Write what the person can do in this home. A diagnosis alone rules nothing out.",
            ),
            Section("Alternatives", [*options, self["alternatives"], self["discussion"]], "Talk each of them over."),
            Section(
                "Capacity and the least restriction",
                capacity,
                "This item can watch or limit somebody. It is recommended only when this is recorded.",
            ),
            Section("The home and the decision", [self["long_term_suitability"], self["decision"]]),
            Section(
                "The person’s agreement",
                [self["agreement"], self["agreement_note"], self["power"]],
            ),
            Section("The carer", [self["carer_view"]]),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number, prompt in self.contraindications.items():
            if data.get(f"concern_{number}", Concern.NONE) == Concern.NONE:
                continue
            note = data.get(f"note_{number}", "")
            if not note:
                self.add_error(f"note_{number}", f"Explain the concern in a few words: {prompt}")
            elif ask := what_is_missing(note):
                self.add_error(f"note_{number}", ask)
        if data.get("agreement") == Agreement.REPRESENTATIVE and not data.get("power"):
            self.add_error("power", "Choose who lawfully decides for the person")
        return data

    def typed(self) -> dict[str, str]:
        """What was typed, right or not, as a draft keeps it."""
        return {name: self.data.get(name, "") for name in self.fields}

    def details(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        data["contraindications"] = {
            prompt: (data.pop(f"concern_{number}"), data.pop(f"note_{number}"))
            for number, prompt in self.contraindications.items()
        }
        data["considered"] = {
            prompt: (data.pop(f"came_{number}"), data.pop(f"tried_{number}")) for number, prompt in self.options.items()
        }
        if self.asks_capacity:
            data["capacity_check"] = CapacityDetails(
                capacity=Capacity(data.pop("capacity")),
                shown_by=data.pop("shown_by"),
                least_restrictive=data.pop("least_restrictive"),
            )
        return data


MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One field in which two people wrote different things, side by side."""

    name: str
    label: str
    theirs: str
    mine: str
    mine_as_typed: str


def differences(form: AssessmentForm, mine: Mapping[str, str], theirs: Mapping[str, str]) -> list[Difference]:
    """Where what I typed is not what is saved, in the order of the form."""

    def shown(name: str, value: str) -> str:
        choices = getattr(form.fields[name], "choices", None)
        return str(dict(choices).get(value, value)) if choices else value

    return [
        Difference(
            name=field.name,
            label=str(field.label),
            theirs=shown(field.name, theirs.get(field.name, "")),
            mine=shown(field.name, mine.get(field.name, "")),
            mine_as_typed=mine.get(field.name, ""),
        )
        for section in form.sections()
        for field in section.fields
        if mine.get(field.name, "").strip() != theirs.get(field.name, "").strip()
    ]


def chosen(data: Mapping[str, str], theirs: Mapping[str, str], names: list[str]) -> dict[str, str] | None:
    """The text that comes of the choice made for each of these fields; None while one is not made."""
    merged = dict(theirs)
    for name in names:
        choice = data.get(f"choose_{name}")
        if choice not in {MINE, THEIRS}:
            return None
        if choice == MINE:
            merged[name] = data.get(name, "")
    return merged
