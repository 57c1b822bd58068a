"""Programs that ask the register."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accreditation.client_life import CaseSystemState
from core.constraints import paired
from people.models import Organisation

# A busy case system asks a few times a minute for each person at work. These stop a loop that has gone mad and leave
# room for a night's run; an officer sets others.
QUOTA_A_MINUTE = 6_000
QUOTA_A_DAY = 500_000


class CaseSystem(models.Model):
    """A partner's case system: the organisation that runs it, and the OAuth2 clients by which it signs in.

    The clients and their tokens are allauth's. There are two, so that no token of the sandbox is ever one of the
    register: `client` signs in by key and is listened to while the system is live; `sandbox_client` may use a secret
    and reaches invented facts alone. A system that was switched off or closed stays in the log of answers for ever.
    """

    name = models.CharField(max_length=120, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="case_systems")
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="case_systems",
        help_text="The technical contact: told of every step, and may manage keys and conformance runs.",
    )
    client = models.OneToOneField("allauth_idp_oidc.Client", on_delete=models.PROTECT, related_name="case_system")
    sandbox_client = models.OneToOneField(
        "allauth_idp_oidc.Client", null=True, blank=True, on_delete=models.PROTECT, related_name="tried_case_system"
    )
    state = models.CharField(max_length=10, choices=CaseSystemState, default=CaseSystemState.SANDBOX)
    is_live = models.BooleanField(default=False, help_text="The register answers it.")
    scopes_asked = models.JSONField(default=list, help_text="What the organisation asked to be allowed.")
    quota_a_minute = models.PositiveIntegerField(default=QUOTA_A_MINUTE)
    quota_a_day = models.PositiveIntegerField(default=QUOTA_A_DAY)
    over_quota_until = models.DateTimeField(
        null=True, blank=True, help_text="Set when the day's questions are used up: the end of that day."
    )
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
            models.CheckConstraint(
                name="case_system_is_live_in_one_state",
                condition=Q(is_live=True, state=CaseSystemState.LIVE)
                | (Q(is_live=False) & ~Q(state=CaseSystemState.LIVE)),
            ),
            models.CheckConstraint(
                name="case_system_is_off_with_its_moment",
                condition=~Q(state=CaseSystemState.OFF) | Q(switched_off_at__isnull=False),
            ),
            models.CheckConstraint(
                name="case_system_quota_allows_something", condition=Q(quota_a_minute__gte=1, quota_a_day__gte=1)
            ),
            models.CheckConstraint(name="case_system_clients_differ", condition=~Q(client=models.F("sandbox_client"))),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.organisation})"
