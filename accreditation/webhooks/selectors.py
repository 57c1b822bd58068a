"""Webhooks and deliveries as pages and the machine interface read them."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from accreditation.models import CaseSystem, WebhookDelivery, WebhookSubscription
from accreditation.webhooks.constants import EventType, SubscriptionState


def standing_webhooks(case_system: CaseSystem) -> QuerySet[WebhookSubscription]:
    """A case system's webhooks that were not removed, each with how many messages it did not get."""
    return (
        case_system.webhooks.exclude(state=SubscriptionState.REMOVED)
        .annotate(
            dead_count=Count(
                "deliveries", filter=Q(deliveries__dead_at__isnull=False, deliveries__dismissed_at__isnull=True)
            )
        )
        .order_by("pk")
    )


def deliveries_of(subscription: WebhookSubscription) -> QuerySet[WebhookDelivery]:
    return subscription.deliveries.select_related("subscription").order_by("-pk")


def in_state(deliveries: QuerySet[WebhookDelivery], shown: str) -> QuerySet[WebhookDelivery]:
    """Those in the state that a page's filter names; all of them for any other word."""
    chosen: dict[str, dict[str, Any]] = {
        "delivered": {"delivered_at__isnull": False},
        "waiting": {"delivered_at": None, "dead_at": None},
        "given_up": {"dead_at__isnull": False},
    }
    return deliveries.filter(**chosen.get(shown, {}))


def dead_letters() -> QuerySet[WebhookDelivery]:
    """Messages that were given up and that nobody put aside, and whose webhook stands, the latest first."""
    return (
        WebhookDelivery.objects.filter(dead_at__isnull=False, dismissed_at=None)
        .exclude(subscription__state=SubscriptionState.REMOVED)
        .select_related("subscription__case_system__organisation")
        .order_by("-dead_at", "-pk")
    )


def deliveries_after(case_system: CaseSystem, sequence: int, limit: int) -> list[WebhookDelivery]:
    """A case system's own messages after one, in the order in which the register wrote them; tests left out."""
    mine = WebhookDelivery.objects.filter(subscription__case_system=case_system, pk__gt=sequence)
    mine = mine.exclude(subscription__state=SubscriptionState.REMOVED).exclude(type=EventType.PING)
    return list(mine.select_related("subscription").order_by("pk")[:limit])
