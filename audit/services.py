"""Write what happened, in the transaction in which it happened."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction

from audit.models import Event
from core import clock


def record(
    verb: str, subject: models.Model, *, by: AbstractBaseUser | None, detail: dict[str, Any] | None = None
) -> Event:
    """Add one event for `subject`, done `by` somebody (None: the product itself).

    Raises RuntimeError outside a transaction: an event that can be lost apart from its change proves nothing.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An audit event is written in the transaction of the change it records.")
    return Event.objects.create(
        at=clock.now(),
        verb=verb,
        actor_id=str(by.pk) if by else "",
        actor_label=str(by) if by else "",
        subject_type=subject._meta.label,
        subject_id=str(subject.pk),
        subject_label=str(subject)[:200],
        detail=detail or {},
    )
