"""The question bank of each module (T8)."""

import random
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from modules.constants import QuestionKind, QuestionUse
from modules.kinds import KINDS, ChoiceText, Content, QuestionText
from modules.kinds.typed import in_digits
from modules.models.module import Module

tag_list = RegexValidator(
    r"^[a-z0-9-]+( [a-z0-9-]+)*$", "Write tags in small letters, digits and hyphens, with spaces between."
)

HOW_CHOICES_WORK = """
<p>What a choice stands for depends on the kind:</p>
<ul>
<li>One right answer, several, true or false: a choice to tick. Say which are right.</li>
<li>Pairs to match: the left side, and under “match” its right side.</li>
<li>Items to put in order: list the items in the right order.</li>
<li>A few words to type: an answer that somebody may type. “*” stands for any letters; capitals, accents, spacing
and a final full stop do not matter. List the right ones and the typical wrong ones; the first that fits decides.</li>
<li>A number to type: a number, and how far an answer may lie from it (the tolerance).</li>
</ul>
"""


class QuestionForm(WagtailAdminModelForm):
    """The editor's form: the choices must fit the kind, and whoever is wrong must hear why."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        choices = self.formsets.get("choices")
        if choices is None or not choices.is_valid() or cleaned.get("kind") not in KINDS:
            return cleaned
        kept = [form for form in choices.ordered_forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        kind = KINDS[cleaned["kind"]]
        question = QuestionText(
            code=cleaned.get("code", ""),
            kind=cleaned["kind"],
            stem=cleaned.get("stem", ""),
            criterion=cleaned.get("criterion", ""),
            source=cleaned.get("source", ""),
            feedback=cleaned.get("feedback", ""),
            choices=tuple(_choice_text(form.cleaned_data) for form in kept),
        )
        if problem := kind.misfit(question.choices):
            raise ValidationError(problem)
        if kind.lacks_feedback(question):
            raise ValidationError(kind.feedback_wanted)
        return cleaned


def _choice_text(row: dict[str, Any]) -> ChoiceText:
    return ChoiceText(
        text=row["text"],
        is_correct=row["is_correct"],
        feedback=row["feedback"],
        match=row["match"],
        tolerance=row["tolerance"],
    )


class Question(ClusterableModel):
    """One question, the performance criterion that it tests and the source that it rests on."""

    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="questions")
    code = models.CharField(max_length=30, unique=True)
    kind = models.CharField(max_length=20, choices=QuestionKind)
    use = models.CharField("used for", max_length=20, choices=QuestionUse, default=QuestionUse.CHECK)
    stem = models.TextField(
        "question", max_length=1500, help_text="With several right answers, end with “Choose all that apply.”"
    )
    unit = models.CharField(max_length=20, blank=True, help_text="Only for a number, such as mm.")
    feedback = models.TextField(
        max_length=1000,
        blank=True,
        help_text="Pairs and orders: why this is right. Words and numbers: said when no listed answer fits.",
    )
    criterion = models.CharField(max_length=20, help_text="The performance criterion that it tests, such as HC-1.2.")
    source = models.CharField(max_length=300, help_text="What it rests on.")
    tags = models.CharField(
        max_length=200,
        blank=True,
        validators=[tag_list],
        help_text="Topics, with spaces between. A check can draw so many questions of each.",
    )
    is_active = models.BooleanField("in use", default=True, help_text="Only questions in use are drawn.")

    base_form_class = QuestionForm
    panels = [
        FieldPanel("module"),
        FieldPanel("code"),
        FieldPanel("kind"),
        FieldPanel("use"),
        FieldPanel("stem"),
        FieldPanel("unit"),
        MultiFieldPanel([HelpPanel(HOW_CHOICES_WORK), InlinePanel("choices", min_num=1)], heading="Choices"),
        FieldPanel("feedback"),
        FieldPanel("criterion"),
        FieldPanel("source"),
        FieldPanel("tags"),
        FieldPanel("is_active"),
    ]

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["module", "use", "is_active"], name="the_bank_that_is_drawn_from")]

    def __str__(self) -> str:
        return f"{self.code}: {self.stem[:80]}"

    @property
    def as_text(self) -> QuestionText:
        """Everything that the bank keeps of it, apart from the database."""
        return QuestionText(
            code=self.code,
            kind=self.kind,
            use=self.use,
            stem=self.stem,
            unit=self.unit,
            feedback=self.feedback,
            criterion=self.criterion,
            source=self.source,
            tags=tuple(self.tags.split()),
            is_active=self.is_active,
            choices=tuple(choice.as_text for choice in self.choices.all()),
        )

    def as_drawn(self, chance: random.Random) -> Content:
        """The question word for word, with its choices in the order shown (see `AttemptQuestion.content`)."""
        return {
            "code": self.code,
            "kind": self.kind,
            "stem": self.stem,
            "criterion": self.criterion,
            "source": self.source,
            "tags": self.tags.split(),
            "unit": self.unit,
            "feedback": self.feedback,
            **KINDS[self.kind].shown([choice.as_content for choice in self.choices.all()], chance),
        }


class Choice(Orderable):
    """One choice, and why it is right or wrong. Its place is `sort_order`; see `HOW_CHOICES_WORK`."""

    question = ParentalKey(Question, on_delete=models.CASCADE, related_name="choices")
    text = models.CharField(max_length=500)
    match = models.CharField(max_length=300, blank=True, help_text="Only for pairs: the right side.")
    tolerance = models.DecimalField(
        max_digits=15, decimal_places=6, null=True, blank=True, help_text="Only for numbers; empty means exactly."
    )
    is_correct = models.BooleanField("right", default=False)
    feedback = models.TextField(max_length=1000, blank=True, help_text="Says why, to somebody who chose it.")

    panels = [
        FieldPanel("text"),
        FieldPanel("match"),
        FieldPanel("tolerance"),
        FieldPanel("is_correct"),
        FieldPanel("feedback"),
    ]

    def __str__(self) -> str:
        return self.text

    @property
    def as_content(self) -> Content:
        """What a drawn question keeps of it."""
        return {
            "id": self.pk,
            "text": self.text,
            "is_correct": self.is_correct,
            "feedback": self.feedback,
            "match": self.match,
            "tolerance": in_digits(self.tolerance) if self.tolerance is not None else "",
        }

    @property
    def as_text(self) -> ChoiceText:
        return ChoiceText(
            text=self.text,
            is_correct=self.is_correct,
            feedback=self.feedback,
            match=self.match,
            tolerance=self.tolerance,
        )
