"""Constraints that many models share."""

from collections.abc import Sequence
from functools import reduce
from itertools import product
from operator import and_

from django.db import models
from django.db.models import F, Q


def paired(name: str, *fields: str) -> models.CheckConstraint:
    """These fields are set together or not at all, such as `granted_at` with `granted_by`."""
    nothing = Q(**{f"{field}__isnull": True for field in fields})
    everything = Q(**{f"{field}__isnull": False for field in fields})
    return models.CheckConstraint(name=name, condition=nothing | everything)


def different(name: str, one: str, other: str) -> models.CheckConstraint:
    """Two fields of one row never hold the same value, such as the two people of a sign-off."""
    return models.CheckConstraint(name=name, condition=~Q(**{one: F(other)}))


def nothing_shared(name: str, ones: Sequence[str], others: Sequence[str]) -> models.CheckConstraint:
    """No field of one group holds the value of a field of the other, such as the employers of two signers."""
    apart = [~Q(**{one: F(other)}) for one, other in product(ones, others)]
    return models.CheckConstraint(name=name, condition=reduce(and_, apart))


def period(name: str, start: str = "valid_from", end: str = "valid_until") -> models.CheckConstraint:
    """The exclusive end does not come before the start, or there is none. Both the same day: it never held."""
    return models.CheckConstraint(name=name, condition=Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": F(start)}))
