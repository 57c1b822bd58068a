"""What the public may call somebody: their name, unless it is withheld for safety (A3)."""

from django.db import models
from django.db.models import F, Q

from core.constraints import different, paired
from people.constants import WithholdingGround, WithholdingState
from people.models.user import User


class NameWithholding(models.Model):
    """That public pages do not say somebody's name and organisation, why, and when that is looked at again.

    It stands until an officer decides that it ends: a day of review that has passed shows no name to anybody.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="name_withholdings")
    ground = models.CharField(max_length=10, choices=WithholdingGround)
    reason = models.TextField(help_text="Only officers read it.")
    state = models.CharField(max_length=10, choices=WithholdingState, default=WithholdingState.STANDING)
    withheld_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    withheld_at = models.DateTimeField()
    review_on = models.DateField()
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "withheld name"
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(state=WithholdingState.STANDING), name="one_standing_withholding_of_a_name"
            ),
            models.CheckConstraint(name="withholding_has_a_reason", condition=~Q(reason="")),
            paired("withholding_end_is_whole", "ended_by", "ended_at"),
            models.CheckConstraint(
                name="withholding_ends_by_decision",
                condition=(Q(state=WithholdingState.STANDING, ended_at=None, end_reason=""))
                | (Q(state=WithholdingState.ENDED, ended_at__gte=F("withheld_at")) & ~Q(end_reason="")),
            ),
            different("name_not_withheld_by_the_person", "user", "withheld_by"),
            different("withholding_not_ended_by_the_person", "user", "ended_by"),
        ]

    def __str__(self) -> str:
        return f"Withheld name {self.pk}"
