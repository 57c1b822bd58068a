"""The question bank of each module (T8)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from modules.constants import ONE_RIGHT_ANSWER, QuestionKind
from modules.models.module import Module


def problem_with_choices(kind: str, right: list[bool]) -> str | None:
    """Why choices do not fit a kind of question, as a sentence; `right` says of each whether it is right."""
    if len(right) < 2:
        return "A question has at least two choices."
    if kind == QuestionKind.TRUE_FALSE and len(right) != 2:
        return "A true or false question has two choices."
    if kind in ONE_RIGHT_ANSWER and sum(right) != 1:
        return f"Exactly one choice is right in a question of the kind “{QuestionKind(kind).label.lower()}”."
    if sum(right) == 0:
        return "At least one choice is right."
    if kind == QuestionKind.MULTIPLE and all(right):
        return "At least one choice is wrong."
    return None


class QuestionForm(WagtailAdminModelForm):
    """The editor's form: the choices must fit the kind."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        choices = self.formsets.get("choices")
        if choices is not None and choices.is_valid() and cleaned.get("kind"):
            kept = [form.cleaned_data for form in choices.forms if form.cleaned_data]
            right = [bool(row.get("is_correct")) for row in kept if not row.get("DELETE")]
            if problem := problem_with_choices(cleaned["kind"], right):
                raise ValidationError(problem)
        return cleaned


class Question(ClusterableModel):
    """One question, the performance criterion that it tests and the source that it rests on."""

    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="questions")
    code = models.CharField(max_length=30, unique=True)
    kind = models.CharField(max_length=20, choices=QuestionKind)
    stem = models.TextField(
        "question", max_length=1500, help_text="With several right answers, end with “Choose all that apply.”"
    )
    criterion = models.CharField(max_length=20, help_text="The performance criterion that it tests, such as HC-1.2.")
    source = models.CharField(max_length=300, help_text="What it rests on.")
    is_active = models.BooleanField("in use", default=True, help_text="Only questions in use are drawn.")

    base_form_class = QuestionForm
    panels = [
        FieldPanel("module"),
        FieldPanel("code"),
        FieldPanel("kind"),
        FieldPanel("stem"),
        InlinePanel("choices", label="Choices", min_num=2),
        FieldPanel("criterion"),
        FieldPanel("source"),
        FieldPanel("is_active"),
    ]

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code}: {self.stem[:80]}"


class Choice(Orderable):
    """One answer that may be chosen, and why it is right or wrong. Its place is `sort_order`."""

    question = ParentalKey(Question, on_delete=models.CASCADE, related_name="choices")
    text = models.CharField(max_length=500)
    is_correct = models.BooleanField("right", default=False)
    feedback = models.TextField(max_length=1000, help_text="Says why, to somebody who chose it.")

    panels = [FieldPanel("text"), FieldPanel("is_correct"), FieldPanel("feedback")]

    def __str__(self) -> str:
        return self.text
