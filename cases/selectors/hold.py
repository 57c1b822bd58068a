"""What is on hold, and which of it is to be looked at again."""

from django.db.models import QuerySet

from cases.constants.hold import HoldState
from cases.constants.intake import CaseState
from cases.models import Hold
from cases.selectors.scope import cases_of
from core import clock
from people.models import User


def standing_holds(user: User, *, search: str = "", past_review: bool = False) -> QuerySet[Hold]:
    """The holds of one's own organisation, in the order in which they are to be looked at."""
    holds = Hold.objects.filter(case__in=cases_of(user).filter(state=CaseState.OPEN), state=HoldState.STANDING)
    if past_review:
        holds = holds.filter(review_on__lt=clock.today())
    if search:
        found = holds.filter(case__reference__icontains=search) | holds.filter(case__person__name__icontains=search)
        holds = found
    return holds.select_related("case__person", "case__owner", "line", "placed_by").order_by("review_on", "pk")
