from django.db import models
from django.db.models import F, Q

from cases.constants.intake import ClosedReason
from cases.constants.reopening import CameOf, FollowUpWhy, ReopenedWhy
from cases.models.case import Case
from core.constraints import paired
from core.models import ImmutableModel
from people.models import User


class Reopening(ImmutableModel):
    """That a closed case was opened again: how it had ended, why it goes on, and where it stands.

    It changes no decision of the past. `received_at` is when its clocks start anew, as a referral's do.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reopenings")
    why = models.CharField(max_length=15, choices=ReopenedWhy)
    words = models.TextField()
    was_closed_at = models.DateTimeField()
    was_closed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    was_closed_reason = models.CharField(max_length=15, choices=ClosedReason)
    was_closing_note = models.TextField(blank=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=25, help_text="How far the case had come, and where it goes on.")
    received_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="reopening_says_why", condition=~Q(words="")),
            models.CheckConstraint(
                name="reopening_comes_after_the_close", condition=Q(received_at__gte=F("was_closed_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"Reopening {self.pk}"


class FollowUp(models.Model):
    """A day on which somebody asks the person how they are, after a hand-over or when they drifted away (H19)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="follow_ups")
    why = models.CharField(max_length=12, choices=FollowUpWhy)
    due_on = models.DateField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    came_of = models.CharField(max_length=12, choices=CameOf, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        verbose_name = "follow-up"
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["due_on"], name="follow_up_due", condition=Q(done_at=None))]
        constraints = [
            paired("follow_up_done_at_with_by", "done_at", "done_by"),
            models.CheckConstraint(
                name="follow_up_done_says_what_came_of_it",
                condition=Q(done_at=None, came_of="") | (Q(done_at__isnull=False) & ~Q(came_of="")),
            ),
            models.UniqueConstraint(
                fields=["case", "why"], condition=Q(done_at=None), name="one_open_follow_up_of_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"Follow-up {self.pk}"
