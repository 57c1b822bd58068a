"""Portfolios from elsewhere: whose seal is believed here, and each file that was brought in (C6)."""

import base64
import json
from datetime import date
from functools import cached_property
from typing import Any, Self, cast

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from competencies.constants import TrustState
from competencies.portfolio_format import SHAPE
from core.constraints import paired, period
from core.models import ImmutableModel
from core.periods import PeriodQuerySet
from core.shapes import shaped


class TrustedPartnershipQuerySet(PeriodQuerySet):
    def trusted_on(self, day: date) -> Self:
        return self.on(day).filter(state=TrustState.TRUSTED)


class TrustedPartnership(models.Model):
    """That the governance group believes what another partnership seals with these keys, between two days.

    One member proposes, having had the keys from somebody they know there; another confirms. New keys are a new row.
    """

    name = models.CharField(max_length=120)
    address = models.CharField(max_length=200, help_text="Where its site is found, as its files name it.")
    keys = models.JSONField(help_text="Its public keys, each as a JWK with an id.")
    reason = models.TextField(help_text="How the keys were had, and from whom.")
    valid_from = models.DateField()
    valid_until = models.DateField(help_text="Exclusive.")
    state = models.CharField(max_length=10, choices=TrustState, default=TrustState.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    end_reason = models.TextField(blank=True)

    objects = TrustedPartnershipQuerySet.as_manager()

    class Meta:
        ordering = ["name", "-proposed_at"]
        constraints = [
            period("trust_ends_after_it_starts"),
            paired("trust_decision_is_whole", "decided_at", "decided_by"),
            paired("end_of_trust_is_whole", "ended_at", "ended_by"),
            models.CheckConstraint(
                name="trust_state_says_what_happened",
                condition=Q(state=TrustState.PROPOSED, decided_at__isnull=True, ended_at__isnull=True)
                | Q(
                    state__in=[TrustState.TRUSTED, TrustState.DECLINED],
                    decided_at__isnull=False,
                    ended_at__isnull=True,
                )
                | (Q(state=TrustState.ENDED, decided_at__isnull=False, ended_at__isnull=False) & ~Q(end_reason="")),
            ),
            models.CheckConstraint(
                name="trust_confirmed_by_a_second_member",
                condition=Q(state__in=[TrustState.PROPOSED, TrustState.DECLINED]) | ~Q(decided_by=F("proposed_by")),
            ),
            models.UniqueConstraint(
                fields=["address"], condition=Q(state=TrustState.PROPOSED), name="one_open_proposal_for_a_partnership"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def key(self, kid: str) -> dict[str, Any] | None:
        keys: list[dict[str, Any]] = self.keys
        return next((key for key in keys if key["kid"] == kid), None)


class ImportedPortfolio(ImmutableModel):
    """A portfolio file from another partnership, whose seal was checked on the day it was brought in.

    It is something to show to trainers here. It is no sign-off, standing or completion, and never becomes one.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="imported_portfolios")
    partnership = models.ForeignKey(TrustedPartnership, on_delete=models.PROTECT, related_name="portfolios")
    issuer = models.CharField(max_length=200, help_text="What the partnership calls itself in the file.")
    kid = models.CharField(max_length=200, help_text="The key that proved it.")
    file = models.JSONField(help_text="The sealed file, whole, so that it can be proved again.")
    content_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the sealed content.")
    holder = models.CharField(max_length=200, help_text="The name in the file.")
    name_differs = models.CharField(max_length=300, blank=True, help_text="Why that name is not the person’s here.")
    issued_at = models.DateTimeField()
    verified_at = models.DateTimeField()

    class Meta:
        ordering = ["-verified_at", "-id"]

    def __str__(self) -> str:
        return f"Portfolio from {self.issuer}"

    @cached_property
    def readable(self) -> dict[str, Any]:
        """What the file holds, with its days and times as such."""
        payload: str = self.file["payload"]
        content = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return cast("dict[str, Any]", shaped(content, SHAPE))
