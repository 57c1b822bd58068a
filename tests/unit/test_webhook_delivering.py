"""A delivery is tried until it is taken, with the same id; a receiver that fails delays nobody else (A7)."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone
from standardwebhooks.webhooks import Webhook

from accreditation.models import WebhookDelivery, WebhookSubscription
from accreditation.services import suspend
from accreditation.webhooks import delivering, sending
from accreditation.webhooks.constants import (
    GIVEN_UP_AFTER,
    LONGEST_REST,
    SCHEDULE,
    DeliveryState,
    SubscriptionState,
)
from accreditation.webhooks.sending import Reply
from accreditation.webhooks.subscribing import ping, replay, replay_since, resume, rotate, subscribe
from audit.selectors import history_of
from core import clock, outbox
from core.models import OutboxEntry
from tests.factories.accreditation import accredited, an_officer
from tests.factories.receiving import Receiver, a_case_system, a_subscription, answers, receiving

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def receiver() -> Any:
    with receiving() as receiver:
        yield receiver


def after_a_suspension(receiver: Receiver) -> tuple[WebhookSubscription, str, WebhookDelivery]:
    """A live webhook with one message waiting: a suspension."""
    accreditation = accredited()
    subscription, secret = a_subscription(receiver.url)
    receiver.got.clear()
    suspend(accreditation=accreditation, reason="Complaint.", by=an_officer())
    return subscription, secret, subscription.deliveries.get(type="accreditation.suspended")


def test_a7_a_suspension_reaches_the_receiver_signed(receiver: Receiver) -> None:
    # The receivers' library holds the timestamp against the wall clock.
    with clock.fixed(timezone.now()):
        _, secret, delivery = after_a_suspension(receiver)
        outbox.run_due()
    (got,) = receiver.got
    message = Webhook(secret).verify(got.body.decode(), got.headers)
    assert message["type"] == "accreditation.suspended"
    assert got.body.decode() == delivery.body
    assert got.headers["webhook-id"] == delivery.message_id
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.last_status) == (DeliveryState.DELIVERED, 1, 204)
    assert outbox.run_due(slow=True) == 0
    assert len(receiver.got) == 1


@pytest.mark.parametrize("status", [301, 307, 400, 401, 404, 429, 500, 503])
def test_a7_anything_but_2xx_is_tried_again_with_the_same_id(receiver: Receiver, status: int, now: datetime) -> None:
    _, _, delivery = after_a_suspension(receiver)
    receiver.answers = [answers(status, Location=receiver.url)]
    outbox.run_due()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_status) == (DeliveryState.WAITING, status)
    assert str(status) in delivery.last_words
    with clock.fixed(now + timedelta(minutes=2)):
        outbox.run_due()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.last_words) == (DeliveryState.DELIVERED, 2, "")
    assert receiver.ids == [delivery.message_id] * 2
    first, second = (int(got.headers["webhook-timestamp"]) for got in receiver.got)
    assert second - first == 120, "each attempt has a timestamp of its own"
    assert receiver.got[0].body == receiver.got[1].body


def test_a7_it_is_tried_for_three_days_and_then_given_up_visibly(receiver: Receiver, now: datetime) -> None:
    subscription, _, delivery = after_a_suspension(receiver)
    receiver.answers = [answers(500)] * 50
    tried: list[datetime] = []
    while waiting := OutboxEntry.objects.filter(kind="accreditation.webhook", done_at=None, dead_at=None).first():
        with clock.fixed(waiting.next_attempt_at):
            outbox.run_due()
            tried += [clock.now()] * (len(receiver.got) - len(tried))
    assert len(tried) == len(SCHEDULE.waits) + 1
    assert timedelta(days=3) <= tried[-1] - now <= timedelta(days=3.5)
    delivery.refresh_from_db()
    assert delivery.state is DeliveryState.GIVEN_UP
    assert delivery.last_words == "The receiver answered 500. Only 2xx counts as delivered."
    entry = OutboxEntry.objects.get(kind="accreditation.webhook", dead_at__isnull=False)
    assert entry.last_error == delivery.last_words
    with clock.fixed(tried[-1]):
        outbox.run_due()
    told = [letter for letter in mail.outbox if letter.to == [subscription.created_by.email]]
    assert len(told) == 1
    assert f"/webhooks/{subscription.pk}/" in told[0].body


def test_a7_the_spread_of_waits_is_by_the_key_and_never_more_than_a_tenth() -> None:
    keys = [f"key {n}" for n in range(100)]
    for failures, wait in enumerate(SCHEDULE.waits, start=1):
        waits = [SCHEDULE.after(failures, key) for key in keys]
        assert waits == [SCHEDULE.after(failures, key) for key in keys], "no chance: the same key waits the same"
        assert all(wait <= one <= wait * 1.1 for one in waits if one)
        assert len(set(waits)) > 90
    assert SCHEDULE.after(len(SCHEDULE.waits) + 1, "key") is None
    assert timedelta(days=3) <= sum(SCHEDULE.waits, timedelta()) <= timedelta(days=3, hours=1)


def test_a7_retry_after_puts_the_next_attempt_off(receiver: Receiver, now: datetime) -> None:
    _, _, delivery = after_a_suspension(receiver)
    receiver.answers = [answers(429, Retry_After="1800")]
    outbox.run_due()
    entry = OutboxEntry.objects.get(kind="accreditation.webhook", done_at=None)
    assert entry.next_attempt_at == now + timedelta(minutes=30)
    with clock.fixed(now + timedelta(minutes=29)):
        outbox.run_due()
    assert len(receiver.got) == 1
    with clock.fixed(now + timedelta(minutes=30)):
        outbox.run_due()
    assert receiver.ids == [delivery.message_id] * 2


def test_a7_gone_stops_the_subscription_and_its_contact_hears(receiver: Receiver, now: datetime) -> None:
    subscription, _, delivery = after_a_suspension(receiver)
    receiver.answers = [answers(410)]
    outbox.run_due()
    subscription.refresh_from_db()
    delivery.refresh_from_db()
    assert (subscription.state, delivery.state) == (SubscriptionState.GONE, DeliveryState.HELD)
    assert history_of(subscription).last().verb == "accreditation.webhook_gone"
    outbox.run_due()
    (letter,) = [letter for letter in mail.outbox if letter.to == [subscription.created_by.email]]
    assert "was stopped" in letter.subject
    with clock.fixed(now + timedelta(days=1)):
        accredited()
        outbox.run_due()
    assert len(receiver.got) == 1, "nothing is sent any more"
    resume(subscription=subscription, by=subscription.created_by)
    outbox.run_due()
    outbox.run_due()
    subscription.refresh_from_db()
    delivery.refresh_from_db()
    assert (subscription.state, delivery.state) == (SubscriptionState.LIVE, DeliveryState.DELIVERED)
    kinds = [json.loads(got.body)["type"] for got in receiver.got[1:]]
    assert kinds == ["webhook.ping", "accreditation.suspended"], "the test first, then what was held"


def test_a7_a_failing_receiver_is_left_alone_and_others_do_not_wait(receiver: Receiver, now: datetime) -> None:
    accreditation = accredited()
    with receiving() as bad:
        failing, _ = a_subscription(bad.url)
        a_subscription(receiver.url, case_system=a_case_system(name="Another"))
        receiver.got.clear()
        bad.got.clear()
        bad.answers = [answers(500)] * 99
        for n in range(5):
            accredited(user=None) if n else suspend(accreditation=accreditation, reason="x", by=an_officer())
        outbox.run_due()
        assert len(receiver.got) == 5
        assert len(bad.got) == 1, "after the first failure the rest is put off without a try"
        waiting = OutboxEntry.objects.filter(kind="accreditation.webhook", done_at=None)
        assert waiting.count() == 5
        assert sorted(waiting.values_list("attempts", flat=True)) == [0, 0, 0, 0, 1]
        with clock.fixed(now + timedelta(minutes=2)):
            outbox.run_due()
            assert len(bad.got) == 2
        failing.refresh_from_db()
        assert failing.failures == 2
        assert failing.rests_until == now + timedelta(minutes=4), "it rests twice as long after the second failure"
        bad.answers = []
        with clock.fixed(now + timedelta(minutes=30)):
            outbox.run_due()
        assert len(set(bad.ids)) == 5
        failing.refresh_from_db()
        assert (failing.failures, failing.rests_until) == (0, None)


def test_a7_what_could_not_be_tried_for_days_is_given_up_too(receiver: Receiver, now: datetime) -> None:
    _, _, delivery = after_a_suspension(receiver)
    late = now + GIVEN_UP_AFTER + timedelta(minutes=1)
    WebhookSubscription.objects.update(rests_until=late + LONGEST_REST)
    with clock.fixed(late):
        outbox.run_due()
    delivery.refresh_from_db()
    assert delivery.state is DeliveryState.GIVEN_UP
    assert delivery.last_words == "The receiver failed all the while, so this was not sent."
    assert receiver.got == []


def test_a7_a_slow_receiver_has_at_most_half_of_a_worker(
    receiver: Receiver, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscription, _, _ = after_a_suspension(receiver)
    accredited()
    slow = Reply(200, timedelta(seconds=8))
    sent: list[object] = []
    monkeypatch.setattr(delivering, "post", lambda *a, **k: sent.append(a) or slow)
    outbox.run_due()
    assert len(sent) == 1
    subscription.refresh_from_db()
    assert subscription.rests_until == now + timedelta(seconds=8)
    with clock.fixed(now + timedelta(seconds=8)):
        outbox.run_due()
    assert len(sent) == 2


def test_a7_no_transaction_of_ours_is_open_while_the_receiver_is_waited_for(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    after_a_suspension(receiver)
    depths: list[int] = []
    around = len(connection.savepoint_ids)

    def look(*args: object, **kwargs: object) -> Reply:
        depths.append(len(connection.savepoint_ids) - around)
        return Reply(204, timedelta(0))

    monkeypatch.setattr(delivering, "post", look)
    outbox.run_due()
    assert depths == [0]


def test_a7_a_crash_between_sending_and_recording_sends_again_with_the_same_id(
    receiver: Receiver, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, _, delivery = after_a_suspension(receiver)

    class Killed(BaseException):
        pass

    def die(*args: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(delivering, "_write_success", die)
        with pytest.raises(Killed):
            outbox.run_due(slow=True)
    assert outbox.run_due(slow=True) == 0, "the claim still holds"
    with clock.fixed(now + outbox.CLAIM):
        assert outbox.run_due(slow=True) == 1
    assert receiver.ids == [delivery.message_id] * 2


def test_a7_of_two_workers_one_sends(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    after_a_suspension(receiver)
    real = sending.post

    def meanwhile(*args: Any, **kwargs: Any) -> Reply:
        assert outbox.run_due(slow=True) == 0
        return real(*args, **kwargs)

    monkeypatch.setattr(delivering, "post", meanwhile)
    assert outbox.run_due(slow=True) == 1
    assert len(receiver.got) == 1


def test_a7_an_unanswered_test_leaves_it_unproved(receiver: Receiver, now: datetime) -> None:
    receiver.answers = [answers(500)]
    case_system, officer = a_case_system(), an_officer()
    subscription, _ = subscribe(case_system=case_system, url=receiver.url, by=officer)
    outbox.run_due()
    subscription.refresh_from_db()
    assert (subscription.state, subscription.proved_at) == (SubscriptionState.PROVING, None)
    accredited()
    assert subscription.deliveries.count() == 1, "no event is kept for it"
    ping(subscription=subscription, by=officer)
    outbox.run_due()
    subscription.refresh_from_db()
    assert (subscription.state, subscription.proved_at) == (SubscriptionState.LIVE, now)
    assert "accreditation.webhook_proved" in [event.verb for event in history_of(subscription)]


def test_a7_while_both_secrets_count_each_delivery_carries_both(receiver: Receiver) -> None:
    wall = timezone.now()
    with clock.fixed(wall):
        subscription, old, _ = after_a_suspension(receiver)
        new = rotate(subscription=subscription, by=subscription.created_by)
        outbox.run_due()
    body, headers = receiver.got[0].body.decode(), receiver.got[0].headers
    for secret in (old, new):
        assert Webhook(secret).verify(body, headers)
    with clock.fixed(wall + timedelta(days=3)):
        accredited()
        outbox.run_due()
    signatures = [len(got.headers["webhook-signature"].split()) for got in receiver.got]
    assert signatures[0] == 2
    assert signatures[-1] == 1


def test_a7_a_message_is_replayed_with_its_id(receiver: Receiver) -> None:
    subscription, _, delivery = after_a_suspension(receiver)
    outbox.run_due()
    delivery.refresh_from_db()
    replay(delivery=delivery, by=subscription.created_by)
    outbox.run_due()
    assert receiver.ids == [delivery.message_id] * 2
    assert receiver.got[0].body == receiver.got[1].body
    event = history_of(subscription).last()
    assert (event.verb, event.detail) == ("accreditation.webhook_replayed", {"message": delivery.message_id})


def test_a7_a_replay_hastens_what_waits_and_the_waiting_one_then_does_nothing(
    receiver: Receiver, now: datetime
) -> None:
    subscription, _, delivery = after_a_suspension(receiver)
    receiver.answers = [answers(500)]
    outbox.run_due()
    delivery.refresh_from_db()
    replay(delivery=delivery, by=subscription.created_by)
    outbox.run_due()
    with clock.fixed(now + timedelta(days=1)):
        outbox.run_due()
    assert receiver.ids == [delivery.message_id] * 2
    delivery.refresh_from_db()
    assert delivery.state is DeliveryState.DELIVERED


def test_a7_a_dead_letter_is_replayed_and_everything_since_a_moment(receiver: Receiver, now: datetime) -> None:
    subscription, _, delivery = after_a_suspension(receiver)
    WebhookDelivery.objects.filter(pk=delivery.pk).update(dead_at=now, last_words="No answer.")
    OutboxEntry.objects.filter(kind="accreditation.webhook").update(dead_at=now, done_at=None)
    with clock.fixed(now + timedelta(hours=1)):
        accredited()
        outbox.run_due()
        assert len(receiver.got) == 1
        assert replay_since(subscription=subscription, since=now, by=subscription.created_by) == (2, 0)
        outbox.run_due()
        assert len(receiver.got) == 3
        assert replay_since(
            subscription=subscription, since=now + timedelta(minutes=1), by=subscription.created_by
        ) == (1, 0)
    delivery.refresh_from_db()
    assert (delivery.dead_at, delivery.state) == (None, DeliveryState.DELIVERED)


def test_a7_a_target_that_leads_inside_is_a_failure_in_words(
    receiver: Receiver, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, _, delivery = after_a_suspension(receiver)
    settings.DEMONSTRATION_ALLOWED = False
    WebhookSubscription.objects.update(url="https://inside.example/hooks")
    real = sending.post
    monkeypatch.setattr(delivering, "post", lambda t, **k: real(t, **k, resolve=lambda h, p: ["10.0.0.1"]))
    outbox.run_due()
    delivery.refresh_from_db()
    assert delivery.last_words == "The address leads to a machine that is not on the public internet."
    assert receiver.got == []


def test_a7_a_secret_that_no_longer_opens_is_a_failure_in_words(receiver: Receiver, settings: Any) -> None:
    _, _, delivery = after_a_suspension(receiver)
    settings.SECRET_KEY = "another"
    outbox.run_due()
    delivery.refresh_from_db()
    assert "SECRET_KEY" in delivery.last_words
