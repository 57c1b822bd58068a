from django.db import models
from django.db.models import F, Q

from cases.constants.reading import StatedWhy
from cases.models.case import Case
from core.models import ImmutableModel
from people.models import User


class StatedReason(ImmutableModel):
    """Why somebody without a task in a case opened it (R1). It opens that case to them until the day ends.

    The owner and the managers see it. Each reading itself is an audit event.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="stated_reasons")
    why = models.CharField(max_length=10, choices=StatedWhy)
    words = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField()

    class Meta:
        verbose_name = "stated reason"
        indexes = [models.Index(fields=["case", "by", "until"], name="stated_reason_holds")]
        constraints = [
            models.CheckConstraint(
                name="stated_reason_other_is_explained", condition=~Q(why=StatedWhy.OTHER) | ~Q(words="")
            ),
            models.CheckConstraint(name="stated_reason_ends_after_it_begins", condition=Q(until__gt=F("at"))),
        ]

    def __str__(self) -> str:
        return f"Stated reason {self.pk}"
