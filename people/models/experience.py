"""Experience in provision for complex needs, beside a professional registration (A8)."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core import clock
from core.constraints import paired, period
from core.periods import holding_on
from people.models.standing import ProfessionalRegistration
from people.models.user import User


class ComplexExperienceQuerySet(models.QuerySet["ComplexExperience"]):
    def holding(self, at: datetime, *, known_at: datetime | None = None) -> Self:
        """Those that count at a moment; with `known_at`, as far as was recorded by then."""
        not_ended = Q(ended_at=None) | Q(ended_at__gt=min(at, known_at or at))
        found = self.filter(not_ended, holding_on(timezone.localdate(at)))
        return found.filter(recorded_at__lte=known_at) if known_at else found


class ComplexExperience(models.Model):
    """That somebody is experienced in provision for complex needs, as an officer or a manager recorded it.

    It is recorded beside a registration and is the person's: it goes on when the registration is renewed.
    """

    registration = models.ForeignKey(ProfessionalRegistration, on_delete=models.PROTECT, related_name="experience")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When it was taken back.")

    objects = ComplexExperienceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "complex experience"
        ordering = ["-valid_from", "-pk"]
        constraints = [
            period("complex_experience_ends_after_it_starts"),
            paired("end_of_complex_experience_is_whole", "ended_by", "ended_at"),
        ]

    def __str__(self) -> str:
        return f"Experience in complex needs beside {self.registration}"
