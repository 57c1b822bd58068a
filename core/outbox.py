"""Write an effect with the change that wants it; do it after commit, again and again until it is done.

A handler is a function of the payload, registered under its kind in an app's `ready()`. It may run twice
(a crash between doing and recording), so a handler's effect carries the entry's key.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from core import clock
from core.models import OutboxEntry

Handler = Callable[[dict[str, Any]], None]

logger = logging.getLogger(__name__)
_handlers: dict[str, Handler] = {}

# Waits after each failure; after the last one the entry is dead and shown to a person.
BACKOFF = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=3), timedelta(hours=12)]


def register(kind: str, handler: Handler) -> None:
    _handlers[kind] = handler


def enqueue(*, kind: str, key: str, payload: dict[str, Any], not_before: datetime | None = None) -> None:
    """Write the effect into the transaction under way. Writing the same key again changes nothing.

    `not_before` is for what must happen at a time: an offer that ends.
    """
    from core.tasks import run_due

    if kind not in _handlers:
        raise LookupError(f"No handler is registered for {kind}.")
    now = clock.now()
    OutboxEntry.objects.get_or_create(
        key=key, defaults={"kind": kind, "payload": payload, "created_at": now, "next_attempt_at": not_before or now}
    )
    run_due.delay_on_commit()


def run_due(limit: int = 200) -> int:
    """Do what is due, each entry in a transaction of its own. Returns how many were done."""
    done = 0
    for entry_id in OutboxEntry.objects.due().order_by("next_attempt_at").values_list("id", flat=True)[:limit]:
        done += _attempt(entry_id)
    return done


def _attempt(entry_id: int) -> bool:
    with transaction.atomic():
        entry = OutboxEntry.objects.select_for_update(skip_locked=True).due().filter(pk=entry_id).first()
        if entry is None:
            return False
        try:
            with transaction.atomic():
                _handlers[entry.kind](entry.payload)
        except Exception as error:
            logger.warning("Outbox %s failed: %s", entry.pk, type(error).__name__)
            _put_back(entry, error)
            return False
        entry.done_at = clock.now()
        entry.save(update_fields=["done_at"])
        return True


def _put_back(entry: OutboxEntry, error: Exception) -> None:
    entry.last_error = f"{type(error).__name__}: {error}"[:2000]
    if entry.attempts < len(BACKOFF):
        entry.next_attempt_at = clock.now() + BACKOFF[entry.attempts]
    else:
        entry.dead_at = clock.now()
    entry.attempts += 1
    entry.save()
