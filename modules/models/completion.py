"""That a module is completed: what counts, what was waived, the completion and its certificate."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.constraints import different, paired
from core.models import ImmutableModel
from core.models.immutable import ImmutableQuerySet
from modules.constants import WaiverOf
from modules.counting import Counting
from modules.models.attempt import Attempt
from modules.models.learning import Enrolment
from modules.models.module import Module, ModuleVersion


class CompletionRules(ImmutableModel):
    """What must be done to complete a module, from the day they were made. `Module.rules` are those in force.

    Completions made before stay as they are, unless the rules say that they reach back.
    """

    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="all_rules")
    needs_lessons = models.BooleanField(default=True)
    needs_check = models.BooleanField(default=True)
    needs_scenarios = models.BooleanField(default=True)
    needs_session = models.BooleanField(default=False)
    reaches_back = models.BooleanField(default=False)
    reason = models.TextField(max_length=1000)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", help_text="A second person."
    )

    class Meta:
        verbose_name_plural = "completion rules"
        ordering = ["-made_at", "-pk"]
        constraints = [
            different("rules_confirmed_by_a_second_person", "made_by", "confirmed_by"),
            models.CheckConstraint(
                name="something_must_be_done_to_complete",
                condition=Q(needs_lessons=True) | Q(needs_check=True) | Q(needs_session=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.module}: {self.counting.in_words}"

    @property
    def counting(self) -> Counting:
        return Counting(
            lessons=self.needs_lessons,
            check=self.needs_check,
            scenarios=self.needs_scenarios,
            session=self.needs_session,
        )


class WaiverQuerySet(ImmutableQuerySet):
    def standing(self) -> "WaiverQuerySet":
        return self.filter(withdrawal=None)


class Waiver(ImmutableModel):
    """That somebody need not do a lesson, a knowledge check or a whole module: who said so, and why."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="waivers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="waivers")
    of = models.CharField(max_length=10, choices=WaiverOf)
    lesson_id = models.CharField(max_length=36, blank=True)
    lesson_title = models.CharField(max_length=120, blank=True)
    reason = models.TextField(max_length=1000)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="waivers_given")

    objects: ClassVar = WaiverQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at", "-pk"]
        constraints = [
            different("nobody_waives_for_themselves", "user", "given_by"),
            models.CheckConstraint(
                name="a_lessons_waiver_names_the_lesson",
                condition=(Q(of=WaiverOf.LESSON) & ~Q(lesson_id="")) | (~Q(of=WaiverOf.LESSON) & Q(lesson_id="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.in_words} waived for {self.user}"

    @property
    def in_words(self) -> str:
        return f"Lesson “{self.lesson_title}”" if self.of == WaiverOf.LESSON else WaiverOf(self.of).label


class WaiverWithdrawn(ImmutableModel):
    """That a waiver no longer holds, and why."""

    waiver = models.OneToOneField(Waiver, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.CharField(max_length=300)
    withdrawn_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "waivers withdrawn"

    def __str__(self) -> str:
        return f"Withdrawn: {self.waiver}"


class StandingCompletions(models.Manager.from_queryset(ImmutableQuerySet)):  # type: ignore[misc]
    """Completions that stand. A withdrawn one counts nowhere unless somebody asks for `Completion.ever`."""

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(withdrawal=None)


class Completion(ImmutableModel):
    """That somebody did what a version asks for. Passing alone is not completing.

    One that stands for each person and version, the same online, in the room or mixed (T4). It follows from what
    was done: when it no longer does, a row beside it withdraws it, and completing again is the next `turn`.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="completions")
    module_version = models.ForeignKey(ModuleVersion, on_delete=models.PROTECT, related_name="completions")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="completions")
    turn = models.PositiveSmallIntegerField(default=1)
    attempt = models.ForeignKey(
        Attempt,
        null=True,
        on_delete=models.PROTECT,
        related_name="completions",
        help_text="The passed check it rests on; none where the check was waived or does not count.",
    )
    waiver = models.ForeignKey(
        Waiver, null=True, on_delete=models.PROTECT, related_name="completions", help_text="Of the whole module."
    )
    counted = models.JSONField(default=dict, help_text="The rules it was derived under.")
    completed_at = models.DateTimeField()

    objects: ClassVar = StandingCompletions()
    ever: ClassVar = models.Manager.from_queryset(ImmutableQuerySet)()

    class Meta:
        ordering = ["-completed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "module_version", "turn"], name="one_completion_of_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.user} completed {self.module_version}"


class CompletionWithdrawn(ImmutableModel):
    """That a completion no longer follows from what was done, and why: an attendance corrected, a rule changed."""

    completion = models.OneToOneField(Completion, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.CharField(max_length=300)
    withdrawn_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "completions withdrawn"

    def __str__(self) -> str:
        return f"Withdrawn: {self.completion}"


class Certificate(ImmutableModel):
    """What was certified, as it was on that day. Anyone who holds the number can see the same facts (T14)."""

    number = models.CharField(max_length=12, unique=True)
    completion = models.OneToOneField(Completion, on_delete=models.PROTECT, related_name="certificate")
    holder = models.CharField(max_length=200)
    organisation = models.CharField(max_length=120, blank=True)
    module_title = models.CharField(max_length=255)
    module_code = models.CharField(max_length=50)
    version_label = models.CharField(max_length=20)
    minutes = models.PositiveSmallIntegerField()
    completed_on = models.DateField()
    issued_at = models.DateTimeField()
    outcomes = models.JSONField(default=list, help_text="What the holder can do, as sentences.")
    waived = models.JSONField(default=list, help_text="What the holder did not have to do, as sentences.")

    def __str__(self) -> str:
        return f"{self.number}: {self.holder}, {self.module_title}"

    @property
    def asked_for(self) -> str:
        """What had to be done, as on that day."""
        return Counting(**self.completion.counted).in_words


class CompletionChange(models.Model):
    """A change of rules or of content that alters many people's completions, until a second person decides (T4).

    Of a change of rules it holds the rules wanted; of a change of content, the draft's revision and fingerprint.
    """

    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="completion_changes")
    rules = models.JSONField(null=True)
    reaches_back = models.BooleanField(default=False)
    revision_id = models.PositiveBigIntegerField(null=True)
    content_digest = models.CharField(max_length=64, blank=True)
    reason = models.TextField(max_length=1000)
    gained = models.PositiveIntegerField(help_text="How many people would complete the module, as proposed.")
    lost = models.PositiveIntegerField(help_text="How many completions would be withdrawn, as proposed.")
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    is_confirmed = models.BooleanField(null=True)

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            paired("change_decided_by_somebody", "decided_at", "decided_by", "is_confirmed"),
            different("change_confirmed_by_a_second_person", "proposed_by", "decided_by"),
            models.UniqueConstraint(
                fields=["module"], condition=Q(decided_at=None), name="one_change_waits_for_a_module"
            ),
            models.CheckConstraint(
                name="a_change_is_of_rules_or_of_content",
                condition=Q(rules__isnull=True, revision_id__isnull=False)
                | Q(rules__isnull=False, revision_id__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"Change for {self.module}"
