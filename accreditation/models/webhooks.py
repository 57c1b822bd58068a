"""Whom the register tells of changes, and what it told them (A7)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accreditation.models.machines import CaseSystem
from accreditation.webhooks.constants import KEEPS, DeliveryState, EventType, SubscriptionState
from core import clock
from core.constraints import paired


class WebhookSubscription(models.Model):
    """Where one case system wants to hear of changes, of which, and from which localities.

    No `event_types` mean every kind, no `localities` every one. The secrets are sealed (`core.sealing`), since they
    sign each delivery; the old one signs beside the new until `old_secret_until`.
    """

    case_system = models.ForeignKey(CaseSystem, on_delete=models.PROTECT, related_name="webhooks")
    url = models.CharField(max_length=500)
    event_types = models.JSONField(default=list, blank=True)
    localities = models.JSONField(default=list, blank=True, help_text="Codes, as a scope holds them.")
    state = models.CharField(max_length=10, choices=SubscriptionState, default=SubscriptionState.PROVING)
    secret = models.TextField(blank=True)
    old_secret = models.TextField(blank=True)
    old_secret_until = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0, help_text="Attempts that failed since the last that did not.")
    rests_until = models.DateTimeField(null=True, blank=True, help_text="It failed; until then nothing is tried.")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="Hears when it stops working."
    )
    proved_at = models.DateTimeField(null=True, blank=True, help_text="When the receiver last answered the test.")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            paired("webhook_removed_at_with_by", "removed_at", "removed_by"),
            models.CheckConstraint(
                name="webhook_removed_keeps_no_secret",
                condition=(Q(state=SubscriptionState.REMOVED, removed_at__isnull=False, secret="", old_secret=""))
                | (~Q(state=SubscriptionState.REMOVED) & Q(removed_at=None) & ~Q(secret="")),
            ),
            models.CheckConstraint(
                name="webhook_old_secret_with_its_end",
                condition=Q(old_secret="", old_secret_until=None)
                | (~Q(old_secret="") & Q(old_secret_until__isnull=False)),
            ),
            models.UniqueConstraint(
                name="one_webhook_for_an_address",
                fields=["case_system", "url"],
                condition=~Q(state=SubscriptionState.REMOVED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_system.name}: {self.url}"

    @property
    def keeps(self) -> bool:
        return self.state in KEEPS

    @property
    def type_words(self) -> list[str]:
        return [str(EventType(kind).label) for kind in self.event_types]

    @property
    def is_rotating(self) -> bool:
        return self.old_secret_until is not None and self.old_secret_until > clock.now()


class WebhookDelivery(models.Model):
    """One event for one subscriber: the very text that is signed, and what became of it.

    `message_id` is the `webhook-id`: the same however often it is sent. `event_key` makes the event unique for its
    subscription. `round` counts how often it was queued; an older round that still waits in the outbox does nothing.
    Rows of counted changes are written under the register's counter, so their order is that of the commits.
    """

    subscription = models.ForeignKey(WebhookSubscription, on_delete=models.PROTECT, related_name="deliveries")
    message_id = models.CharField(max_length=40, unique=True)
    event_key = models.CharField(max_length=80)
    type = models.CharField(max_length=40, choices=EventType)
    register_number = models.PositiveBigIntegerField()
    body = models.TextField()
    occurred_at = models.DateTimeField()
    round = models.PositiveSmallIntegerField(default=1)
    queued_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    last_tried_at = models.DateTimeField(null=True, blank=True)
    last_status = models.PositiveSmallIntegerField(null=True, blank=True)
    last_words = models.CharField(max_length=300, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True, help_text="When it was given up; a person must look.")
    dismissed_at = models.DateTimeField(null=True, blank=True, help_text="When an officer put aside what was given up.")
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name_plural = "webhook deliveries"
        indexes = [
            models.Index(fields=["subscription", "register_number"], name="webhook_delivery_by_number"),
            models.Index(fields=["dead_at"], name="webhook_delivery_dead", condition=Q(dead_at__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(name="one_webhook_delivery_of_an_event", fields=["subscription", "event_key"]),
            models.CheckConstraint(
                name="webhook_delivered_or_dead_not_both", condition=Q(delivered_at=None) | Q(dead_at=None)
            ),
            paired("webhook_dismissed_at_with_by", "dismissed_at", "dismissed_by"),
            models.CheckConstraint(
                name="webhook_dismissed_only_when_dead", condition=Q(dismissed_at=None) | Q(dead_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.message_id

    @property
    def state(self) -> DeliveryState:
        if self.delivered_at:
            return DeliveryState.DELIVERED
        if self.dead_at:
            return DeliveryState.GIVEN_UP
        is_sent = self.subscription.state == SubscriptionState.LIVE or self.type == EventType.PING
        return DeliveryState.WAITING if is_sent else DeliveryState.HELD
