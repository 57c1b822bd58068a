"""Write an effect with the change that wants it; do it after commit, again and again until it is done.

A handler is a function of the payload, registered under its kind in an app's `ready()`. An entry is claimed, done and
marked in three steps, and no transaction is open while it is done: whoever waits for a mail server or a receiver holds
nothing that others need. A process that dies in between leaves a claim that runs out, and the effect is done again, so
a handler may run twice and its effect carries the entry's key. A handler that writes rows opens its own transaction.
"""

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction

from core import clock
from core.models import OutboxEntry
from core.pruning import prune

Payload = dict[str, Any]
Handler = Callable[[Payload], None]

logger = logging.getLogger(__name__)

# How long a claim holds. Nothing that a handler does takes so long; what was claimed longer ago was left by the dead.
CLAIM = timedelta(minutes=2)
# How long an entry stays once it is done: while somebody may ask whether a mail was sent last month. From then on at
# the latest, what it said (names are in e-mails) is gone.
DONE_KEPT = timedelta(days=30)
# One that was given up stays until a person has looked, a year at most.
DEAD_KEPT = timedelta(days=365)


@dataclass(frozen=True)
class Schedule:
    """How long to wait after each failure; after the last wait's failure the entry is dead and shown to a person.

    `spread` adds up to that share of each wait, by the entry's key, so that what failed together comes back apart.
    """

    waits: Sequence[timedelta]
    spread: float = 0.0

    def after(self, failures: int, key: str) -> timedelta | None:
        """The wait after so many failures (1 is the first), or None when that was the last."""
        if failures > len(self.waits):
            return None
        draw = int.from_bytes(hashlib.sha256(f"{key} {failures}".encode()).digest()[:4], "big") / 2**32
        return self.waits[failures - 1] * (1 + self.spread * draw)


BACKOFF = Schedule(
    [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=3), timedelta(hours=12)]
)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of effect: what does it, when it is tried again, and who is told when it is given up.

    `is_slow` means that it may wait long for somebody else's machine: no request ever does it. `prepare` is what the
    first effect of a process would otherwise wait for. `remembered` is how long a done entry's key still keeps the same
    effect from being done again: jobs that look at the same date every day lean on it.
    """

    handler: Handler
    schedule: Schedule = BACKOFF
    given_up: Handler | None = None
    is_slow: bool = False
    prepare: Callable[[], object] | None = None
    remembered: timedelta = DONE_KEPT


class Failed(Exception):
    """The effect did not happen, in words for a person. `not_before` is when it may be tried again at the earliest."""

    def __init__(self, words: str, *, not_before: datetime | None = None) -> None:
        super().__init__(words)
        self.not_before = not_before


class GiveUp(Exception):
    """The effect will never happen, in words for a person: no further attempt."""


class NotNow(Exception):
    """It was not tried. It waits until then, and that does not count as an attempt."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"Waits until {until:%Y-%m-%d %H:%M:%S}.")
        self.until = until


_kinds: dict[str, Kind] = {}


def register(
    kind: str,
    handler: Handler,
    *,
    schedule: Schedule = BACKOFF,
    given_up: Handler | None = None,
    is_slow: bool = False,
    prepare: Callable[[], object] | None = None,
    remembered: timedelta = DONE_KEPT,
) -> None:
    _kinds[kind] = Kind(
        handler=handler,
        schedule=schedule,
        given_up=given_up,
        is_slow=is_slow,
        prepare=prepare,
        remembered=remembered,
    )


def prepare() -> None:
    """Do what the first effect of each kind would wait for. A worker does it when it starts."""
    for kind in _kinds.values():
        if kind.prepare:
            kind.prepare()


def prune_done() -> int:
    """Empty what was done long ago, and delete it when its key need not be remembered either. Daily."""
    now = clock.now()
    OutboxEntry.objects.filter(done_at__lt=now - DONE_KEPT).exclude(payload={}).update(payload={}, last_error="")
    over = models.Q(dead_at__lt=now - DEAD_KEPT)
    for name, kind in _kinds.items():
        over |= models.Q(kind=name, done_at__lt=now - kind.remembered)
    return prune(OutboxEntry.objects.filter(over))


def enqueue(*, kind: str, key: str, payload: Payload, not_before: datetime | None = None) -> None:
    """Write the effect into the transaction under way. Writing the same key again changes nothing.

    `not_before` is for what must happen at a time: an offer that ends.
    """
    from core import background
    from core.tasks import run_due

    if kind not in _kinds:
        raise LookupError(f"No handler is registered for {kind}.")
    now = clock.now()
    OutboxEntry.objects.get_or_create(
        key=key, defaults={"kind": kind, "payload": payload, "created_at": now, "next_attempt_at": not_before or now}
    )
    if _kinds[kind].is_slow and settings.CELERY_TASK_ALWAYS_EAGER:
        transaction.on_commit(background.wake)
    else:
        run_due.delay_on_commit()


def slow_kinds() -> list[str]:
    return sorted(name for name, kind in _kinds.items() if kind.is_slow)


def run_due(limit: int = 200, *, slow: bool | None = None) -> int:
    """Do what is due, the never tried before the failed. Returns how many were done.

    `slow` picks: True only the slow kinds, False only the others, None both.
    """
    waiting = OutboxEntry.objects.due().order_by("attempts", "next_attempt_at", "id")
    if slow is not None:
        waiting = waiting.filter(kind__in=slow_kinds()) if slow else waiting.exclude(kind__in=slow_kinds())
    return sum(_attempt(entry_id) for entry_id in list(waiting.values_list("id", flat=True)[:limit]))


def _attempt(entry_id: int) -> bool:
    entry = _claim(entry_id)
    if entry is None:
        return False
    try:
        _kinds[entry.kind].handler(entry.payload)
    except NotNow as later:
        _mine(entry).update(claimed_until=None, next_attempt_at=later.until)
        return False
    except Exception as error:
        logger.warning("Outbox %s failed: %s", entry.pk, type(error).__name__)
        _put_back(entry, error)
        return False
    # Done is done, whoever holds the claim by now.
    OutboxEntry.objects.filter(pk=entry.pk, dead_at=None).update(done_at=clock.now(), claimed_until=None)
    return True


def _claim(entry_id: int) -> OutboxEntry | None:
    """The entry if it is due and nobody else holds it: one statement, so that of two who ask one gets it."""
    until = clock.now() + CLAIM
    if not OutboxEntry.objects.due().filter(pk=entry_id).update(claimed_until=until):
        return None
    return OutboxEntry.objects.get(pk=entry_id)


def _mine(entry: OutboxEntry) -> Any:
    """The entry's row as long as nobody has claimed it anew, because this claim ran out."""
    return OutboxEntry.objects.filter(pk=entry.pk, claimed_until=entry.claimed_until, done_at=None)


@transaction.atomic
def _put_back(entry: OutboxEntry, error: Exception) -> None:
    kind, failures, now = _kinds[entry.kind], entry.attempts + 1, clock.now()
    wait = None if isinstance(error, GiveUp) else kind.schedule.after(failures, entry.key)
    in_words = str(error) if isinstance(error, Failed | GiveUp) else f"{type(error).__name__}: {error}"
    changes: dict[str, Any] = {"attempts": failures, "last_error": in_words[:2000], "claimed_until": None}
    if wait is None:
        changes["dead_at"] = now
    else:
        changes["next_attempt_at"] = max(now + wait, getattr(error, "not_before", None) or now)
    if _mine(entry).update(**changes) and wait is None and kind.given_up:
        kind.given_up(entry.payload)
