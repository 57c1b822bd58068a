"""Programs that ask the register."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.constraints import paired
from people.models import Organisation


class CaseSystem(models.Model):
    """A partner's case system: the organisation that runs it, and the OAuth2 client by which it signs in.

    The client and its tokens are allauth's. Whether the register listens to them is said here, and a system that
    was switched off stays in the log of answers for ever.
    """

    name = models.CharField(max_length=120, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="case_systems")
    client = models.OneToOneField("allauth_idp_oidc.Client", on_delete=models.PROTECT, related_name="case_system")
    is_live = models.BooleanField(default=True, help_text="The register answers it.")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    switched_off_at = models.DateTimeField(null=True, blank=True)
    switched_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            paired("case_system_switched_off_at_with_by", "switched_off_at", "switched_off_by"),
            models.CheckConstraint(
                name="case_system_switched_off_is_not_live", condition=Q(switched_off_at=None) | Q(is_live=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.organisation})"
