"""What is told, to whom, with the change itself: each counted change once, nobody named, no reason given (A7)."""

import json
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction

from accreditation.constants import AppealOutcome, LiftedAs
from accreditation.models import Accreditation, RegisterCounter, WebhookDelivery, WebhookSubscription
from accreditation.services import (
    add_conditions,
    propose_reinstatement,
    refuse,
    refuse_renewal,
    reinstate,
    relinquish,
    renew,
    revoke,
    set_direct_access,
    suspend,
)
from accreditation.signals import accreditation_changed
from accreditation.webhooks.constants import EventType, SubscriptionState
from accreditation.webhooks.events import tell_of_expiries
from core import clock, daily
from core.models import OutboxEntry
from people.signals import fitness_changed
from people.vocabulary import Tenure
from tests.factories.accreditation import FAR_END, AdaptationFactory, a_scope, accredited, an_officer, applied
from tests.factories.lives import hear, to_be_heard
from tests.factories.people import UserFactory
from tests.factories.receiving import a_case_system, a_manager

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def listening(**particulars: object) -> WebhookSubscription:
    """A live webhook, made without its test."""
    from accreditation.webhooks.subscribing import subscribe

    case_system = particulars.pop("case_system", None) or a_case_system(name=f"System {CaseCount.next()}")
    url = particulars.pop("url", "https://case.example.org/hooks")
    subscription, _ = subscribe(case_system=case_system, url=url, by=a_manager(case_system), **particulars)
    WebhookSubscription.objects.filter(pk=subscription.pk).update(state=SubscriptionState.LIVE)
    subscription.deliveries.all().delete()
    OutboxEntry.objects.filter(kind="accreditation.webhook").delete()
    subscription.refresh_from_db()
    return subscription


class CaseCount:
    number = 0

    @classmethod
    def next(cls) -> int:
        cls.number += 1
        return cls.number


def told(subscription: WebhookSubscription) -> list[dict]:
    return [json.loads(delivery.body) for delivery in subscription.deliveries.order_by("pk")]


def types(subscription: WebhookSubscription) -> list[str]:
    return [message["type"] for message in told(subscription)]


def test_a7_a_suspension_is_told_with_number_status_and_register_number(now: datetime) -> None:
    accreditation = accredited()
    subscription = listening()
    decision = suspend(accreditation=accreditation, reason="A very private complaint.", by=an_officer())
    assert told(subscription) == [
        {
            "type": "accreditation.suspended",
            "timestamp": "2027-06-04T12:00:00.000Z",
            "data": {
                "number": accreditation.number,
                "status": "suspended",
                "scheme": accreditation.scheme.code,
                "register_number": decision.register_number,
                "effective_from": "2027-06-04T12:00:00.000Z",
            },
        }
    ]
    delivery = subscription.deliveries.get()
    assert delivery.register_number == decision.register_number
    entry = OutboxEntry.objects.get(kind="accreditation.webhook")
    assert entry.payload == {"delivery": delivery.pk, "round": 1}


def test_a7_a_message_names_nobody_and_gives_no_reason() -> None:
    person = UserFactory(first_name="Morag", last_name="Abernethy")
    officer = an_officer()
    accreditation = accredited(user=person)
    subscription = listening()
    suspend(accreditation=accreditation, reason="Wall gave way", by=officer)
    add = subscription.deliveries.get().body
    for private in ("Morag", "Abernethy", person.email, "Wall", officer.email, officer.last_name, '"id"', "reason"):
        assert private not in add


def test_a7_every_decision_that_the_public_can_see_is_told_as_what_it_is(now: datetime) -> None:
    subscription = listening()
    accreditation = accredited(valid_until=date(2027, 12, 1))
    officer, other = an_officer(), an_officer()
    add_conditions(accreditation=accreditation, conditions="With a therapist.", reason="New.", by=officer)
    suspension = suspend(accreditation=accreditation, reason="Complaint.", by=officer)
    propose_reinstatement(accreditation=accreditation, reason="Done.", lifted_as=LiftedAs.PUT_RIGHT, by=officer)
    reinstate(accreditation=accreditation, reason="Done.", by=other, second=officer)
    renew(accreditation=accreditation, scopes=[a_scope()], valid_until=FAR_END, reason="Practised.", by=officer)
    revoke(accreditation=accreditation, reason="Enough.", by=other)
    second = accredited()
    relinquish(accreditation=second, reason="Moving on.", by=second.user)
    assert types(subscription) == [
        "accreditation.granted",
        "accreditation.conditioned",
        "accreditation.suspended",
        "accreditation.reinstated",
        "accreditation.renewed",
        "accreditation.revoked",
        "accreditation.granted",
        "accreditation.relinquished",
    ]
    statuses = [message["data"]["status"] for message in told(subscription)]
    assert statuses == [
        "accredited",
        "accredited",
        "suspended",
        "accredited",
        "accredited",
        "revoked",
        "accredited",
        "relinquished",
    ]
    assert suspension.register_number == 3


def test_a7_a_decision_that_is_overturned_is_told() -> None:
    subscription = listening()
    accreditation = accredited()
    suspend(accreditation=accreditation, reason="Complaint.", by=an_officer())
    hear(to_be_heard(accreditation), AppealOutcome.UPHELD)
    last = told(subscription)[-1]
    assert (last["type"], last["data"]["status"]) == ("accreditation.overturned", "accredited")


def test_a7_each_counted_number_is_told_once_and_in_order() -> None:
    subscription = listening()
    accreditation, adaptation = accredited(), AdaptationFactory()
    refuse(accreditation=applied(), reason="Not ready.", by=an_officer())
    given_back = applied()
    relinquish(accreditation=given_back, reason="No time.", by=given_back.user)
    set_direct_access(tenure=Tenure.OWNER, items=[adaptation], by=None)
    fitness_changed.send(sender=None, user=accreditation.user)
    refuse_renewal(accreditation=accreditation, reason="No practice.", by=an_officer())
    last = RegisterCounter.objects.get().number
    numbers = list(subscription.deliveries.order_by("pk").values_list("register_number", flat=True))
    assert numbers == list(range(1, last + 1))
    assert types(subscription) == ["accreditation.granted", *["register.changed"] * 5]
    # A refused application and a refused renewal are nobody's business: a number, and no accreditation.
    assert [message["data"] for message in told(subscription)[1:]] == [
        {"register_number": 2, "change_of": "other"},
        {"register_number": 3, "change_of": "other"},
        {"register_number": 4, "change_of": "catalogue"},
        {"register_number": 5, "change_of": "person"},
        {"register_number": 6, "change_of": "other"},
    ]


def test_a7_what_is_rolled_back_is_told_to_nobody() -> None:
    accreditation, subscription = accredited(), listening()

    def fail(**kwargs: object) -> None:
        raise RuntimeError("no")

    accreditation_changed.connect(fail, weak=False)
    try:
        with pytest.raises(RuntimeError), transaction.atomic():
            suspend(accreditation=accreditation, reason="Complaint.", by=an_officer())
    finally:
        accreditation_changed.disconnect(fail)
    assert types(subscription) == []
    assert not OutboxEntry.objects.filter(kind="accreditation.webhook").exists()


def test_a7_only_what_is_wanted_is_told() -> None:
    harbour = listening(localities=["harbour"], event_types=["accreditation.suspended"])
    hill, everything = listening(localities=["hill"]), listening()
    accreditation = accredited(scopes=[a_scope(localities=["harbour"])])
    suspend(accreditation=accreditation, reason="Complaint.", by=an_officer())
    assert types(harbour) == ["accreditation.suspended"]
    assert types(hill) == []
    assert types(everything) == ["accreditation.granted", "accreditation.suspended"]


def test_a7_who_loses_somebody_to_another_place_is_told_too() -> None:
    harbour = listening(localities=["harbour"])
    accreditation = accredited(scopes=[a_scope(localities=["harbour"])], valid_until=date(2027, 12, 1))
    renew(
        accreditation=accreditation,
        scopes=[a_scope(localities=["hill"])],
        valid_until=FAR_END,
        reason="Practised.",
        by=an_officer(),
    )
    assert types(harbour) == ["accreditation.granted", "accreditation.renewed"]


@pytest.mark.parametrize(
    ("state", "kept"),
    [
        (SubscriptionState.LIVE, 1),
        (SubscriptionState.PAUSED, 1),
        (SubscriptionState.PROVING, 0),
        (SubscriptionState.GONE, 0),
    ],
)
def test_a7_events_are_kept_for_who_is_live_or_paused(state: SubscriptionState, kept: int) -> None:
    subscription = listening()
    WebhookSubscription.objects.update(state=state)
    accredited()
    assert subscription.deliveries.count() == kept


def test_a7_a_system_that_was_switched_off_is_told_nothing() -> None:
    from accreditation.case_systems import switch_off

    subscription = listening()
    switch_off(case_system=subscription.case_system, reason="Its key was stolen.", by=an_officer())
    accredited()
    assert subscription.deliveries.count() == 0


def test_a7_a_term_that_the_clock_ends_is_told_once(now: datetime) -> None:
    accreditation = accredited(valid_until=date(2027, 6, 20))
    subscription = listening()
    suspended = accredited(valid_until=date(2027, 6, 20))
    suspend(accreditation=suspended, reason="Complaint.", by=an_officer())
    subscription.deliveries.all().delete()
    with clock.fixed(datetime(2027, 6, 19, 22, 59, tzinfo=now.tzinfo)):
        assert tell_of_expiries() == 0
    for _ in range(2):
        with clock.fixed(datetime(2027, 6, 19, 23, 1, tzinfo=now.tzinfo)):  # midnight in Europe/London
            daily.run_due()
            tell_of_expiries()
    (message,) = told(subscription)
    assert message["type"] == "accreditation.expired"
    assert message["timestamp"] == message["data"]["effective_from"] == "2027-06-19T23:00:00.000Z"
    assert message["data"]["number"] == accreditation.number
    assert message["data"]["status"] == "expired"


def test_a7_days_on_which_nothing_ran_are_made_up_and_old_ends_are_not_news(now: datetime) -> None:
    accredited(valid_until=date(2027, 6, 20))
    with clock.fixed(now + timedelta(days=20)):
        late = listening()
        assert tell_of_expiries() == 0
        assert types(late) == []
    early = listening()
    with clock.fixed(now + timedelta(days=25)):
        assert tell_of_expiries() == 1
    assert types(early) == ["accreditation.expired"]


def test_a7_a_second_end_after_a_renewal_is_told_again(now: datetime) -> None:
    accreditation = accredited(valid_until=date(2027, 6, 20))
    subscription = listening()
    with clock.fixed(now + timedelta(days=20)):
        tell_of_expiries()
        renew(
            accreditation=accreditation,
            scopes=[a_scope()],
            valid_until=date(2027, 7, 20),
            reason="Practised.",
            by=an_officer(),
        )
    with clock.fixed(now + timedelta(days=50)):
        tell_of_expiries()
    assert types(subscription) == ["accreditation.expired", "accreditation.renewed", "accreditation.expired"]


def test_a7_telling_costs_no_more_queries_for_a_longer_history(django_assert_max_num_queries: object) -> None:
    """One question to the database decides whether anybody listens."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from accreditation.webhooks.events import tell_of_decision

    accreditation = accredited()
    decision = accreditation.decisions.get()
    with CaptureQueriesContext(connection) as silent:
        tell_of_decision(None, accreditation=accreditation, decision=decision)
    assert len(silent) == 1
    counts = []
    for _ in range(2):
        listening()
        with CaptureQueriesContext(connection) as heard:
            tell_of_decision(None, accreditation=accreditation, decision=decision)
        counts.append(len(heard))
        WebhookDelivery.objects.all().delete()
        OutboxEntry.objects.filter(kind="accreditation.webhook").delete()
    per_listener = counts[1] - counts[0]
    assert per_listener <= 8, counts


def test_a7_every_type_that_can_be_wanted_is_written_by_something() -> None:
    from accreditation.webhooks.constants import SUBSCRIBABLE, TOLD_AS

    written = {*TOLD_AS.values(), EventType.EXPIRED, EventType.REGISTER_CHANGED}
    assert {value for value, _ in SUBSCRIBABLE} == written


def test_a7_an_accreditation_is_found_by_the_number_told() -> None:
    subscription = listening()
    accreditation = accredited()
    assert Accreditation.objects.get(number=told(subscription)[0]["data"]["number"]) == accreditation
