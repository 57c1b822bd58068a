"""Forms of the short ways: the red-flag questions, reading the answers, the door, and fast track."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from cases.constants.decisions import Relation
from cases.constants.direct_access import FastTrackReason
from cases.forms.fields import Data, line, one_of, words
from cases.forms.lines import NO_TIE
from cases.models import RedFlagQuestion
from people.models import User

GO_AHEAD, STOP = "go_ahead", "stop"


class TieForm(forms.Form):
    """Any form in which somebody says first whether they know the person outside work."""

    tie = one_of(
        "Do you know the person outside work?",
        [(NO_TIE, "No"), *Relation.choices],
        "Say whether you know the person outside work",
        hint="What you say here stays on record.",
    )

    def relation(self) -> Relation | None:
        """The tie that was declared, even where the rest of the form is not right."""
        tie = self.cleaned_data.get("tie", NO_TIE)
        return None if tie == NO_TIE else Relation(tie)


class DirectAccessForm(TieForm):
    """The red-flag questions of the policy that concern the item, as asked of the person."""

    def __init__(self, data: Data = None, *, questions: Sequence[RedFlagQuestion] = ()) -> None:
        super().__init__(data)
        self.codes = [question.code for question in questions]
        tie = self.fields.pop("tie")
        for question in questions:
            yes_or_no = [("no", "No"), ("yes", "Yes")]
            self.fields[question.code] = one_of(question.words, yes_or_no, f"Answer: {question.words}")
        self.fields["tie"] = tie

    def details(self) -> dict[str, Any]:
        return {"answers": {code: self.cleaned_data[code] == "yes" for code in self.codes}}


class ReadAnswersForm(TieForm):
    """Arrange what was asked for, or stop it."""

    decision = one_of(
        "What should happen?",
        [(GO_AHEAD, "Arrange it"), (STOP, "Stop it, and send it to a case assessment")],
        "Choose what should happen",
    )
    reason = words("Why it stops", "", rows=3, required=False, hint="Only if you stop it.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("decision") == STOP and not data.get("reason"):
            self.add_error("reason", "Say why it stops")
        return data

    def details(self) -> dict[str, Any]:
        stops = self.cleaned_data["decision"] == STOP
        return {"stop_because": self.cleaned_data["reason"] if stops else ""}


class AtTheDoorForm(forms.Form):
    """What whoever came to fit it said."""

    installer = line("Who came to fit it", "Enter who came to fit it", hint="Their name, and for whom they work.")
    reason = words("Why they stopped", "Write why they stopped", rows=3, hint="What they saw or were told.")

    def details(self) -> dict[str, Any]:
        return self.cleaned_data


class FastTrackForm(forms.Form):
    """Why it cannot wait, how that is known, what is to be fitted, and who is asked to authorise it."""

    reason = one_of("Why it cannot wait", FastTrackReason.choices, "Choose why it cannot wait")
    known_from = words(
        "How this is known",
        "Write how this is known",
        rows=3,
        hint="Who said so and when, the day of discharge, or what was agreed before. No more about health than needed.",
    )
    summary = words(
        "What is to be fitted", "Write what is to be fitted", rows=3, hint="What, where, and what the fitter must know."
    )
    authoriser = forms.ModelChoiceField(
        label="Who is asked to authorise it",
        queryset=User.objects.none(),
        empty_label="Choose one",
        error_messages={
            "required": "Choose who is asked to authorise it",
            "invalid_choice": "Choose who is asked to authorise it",
        },
        help_text="Those of your organisation to whom the register says yes today. They are told at once.",
    )

    def __init__(self, data: Data = None, *, authorisers: Sequence[User]) -> None:
        super().__init__(data)
        field = cast(forms.ModelChoiceField, self.fields["authoriser"])
        field.queryset = User.objects.filter(pk__in=[user.pk for user in authorisers]).order_by("last_name", "pk")

    def details(self) -> dict[str, Any]:
        return self.cleaned_data | {"reason": FastTrackReason(self.cleaned_data["reason"])}


class StopFastTrackForm(forms.Form):
    reason = words("Why it stops", "Write why it stops", rows=3)

    def details(self) -> dict[str, Any]:
        return self.cleaned_data


class ColleagueForm(forms.Form):
    """Choose a colleague."""

    user = forms.ModelChoiceField(
        label="Who",
        queryset=User.objects.none(),
        empty_label="Choose one",
        error_messages={"required": "Choose a colleague", "invalid_choice": "Choose a colleague"},
    )

    def __init__(self, data: Data = None, *, colleagues: Sequence[User]) -> None:
        super().__init__(data)
        field = cast(forms.ModelChoiceField, self.fields["user"])
        field.queryset = User.objects.filter(pk__in=[user.pk for user in colleagues]).order_by("last_name", "pk")

    def details(self) -> dict[str, Any]:
        return self.cleaned_data


class ReaderForm(ColleagueForm):
    """Name a colleague who reads the answers from today on."""

    def __init__(self, data: Data = None, *, colleagues: Sequence[User]) -> None:
        super().__init__(data, colleagues=colleagues)
        self.fields["user"].label = "Who reads the answers"


class RegisterNumberForm(ColleagueForm):
    """Record the number by which the register knows a colleague."""

    number = forms.CharField(
        label="Number on the register",
        max_length=40,
        help_text="For example, TA-7K3M-3",
        error_messages={"required": "Enter the number"},
    )
