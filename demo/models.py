from django.db import models

from core.models import ImmutableModel


class Demonstration(ImmutableModel):
    """That this database holds the demonstration partnership, and from which seed and day it was made.

    `cases` is how many further cases it was asked to have beside the thirty that are told one by one.
    """

    seed = models.PositiveIntegerField()
    cases = models.PositiveIntegerField(default=0)
    as_of = models.DateField()
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Demonstration of {self.as_of}, seed {self.seed}"
