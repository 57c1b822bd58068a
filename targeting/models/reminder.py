"""What somebody has been told, so that they are told once."""

from django.conf import settings
from django.db import models

from core.models import ImmutableModel
from modules.models import Module


class Reminder(ImmutableModel):
    """That a person was reminded of a module so many days before its date. A new date is a new reminder.

    `stage` is 90, 60, 30 or 7 days before, or -1 once the date has passed.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="training_reminders")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    stage = models.SmallIntegerField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "module", "due_on", "stage"], name="reminded_once_of_a_date")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.module}, {self.stage}"
