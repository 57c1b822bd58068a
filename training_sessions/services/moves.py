"""The one place where a booking changes its state. Each change leaves a row (T5)."""

from datetime import datetime

from audit.services import record
from core import clock
from people.models import User
from training_sessions.constants import HOLDS_PLACE, BookingState, MoveKind
from training_sessions.models import Booking, BookingMove, Session

LEADS_TO = {
    MoveKind.BOOKED: BookingState.BOOKED,
    MoveKind.QUEUED: BookingState.WAITING,
    MoveKind.OFFERED: BookingState.OFFERED,
    MoveKind.ACCEPTED: BookingState.BOOKED,
    MoveKind.DECLINED: BookingState.LEFT,
    MoveKind.LAPSED: BookingState.LEFT,
    MoveKind.LEFT: BookingState.LEFT,
    MoveKind.APOLOGISED: BookingState.APOLOGISED,
    MoveKind.APOLOGISED_LATE: BookingState.APOLOGISED,
    MoveKind.HANDED_ON: BookingState.HANDED_ON,
    MoveKind.TOOK_OVER: BookingState.BOOKED,
}


def move(
    booking: Booking,
    kind: MoveKind,
    *,
    by: User | None,
    queue_number: int | None = None,
    position: int | None = None,
    offered_until: datetime | None = None,
    note: str = "",
) -> BookingMove:
    """Change a booking's state and write down that it changed. The caller holds the session's lock."""
    before = "" if booking._state.adding else booking.state
    booking.state = LEADS_TO[kind]
    booking.queue_number, booking.offered_until = queue_number, offered_until
    booking.save()
    moved = BookingMove.objects.create(
        booking=booking,
        kind=kind,
        from_state=before,
        to_state=booking.state,
        position=position,
        note=note,
        moved_at=clock.now(),
        moved_by=by,
    )
    record(f"training_sessions.booking_{kind.value}", booking, by=by)
    return moved


def places_taken(session: Session) -> int:
    return Booking.objects.filter(session=session, state__in=HOLDS_PLACE).count()


def waiting(session: Session) -> int:
    return Booking.objects.filter(session=session, state=BookingState.WAITING).count()
