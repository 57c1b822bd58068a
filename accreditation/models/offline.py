"""What offline copies of the register are made from and how long they may be used (A6)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.models import ImmutableModel


class RegisterChange(ImmutableModel):
    """One number of the register's counter: whom it concerned and when. Nobody: it holds for everybody.

    Written in the transaction that takes the number, so an offline copy at one number is brought to a later one by
    the people named between the two.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    is_whole = models.BooleanField(
        default=False, help_text="It may touch every entry, so a copy from before it is fetched anew."
    )
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"Change {self.number}"


class OfflineLimit(models.Model):
    """For how long an offline copy may be used, from a day on. The next row ends it; none is ever edited."""

    valid_from = models.DateField(unique=True)
    use_within_hours = models.PositiveSmallIntegerField(
        "use without warning for (hours)", help_text="Up to this age a copy answers as the register would."
    )
    refuse_after_hours = models.PositiveSmallIntegerField(
        "refuse after (hours)", help_text="Older than this, a copy permits nothing. In between it warns."
    )

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(name="offline_copy_is_of_some_use", condition=Q(use_within_hours__gte=1)),
            models.CheckConstraint(
                name="offline_copy_warns_before_it_refuses",
                condition=Q(refuse_after_hours__gte=F("use_within_hours")),
            ),
        ]

    def __str__(self) -> str:
        hours = f"used for {self.use_within_hours} hours, refused after {self.refuse_after_hours}"
        return f"Offline copies from {self.valid_from:%-d %B %Y}: {hours}"
