"""One go at a knowledge check: its questions, what was answered so far, what was handed in."""

from datetime import datetime
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q

from core import clock
from core.constraints import paired
from core.exceptions import ImmutableRecord
from core.models import ImmutableModel
from modules.constants import Purpose
from modules.kinds import KINDS, Kind
from modules.kinds.chosen import right_ids
from modules.models.learning import Enrolment
from modules.models.module import ModuleVersion
from modules.models.question import Question


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def open(self) -> "AttemptQuerySet":
        return self.filter(submitted_at=None)

    def submitted(self) -> "AttemptQuerySet":
        return self.filter(submitted_at__isnull=False)

    def checks(self) -> "AttemptQuerySet":
        """Those that count: not what somebody answered before the first lesson."""
        return self.filter(purpose=Purpose.CHECK)

    def record_submission(self, pk: int, *, at: datetime, score: int, out_of: int, passed: bool | None) -> bool:
        """The one change an attempt knows. False when it was submitted before; the row itself decides a race."""
        still_open = models.QuerySet.filter(self, pk=pk, submitted_at=None)
        return bool(models.QuerySet.update(still_open, submitted_at=at, score=score, out_of=out_of, passed=passed))

    def update(self, **kwargs: Any) -> NoReturn:
        raise ImmutableRecord("An attempt never changes; it can only be submitted.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ImmutableRecord("An attempt never changes; it can only be submitted.")

    def delete(self) -> NoReturn:
        raise ImmutableRecord("An attempt is never deleted.")


class Attempt(models.Model):
    """One go at a knowledge check. Its questions are fixed at the start; submitted, it is fixed whole.

    Answered before the first lesson (`purpose`), it shows what somebody knew already: it has a score and is neither
    passed nor failed. With a time allowed it closes at `closes_at`, which is fixed at the start as well.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="attempts")
    module_version = models.ForeignKey(ModuleVersion, on_delete=models.PROTECT, related_name="attempts")
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.CHECK)
    started_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    out_of = models.PositiveSmallIntegerField(null=True, blank=True)
    passed = models.BooleanField(null=True, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["started_at", "pk"]
        constraints = [
            paired("attempt_submitted_with_its_result", "submitted_at", "score", "out_of"),
            models.CheckConstraint(
                name="attempt_is_passed_or_not_when_it_counts",
                condition=Q(passed=None, submitted_at=None)
                | Q(passed=None, purpose=Purpose.BEFORE)
                | Q(passed__isnull=False, submitted_at__isnull=False, purpose=Purpose.CHECK),
            ),
            models.CheckConstraint(
                name="attempt_scores_no_more_than_there_is",
                condition=Q(score=None) | Q(score__lte=models.F("out_of")),
            ),
            models.UniqueConstraint(
                fields=["enrolment", "purpose"], condition=Q(submitted_at=None), name="one_open_attempt_in_an_enrolment"
            ),
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(purpose=Purpose.BEFORE), name="one_look_before_in_an_enrolment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}: attempt {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ImmutableRecord("An attempt never changes; it can only be submitted.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ImmutableRecord("An attempt is never deleted.")

    @property
    def percentage(self) -> int | None:
        return None if self.score is None or not self.out_of else self.score * 100 // self.out_of

    @property
    def time_is_up(self) -> bool:
        return self.closes_at is not None and clock.now() >= self.closes_at

    @property
    def ended_by_time(self) -> bool:
        """Whether it was handed in as it stood when the time was up."""
        return self.closes_at is not None and self.submitted_at is not None and self.submitted_at >= self.closes_at


class MoreAttempts(ImmutableModel):
    """That somebody may try a check once more although their tries are used up, and who said so and why."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="more_attempts")
    module_version = models.ForeignKey(ModuleVersion, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    allowed_at = models.DateTimeField()
    allowed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "more attempts"

    def __str__(self) -> str:
        return f"{self.enrolment}: one more attempt"


class AttemptQuestion(ImmutableModel):
    """A question as it was drawn, word for word and in its order, so that later edits do not rewrite a result.

    `content` holds code, stem, kind, criterion, source, tags, unit, feedback and the choices (id, text, is_correct,
    feedback, and match or tolerance) as shown; for pairs the right sides offered (`options`: id, text), for orders
    the ids in the right order (`right_order`).
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="questions")
    position = models.PositiveSmallIntegerField()
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="drawn")
    content = models.JSONField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="one_question_at_a_place"),
            models.UniqueConstraint(fields=["attempt", "question"], name="a_question_is_drawn_once"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt}: question {self.position}"

    @property
    def kind(self) -> Kind:
        return KINDS[self.content["kind"]]

    @property
    def right_choices(self) -> set[int]:
        """The ids of the right choices, of a question that is answered by choosing."""
        return right_ids(self.content)


class AttemptAnswer(ImmutableModel):
    """What was answered, handed in with the attempt."""

    attempt_question = models.OneToOneField(AttemptQuestion, on_delete=models.PROTECT, related_name="answer")
    chosen = models.JSONField(help_text="The ids of the choices, or what was typed; empty when time ran out first.")
    is_correct = models.BooleanField()

    def __str__(self) -> str:
        return f"{self.attempt_question}: {'right' if self.is_correct else 'wrong'}"
