"""An appeal against a decision: its grounds, who has which part in it, and what the two hearers say (A2)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accreditation.constants import HEARERS, OPEN_APPEALS, AppealOutcome, AppealPart, AppealState
from accreditation.models.accreditation import AccreditationDecision
from core.models import ImmutableModel


class Appeal(models.Model):
    """One appeal against one decision. The decision's person lodges it; a decision is appealed against once."""

    decision = models.OneToOneField(AccreditationDecision, on_delete=models.PROTECT, related_name="appealed_by")
    grounds = models.TextField()
    lodged_at = models.DateTimeField()
    state = models.CharField(max_length=15, choices=AppealState, default=AppealState.LODGED)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["lodged_at", "id"]
        constraints = [
            models.CheckConstraint(name="appeal_has_grounds", condition=~Q(grounds="")),
            models.CheckConstraint(name="appeal_state_is_known", condition=Q(state__in=AppealState.values)),
            models.CheckConstraint(
                name="appeal_is_closed_when_its_state_says_so",
                condition=Q(state__in=sorted(OPEN_APPEALS), closed_at=None)
                | (~Q(state__in=sorted(OPEN_APPEALS)) & Q(closed_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"Appeal against {self.decision}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_APPEALS


class AppealParticipant(models.Model):
    """What one person has to do with an appeal: one row for each, so that the database itself refuses a hearer who
    decided, proposed, signed, manages the person or is the person.
    """

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="participants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=20, choices=AppealPart)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["appeal", "user"], name="one_part_in_an_appeal"),
            models.UniqueConstraint(
                fields=["appeal", "part"], condition=Q(part__in=HEARERS), name="one_hearer_of_each_sort"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_part_display()}"


class AppealOpinion(ImmutableModel):
    """What one hearer says, with reasons. A hearer may write again; the last word of each counts."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="opinions")
    hearer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=AppealOutcome)
    reasons = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "id"]
        constraints = [models.CheckConstraint(name="appeal_opinion_has_reasons", condition=~Q(reasons=""))]

    def __str__(self) -> str:
        return f"{self.hearer} on {self.appeal}"
