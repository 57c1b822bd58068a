"""Practice that counts for a renewal beside what the register itself was asked: declared, then confirmed (A2)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accreditation.constants import ConfirmedAs, PracticeKind
from accreditation.models.accreditation import Accreditation
from core.constraints import different
from core.models import ImmutableModel
from people.models import Locality


class PracticeDeclaration(ImmutableModel):
    """What the person says they did on a day, and whom they ask to confirm it. A mistake is left unconfirmed."""

    accreditation = models.ForeignKey(Accreditation, on_delete=models.PROTECT, related_name="practice")
    kind = models.CharField(max_length=15, choices=PracticeKind)
    count = models.PositiveSmallIntegerField()
    practised_on = models.DateField()
    locality = models.ForeignKey(Locality, on_delete=models.PROTECT, related_name="+")
    asked = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="practice_to_confirm")
    declared_at = models.DateTimeField()

    class Meta:
        ordering = ["-practised_on", "-id"]
        constraints = [models.CheckConstraint(name="practice_is_of_something", condition=Q(count__gte=1))]

    def __str__(self) -> str:
        return f"{self.count} {self.get_kind_display().lower()}, {self.practised_on:%-d %B %Y}"


class PracticeConfirmation(ImmutableModel):
    """That a line manager or a registered therapist knows of what was declared. Never the person's own word."""

    declaration = models.OneToOneField(PracticeDeclaration, on_delete=models.PROTECT, related_name="confirmation")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_as = models.CharField(max_length=10, choices=ConfirmedAs)
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [different("practice_not_confirmed_by_oneself", "person", "confirmed_by")]

    def __str__(self) -> str:
        return f"{self.declaration}, confirmed"
