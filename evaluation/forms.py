"""Forms: a questionnaire as it was published, a decision, a reply to one."""

from typing import Any

from django import forms

from core import clock
from core.forms import DateField
from core.periods import holding_on
from evaluation.constants import AGREEMENT, CONFIDENCE, QUORUM, Outcome, QuestionKind
from evaluation.models import Invitation
from evaluation.models.questionnaire import AskedQuestion
from evaluation.services.answering import BEFORE, NOW, Given
from people.constants import Role
from people.models import User
from stories.permissions import EDITORS

LEAVE_OUT_NAMES = "Leave out names and anything that could identify a person."


class AnswerForm(forms.Form):
    """The questions of one invitation. Numbers and choices must be answered, words need not."""

    def __init__(self, invitation: Invitation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: dict[str, tuple[AskedQuestion, str, str]] = {}
        for question in invitation.questionnaire_version.asked:
            if question.kind == QuestionKind.CONFIDENCE:
                self._add_confidence(question, invitation.module_version.outcomes)
            else:
                self.fields[question.code] = _field(question)
                self.places[question.code] = (question, question.code, "")

    def _add_confidence(self, question: AskedQuestion, outcomes: list[dict[str, Any]]) -> None:
        for number, outcome in enumerate(outcomes, start=1):
            for when, words, told in ((BEFORE, "before the module", "were before the module"), (NOW, "now", "are now")):
                name = f"{question.code}-{when}-{number}"
                self.fields[name] = forms.ChoiceField(
                    label=f"{outcome['text']} How confident were you {words}?" if when == BEFORE else f"And {words}?",
                    choices=[("", "Choose"), *((str(value), label) for value, label in CONFIDENCE.items())],
                    error_messages={"required": f"{outcome['text']} Choose how confident you {told}"},
                )
                self.places[name] = (question, f"{question.code}-{when}", outcome["code"])

    @property
    def given(self) -> list[Given]:
        """The answers, once the form is valid; words that were left out are left out."""
        return [
            _given(question, code, outcome, self.cleaned_data[name])
            for name, (question, code, outcome) in self.places.items()
            if self.cleaned_data[name]
        ]


def _field(question: AskedQuestion) -> forms.Field:
    if question.kind == QuestionKind.WORDS:
        return forms.CharField(
            label=question.text,
            help_text=f"{question.hint} {LEAVE_OUT_NAMES}".strip(),
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 4}),
        )
    labels = AGREEMENT.items() if question.kind == QuestionKind.SCALE else [(one, one) for one in question.choices]
    return forms.ChoiceField(
        label=question.text,
        help_text=question.hint,
        choices=[(str(value), label) for value, label in labels],
        widget=forms.RadioSelect,
        error_messages={"required": f"{question.text}: choose one answer"},
    )


def _given(question: AskedQuestion, code: str, outcome: str, value: str) -> Given:
    match question.kind:
        case QuestionKind.WORDS:
            return Given(code=code, words=value)
        case QuestionKind.CHOICE:
            return Given(code=code, choice=value)
        case _:
            return Given(code=code, outcome=outcome, scale=int(value))


def _holders(roles: frozenset[str]) -> Any:
    holding = holding_on(clock.today(), "role_grants__")
    found = User.objects.filter(holding, role_grants__role__in=roles, is_active=True)
    return User.objects.filter(pk__in=found.values("pk")).order_by("last_name", "first_name")


class DecideForm(forms.Form):
    """What the group decided, why, by when, by whom, and who was there."""

    outcome = forms.ChoiceField(
        label="What did the group decide?",
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the group decided"},
    )
    what = forms.CharField(
        label="What is to be done?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Editors read this while they write the next version.",
    )
    why = forms.CharField(label="Why?", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    due_on = DateField(label="By when?", help_text="For example, 4 9 2027. For “keep”, when the group looks again.")
    owner = forms.ModelChoiceField(label="Who sees to it?", queryset=User.objects.none(), empty_label="Choose")
    present = forms.ModelMultipleChoiceField(
        label="Who was present?",
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=f"{QUORUM} members or more, with yourself.",
        error_messages={"required": "Choose who was present"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = _holders(EDITORS)  # type: ignore[attr-defined]
        self.fields["present"].queryset = _holders(frozenset({Role.GOVERNANCE}))  # type: ignore[attr-defined]


class ReplyForm(forms.Form):
    words = forms.CharField(
        label="What does the draft do about it?", max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
