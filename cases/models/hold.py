from django.db import models
from django.db.models import F, Q

from cases.constants.hold import AskedBy, HoldState, Paused
from cases.models.case import Case
from cases.models.line import SolutionLine
from core import clock
from core.constraints import paired
from core.models import ImmutableModel
from people.models import User


class Hold(models.Model):
    """A case, or one solution of it, waits (design: holds run beside a case and never block silently).

    It says why, who asked, what it pauses, and on which day somebody looks again.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="holds")
    line = models.ForeignKey(SolutionLine, null=True, blank=True, on_delete=models.PROTECT, related_name="holds")
    state = models.CharField(max_length=10, choices=HoldState, default=HoldState.STANDING)
    reason = models.TextField()
    asked_by = models.CharField(max_length=15, choices=AskedBy)
    asked_by_note = models.CharField(max_length=160, blank=True)
    pauses = models.JSONField(default=list, blank=True)
    from_on = models.DateField()
    review_on = models.DateField()
    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    end_note = models.TextField(blank=True)

    class Meta:
        ordering = ["review_on", "pk"]
        constraints = [
            paired("hold_ended_at_with_by", "ended_at", "ended_by"),
            models.CheckConstraint(name="hold_says_why", condition=~Q(reason="")),
            models.CheckConstraint(name="hold_is_looked_at_later", condition=Q(review_on__gte=F("from_on"))),
            models.CheckConstraint(
                name="hold_ended_says_so",
                condition=Q(state=HoldState.STANDING, ended_at=None) | Q(state=HoldState.ENDED, ended_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["line"], condition=Q(state=HoldState.STANDING), name="one_standing_hold_of_a_line"
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state=HoldState.STANDING, line=None),
                name="one_standing_hold_of_a_whole_case",
            ),
        ]

    def __str__(self) -> str:
        return f"Hold {self.pk}"

    @property
    def paused_words(self) -> str:
        """What it pauses, in words; empty when it is only shown."""
        return ", ".join(Paused(one).label.lower() for one in self.pauses)

    @property
    def is_past_review(self) -> bool:
        return self.state == HoldState.STANDING and self.review_on < clock.today()


class HoldReview(ImmutableModel):
    """That somebody looked at a hold again and kept it, until when and why."""

    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="reviews")
    was_due_on = models.DateField()
    review_on = models.DateField()
    note = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(name="hold_review_says_why", condition=~Q(note=""))]

    def __str__(self) -> str:
        return f"Review of hold {self.hold_id}"
