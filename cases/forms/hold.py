"""Forms of a hold."""

from typing import Any

from django import forms

from cases.constants.hold import AskedBy, Paused
from cases.constants.lines import FINISHED
from cases.forms.fields import line as one_line
from cases.forms.fields import one_of, words
from cases.models import Case, SolutionLine
from core.forms import DateField

REVIEW = "Enter the day on which somebody looks at it again"


def review_day() -> DateField:
    return DateField(
        label="When does somebody look at it again?",
        help_text="For example, 4 6 2027. When the day has passed, the banner says so.",
        error_messages={"required": REVIEW},
    )


class HoldForm(forms.Form):
    """What waits, why, who asked, what it pauses, and until when."""

    line = forms.ModelChoiceField(
        label="What waits?", queryset=SolutionLine.objects.none(), required=False, empty_label="The whole case"
    )
    reason = words("Why does it wait?", "Say why it waits", rows=3)
    asked_by = one_of("Who asked?", AskedBy.choices, "Choose who asked")
    asked_by_note = one_line("Their name", length=160)
    pauses = forms.MultipleChoiceField(
        label="What does it pause?",
        choices=Paused.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Whoever tries one of these is told of the hold. Leave all of them empty to show the hold only.",
    )
    review_on = review_day()

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = SolutionLine.objects.filter(case=case).exclude(state__in=FINISHED)
        self.fields["line"].queryset = lines  # type: ignore[attr-defined]
        self.fields["line"].label_from_instance = lambda one: one.title  # type: ignore[attr-defined]

    def details(self) -> dict[str, Any]:
        cleaned = dict(self.cleaned_data)
        return cleaned | {
            "asked_by": AskedBy(cleaned["asked_by"]),
            "pauses": [Paused(one) for one in cleaned["pauses"]],
        }


class KeepHoldForm(forms.Form):
    note = words("Why does it still wait?", "Say why it still waits", rows=3)
    review_on = review_day()

    def details(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class EndHoldForm(forms.Form):
    note = words("What changed?", "", required=False, rows=3)

    def details(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class HoldListForm(forms.Form):
    """What to look for in the list of holds."""

    is_search = True
    search = forms.CharField(label="Reference or name", required=False, max_length=120)
    past_review = forms.BooleanField(label="Only those whose day of review has passed", required=False)

    def chosen(self) -> dict[str, Any]:
        return dict(self.cleaned_data) if self.is_valid() else {}
