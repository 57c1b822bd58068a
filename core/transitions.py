"""The guard that every verb uses before it changes a state.

    @transaction.atomic
    def hand_over(*, provision, by):
        provision = lock(Provision.objects, provision.pk)
        require_state(provision, "hand over", allowed={ProvisionState.INSTALLED})

The verb locks first and asks after, so that what it checks is what it changes.
"""

from collections.abc import Collection
from typing import TypeVar, cast

from django.db import models

from core.exceptions import TransitionNotAllowed

M = TypeVar("M", bound=models.Model)


def lock(records: "models.Manager[M] | models.QuerySet[M]", pk: object) -> M:
    """The record as it stands now, locked until the transaction ends (SQLite locks the whole database instead)."""
    return records.select_for_update().get(pk=pk)


# More states than these are no help to whoever reads which one is wanted.
FEW = 3


def require_state(record: models.Model, verb: str, *, allowed: Collection[str], field: str = "state") -> None:
    """Raise `TransitionNotAllowed`, in words, unless the record is in one of the allowed states."""
    state = getattr(record, field)
    if state in allowed:
        return
    shown = getattr(record, f"get_{field}_display", lambda: state)()
    choices = dict(cast("models.CharField", type(record)._meta.get_field(field)).flatchoices)
    words = f"You cannot {verb} this {record._meta.verbose_name} now. It is “{str(shown).lower()}”"
    if len(allowed) <= FEW:
        wanted = " or ".join(sorted(str(choices.get(value, value)).lower() for value in allowed))
        words += f"; it must be “{wanted}”"
    raise TransitionNotAllowed(f"{words}.")
