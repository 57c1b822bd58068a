"""Forms of the housing conversation, of goals, and of a question to an occupational therapist."""

from typing import Any, cast

from django import forms

from cases.constants.conversation import Capacity, Considered
from cases.constants.outcome import Met
from cases.forms.fields import Data, SectionedForm, one_of, words
from cases.models import Case, Power
from core import clock

TALKED_OF = {
    "rehousing": "A move to another home",
    "equipment": "Equipment",
    "technology": "Technology",
    "rehabilitation": "Rehabilitation or reablement",
}
MOST_OF_A_GOAL = 300


def powers_of(case: Case) -> Any:
    """Those who may decide for the person today, by the papers that were seen."""
    today = Power.objects.on(clock.today()).filter(person=case.person_id)
    return today.filter(pk__in=[power.pk for power in today if power.may_decide])


def who_decides(case: Case) -> forms.ModelChoiceField:
    class Named(forms.ModelChoiceField):
        def label_from_instance(self, power: Any) -> str:
            return f"{power.holder}, {power.get_kind_display().lower()}"

    return Named(
        label="If somebody else decides: who",
        queryset=powers_of(case),
        required=False,
        empty_label="The person decides",
        help_text="Their power is recorded first, under “Person and home”, with the paper that you have seen.",
    )


class ConversationForm(SectionedForm):
    """Record a conversation. Each solution other than an adaptation is talked through, with the reason."""

    what_matters = words(
        "What matters to the person", "Write what matters to the person", hint="In their own words where you can."
    )
    goals = words(
        "What they want to be able to do",
        "Write what they want to be able to do",
        hint="In their own words. One goal on each line: each is asked about again later.",
    )
    took_part = words("Who took part", "Write who took part", hint="The person, a carer, an advocate, you.", rows=2)
    had_time_alone_offered = forms.BooleanField(
        label="The person was offered time to talk alone with me", required=False
    )
    capacity = one_of("Who decides", Capacity.choices, "Choose who decides")
    support_tried = words(
        "What was done to help them decide",
        "",
        hint="Time of day, pictures, an interpreter, somebody they trust. Leave empty if they needed no help.",
        rows=2,
        required=False,
    )

    def __init__(self, data: Data = None, *, case: Case, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["power"] = who_decides(case)
        for name, label in TALKED_OF.items():
            self.fields[name] = one_of(label, Considered.choices, f"Choose what came of it: {label.lower()}")
            self.fields[f"{name}_reason"] = words(f"Why: {label.lower()}", f"Say why: {label.lower()}", rows=2)
        talked_of = [field for name in TALKED_OF for field in (name, f"{name}_reason")]
        deciding = ["took_part", "had_time_alone_offered", "capacity", "support_tried", "power"]
        self.layout = (
            ("What matters", ["what_matters", "goals"]),
            ("What else could help", talked_of),
            ("Who took part and who decides", deciding),
        )

    def clean_goals(self) -> list[str]:
        goals = [goal.strip() for goal in self.cleaned_data["goals"].splitlines() if goal.strip()]
        if any(len(goal) > MOST_OF_A_GOAL for goal in goals):
            raise forms.ValidationError(f"Keep each goal to {MOST_OF_A_GOAL} characters: one line for each")
        return goals

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        capacity = data.get("capacity")
        if capacity and capacity != Capacity.DECIDES and not data.get("support_tried", "").strip():
            self.add_error("support_tried", "Write what was done to help them decide")
        if capacity == Capacity.REPRESENTED and not data.get("power"):
            self.add_error("power", "Choose who decides. Record their power first if they are not in the list")
        return data

    def details(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        for name in TALKED_OF:
            data[name] = (data[name], data.pop(f"{name}_reason"))
        return data


class MeasureForm(forms.Form):
    """How far one goal is met now."""

    met = one_of("How far is it met now?", Met.choices, "Choose how far it is met")
    words = words("In the person’s own words", "", rows=3, required=False)

    def details(self) -> dict[str, Any]:
        return self.cleaned_data


class QuestionForm(forms.Form):
    """Ask an occupational therapist."""

    words = words(
        "Your question",
        "Write your question",
        hint="Do not name the person or say where they live. Say what they can and cannot do, and what you think of.",
        rows=5,
    )

    def details(self) -> dict[str, Any]:
        return self.cleaned_data


class AnswerForm(forms.Form):
    """Answer as an occupational therapist."""

    answer = words("Your answer", "Write your answer", rows=6)

    def details(self) -> dict[str, Any]:
        return cast(dict[str, Any], self.cleaned_data)
