"""Records that are written once: signatures, attempts, decisions, answers, certificates, audit events."""

from collections.abc import Iterable
from typing import Any, NoReturn

from django.db import models

from core.exceptions import ImmutableRecord

# Of `bulk_create`, the places of `batch_size` and `ignore_conflicts`; the next would write over rows.
WITHOUT_CONFLICTS = 2


class ImmutableQuerySet(models.QuerySet):
    def update(self, **kwargs: Any) -> NoReturn:
        raise ImmutableRecord(f"{self.model.__name__} records never change.")

    def delete(self) -> NoReturn:
        raise ImmutableRecord(f"{self.model.__name__} records are never deleted.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ImmutableRecord(f"{self.model.__name__} records never change.")

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        if kwargs.get("update_conflicts") or len(args) > WITHOUT_CONFLICTS:
            raise ImmutableRecord(f"{self.model.__name__} records never change.")
        return super().bulk_create(objs, *args, **kwargs)


class ImmutableModel(models.Model):
    """Saved once; any later save, update or delete raises `ImmutableRecord`."""

    objects = ImmutableQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ImmutableRecord(f"{type(self).__name__} records never change.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ImmutableRecord(f"{type(self).__name__} records are never deleted.")
