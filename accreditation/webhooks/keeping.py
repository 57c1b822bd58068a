"""How long messages to case systems are kept: a daily job deletes them (docs/api/webhooks.md, A7)."""

from datetime import timedelta

from django.db.models import Q

from accreditation.models import WebhookDelivery
from core import clock
from core.pruning import prune

# After it was taken, or put aside by an officer, or its webhook was removed. "When were we told?" is asked within weeks
# of a wrong authorisation; a quarter leaves time. It is longer than `events.EXPIRED_WITHIN`, so nothing is told twice.
KEPT = timedelta(days=90)
# What was never taken waits for somebody to look at it, a year at most.
GIVEN_UP_KEPT = timedelta(days=365)


def prune_deliveries() -> int:
    """Delete messages that were kept long enough. One that waits, or is held by a pause, is kept whatever its age."""
    now = clock.now()
    return prune(
        WebhookDelivery.objects.filter(
            Q(delivered_at__lt=now - KEPT)
            | Q(dismissed_at__lt=now - KEPT)
            | Q(subscription__removed_at__lt=now - KEPT)
            | Q(dead_at__lt=now - GIVEN_UP_KEPT)
        )
    )
