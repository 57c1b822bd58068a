"""Deleting what was kept long enough, some rows at a time."""

from django.db.models import QuerySet

A_PART = 1000
# What one day deletes at the most; the rest is for the next day, so that no transaction grows without end.
MOST_PARTS = 100


def prune(rows: QuerySet) -> int:
    """Delete these rows, the oldest first, as many as one day may. Returns how many."""
    gone = 0
    for _ in range(MOST_PARTS):
        part = list(rows.order_by("pk").values_list("pk", flat=True)[:A_PART])
        gone += rows.model._default_manager.filter(pk__in=part).delete()[0]
        if len(part) < A_PART:
            break
    return gone
