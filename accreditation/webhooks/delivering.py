"""The outbox's handler: one attempt to deliver one message. No transaction is open while the receiver is waited for."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accreditation.exceptions import TargetRefused
from accreditation.models import WebhookDelivery, WebhookSubscription
from accreditation.webhooks.constants import (
    GIVEN_UP_AFTER,
    LIFE,
    LONGEST_REST,
    QUICK,
    REST,
    EventType,
    SubscriptionState,
)
from accreditation.webhooks.events import queue
from accreditation.webhooks.notices import tell_of_dead_letter, tell_that_it_stopped
from accreditation.webhooks.sending import NotDelivered, Reply, post
from accreditation.webhooks.signing import headers
from accreditation.webhooks.targets import read_target
from audit.services import record
from core import clock, outbox
from core.sealing import CannotOpen, unseal
from core.transitions import lock

GONE = 410


def deliver(payload: dict[str, Any]) -> None:
    """Send a message, and write down what came of it. Raises the outbox's `Failed`, `NotNow` or `GiveUp`."""
    delivery = (
        WebhookDelivery.objects.select_related("subscription__case_system").filter(pk=payload["delivery"]).first()
    )
    if delivery is None or delivery.round != payload["round"] or delivery.delivered_at:
        return
    subscription = delivery.subscription
    if not _is_wanted(delivery, subscription):
        return  # It is held; whoever resumes the subscription queues it again.
    _let_rest(delivery, subscription)
    try:
        reply = _send(delivery, subscription)
    except (NotDelivered, TargetRefused, CannotOpen) as error:
        _write_failure(delivery, subscription, words=str(error))
        raise outbox.Failed(str(error)) from None
    if reply.is_success:
        _write_success(delivery, subscription, reply)
    elif reply.status == GONE:
        _stop(delivery, subscription)
    else:
        words = in_words(reply)
        _write_failure(delivery, subscription, words=words, status=reply.status, not_before=reply.retry_after)
        raise outbox.Failed(words, not_before=reply.retry_after)


def _is_wanted(delivery: WebhookDelivery, subscription: WebhookSubscription) -> bool:
    if not subscription.case_system.is_live:
        return False
    if delivery.type == EventType.PING:
        return subscription.state in LIFE.steps["ping"].allowed_from
    return subscription.state == SubscriptionState.LIVE


def _let_rest(delivery: WebhookDelivery, subscription: WebhookSubscription) -> None:
    """A receiver that just failed is left alone, so that the others do not wait behind it."""
    now, until = clock.now(), subscription.rests_until
    if until is None or until <= now:
        return
    if now - delivery.queued_at > GIVEN_UP_AFTER:
        words = "The receiver failed all the while, so this was not sent."
        WebhookDelivery.objects.filter(pk=delivery.pk).update(last_words=words)
        raise outbox.GiveUp(words)
    raise outbox.NotNow(until)


def _send(delivery: WebhookDelivery, subscription: WebhookSubscription) -> Reply:
    secrets = [unseal(subscription.secret)]
    if subscription.is_rotating:
        secrets.append(unseal(subscription.old_secret))
    body = delivery.body.encode()
    signed = headers(secrets, message_id=delivery.message_id, timestamp=int(clock.now().timestamp()), body=body)
    return post(read_target(subscription.url), headers=signed, body=body)


def in_words(reply: Reply) -> str:
    if 300 <= reply.status < 400:
        return f"The receiver answered {reply.status}, a redirect. Redirects are not followed: give the final address."
    return f"The receiver answered {reply.status}. Only 2xx counts as delivered."


@transaction.atomic
def _write_success(delivery: WebhookDelivery, subscription: WebhookSubscription, reply: Reply) -> None:
    now = clock.now()
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        delivered_at=now,
        dead_at=None,
        dismissed_at=None,
        dismissed_by=None,
        attempts=delivery.attempts + 1,
        last_tried_at=now,
        last_status=reply.status,
        last_words="",
    )
    rests_until = now + reply.took if reply.took > QUICK else None
    if subscription.failures or subscription.rests_until or rests_until:
        WebhookSubscription.objects.filter(pk=subscription.pk).update(failures=0, rests_until=rests_until)
    if subscription.state == SubscriptionState.PROVING and delivery.type == EventType.PING:
        _prove(subscription)


def _prove(subscription: WebhookSubscription) -> None:
    """The receiver answered the test: from now on events are told, and what was held is sent."""
    subscription = lock(WebhookSubscription.objects, subscription.pk)
    if subscription.state != SubscriptionState.PROVING:
        return
    subscription.state, subscription.proved_at = SubscriptionState.LIVE, clock.now()
    subscription.save(update_fields=["state", "proved_at"])
    record("accreditation.webhook_proved", subscription, by=None)
    queue_held(subscription)


def queue_held(subscription: WebhookSubscription) -> int:
    """Queue anew everything that was neither delivered nor given up. The caller holds the subscription's lock."""
    held = subscription.deliveries.filter(delivered_at=None, dead_at=None).exclude(type=EventType.PING)
    return sum(queue_again(delivery) for delivery in held.order_by("pk"))


def queue_again(delivery: WebhookDelivery) -> bool:
    """The next round of a message, with the same id. What still waits of an earlier round does nothing."""
    delivery.round += 1
    delivery.queued_at = clock.now()
    delivery.delivered_at = delivery.dead_at = delivery.dismissed_at = delivery.dismissed_by = None
    delivery.save(update_fields=["round", "queued_at", "delivered_at", "dead_at", "dismissed_at", "dismissed_by"])
    queue(delivery)
    return True


@transaction.atomic
def _write_failure(
    delivery: WebhookDelivery,
    subscription: WebhookSubscription,
    *,
    words: str,
    status: int | None = None,
    not_before: datetime | None = None,
) -> None:
    now = clock.now()
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        attempts=delivery.attempts + 1, last_tried_at=now, last_status=status, last_words=words[:300]
    )
    rest = min(REST * 2 ** min(subscription.failures, 10), LONGEST_REST)
    WebhookSubscription.objects.filter(pk=subscription.pk).update(
        failures=subscription.failures + 1, rests_until=max(now + rest, not_before or now)
    )


@transaction.atomic
def _stop(delivery: WebhookDelivery, subscription: WebhookSubscription) -> None:
    """The receiver wants nothing more (410). The message is held with all others until somebody resumes it."""
    words = "The receiver answered 410: it is gone. The subscription was stopped."
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        attempts=delivery.attempts + 1, last_tried_at=clock.now(), last_status=GONE, last_words=words
    )
    subscription = lock(WebhookSubscription.objects, subscription.pk)
    if subscription.state not in LIFE.steps["stop"].allowed_from:
        return
    subscription.state = SubscriptionState.GONE
    subscription.save(update_fields=["state"])
    record("accreditation.webhook_gone", subscription, by=None)
    tell_that_it_stopped(subscription)


def give_up(payload: dict[str, Any]) -> None:
    """The last attempt failed: the message is a dead letter, and whoever set it up hears, once a day."""
    delivery = WebhookDelivery.objects.select_related("subscription__case_system").get(pk=payload["delivery"])
    marked = WebhookDelivery.objects.filter(pk=delivery.pk, round=payload["round"], delivered_at=None)
    if marked.update(dead_at=clock.now()):
        tell_of_dead_letter(delivery.subscription)
