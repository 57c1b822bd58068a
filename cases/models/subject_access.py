from django.db import models
from django.db.models import Q

from cases.constants.subject_access import CopyState, IdentityKnown
from cases.models.case import Case
from core.constraints import paired
from people.models import User


class SubjectAccess(models.Model):
    """That somebody asked what is held about them: a copy is made in a task, looked through, and given (R2).

    Whoever looks through it looks for words about others, which no machine finds.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="subject_access")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", help_text="Who took the request.")
    identity = models.CharField(max_length=15, choices=IdentityKnown)
    due_on = models.DateField()
    made_at = models.DateTimeField(null=True, blank=True)
    stored_as = models.CharField(max_length=80, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kept_until = models.DateField(null=True, blank=True, help_text="The day on which the file is deleted.")

    class Meta:
        verbose_name = "request for a copy"
        ordering = ["-asked_at", "-id"]
        constraints = [
            paired("subject_access_checked_at_with_by", "checked_at", "checked_by"),
            models.CheckConstraint(
                name="subject_access_checked_once_made", condition=Q(checked_at=None) | Q(made_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"Request for a copy {self.pk}"

    @property
    def state(self) -> CopyState:
        if self.made_at is None:
            return CopyState.ASKED
        return CopyState.MADE if self.checked_at is None else CopyState.CHECKED

    @property
    def state_in_words(self) -> str:
        return self.state.label

    @property
    def has_file(self) -> bool:
        return bool(self.stored_as)
