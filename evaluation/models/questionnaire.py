"""What is asked: a questionnaire that editors write, and its published versions, which never change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from core.models import ImmutableModel
from evaluation.constants import Purpose, QuestionKind


@dataclass(frozen=True, kw_only=True)
class AskedQuestion:
    """One question as it was published."""

    code: str
    kind: QuestionKind
    text: str
    hint: str = ""
    choices: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "AskedQuestion":
        return cls(**{**stored, "kind": QuestionKind(stored["kind"])})


class Questionnaire(ClusterableModel):
    """A short questionnaire as editors write it (T10). People are asked its newest published version."""

    purpose = models.CharField("who is asked", max_length=20, choices=Purpose, unique=True)
    title = models.CharField(max_length=120)
    introduction = models.TextField(max_length=600, blank=True, help_text="One or two sentences above the questions.")

    panels = [
        FieldPanel("purpose"),
        FieldPanel("title"),
        FieldPanel("introduction"),
        InlinePanel("questions", label="Questions", heading="Questions"),
    ]

    class Meta:
        ordering = ["purpose"]

    def __str__(self) -> str:
        return self.title


class QuestionnaireQuestion(Orderable):
    """A question as it is being written."""

    questionnaire = ParentalKey(Questionnaire, on_delete=models.CASCADE, related_name="questions")
    code = models.SlugField(
        max_length=40, help_text="A short name that stays when the words change, so that answers can be compared."
    )
    kind = models.CharField(max_length=20, choices=QuestionKind)
    text = models.CharField(max_length=300)
    hint = models.CharField(max_length=300, blank=True)
    choices = models.TextField(
        max_length=1000, blank=True, help_text="For “one of several answers”: one answer on each line."
    )

    panels = [
        FieldPanel("code"),
        FieldPanel("kind"),
        FieldPanel("text"),
        FieldPanel("hint"),
        FieldPanel("choices"),
    ]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "code"], name="one_question_for_a_code"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def choice_lines(self) -> list[str]:
        return [line.strip() for line in self.choices.splitlines() if line.strip()]


class QuestionnaireVersion(ImmutableModel):
    """The questions as published. Each response names the version that it answers."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    introduction = models.TextField(blank=True)
    questions = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["questionnaire", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="one_questionnaire_version_for_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"

    @property
    def asked(self) -> list[AskedQuestion]:
        return [AskedQuestion.read(question) for question in self.questions]
