"""What is told to whom: one delivery for each subscription that wants the event, written with the change itself.

A message names nobody and gives no reason. It says which accreditation, what became of it and the register's number;
whoever needs more asks the register, which is right when asked.
"""

import json
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from accreditation.constants import DecisionKind, Status
from accreditation.models import (
    Accreditation,
    AccreditationDecision,
    RegisterCounter,
    RegisterEntry,
    Scope,
    WebhookDelivery,
    WebhookSubscription,
)
from accreditation.services.register import begin_counting, hold_counter
from accreditation.webhooks.constants import DELIVER, KEEPS, TOLD_AS, ChangeOf, EventType
from core import clock, outbox

# How far back the daily job looks for terms that ended, after days on which nothing ran.
EXPIRED_WITHIN = timedelta(days=31)


def tell_of_decision(
    sender: object, accreditation: Accreditation, decision: AccreditationDecision, **kwargs: Any
) -> None:
    """A decision was recorded. One that leaves the public register as it is, is told as a change without a name."""
    if not (listening := _listening()):
        return
    kind = TOLD_AS.get(decision.kind)
    if kind is None or not _was_ever_granted(accreditation):
        _tell_of_change(listening, decision.register_number, ChangeOf.OTHER)
        return
    entry = RegisterEntry.objects.select_related("scheme").get(pk=accreditation.pk)
    data = about(entry, decision.recorded_at) | {"effective_from": moment(decision.effective_from)}
    for subscription in _in_its_places(listening, accreditation):
        write(
            subscription,
            kind,
            key=f"number.{decision.register_number}",
            register_number=decision.register_number,
            occurred_at=decision.recorded_at,
            data=data,
        )


def tell_of_change(sender: object, register_number: int, change_of: ChangeOf, **kwargs: Any) -> None:
    """The register counted a change that is no decision about an accreditation."""
    if listening := _listening():
        _tell_of_change(listening, register_number, change_of)


def _tell_of_change(listening: Iterable[WebhookSubscription], register_number: int, change_of: ChangeOf) -> None:
    for subscription in listening:
        write(
            subscription,
            EventType.REGISTER_CHANGED,
            key=f"number.{register_number}",
            register_number=register_number,
            occurred_at=clock.now(),
            data={"register_number": register_number, "change_of": change_of},
        )


def tell_of_expiries() -> int:
    """Tell of terms that the clock ended, each once to each subscription; the day's job (no decision ends a term).

    Holds the register's counter, so that these rows too stand in the order of commits. Returns how many it wrote.
    """
    listening, today = _listening(), clock.today()
    if not listening:
        return 0
    begin_counting()
    hold_counter()
    ended = RegisterEntry.objects.in_status(Status.EXPIRED).filter(valid_until__gt=today - EXPIRED_WITHIN)
    told = 0
    for entry in ended.select_related("scheme", "accreditation").order_by("valid_until", "pk"):
        assert entry.valid_until  # noqa: S101
        ended_at = timezone.make_aware(datetime.combine(entry.valid_until, datetime.min.time()))
        data = about(entry, clock.now()) | {"effective_from": moment(ended_at)}
        for subscription in _in_its_places(listening, entry.accreditation):
            if subscription.created_at < ended_at:
                told += write(
                    subscription,
                    EventType.EXPIRED,
                    key=f"expired.{entry.pk}.{entry.valid_until:%Y%m%d}",
                    register_number=entry.register_number,
                    occurred_at=ended_at,
                    data=data,
                )
    return told


def write_ping(subscription: WebhookSubscription) -> None:
    """A test message. It says where the register stands, so that a receiver knows from where on it is told."""
    number = RegisterCounter.objects.filter(pk=1).values_list("number", flat=True).first() or 0
    write(
        subscription,
        EventType.PING,
        key=f"ping.{uuid.uuid4().hex}",
        register_number=number,
        occurred_at=clock.now(),
        data={"register_number": number},
    )


def write(
    subscription: WebhookSubscription,
    kind: EventType,
    *,
    key: str,
    register_number: int,
    occurred_at: datetime,
    data: dict[str, Any],
) -> bool:
    """Write one event for one subscription, if it wants this kind and has not got it yet, and queue it."""
    if kind is not EventType.PING and subscription.event_types and kind not in subscription.event_types:
        return False
    body = {"type": kind, "timestamp": moment(occurred_at), "data": data}
    delivery, is_new = WebhookDelivery.objects.get_or_create(
        subscription=subscription,
        event_key=key,
        defaults={
            "message_id": f"msg_{uuid.uuid4().hex}",
            "type": kind,
            "register_number": register_number,
            "body": json.dumps(body, separators=(",", ":"), ensure_ascii=False),
            "occurred_at": occurred_at,
            "queued_at": clock.now(),
        },
    )
    if is_new:
        queue(delivery)
    return is_new


def queue(delivery: WebhookDelivery) -> None:
    """Let the outbox deliver it in the round that the row says."""
    outbox.enqueue(
        kind=DELIVER,
        key=f"{DELIVER}.{delivery.message_id}.{delivery.round}",
        payload={"delivery": delivery.pk, "round": delivery.round},
    )


def about(entry: RegisterEntry, at: datetime) -> dict[str, Any]:
    """The accreditation as a message says it: nobody's name, no reason."""
    return {
        "number": entry.number,
        "status": entry.status_at(at),
        "scheme": entry.scheme.code,
        "register_number": entry.register_number,
    }


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _listening() -> list[WebhookSubscription]:
    return list(WebhookSubscription.objects.filter(state__in=KEEPS, case_system__is_live=True))


def _was_ever_granted(accreditation: Accreditation) -> bool:
    return AccreditationDecision.objects.filter(accreditation=accreditation, kind=DecisionKind.GRANTED).exists()


def _in_its_places(
    listening: Iterable[WebhookSubscription], accreditation: Accreditation
) -> Iterable[WebhookSubscription]:
    """Those that want every locality, or one that any term of it covered: who loses somebody is told of that too."""
    wanted = list(listening)
    if not any(subscription.localities for subscription in wanted):
        return wanted
    scopes = Scope.objects.filter(decision__accreditation=accreditation).values_list("localities", flat=True)
    places = {code for codes in scopes for code in codes}
    return [one for one in wanted if not one.localities or not places.isdisjoint(one.localities)]
