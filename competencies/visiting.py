"""What a visiting signer may sign and see: the requests named when they were invited, or asked of them (C3)."""

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Q, QuerySet

from competencies.constants import AskState, VisitState
from competencies.exceptions import VisitNotAllowed
from competencies.models import SignOffRequest, VisitingInvitation
from people.models import User


def named_requests(users: Collection[User], day: date) -> Mapping[int, frozenset[int]]:
    """For each of these users who visits on a day: the requests named for them, none when any they are asked for."""
    rows = VisitingInvitation.objects.on(day).filter(
        state=VisitState.CONFIRMED, user__in=[user.pk for user in users if user.visits_from]
    )
    named: dict[int, frozenset[int]] = {}
    for user_id, request_id in rows.values_list("user_id", "requests"):
        if user_id is not None:
            named[user_id] = named.get(user_id, frozenset()) | ({request_id} if request_id else frozenset())
    return named


def open_to(user: User, requests: QuerySet[SignOffRequest], day: date) -> QuerySet[SignOffRequest]:
    """Of these requests those that the user may see: all for our own trainers, for a visitor what they are asked."""
    if not user.visits_from:
        return requests
    invitations = VisitingInvitation.objects.on(day).filter(user=user, state=VisitState.CONFIRMED)
    named = Q(pk__in=invitations.values("requests"))
    asked = Q(countersignings__asks__trainer=user, countersignings__asks__state=AskState.ASKED)
    return requests.filter(named | asked).distinct()


def require_asked(user: User, request: SignOffRequest, day: date) -> None:
    """A visitor signs what was named for them or what they are asked to, and nothing that nobody asked of them."""
    if user.visits_from and not open_to(user, SignOffRequest.objects.filter(pk=request.pk), day).exists():
        raise VisitNotAllowed("You visit to sign what you are asked to, and nobody has asked you to sign this.")
