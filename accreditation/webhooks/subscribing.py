"""What people do with the webhooks of a case system, and the case system itself with its deliveries."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from accreditation.exceptions import NotYourCaseSystem, TooManyWebhooks
from accreditation.models import CaseSystem, WebhookDelivery, WebhookSubscription
from accreditation.webhooks.constants import (
    LIFE,
    MOST_REPLAYED,
    MOST_SUBSCRIPTIONS,
    OVERLAP,
    EventType,
    SubscriptionState,
)
from accreditation.webhooks.delivering import queue_again, queue_held
from accreditation.webhooks.events import write_ping
from accreditation.webhooks.signing import new_secret
from accreditation.webhooks.targets import read_target
from audit.services import record
from core import clock
from core.exceptions import TransitionNotAllowed
from core.sealing import seal
from core.transitions import lock
from people.constants import Role
from people.models import User
from people.selectors import has_role, organisations_managed_by


def may_look_after(case_system: CaseSystem, user: User) -> bool:
    """Whether somebody sees and changes its webhooks: officers, and managers of the organisation that runs it."""
    return has_role(user, Role.ACCREDITATION_OFFICER) or case_system.organisation_id in organisations_managed_by(user)


@transaction.atomic
def subscribe(
    *,
    case_system: CaseSystem,
    url: str,
    event_types: Sequence[str] = (),
    localities: Sequence[str] = (),
    by: User,
) -> tuple[WebhookSubscription, str]:
    """The subscription and its secret, which is shown once. A test is sent; when it is answered, it is live.

    Raises `NotYourCaseSystem`, `TargetRefused` and `TooManyWebhooks`.
    """
    case_system = lock(CaseSystem.objects, case_system.pk)
    _require(case_system, by)
    read_target(url)
    standing = case_system.webhooks.exclude(state=SubscriptionState.REMOVED)
    if standing.count() >= MOST_SUBSCRIPTIONS:
        raise TooManyWebhooks(f"A case system has at most {MOST_SUBSCRIPTIONS} webhooks. Remove one first.")
    secret = new_secret()
    try:
        with transaction.atomic():
            subscription = WebhookSubscription.objects.create(
                case_system=case_system,
                url=url,
                event_types=sorted(event_types),
                localities=sorted(localities),
                secret=seal(secret),
                created_at=clock.now(),
                created_by=by,
            )
    except IntegrityError:
        raise TooManyWebhooks("This case system has a webhook to this address already.") from None
    detail = {"event_types": subscription.event_types, "localities": subscription.localities}
    record("accreditation.webhook_added", subscription, by=by, detail=detail)
    write_ping(subscription)
    return subscription, secret


@transaction.atomic
def ping(*, subscription: WebhookSubscription, by: User) -> None:
    """Send a test at once, even to a receiver that rests because it failed."""
    subscription = _open(subscription, "ping", by)
    _let_try(subscription)
    record("accreditation.webhook_tested", subscription, by=by)
    write_ping(subscription)


@transaction.atomic
def pause(*, subscription: WebhookSubscription, by: User) -> None:
    """Send nothing for now; events are kept for it."""
    subscription = _open(subscription, "pause", by)
    _move(subscription, SubscriptionState.PAUSED)
    record("accreditation.webhook_paused", subscription, by=by)


@transaction.atomic
def resume(*, subscription: WebhookSubscription, by: User) -> None:
    """Go on sending, with what was kept meanwhile. A receiver that had said it is gone must answer a test first."""
    subscription = _open(subscription, "resume", by)
    was_gone = subscription.state == SubscriptionState.GONE
    _move(subscription, SubscriptionState.PROVING if was_gone else SubscriptionState.LIVE)
    _let_try(subscription)
    record("accreditation.webhook_resumed", subscription, by=by)
    if was_gone:
        write_ping(subscription)
    else:
        queue_held(subscription)


@transaction.atomic
def rotate(*, subscription: WebhookSubscription, by: User) -> str:
    """A new secret, shown once. For three days each delivery is signed with the old one as well."""
    subscription = _open(subscription, "rotate", by)
    secret = new_secret()
    subscription.old_secret, subscription.old_secret_until = subscription.secret, clock.now() + OVERLAP
    subscription.secret = seal(secret)
    subscription.save(update_fields=["secret", "old_secret", "old_secret_until"])
    record("accreditation.webhook_secret_rotated", subscription, by=by)
    return secret


@transaction.atomic
def remove(*, subscription: WebhookSubscription, by: User) -> None:
    """End it and forget its secrets. What was sent stays to be seen."""
    subscription = _open(subscription, "remove", by)
    subscription.state = SubscriptionState.REMOVED
    subscription.secret = subscription.old_secret = ""
    subscription.old_secret_until = None
    subscription.removed_at, subscription.removed_by = clock.now(), by
    subscription.save()
    record("accreditation.webhook_removed", subscription, by=by)


@transaction.atomic
def replay(*, delivery: WebhookDelivery, by: User) -> None:
    """Send one message again, with the same `webhook-id`."""
    subscription = _open(delivery.subscription, "replay", by)
    _let_try(subscription)
    delivery = lock(subscription.deliveries, delivery.pk)
    queue_again(delivery)
    record("accreditation.webhook_replayed", subscription, by=by, detail={"message": delivery.message_id})


@transaction.atomic
def dismiss(*, delivery: WebhookDelivery, by: User) -> None:
    """Put aside a message that was given up: somebody has looked, and it need not be sent again.

    Only officers do, so that an organisation cannot hide from them what its system never heard.
    """
    if not has_role(by, Role.ACCREDITATION_OFFICER):
        raise NotYourCaseSystem("Only an accreditation officer puts a message aside.")
    delivery = lock(WebhookDelivery.objects, delivery.pk)
    if delivery.dead_at is None or delivery.dismissed_at:
        raise TransitionNotAllowed("Only a message that was given up is put aside, and once.")
    delivery.dismissed_at, delivery.dismissed_by = clock.now(), by
    delivery.save(update_fields=["dismissed_at", "dismissed_by"])
    detail = {"message": delivery.message_id, "register_number": delivery.register_number}
    record("accreditation.webhook_dismissed", delivery.subscription, by=by, detail=detail)


@transaction.atomic
def replay_since(*, subscription: WebhookSubscription, since: datetime, by: User) -> tuple[int, int]:
    """Send everything since a moment again: how many, and how many more there are than one call sends."""
    subscription = _open(subscription, "replay", by)
    chosen = subscription.deliveries.filter(occurred_at__gte=since).exclude(type=EventType.PING)
    _let_try(subscription)
    some = list(chosen.order_by("pk")[:MOST_REPLAYED])
    left = chosen.count() - len(some)
    for delivery in some:
        queue_again(delivery)
    detail = {"since": since.isoformat(), "messages": len(some)}
    record("accreditation.webhook_replayed", subscription, by=by, detail=detail)
    return len(some), left


@transaction.atomic
def replay_from(*, case_system: CaseSystem, register_number: int) -> tuple[int, int | None]:
    """A case system asks again for its own messages from a number on: how many, and where to go on for the rest.

    Only its live subscriptions send.
    """
    sending = WebhookSubscription.objects.filter(case_system=case_system, state=SubscriptionState.LIVE)
    live = list(sending.select_for_update().order_by("pk"))
    chosen = WebhookDelivery.objects.filter(subscription__in=live, register_number__gte=register_number)
    found = list(chosen.exclude(type=EventType.PING).order_by("register_number", "pk")[: MOST_REPLAYED + 1])
    rest = None
    if len(found) > MOST_REPLAYED:
        # A number is never cut in two: all of it comes with the next call.
        rest = found[-1].register_number
        whole = [delivery for delivery in found if delivery.register_number < rest]
        found = whole or found
        rest = rest if whole else rest + 1
    for subscription in live:
        _let_try(subscription)
    for delivery in found:
        queue_again(delivery)
    detail = {"from_register_number": register_number, "messages": len(found)}
    record("accreditation.webhook_replayed", case_system, by=None, detail=detail)
    return len(found), rest


def _open(subscription: WebhookSubscription, verb: str, by: User) -> WebhookSubscription:
    """Lock it, and see that this person may do this from the state it is in now."""
    _require(subscription.case_system, by)
    subscription = lock(WebhookSubscription.objects, subscription.pk)
    LIFE.require(subscription, verb)
    if verb not in ("pause", "remove") and not subscription.case_system.is_live:
        raise TransitionNotAllowed(f"{subscription.case_system.name} is switched off. It hears nothing more.")
    return subscription


def _require(case_system: CaseSystem, by: User) -> None:
    if not may_look_after(case_system, by):
        raise NotYourCaseSystem(
            f"Only an accreditation officer or a manager of {case_system.organisation} changes its webhooks."
        )


def _move(subscription: WebhookSubscription, state: SubscriptionState) -> None:
    subscription.state = state
    subscription.save(update_fields=["state"])


def _let_try(subscription: WebhookSubscription) -> None:
    """Somebody says that the receiver is well again."""
    subscription.failures, subscription.rests_until = 0, None
    subscription.save(update_fields=["failures", "rests_until"])
