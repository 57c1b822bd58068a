"""That a daily job has run (see `core.daily`)."""

from django.db import models


class DailyRun(models.Model):
    """One daily job, and the last day on which it was done."""

    name = models.CharField(max_length=80, unique=True)
    last_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
