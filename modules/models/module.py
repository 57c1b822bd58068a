"""The module itself, apart from its page: what completions, bookings and rules point at."""

import json
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel

from core.constraints import different
from core.models import ImmutableModel
from core.models.immutable import ImmutableQuerySet
from modules.constants import Level, ReviewState
from modules.counting import Counting, LessonHead


class Module(ClusterableModel):
    """A module of the programme, whatever its page says today (T1, T2, T3)."""

    code = models.SlugField(unique=True)
    title = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0, help_text="Its place in the list of modules.")
    level = models.CharField(max_length=20, choices=Level)
    rules = models.ForeignKey(
        "modules.CompletionRules", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    panels = [
        FieldPanel("code"),
        FieldPanel("title"),
        FieldPanel("position"),
        FieldPanel("level"),
        InlinePanel("prerequisites", label="What must come first"),
    ]

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.title

    @property
    def counting(self) -> Counting:
        """What must be done to complete it: the rules in force, or the product's own."""
        return self.rules.counting if self.rules else Counting()


class ModulePrerequisite(models.Model):
    """What must come before a module: another module, or a question that another part of the product answers."""

    module = ParentalKey(Module, on_delete=models.CASCADE, related_name="prerequisites")
    requires = models.ForeignKey(Module, null=True, blank=True, on_delete=models.PROTECT, related_name="opens")
    check_name = models.CharField(
        max_length=60, blank=True, help_text="A named check, such as signed_off_competency, in place of a module."
    )

    panels = [FieldPanel("requires"), FieldPanel("check_name")]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="prerequisite_is_a_module_or_a_check",
                condition=(Q(requires__isnull=False) & Q(check_name="")) | (Q(requires=None) & ~Q(check_name="")),
                violation_error_message="Name a module or a check, one of the two.",
            ),
            different("module_does_not_require_itself", "module", "requires"),
            models.UniqueConstraint(fields=["module", "requires"], name="one_prerequisite_for_a_module"),
        ]

    def __str__(self) -> str:
        return f"{self.module} asks for {self.requires or self.check_name}"


class ModuleVersionQuerySet(ImmutableQuerySet):
    def current(self) -> "ModuleVersionQuerySet":
        """The newest version of each module whose page is live: what learners see."""
        newest = ModuleVersion.objects.filter(module=models.OuterRef("module")).order_by("-number")
        return self.filter(module__page__live=True, pk=models.Subquery(newest.values("pk")[:1]))


class ModuleVersion(ImmutableModel):
    """The whole of a module as it stood when it was published. Learners are shown this and nothing newer.

    `content` is the page's approved revision. A completion points here, so what somebody learned stays known.
    """

    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=20, help_text="What the editor calls it, such as 2026.1.")
    title = models.CharField(max_length=255)
    content = models.JSONField()
    outcomes = models.JSONField(default=list)
    pass_mark = models.PositiveSmallIntegerField()
    questions_drawn = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    review_state = models.CharField(max_length=20, choices=ReviewState)
    revision_id = models.PositiveBigIntegerField(help_text="The page's revision that it was made from.")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar = ModuleVersionQuerySet.as_manager()

    class Meta:
        ordering = ["module", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["module", "number"], name="one_version_for_a_number"),
            models.UniqueConstraint(fields=["module", "revision_id"], name="one_version_for_a_revision"),
            models.CheckConstraint(name="pass_mark_is_a_percentage", condition=Q(pass_mark__lte=100)),
            models.CheckConstraint(name="a_check_draws_questions", condition=Q(questions_drawn__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.label}"

    @property
    def summary(self) -> str:
        return self.content["summary"]

    @property
    def audience(self) -> str:
        return self.content["audience"]

    def lines(self, field: str) -> list[str]:
        """A field of the page that holds one thing on each line: such as its sources."""
        return [line for line in self.content[field].splitlines() if line.strip()]

    @property
    def sources(self) -> list[str]:
        return self.lines("sources")

    @cached_property
    def lesson_heads(self) -> list[LessonHead]:
        return lesson_heads_from(self.content)

    @cached_property
    def lessons(self) -> Any:
        """The lessons as a stream, ready to be shown; each knows its `id` and content. Stories are looked up."""
        from modules.models.page import lessons_from

        return lessons_from(self.content)


def lesson_heads_from(content: dict[str, Any]) -> list[LessonHead]:
    """The lessons held in a revision's content, without what they teach."""
    return [_head(block["id"], block["value"]) for block in json.loads(content["lessons"])]


def _head(lesson_id: str, lesson: dict[str, Any]) -> LessonHead:
    parts = lesson["content"]
    return LessonHead(
        id=lesson_id,
        title=lesson["title"],
        minutes=lesson["minutes"],
        scenarios=tuple(part["value"] for part in parts if part["type"] == "scenario"),
        prompts={part["id"]: part["value"]["prompt"] for part in parts if part["type"] == "reflection"},
    )
