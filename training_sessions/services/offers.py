"""Free places go to who has waited longest, one offer at a time for each place (T5)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime

from core import clock, outbox
from core.transitions import lock
from training_sessions.constants import AHEAD, BookingState, MoveKind
from training_sessions.models import Booking, Session
from training_sessions.services.moves import move, places_taken
from training_sessions.services.notices import tell

OFFER_ENDS = "training_sessions.offer_ends"


def offer_free_places(session: Session) -> None:
    """Take back the offers that ran out, and offer every free place. The caller holds the session's lock.

    Only who is on the waiting list is asked, so a place never goes back to somebody who just gave one up.
    """
    now = clock.now()
    for booking in Booking.objects.filter(
        session=session, state=BookingState.OFFERED, offered_until__lte=now
    ).select_related("user"):
        until = booking.offered_until
        moved = move(booking, MoveKind.LAPSED, by=None)
        tell(booking, "offer_lapsed", key=f"session-offer-lapsed-{moved.pk}", until=_in_words(until))
    if session.state not in AHEAD or session.starts_at <= now:
        return
    free = session.capacity - places_taken(session)
    if free <= 0:
        return
    queue = Booking.objects.filter(session=session, state=BookingState.WAITING).order_by("queue_number")
    for booking in queue.select_related("user")[:free]:
        until = session.offer_until(now)
        moved = move(booking, MoveKind.OFFERED, by=None, offered_until=until)
        tell(booking, "offered", key=f"session-offer-{moved.pk}", until=_in_words(until))
        outbox.enqueue(
            kind=OFFER_ENDS, key=f"session-offer-ends-{moved.pk}", payload={"session": session.pk}, not_before=until
        )


@transaction.atomic
def end_offers(payload: dict[str, Any]) -> None:
    """The outbox's handler: an offer's time is up, so the place goes on if nobody took it."""
    offer_free_places(lock(Session.objects, payload["session"]))


def _in_words(moment: datetime | None) -> str:
    return date_format(localtime(moment), "j F Y, H:i") if moment else ""
