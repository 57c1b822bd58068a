"""What subscribers are told of, the states of a subscription, and the limits of a delivery."""

from datetime import timedelta

from django.db.models import TextChoices

from accreditation.constants import DecisionKind
from core.outbox import Schedule
from core.states import Life, Step

# The outbox's kind.
DELIVER = "accreditation.webhook"


class EventType(TextChoices):
    """What is told. Each change that counts a register number is told once, by one of these."""

    GRANTED = "accreditation.granted", "An accreditation was granted"
    CONDITIONED = "accreditation.conditioned", "Its conditions were changed"
    SUSPENDED = "accreditation.suspended", "It was suspended"
    REINSTATED = "accreditation.reinstated", "Its suspension was lifted"
    RENEWED = "accreditation.renewed", "It was renewed"
    EXPIRED = "accreditation.expired", "Its term ended"
    REVOKED = "accreditation.revoked", "It was revoked"
    RELINQUISHED = "accreditation.relinquished", "It was given up"
    OVERTURNED = "accreditation.overturned", "A decision was overturned on appeal"
    REGISTER_CHANGED = "register.changed", "Something else changed that answers depend on"
    PING = "webhook.ping", "A test"


SUBSCRIBABLE = [(kind.value, kind.label) for kind in EventType if kind is not EventType.PING]

# A refused application was never on the register, and a refused renewal leaves the accreditation as it is.
TOLD_AS: dict[str, EventType] = {
    DecisionKind.GRANTED: EventType.GRANTED,
    DecisionKind.CONDITIONED: EventType.CONDITIONED,
    DecisionKind.SUSPENDED: EventType.SUSPENDED,
    DecisionKind.REINSTATED: EventType.REINSTATED,
    DecisionKind.RENEWED: EventType.RENEWED,
    DecisionKind.REVOKED: EventType.REVOKED,
    DecisionKind.RELINQUISHED: EventType.RELINQUISHED,
    DecisionKind.OVERTURNED: EventType.OVERTURNED,
}


class ChangeOf(TextChoices):
    """What `register.changed` is about. Nobody is named."""

    PERSON = "person", "A staff check or a professional registration"
    CATALOGUE = "catalogue", "The catalogue, a direct-access list or a scheme"
    OTHER = "other", "A decision that changes no accreditation on the register"


class SubscriptionState(TextChoices):
    PROVING = "proving", "Waiting for its first answer"
    LIVE = "live", "Live"
    PAUSED = "paused", "Paused"
    GONE = "gone", "Stopped: the receiver said it is gone"
    REMOVED = "removed", "Removed"


class DeliveryState(TextChoices):
    """Read from the row and its subscription; nobody writes it."""

    DELIVERED = "delivered", "Delivered"
    WAITING = "waiting", "Waiting"
    HELD = "held", "Held until the subscription is live again"
    GIVEN_UP = "given_up", "Not delivered"


# Events are kept for these, sent to the first of them at once.
KEEPS = frozenset({SubscriptionState.LIVE, SubscriptionState.PAUSED})
STANDING = frozenset(SubscriptionState) - {SubscriptionState.REMOVED}
KEEPERS = "an accreditation officer, or a manager of the organisation"

LIFE = Life(
    slug="webhook-subscription",
    title="States of a webhook subscription",
    states=SubscriptionState,
    steps={
        "add": Step(words="add", allowed_from=frozenset(), to=SubscriptionState.PROVING, by=KEEPERS),
        "prove": Step(
            words="make live",
            allowed_from=frozenset({SubscriptionState.PROVING}),
            to=SubscriptionState.LIVE,
            by="the register, when the receiver answers the test with 2xx",
        ),
        "ping": Step(
            words="test",
            allowed_from=frozenset({SubscriptionState.PROVING, SubscriptionState.LIVE}),
            by=KEEPERS,
        ),
        "pause": Step(
            words="pause", allowed_from=frozenset({SubscriptionState.LIVE}), to=SubscriptionState.PAUSED, by=KEEPERS
        ),
        "resume": Step(
            words="resume",
            allowed_from=frozenset({SubscriptionState.PAUSED, SubscriptionState.GONE}),
            by=f"{KEEPERS}; one that was gone is tested again first",
        ),
        "stop": Step(
            words="stop",
            allowed_from=frozenset({SubscriptionState.LIVE, SubscriptionState.PROVING}),
            to=SubscriptionState.GONE,
            by="the receiver, by answering 410 Gone",
        ),
        "rotate": Step(words="make a new secret for", allowed_from=STANDING, by=KEEPERS),
        "replay": Step(
            words="send again for",
            allowed_from=frozenset({SubscriptionState.LIVE}),
            by=f"{KEEPERS}, or the case system itself",
        ),
        "remove": Step(words="remove", allowed_from=STANDING, to=SubscriptionState.REMOVED, by=KEEPERS),
    },
    notes=(
        "While it is paused, events are kept for it; they are sent when it is resumed. While it waits for its first "
        "answer or is gone, no new event is kept for it.",
    ),
)

# Ten attempts. With the spread, the last is made between three days and three days and a quarter after the first.
SCHEDULE = Schedule(
    [
        timedelta(minutes=1),
        timedelta(minutes=5),
        timedelta(minutes=30),
        timedelta(hours=2),
        timedelta(hours=5),
        timedelta(hours=10),
        timedelta(hours=14),
        timedelta(hours=20),
        timedelta(hours=20, minutes=30),
    ],
    spread=0.1,
)
# What could not even be tried for so long, because the receiver failed all the while, is given up too.
GIVEN_UP_AFTER = timedelta(days=4)
# A receiver that failed is left alone for so long, and twice as long after each further failure, up to the second.
REST, LONGEST_REST = timedelta(minutes=1), timedelta(minutes=10)
# A receiver that took longer to answer rests as long as it took: it never has more than half of a worker.
QUICK = timedelta(seconds=2)
# How long a receiver may ask us to wait with `Retry-After`.
LONGEST_RETRY_AFTER = timedelta(hours=1)
# How long the old secret signs beside the new one.
OVERLAP = timedelta(days=3)
# How many subscriptions one case system has, and how many messages one call sends again.
MOST_SUBSCRIPTIONS = 10
MOST_REPLAYED = 1000
