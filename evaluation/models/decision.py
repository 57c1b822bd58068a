"""What the governance group decides about a module, and how the next version answers it."""

from django.conf import settings
from django.db import models

from core.models import ImmutableModel
from evaluation.constants import Outcome
from modules.models import ModuleVersion


class Decision(ImmutableModel):
    """Keep, change or withdraw a module, decided by those present; it never changes (T10)."""

    module_version = models.ForeignKey(ModuleVersion, on_delete=models.PROTECT, related_name="evaluation_decisions")
    outcome = models.CharField("decision", max_length=20, choices=Outcome)
    what = models.TextField(max_length=2000)
    why = models.TextField(max_length=2000)
    due_on = models.DateField("to be done by")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-decided_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.module_version}"


class Present(ImmutableModel):
    """A member of the governance group who was present when it was decided."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="present")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "present"
        constraints = [models.UniqueConstraint(fields=["decision", "user"], name="present_once")]

    def __str__(self) -> str:
        return str(self.user)


class DecisionReply(ImmutableModel):
    """An editor's words on what the draft does about a decision to change. The next version to go live answers it."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="reply")
    words = models.TextField(max_length=2000)
    replied_at = models.DateTimeField()
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "decision replies"

    def __str__(self) -> str:
        return f"Reply to: {self.decision}"


class DecisionAnswered(ImmutableModel):
    """Which version of the module answers a decision to change. Written when that version goes live."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="answered")
    module_version = models.ForeignKey(ModuleVersion, on_delete=models.PROTECT, related_name="answers_decisions")

    class Meta:
        verbose_name_plural = "decisions answered"

    def __str__(self) -> str:
        return f"{self.module_version} answers: {self.decision}"
