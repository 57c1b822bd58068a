"""What somebody did in a module: enrolment, steps, lessons taught, reflections, completion, certificate."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from core.models import ImmutableModel
from core.models.immutable import ImmutableQuerySet
from modules.models.module import Module, ModuleVersion


class Enrolment(models.Model):
    """That somebody takes a module. There is one for each person and module, however it is delivered (T4)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="enrolments")
    enrolled_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "module"], name="one_enrolment_in_a_module")]

    def __str__(self) -> str:
        return f"{self.user} in {self.module}"


class TaughtQuerySet(ImmutableQuerySet):
    def standing(self) -> "TaughtQuerySet":
        """Those that no correction has taken back."""
        return self.filter(withdrawal=None)


class StepDone(ImmutableModel):
    """A lesson that the learner marked as done. The step is the lesson's block id, so new words keep it done."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="steps_done")
    module_version = models.ForeignKey(ModuleVersion, on_delete=models.PROTECT, related_name="+")
    lesson_id = models.CharField(max_length=36)
    done_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "steps done"
        constraints = [models.UniqueConstraint(fields=["enrolment", "lesson_id"], name="a_step_is_done_once")]

    def __str__(self) -> str:
        return f"{self.enrolment}: lesson {self.lesson_id}"


class Taught(ImmutableModel):
    """A lesson that somebody was taught in the room, at a session. It counts as much as one done online (T4).

    `session_code` names the session, which an app above owns. A correction takes the row back; teaching recorded
    again after that is the next `turn`.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="taught")
    module_version = models.ForeignKey(ModuleVersion, on_delete=models.PROTECT, related_name="+")
    lesson_id = models.CharField(max_length=36)
    session_code = models.CharField(max_length=60)
    turn = models.PositiveSmallIntegerField(default=1)
    taught_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar = TaughtQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "taught"
        ordering = ["taught_at", "pk"]
        indexes = [models.Index(fields=["session_code"], name="taught_at_a_session")]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "lesson_id", "session_code", "turn"], name="a_lesson_is_taught_once_in_a_session"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}: lesson {self.lesson_id} at {self.session_code}"


class TaughtWithdrawn(ImmutableModel):
    """The correction of a lesson taught: an attendance that was marked by mistake, and why it no longer counts."""

    taught = models.OneToOneField(Taught, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.CharField(max_length=300)
    withdrawn_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "taught withdrawn"

    def __str__(self) -> str:
        return f"Withdrawn: {self.taught}"


class Reflection(ImmutableModel):
    """What a learner wrote when asked to reflect. Writing again keeps both; the newest is shown (S4)."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="reflections")
    module_version = models.ForeignKey(ModuleVersion, on_delete=models.PROTECT, related_name="+")
    lesson_id = models.CharField(max_length=36)
    block_id = models.CharField(max_length=36)
    prompt = models.TextField()
    text = models.TextField(max_length=5000)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "pk"]
        indexes = [models.Index(fields=["enrolment", "lesson_id"], name="reflections_in_a_lesson")]

    def __str__(self) -> str:
        return f"{self.enrolment}: reflection"
