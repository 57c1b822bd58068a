"""The questionnaire as a form: every question may be left out, or answered with “I would rather not say”."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.html import format_html

from cases.constants.satisfaction import AnsweredHow, FilledInBy, SentHow
from cases.forms.fields import one_of
from cases.services.satisfaction import Given
from core.forms import LongTextField
from evaluation.constants import AGREEMENT, QuestionKind
from evaluation.models import QuestionnaireVersion
from evaluation.models.questionnaire import AskedQuestion

DECLINED = "declined"
RATHER_NOT = "I would rather not say"
WORRY = "worry"


class QuestionnaireForm(forms.Form):
    """Built from the version that the person was asked."""

    def __init__(self, *args: Any, version: QuestionnaireVersion, readers: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = {question.code: question for question in version.asked}
        self.fields["filled_in_by"] = one_of("Who is filling this in?", FilledInBy.choices, "Choose who fills this in")
        for code, question in self.questions.items():
            self.fields[f"q-{code}"] = _field(question)
            if question.kind == QuestionKind.WORDS:
                self.fields[f"no-{code}"] = forms.BooleanField(label=RATHER_NOT, required=False)
        self.fields[WORRY] = LongTextField(
            label="Does something worry you seriously, such as how somebody treats you, or something unsafe?",
            help_text=format_html(
                "Write here only if somebody should get in touch. This part is not anonymous: {} reads it with your "
                "name. If somebody is in danger now, ring 999.",
                readers,
            ),
            missing="",
            required=False,
        )

    def details(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return {
            "filled_in_by": FilledInBy(cleaned["filled_in_by"]),
            "worry": cleaned[WORRY],
            "answers": [
                given for code, question in self.questions.items() if (given := self._given(code, question)) is not None
            ],
        }

    def _given(self, code: str, question: AskedQuestion) -> Given | None:
        value = self.cleaned_data[f"q-{code}"]
        if question.kind == QuestionKind.WORDS:
            if value.strip():
                return Given(code=code, words=value)
            return Given(code=code, is_declined=True) if self.cleaned_data[f"no-{code}"] else None
        if not value:
            return None
        if value == DECLINED:
            return Given(code=code, is_declined=True)
        if question.kind == QuestionKind.SCALE:
            return Given(code=code, scale=int(value))
        return Given(code=code, choice=value)


def _field(question: AskedQuestion) -> forms.Field:
    if question.kind == QuestionKind.WORDS:
        return LongTextField(label=question.text, help_text=question.hint, missing="", required=False, max_length=2000)
    choices = AGREEMENT.items() if question.kind == QuestionKind.SCALE else [(one, one) for one in question.choices]
    return forms.ChoiceField(
        label=question.text,
        help_text=question.hint,
        choices=[*((str(value), label) for value, label in choices), (DECLINED, RATHER_NOT)],
        widget=forms.RadioSelect,
        required=False,
    )


class KeyInForm(QuestionnaireForm):
    """What came on paper or was said on the telephone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = [(how.value, how.label) for how in AnsweredHow if how != AnsweredHow.LINK]
        self.fields["how"] = one_of("How did the answers come?", ways, "Choose how the answers came")
        self.order_fields(["how", "filled_in_by"])

    def details(self) -> dict[str, Any]:
        return super().details() | {"how": AnsweredHow(self.cleaned_data["how"])}


class CodeForm(forms.Form):
    code = forms.CharField(
        label="The code on the paper form",
        max_length=20,
        help_text="Eight letters and figures.",
        error_messages={"required": "Enter the code on the paper form"},
    )


class SendForm(forms.Form):
    how = one_of(
        "How is it sent?",
        SentHow.choices,
        "Choose how it is sent",
    )

    def __init__(self, *args: Any, ways: Sequence[SentHow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["how"].choices = [(how.value, how.label) for how in ways]  # type: ignore[attr-defined]

    def details(self) -> dict[str, Any]:
        return {"how": SentHow(self.cleaned_data["how"])}
