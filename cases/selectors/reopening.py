"""Whom to follow up, and when (H19)."""

from datetime import date

from django.db.models import QuerySet

from cases.models import FollowUp
from cases.selectors.scope import cases_of
from people.models import User


def open_follow_ups(user: User, *, until: date | None = None) -> QuerySet[FollowUp]:
    """The follow-ups that wait in one's own organisation, the earliest first; not of those who may not be contacted."""
    waiting = FollowUp.objects.filter(
        case__in=cases_of(user), done_at=None, case__person__died_on=None, case__person__moved_on=None
    )
    if until:
        waiting = waiting.filter(due_on__lte=until)
    return waiting.select_related("case__owner").order_by("due_on", "id")
