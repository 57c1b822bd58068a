"""Messages are kept as long as somebody may ask about them, and no longer (A7)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accreditation.exceptions import NotYourCaseSystem
from accreditation.models import WebhookDelivery, WebhookSubscription
from accreditation.webhooks.events import EXPIRED_WITHIN, write_ping
from accreditation.webhooks.keeping import GIVEN_UP_KEPT, KEPT, prune_deliveries
from accreditation.webhooks.subscribing import dismiss, pause, remove, replay
from audit.selectors import history_of
from core import clock, daily, outbox, pruning
from core.exceptions import TransitionNotAllowed
from core.models import OutboxEntry
from tests.factories.accreditation import accredited, an_officer
from tests.factories.receiving import Receiver, a_subscription, receiving

pytestmark = pytest.mark.django_db

A_SECOND = timedelta(seconds=1)


@pytest.fixture
def receiver() -> Any:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def subscription(receiver: Receiver, now: datetime) -> WebhookSubscription:
    """A live webhook whose test was delivered at noon, and nothing else."""
    return a_subscription(receiver.url)[0]


def kept_at(moment: datetime) -> int:
    with clock.fixed(moment):
        prune_deliveries()
    return WebhookDelivery.objects.count()


def given_up(subscription: WebhookSubscription) -> WebhookDelivery:
    """Its one message, as if it had been given up now."""
    subscription.deliveries.update(delivered_at=None, dead_at=clock.now())
    return subscription.deliveries.get()


def test_a7_a_message_is_kept_for_ninety_days_after_it_was_delivered(
    subscription: WebhookSubscription, now: datetime
) -> None:
    assert timedelta(days=90) == KEPT
    assert kept_at(now + KEPT) == 1
    assert kept_at(now + KEPT + A_SECOND) == 0


def test_a7_one_that_waits_or_is_held_is_kept_whatever_its_age(
    subscription: WebhookSubscription, now: datetime
) -> None:
    pause(subscription=subscription, by=an_officer())
    accredited()
    held = subscription.deliveries.get(delivered_at=None)
    assert kept_at(now + timedelta(days=4000)) == 1
    assert WebhookDelivery.objects.get() == held


def test_a7_what_a_removed_webhook_was_sent_is_kept_as_long(subscription: WebhookSubscription, now: datetime) -> None:
    subscription.deliveries.update(delivered_at=None)
    remove(subscription=subscription, by=an_officer())
    assert kept_at(now + KEPT) == 1
    assert kept_at(now + KEPT + A_SECOND) == 0


def test_a7_one_that_was_given_up_is_kept_for_a_year(subscription: WebhookSubscription, now: datetime) -> None:
    given_up(subscription)
    assert kept_at(now + GIVEN_UP_KEPT) == 1
    assert kept_at(now + GIVEN_UP_KEPT + A_SECOND) == 0


def test_a7_an_officer_puts_it_aside_and_then_it_goes_like_a_delivered_one(
    subscription: WebhookSubscription, now: datetime
) -> None:
    delivery, officer = given_up(subscription), an_officer()
    dismiss(delivery=delivery, by=officer)
    with pytest.raises(TransitionNotAllowed, match="and once"):
        dismiss(delivery=delivery, by=officer)
    (event,) = [one for one in history_of(subscription) if "message" in one.detail]
    assert (event.verb, event.detail["message"]) == ("accreditation.webhook_dismissed", delivery.message_id)
    assert kept_at(now + KEPT) == 1
    assert kept_at(now + KEPT + A_SECOND) == 0


def test_a7_only_an_officer_puts_aside_and_only_what_was_given_up(subscription: WebhookSubscription) -> None:
    with pytest.raises(TransitionNotAllowed, match="given up"):
        dismiss(delivery=subscription.deliveries.get(), by=an_officer())
    delivery = given_up(subscription)
    with pytest.raises(NotYourCaseSystem):
        dismiss(delivery=delivery, by=subscription.created_by)
    delivery.refresh_from_db()
    assert delivery.dismissed_at is None


def test_a7_what_was_put_aside_can_still_be_sent_again(subscription: WebhookSubscription, receiver: Receiver) -> None:
    delivery, officer = given_up(subscription), an_officer()
    dismiss(delivery=delivery, by=officer)
    replay(delivery=delivery, by=officer)
    receiver.got.clear()
    outbox.run_due()
    assert receiver.ids == [delivery.message_id]
    delivery.refresh_from_db()
    assert delivery.delivered_at
    assert (delivery.dead_at, delivery.dismissed_at) == (None, None)


def test_a7_no_event_is_told_a_second_time_because_the_first_was_deleted() -> None:
    assert KEPT > EXPIRED_WITHIN


def test_a7_it_is_done_every_day(subscription: WebhookSubscription, now: datetime) -> None:
    with clock.fixed(now + KEPT + A_SECOND):
        daily.run_due()
    assert not WebhookDelivery.objects.exists()
    assert not OutboxEntry.objects.filter(kind="accreditation.webhook").exists()


def test_rows_are_deleted_some_at_a_time_and_so_many_a_day(
    subscription: WebhookSubscription, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pruning, "A_PART", 3)
    monkeypatch.setattr(pruning, "MOST_PARTS", 2)
    for _ in range(8):
        write_ping(subscription)
    WebhookDelivery.objects.update(delivered_at=now)
    newest = list(WebhookDelivery.objects.order_by("pk").values_list("pk", flat=True))[6:]
    with CaptureQueriesContext(connection) as asked:
        assert kept_at(now + KEPT + A_SECOND) == 3
    assert sum("DELETE" in query["sql"] for query in asked) == 2
    assert list(WebhookDelivery.objects.order_by("pk").values_list("pk", flat=True)) == newest
    assert kept_at(now + KEPT + A_SECOND) == 0
