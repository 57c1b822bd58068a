"""The pages on which a case system's webhooks are looked after: who may, what they say and what they do (A7)."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accreditation.case_systems import switch_off
from accreditation.exceptions import NotYourCaseSystem, TooManyWebhooks
from accreditation.models import CaseSystem, WebhookDelivery, WebhookSubscription
from accreditation.webhooks import subscribing
from accreditation.webhooks.constants import MOST_SUBSCRIPTIONS, SubscriptionState
from accreditation.webhooks.events import write_ping
from audit.selectors import history_of
from core import clock, outbox
from core.exceptions import TransitionNotAllowed
from core.sealing import unseal
from people.constants import Role
from people.models import User
from tests.factories.accreditation import accredited, an_officer
from tests.factories.people import LocalityFactory, employed
from tests.factories.receiving import Receiver, a_case_system, a_manager, a_subscription, answers, receiving

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now", "sign_in_time")]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def case_system() -> CaseSystem:
    return a_case_system(name="Harbour Homes casework")


def as_(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def address(name: str, subscription: WebhookSubscription, *more: str) -> str:
    return reverse(f"accreditation:{name}", args=[subscription.case_system_id, subscription.pk, *more])


def every_page(subscription: WebhookSubscription) -> list[tuple[str, str]]:
    pages = [
        ("get", reverse("accreditation:webhooks", args=[subscription.case_system_id])),
        ("get", reverse("accreditation:add_webhook", args=[subscription.case_system_id])),
        ("post", reverse("accreditation:add_webhook", args=[subscription.case_system_id])),
        ("get", address("webhook", subscription)),
        ("post", address("webhook", subscription)),
        ("get", address("webhook_verb", subscription, "rotate")),
        ("get", address("webhook_verb", subscription, "remove")),
    ]
    verbs = ("ping", "pause", "resume", "rotate", "remove", "replay")
    return pages + [("post", address("webhook_verb", subscription, verb)) for verb in verbs]


def test_a7_officers_and_managers_of_that_organisation_alone_may(
    client: Client, receiver: Receiver, case_system: CaseSystem
) -> None:
    subscription, _ = a_subscription(receiver.url, case_system=case_system)
    pages = every_page(subscription)
    for method, page in pages:
        response = getattr(client, method)(page)
        assert response.status_code == 302, page
        assert response["Location"].startswith("/accounts/login/")
    strangers = [
        employed(roles=(Role.MANAGER,)),
        employed(roles=(Role.GOVERNANCE,), organisation=case_system.organisation),
        employed(organisation=case_system.organisation),
    ]
    for stranger in strangers:
        as_(client, stranger)
        for method, page in pages:
            assert getattr(client, method)(page).status_code == 403, (stranger, page)
    subscription.refresh_from_db()
    assert subscription.state == SubscriptionState.LIVE
    for keeper in (an_officer(), a_manager(case_system)):
        as_(client, keeper)
        assert {client.get(page).status_code for method, page in pages if method == "get"} == {200}


def test_a7_the_services_refuse_strangers_themselves(receiver: Receiver, case_system: CaseSystem) -> None:
    subscription, _ = a_subscription(receiver.url, case_system=case_system)
    stranger = employed(roles=(Role.MANAGER,))
    delivery = subscription.deliveries.get()
    for act in ("ping", "pause", "resume", "rotate", "remove"):
        with pytest.raises(NotYourCaseSystem):
            getattr(subscribing, act)(subscription=subscription, by=stranger)
    with pytest.raises(NotYourCaseSystem):
        subscribing.replay(delivery=delivery, by=stranger)
    with pytest.raises(NotYourCaseSystem):
        subscribing.replay_since(subscription=subscription, since=clock.now(), by=stranger)
    with pytest.raises(NotYourCaseSystem):
        subscribing.subscribe(case_system=case_system, url=receiver.url + "2", by=stranger)


def test_a7_a_webhook_of_another_case_system_is_not_found(client: Client, receiver: Receiver) -> None:
    mine, theirs = a_case_system(name="Mine"), a_case_system(name="Theirs")
    subscription, _ = a_subscription(receiver.url, case_system=theirs)
    as_(client, a_manager(mine))
    assert client.get(reverse("accreditation:webhook", args=[mine.pk, subscription.pk])).status_code == 404
    verb = reverse("accreditation:webhook_verb", args=[mine.pk, subscription.pk, "remove"])
    assert client.post(verb).status_code == 404


def test_a7_a_manager_adds_one_sees_its_secret_once_and_it_is_live_when_answered(
    client: Client, receiver: Receiver, case_system: CaseSystem
) -> None:
    LocalityFactory(code="harbour", name="Harbour")
    as_(client, a_manager(case_system))
    page = client.get(reverse("accreditation:webhooks", args=[case_system.pk])).content.decode()
    assert "There is no webhook yet." in page
    response = client.post(
        reverse("accreditation:add_webhook", args=[case_system.pk]),
        {"url": receiver.url, "event_types": ["accreditation.suspended"], "localities": ["harbour"]},
    )
    secret = re.search(r"whsec_[A-Za-z0-9+/=]+", response.content.decode())
    assert secret
    assert "no-store" in response["Cache-Control"]
    subscription = WebhookSubscription.objects.get()
    assert secret[0] not in subscription.secret
    assert unseal(subscription.secret) == secret[0]
    assert (subscription.event_types, subscription.localities) == (["accreditation.suspended"], ["harbour"])
    page = client.get(address("webhook", subscription)).content.decode()
    assert "whsec_" not in page
    assert "Waiting for its first answer" in page
    assert "It was suspended" in page
    assert receiver.got == [], "a request sends nothing itself"
    outbox.run_due()
    assert "Live" in client.get(address("webhook", subscription)).content.decode()
    assert secret[0] not in str([event.detail for event in history_of(subscription)])


@pytest.mark.parametrize("url", ["", "http://case.example.org/", "https://10.0.0.1/", "https://a.example:22/", "x"])
def test_a7_an_address_that_may_not_be_is_refused_with_words(client: Client, case_system: CaseSystem, url: str) -> None:
    as_(client, a_manager(case_system))
    page = client.post(reverse("accreditation:add_webhook", args=[case_system.pk]), {"url": url}).content.decode()
    assert "There is a problem" in page
    assert not WebhookSubscription.objects.exists()


def test_a7_one_address_once_and_not_endlessly_many(case_system: CaseSystem) -> None:
    officer = an_officer()
    subscribing.subscribe(case_system=case_system, url="https://a.example/0", by=officer)
    with pytest.raises(TooManyWebhooks, match="already"):
        subscribing.subscribe(case_system=case_system, url="https://a.example/0", by=officer)
    for n in range(1, MOST_SUBSCRIPTIONS):
        subscribing.subscribe(case_system=case_system, url=f"https://a.example/{n}", by=officer)
    with pytest.raises(TooManyWebhooks, match="at most"):
        subscribing.subscribe(case_system=case_system, url="https://a.example/x", by=officer)
    subscribing.remove(subscription=case_system.webhooks.first(), by=officer)
    subscribing.subscribe(case_system=case_system, url="https://a.example/0", by=officer)


def test_a7_pausing_keeps_what_happens_and_resuming_sends_it(
    client: Client, receiver: Receiver, case_system: CaseSystem
) -> None:
    subscription, _ = a_subscription(receiver.url, case_system=case_system)
    as_(client, subscription.created_by)
    client.post(address("webhook_verb", subscription, "pause"))
    accredited()
    outbox.run_due()
    assert len(receiver.got) == 1
    page = client.get(address("webhook", subscription)).content.decode()
    assert "Held until the subscription is live again" in page
    client.post(address("webhook_verb", subscription, "resume"))
    outbox.run_due()
    assert len(receiver.got) == 2
    verbs = [event.verb for event in history_of(subscription)]
    assert verbs[-2:] == ["accreditation.webhook_paused", "accreditation.webhook_resumed"]


def test_a7_rotating_and_removing_are_asked_about_first(
    client: Client, receiver: Receiver, case_system: CaseSystem
) -> None:
    subscription, old = a_subscription(receiver.url, case_system=case_system)
    as_(client, subscription.created_by)
    rotate, remove = (address("webhook_verb", subscription, verb) for verb in ("rotate", "remove"))
    assert "For 3 days" in client.get(rotate).content.decode()
    new = re.search(r"whsec_[A-Za-z0-9+/=]+", client.post(rotate).content.decode())
    assert new
    assert new[0] != old
    subscription.refresh_from_db()
    assert (unseal(subscription.secret), unseal(subscription.old_secret)) == (new[0], old)
    assert "no longer hears" in client.get(remove).content.decode()
    client.post(remove)
    subscription.refresh_from_db()
    assert (subscription.state, subscription.secret, subscription.old_secret) == ("removed", "", "")
    accredited()
    outbox.run_due()
    assert len(receiver.got) == 1


@pytest.mark.parametrize("verb", ["ping", "pause", "resume", "replay"])
def test_a7_a_link_changes_nothing(client: Client, receiver: Receiver, case_system: CaseSystem, verb: str) -> None:
    subscription, _ = a_subscription(receiver.url, case_system=case_system)
    as_(client, subscription.created_by)
    assert client.get(address("webhook_verb", subscription, verb)).status_code == 404
    assert client.post(address("webhook_verb", subscription, "explode")).status_code == 404


@pytest.mark.parametrize("state", SubscriptionState)
def test_a7_every_verb_from_every_state_is_allowed_or_refused_in_words(
    receiver: Receiver, case_system: CaseSystem, state: SubscriptionState
) -> None:
    from accreditation.webhooks.constants import LIFE

    officer = an_officer()
    for verb in ("ping", "pause", "resume", "rotate", "remove", "replay"):
        subscription, _ = a_subscription(f"{receiver.url}/{verb}", case_system=case_system, by=officer)
        if state == SubscriptionState.REMOVED:
            subscribing.remove(subscription=subscription, by=officer)
        WebhookSubscription.objects.filter(pk=subscription.pk).update(state=state)
        subscription.refresh_from_db()
        act: dict[str, Any] = {"subscription": subscription}
        if verb == "replay":
            act = {"delivery": subscription.deliveries.first()}
        if state in LIFE.steps[verb].allowed_from:
            getattr(subscribing, verb)(**act, by=officer)
        else:
            with pytest.raises(TransitionNotAllowed, match="You cannot"):
                getattr(subscribing, verb)(**act, by=officer)


def test_a7_a_switched_off_system_can_only_be_quieted(receiver: Receiver, case_system: CaseSystem) -> None:
    officer = an_officer()
    subscription, _ = a_subscription(receiver.url, case_system=case_system, by=officer)
    switch_off(case_system=case_system, reason="Its key was stolen.", by=officer)
    for verb in ("ping", "rotate"):
        with pytest.raises(TransitionNotAllowed, match="switched off"):
            getattr(subscribing, verb)(subscription=subscription, by=officer)
    subscribing.remove(subscription=subscription, by=officer)


def test_a7_a_dead_letter_is_seen_by_both_and_sent_again(
    client: Client, receiver: Receiver, case_system: CaseSystem
) -> None:
    subscription, _ = a_subscription(receiver.url, case_system=case_system)
    accredited()
    outbox.run_due()
    delivery = subscription.deliveries.exclude(type="webhook.ping").get()
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        delivered_at=None, dead_at=clock.now(), last_words="The receiver answered 500.", last_status=500
    )
    as_(client, an_officer())
    page = client.get(reverse("accreditation:undelivered_webhooks")).content.decode()
    assert "Harbour Homes casework" in page
    assert "The receiver answered 500." in page
    as_(client, subscription.created_by)
    assert client.get(reverse("accreditation:undelivered_webhooks")).status_code == 403
    assert "Not delivered: 1" in client.get(reverse("accreditation:webhooks", args=[case_system.pk])).content.decode()
    page = client.get(address("webhook", subscription), {"state": "given_up"}).content.decode()
    assert "The receiver answered 500." in page
    before = len(receiver.got)
    client.post(address("webhook_verb", subscription, "replay"), {"message": delivery.message_id})
    outbox.run_due()
    assert receiver.ids[before:] == [delivery.message_id]
    as_(client, an_officer())
    assert "Every message was delivered" in client.get(reverse("accreditation:undelivered_webhooks")).content.decode()


def test_a7_everything_since_a_day_is_sent_again(client: Client, receiver: Receiver, case_system: CaseSystem) -> None:
    subscription, _ = a_subscription(receiver.url, case_system=case_system)
    accredited()
    outbox.run_due()
    as_(client, subscription.created_by)
    page = client.post(address("webhook", subscription), {"since_day": "5", "since_month": "6", "since_year": "2027"})
    assert "Enter today or a day in the past." in page.content.decode()
    page = client.post(
        address("webhook", subscription), {"since_day": "4", "since_month": "6", "since_year": "2027"}, follow=True
    )
    assert "Messages sent again: 1." in page.content.decode()
    before = len(receiver.got)
    outbox.run_due()
    assert len(receiver.got) == before + 1


def test_a7_a_test_that_failed_says_why(client: Client, receiver: Receiver, case_system: CaseSystem) -> None:
    manager = a_manager(case_system)
    receiver.answers = [answers(302, Location="https://other.example/")]
    subscription, _ = subscribing.subscribe(case_system=case_system, url=receiver.url, by=manager)
    outbox.run_due()
    page = as_(client, manager).get(address("webhook", subscription)).content.decode()
    assert "Redirects are not followed: give the final address." in page
    assert "Send a test" in page


def test_a7_the_pages_take_as_many_queries_for_many_messages_as_for_one(
    client: Client, receiver: Receiver, case_system: CaseSystem
) -> None:
    subscription, _ = a_subscription(receiver.url, case_system=case_system)
    officer = an_officer()
    as_(client, officer)
    pages = [address("webhook", subscription), reverse("accreditation:webhooks", args=[case_system.pk])]
    pages.append(reverse("accreditation:undelivered_webhooks"))
    counts: list[list[int]] = []
    WebhookDelivery.objects.update(delivered_at=None, dead_at=clock.now())
    for more in (2, 20):
        for _ in range(more):
            write_ping(subscription)
        for n in range(more // 5):
            subscribing.subscribe(case_system=case_system, url=f"https://a.example/{more}-{n}", by=officer)
        WebhookDelivery.objects.update(delivered_at=None, dead_at=clock.now())
        counts.append([])
        for page in pages:
            client.get(page)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(page).status_code == 200
            counts[-1].append(len(asked))
    assert counts[0] == counts[1]


def test_a7_an_officer_puts_a_dead_letter_aside(client: Client, receiver: Receiver, case_system: CaseSystem) -> None:
    subscription, _ = a_subscription(receiver.url, case_system=case_system)
    WebhookDelivery.objects.update(delivered_at=None, dead_at=clock.now())
    page, (delivery,) = reverse("accreditation:undelivered_webhooks"), subscription.deliveries.all()
    put_aside = reverse("accreditation:dismiss_webhook", args=[delivery.message_id])
    as_(client, subscription.created_by)
    assert client.post(put_aside).status_code == 403
    as_(client, an_officer())
    assert client.get(put_aside).status_code == 405
    assert client.post(reverse("accreditation:dismiss_webhook", args=["msg_none"])).status_code == 404
    shown = client.get(page).content.decode()
    assert put_aside in shown
    assert "deleted after 90 days" in shown
    said = client.post(put_aside, follow=True).content.decode()
    assert "The message is put aside." in said
    assert "Every message was delivered" in said
    assert "Only a message that was given up" in client.post(put_aside, follow=True).content.decode()
    listed = client.get(reverse("accreditation:webhooks", args=[case_system.pk])).content.decode()
    assert "Not delivered:" not in listed
    assert "kept for 90 days" in client.get(address("webhook", subscription)).content.decode()
