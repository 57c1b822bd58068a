"""Forms of the Housing MOT. Each fits a phone at somebody's door."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField

from cases.constants.mot import Acknowledged, ActionState, ForWhom, Harm, Likelihood, MotArea, SharedHow, ToldHow
from cases.forms.contact import MomentForm
from cases.forms.fields import Data, EditForm, line, one_of, words
from cases.models import HazardKind, HousingMot
from cases.services import HazardSeen
from core import clock
from core.forms import DateField

# Always so many empty places for hazards, below those that are there already.
EMPTY_PLACES = 2
MOST_PLACES = 20
PARTS = ("kind", "what", "likelihood", "harm", "advice", "who", "due_on", "is_danger")


class Place(NamedTuple):
    """Where one hazard is written down."""

    number: int
    fields: list[BoundField]
    is_filled: bool


class OnDay(forms.DateInput):
    input_type = "date"


def _day() -> forms.DateField:
    return forms.DateField(
        label="By which day",
        required=False,
        widget=OnDay({"class": "nhsuk-input nhsuk-input--width-10"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Enter the day by which it is done"},
    )


class AreaForm(EditForm):
    """One area: what was seen, and each hazard. A place without words for the hazard is left out."""

    found = words("What you saw and heard", "Write what you saw, or that all is in order", rows=5)

    def __init__(
        self,
        data: Data,
        *,
        kinds: Any,
        kept: Mapping[str, Any],
        typed: Mapping[str, Any],
        seen: str,
        not_before: date,
    ) -> None:
        self.not_before = not_before
        hazards = kept.get("hazards", [])
        self.keys = [hazard["key"] for hazard in hazards]
        initial: dict[str, Any] = {"found": kept.get("found", ""), "seen": seen}
        for number, hazard in enumerate(hazards):
            initial |= {f"hazard_{number}_{part}": hazard[part] for part in PARTS}
        super().__init__(data, initial=initial | dict(typed))
        names = [*(data or {}), *typed]
        sent = sum(name.startswith("hazard_") and name.endswith("_what") for name in set(names))
        self.places = min(max(len(hazards) + EMPTY_PLACES, sent), MOST_PLACES)
        for number in range(self.places):
            self._add_place(number, list(kinds))

    def _add_place(self, number: int, kinds: list[HazardKind]) -> None:
        name = f"hazard_{number}"
        if kinds:
            choices = [("", "None of these"), *((kind.pk, str(kind)) for kind in kinds)]
            self.fields[f"{name}_kind"] = forms.TypedChoiceField(
                label="Kind of hazard", choices=choices, required=False, coerce=int, empty_value=None
            )
        self.fields[f"{name}_what"] = line("What is the hazard", length=300)
        self.fields[f"{name}_likelihood"] = _optional("How likely is harm", Likelihood.choices)
        self.fields[f"{name}_harm"] = _optional("How bad could it be", Harm.choices)
        self.fields[f"{name}_advice"] = words("What we advise", "", rows=2, required=False)
        self.fields[f"{name}_who"] = line("Who does it", hint="The person, a relative, us, the landlord, a trade.")
        self.fields[f"{name}_due_on"] = _day()
        self.fields[f"{name}_is_danger"] = forms.BooleanField(
            label="There is a risk of death or injury now: an authority may have to be told", required=False
        )

    def label_of(self, field: BoundField) -> str:
        place = field.name.removeprefix("hazard_").partition("_")[0]
        return f"Hazard {int(place) + 1}: {field.label}" if place.isdecimal() else super().label_of(field)

    def in_places(self) -> list[Place]:
        found = []
        for number in range(self.places):
            names = [f"hazard_{number}_{part}" for part in PARTS]
            fields = [self[name] for name in names if name in self.fields]
            is_filled = bool(self[f"hazard_{number}_what"].value()) or any(field.errors for field in fields)
            found.append(Place(number + 1, fields, is_filled))
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number in range(self.places):
            name = f"hazard_{number}"
            typed = [data.get(f"{name}_{part}") for part in PARTS]
            if not any(typed):
                continue
            wanted = {
                "what": "Say what the hazard is",
                "likelihood": "Choose how likely harm is",
                "harm": "Choose how bad it could be",
                "advice": "Write what you advise",
                "who": "Say who does it",
                "due_on": "Enter the day by which it is done",
            }
            for part, missing in wanted.items():
                if not data.get(f"{name}_{part}") and f"{name}_{part}" not in self.errors:
                    self.add_error(f"{name}_{part}", missing)
            by = data.get(f"{name}_due_on")
            if by and by < self.not_before:
                self.add_error(f"{name}_due_on", "The day by which it is done is over already")
        return data

    def details(self) -> dict[str, Any]:
        data = self.cleaned_data
        hazards = []
        for number in range(self.places):
            values: dict[str, Any] = {part: data.get(f"hazard_{number}_{part}") for part in PARTS}
            if values["what"]:
                key = {"key": self.keys[number]} if number < len(self.keys) else {}
                hazards.append(HazardSeen(**values, **key))
        return {"found": data["found"], "hazards": hazards, "seen": data["seen"]}


def _optional(label: str, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=forms.RadioSelect)


class FinishForm(forms.Form):
    visited_on = DateField(
        label="Day of the visit",
        help_text="For example, 27 3 2027",
        error_messages={"required": "Enter the day of the visit", "incomplete": "Enter day, month and year"},
    )
    for_whom = one_of("Whom it is for", ForWhom.choices, "Choose whom it is for")
    took_part = words("Who took part", "Write who took part", rows=2)
    summary = words("In a few words, for the person", "Write a few words for the person", rows=4)
    may_share_with = words(
        "With whom the person agrees to share the results",
        "",
        hint="One name on each line, such as a doctor's practice. Leave empty for nobody.",
        rows=3,
        required=False,
    )
    acknowledged_by = line("Who acknowledged the limits of the survey", "Say who acknowledged the limits")
    acknowledged_how = one_of("How", Acknowledged.choices, "Choose how they acknowledged the limits")

    def __init__(self, data: Data = None, *, typed: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"visited_on": clock.today()} | dict(typed or {}))

    def details(self) -> dict[str, Any]:
        return self.cleaned_data | {"may_share_with": self.cleaned_data["may_share_with"].splitlines()}


class ShareForm(forms.Form):
    PERSON = "-"

    with_whom = one_of("To whom", [], "Choose to whom")
    how = one_of("How", SharedHow.choices, "Choose how")

    def __init__(self, data: Data = None, *, mot: HousingMot) -> None:
        super().__init__(data)
        self.fields["with_whom"].choices = [  # type: ignore[attr-defined]
            (self.PERSON, "The person"),
            *((name, name) for name in mot.may_share_with),
        ]

    def details(self) -> dict[str, Any]:
        with_whom = self.cleaned_data["with_whom"]
        return self.cleaned_data | {"with_whom": "" if with_whom == self.PERSON else with_whom}


class ActionForm(forms.Form):
    state = one_of(
        "What came of it",
        [choice for choice in ActionState.choices if choice[0] != ActionState.OPEN],
        "Choose what came of it",
    )
    note = words("In a few words", "", rows=3, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("state") == ActionState.DROPPED and not data.get("note"):
            self.add_error("note", "Say why it is not done")
        return data

    def details(self) -> dict[str, Any]:
        return self.cleaned_data


class ToldForm(MomentForm):
    authority = line(
        "Which authority",
        "Say which authority was told",
        length=160,
        hint="Such as the fire service, the gas emergency service, adult social care, environmental health.",
    )
    told_whom = line("Whom there", hint="A name, a post or a reference number.")
    told_how = one_of("How", ToldHow.choices, "Choose how they were told")

    field_order = ["authority", "told_whom", "told_how", "on", "hour"]

    def details(self) -> dict[str, Any]:
        names = ("authority", "told_whom", "told_how")
        return {name: self.cleaned_data[name] for name in names} | {"told_at": self.moment()}


def area_after(area: MotArea, looked_at: Mapping[str, Any]) -> MotArea | None:
    """The next area that nobody has looked at yet; None when all have been."""
    areas = list(MotArea)
    place = areas.index(area)
    return next((each for each in areas[place + 1 :] + areas[:place] if each not in looked_at), None)
