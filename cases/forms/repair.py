"""Name the finding that a handyperson answers."""

from typing import Any

from django import forms

from cases.forms.fields import Data, line, words
from cases.models import Case, CaseAssessment, MotHazard
from cases.selectors.repair import hazards_of, therapists_assessments


class RepairForm(forms.Form):
    finding = forms.ChoiceField(
        label="Which finding names the repair",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the finding", "invalid_choice": "Choose the finding"},
    )
    what = words("What is to be repaired", "Say what is to be repaired", rows=3)
    materials = line("Materials that the person buys", length=300)
    is_told_of_materials = forms.BooleanField(
        label="The person knows that our work is free and that they pay for the materials",
        error_messages={"required": "Tell the person first that they pay for the materials"},
    )

    def __init__(self, data: Data = None, *, case: Case) -> None:
        super().__init__(data)
        self.found: dict[str, MotHazard | CaseAssessment] = {}
        choices = []
        for hazard in hazards_of(case):
            self.found[f"hazard-{hazard.pk}"] = hazard
            choices.append((f"hazard-{hazard.pk}", f"Housing MOT {hazard.mot.number}: {hazard.what}"))
        for assessment in therapists_assessments(case):
            self.found[f"assessment-{assessment.pk}"] = assessment
            choices.append((f"assessment-{assessment.pk}", f"Case assessment: {assessment.line.title}"))
        self.fields["finding"].choices = choices  # type: ignore[attr-defined]

    def details(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        finding = self.found[data.pop("finding")]
        name = "hazard" if isinstance(finding, MotHazard) else "assessment"
        return data | {name: finding}
