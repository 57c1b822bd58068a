"""Effects that wait to happen outside the database (design: effects go through an outbox)."""

from django.db import models

from core import clock


class OutboxQuerySet(models.QuerySet["OutboxEntry"]):
    def due(self) -> "OutboxQuerySet":
        """What may be tried now: its time has come, and nobody is at it."""
        now = clock.now()
        free = models.Q(claimed_until=None) | models.Q(claimed_until__lte=now)
        return self.filter(free, done_at=None, dead_at=None, next_attempt_at__lte=now)


class OutboxEntry(models.Model):
    """One effect (an e-mail, a webhook) written in the transaction that wants it, and done after commit.

    `key` makes the effect unique: writing it twice keeps one. Nothing here holds more than ids and what the
    effect needs; the handler reads the rest when it runs.
    """

    kind = models.CharField(max_length=60, help_text="Which handler does it, such as `people.email`.")
    key = models.CharField(max_length=200, unique=True)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    claimed_until = models.DateTimeField(
        null=True, blank=True, help_text="While somebody does it. Who dies over it leaves it to others at that time."
    )
    attempts = models.PositiveSmallIntegerField(default=0, help_text="How many failed.")
    last_error = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True, help_text="When it was given up; a person must look.")

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "outbox entries"
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                name="outbox_waiting",
                condition=models.Q(done_at=None, dead_at=None),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="outbox_done_or_dead_not_both", condition=models.Q(done_at=None) | models.Q(dead_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
