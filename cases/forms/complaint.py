"""Forms of complaints and compliments."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cases.constants.complaint import FeedbackKind, FromWhom, GivenHow, ReceivedBy, StageOutcome, Whose
from cases.forms.fields import SectionedForm, one_of
from cases.forms.fields import line as one_line
from cases.forms.fields import words as sentences
from cases.models import Case, ComplaintStage
from core.forms import DateField
from people.vocabulary import Nation


def day(label: str, missing: str) -> DateField:
    return DateField(label=label, help_text="For example, 4 6 2027.", error_messages={"required": missing})


class FeedbackForm(SectionedForm):
    """What was said, by whom, and how it came."""

    kind = one_of("Is it a complaint or a compliment?", FeedbackKind.choices, "Choose complaint or compliment")
    words = sentences("What was said?", "Write down what was said", hint="In their own words, as far as you can.")
    wanted = sentences("What would put it right for them?", "", required=False, rows=3)
    whose = one_of(
        "By whose procedure is it answered?",
        Whose.choices,
        "Choose by whose procedure it is answered",
        hint="The council’s when they asked the council to answer it.",
    )
    from_whom = one_of("Who said it?", FromWhom.choices, "Choose who said it")
    from_name = one_line("Their name", hint="Leave it empty if they do not want to be named.")
    contact = sentences("How do we answer them?", "", required=False, rows=2)
    route = one_of("How did it come?", ReceivedBy.choices, "Choose how it came")
    received_on = day("When did it come?", "Enter the day on which it came")
    nation = one_of("Where does the person live?", Nation.choices, "Choose where the person lives")
    passed_to = one_line("If it is a compliment: to whom did you pass it on?", length=160)
    layout = [
        ("What was said", ["kind", "words", "wanted", "whose"]),
        ("Who said it", ["from_whom", "from_name", "contact"]),
        ("How it came", ["route", "received_on", "nation", "passed_to"]),
    ]

    def __init__(self, *args: Any, case: Case | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if case:
            del self.fields["nation"]
            self.layout = [(title, [name for name in names if name != "nation"]) for title, names in self.layout]

    def details(self) -> dict[str, Any]:
        cleaned = dict(self.cleaned_data)
        kinds = {"kind": FeedbackKind, "whose": Whose, "from_whom": FromWhom, "route": ReceivedBy, "nation": Nation}
        return {name: kinds[name](value) if name in kinds else value for name, value in cleaned.items()}


class StageForm(forms.Form):
    """A form of a complaint's step: its fields are what its verb takes."""

    def __init__(self, *args: Any, stage: ComplaintStage | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stage = stage

    def details(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class AcknowledgeForm(StageForm):
    on = day("When were they told that it came?", "Enter the day on which they were told")


class ExtendForm(StageForm):
    due_on = day("Until when?", "Enter the new day")
    reason = sentences("Why does it take longer?", "Say why it takes longer", hint="Whoever complained is told this.")


class AnswerForm(StageForm):
    outcome = one_of("What is the outcome?", StageOutcome.choices, "Choose the outcome")
    answer = sentences("What was answered?", "Write what was answered", rows=7)
    late_reason = sentences("Why is it late?", "Say why it is late", rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.stage is None or not self.stage.is_overdue:
            del self.fields["late_reason"]


class TakeFurtherForm(StageForm):
    on = day("When did they ask for it?", "Enter the day on which they asked for it")


class CloseComplaintForm(StageForm):
    learning = sentences("What was learned?", "Say what was learned, or that nothing was and why")


class FeedbackListForm(forms.Form):
    """What to look for in the list."""

    is_search = True
    search = forms.CharField(label="Reference, name or words", required=False, max_length=120)
    show = forms.ChoiceField(
        label="Show",
        required=False,
        choices=[("open", "To be answered"), ("late", "Late"), ("all", "All")],
    )
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "Both"), *FeedbackKind.choices])

    def chosen(self) -> dict[str, Any]:
        if not self.is_valid():
            return {}
        return {**self.cleaned_data, "show": self.cleaned_data["show"] or "open"}


class GiveProceduresForm(forms.Form):
    how = one_of("How did they get it?", GivenHow.choices, "Choose how they got it")
    given_on = day("When?", "Enter the day on which they got it")

    def __init__(self, *args: Any, ways: Sequence[GivenHow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["how"].choices = [(how.value, how.label) for how in ways]  # type: ignore[attr-defined]

    def details(self) -> dict[str, Any]:
        return {"how": GivenHow(self.cleaned_data["how"]), "given_on": self.cleaned_data["given_on"]}
