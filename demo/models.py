from django.db import models

from core.models import ImmutableModel


class Demonstration(ImmutableModel):
    """That this database holds the demonstration partnership, and from which seed and day it was made."""

    seed = models.PositiveIntegerField()
    as_of = models.DateField()
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Demonstration of {self.as_of}, seed {self.seed}"
