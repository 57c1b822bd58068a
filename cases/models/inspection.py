from django.db import models
from django.db.models import Q

from cases.models.provision import Provision
from core.constraints import different, paired
from core.models import ImmutableModel
from people.models import User


class Inspection(ImmutableModel):
    """That somebody else looked at completed works: not the assessor, not the authoriser, not the fitter (P9)."""

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="inspections")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    has_passed = models.BooleanField()
    note = models.TextField(blank=True)
    assessed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    authorised_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    fitted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            different("inspector_is_not_the_assessor", "by", "assessed_by"),
            different("inspector_is_not_the_authoriser", "by", "authorised_by"),
            different("inspector_is_not_the_fitter", "by", "fitted_by"),
        ]

    def __str__(self) -> str:
        return f"Inspection of {self.provision_id}"


class Snag(models.Model):
    """One thing that an inspection found, to be put right by the provider. It restarts no clock."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="snags")
    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="snags")
    words = models.CharField(max_length=300)
    put_right_at = models.DateTimeField(null=True, blank=True)
    put_right_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    put_right_note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            paired("snag_put_right_at_with_by", "put_right_at", "put_right_by"),
            models.CheckConstraint(name="snag_says_what", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return f"Snag {self.pk}"
