"""Book demonstration areas, with a session or for something else; two bookings never overlap (T5)."""

from datetime import datetime

from django.db import transaction

from audit.services import record
from core import clock
from core.transitions import lock
from people.models import User
from training_sessions.access import require_scheduler
from training_sessions.constants import AHEAD
from training_sessions.exceptions import AreaTaken, SessionUnusable
from training_sessions.models import AreaBooking, DemonstrationArea, Session, SessionDate


@transaction.atomic
def book_area_for_date(*, area: DemonstrationArea, date: SessionDate, by: User) -> AreaBooking:
    """Book an area for the whole of a session's date, at the session's own place. Booking it twice is one booking."""
    require_scheduler(by)
    area = lock(DemonstrationArea.objects, area.pk)
    if held := AreaBooking.objects.live().filter(area=area, session_date=date).first():
        return held
    if date.session.state not in AHEAD:
        raise SessionUnusable("This session is not still to come.")
    if area.place_id != date.session.place_id or not area.is_in_use:
        raise SessionUnusable(f"{area.name} cannot be used where this session takes place.")
    return _book(area, date.starts_at, date.ends_at, by=by, session_date=date)


@transaction.atomic
def book_area(
    *, area: DemonstrationArea, starts_at: datetime, ends_at: datetime, purpose: str, by: User
) -> AreaBooking:
    """Book an area for something that is not a session."""
    require_scheduler(by)
    area = lock(DemonstrationArea.objects, area.pk)
    if not purpose.strip():
        raise SessionUnusable("Say what the area is for.")
    if ends_at <= starts_at or starts_at <= clock.now():
        raise SessionUnusable("The start is in the future, and the end comes after the start.")
    return _book(area, starts_at, ends_at, by=by, purpose=purpose.strip())


@transaction.atomic
def cancel_area_booking(*, booking: AreaBooking, by: User) -> AreaBooking:
    require_scheduler(by)
    booking = lock(AreaBooking.objects, booking.pk)
    if booking.cancelled_at is None:
        booking.cancelled_at, booking.cancelled_by = clock.now(), by
        booking.save(update_fields=["cancelled_at", "cancelled_by"])
        record("training_sessions.area_released", booking, by=by)
    return booking


def move_areas(date: SessionDate) -> None:
    """Take the date's areas along to its new time, or refuse with who has them."""
    for booking in AreaBooking.objects.live().filter(session_date=date).order_by("area"):
        area = lock(DemonstrationArea.objects, booking.area_id)
        _require_free(area, date.starts_at, date.ends_at, apart_from=booking.pk)
        booking.starts_at, booking.ends_at = date.starts_at, date.ends_at
        booking.save(update_fields=["starts_at", "ends_at"])


def release_areas(session: Session, *, by: User) -> None:
    for booking in AreaBooking.objects.live().filter(session_date__session=session):
        cancel_area_booking(booking=booking, by=by)


def _book(area: DemonstrationArea, starts_at: datetime, ends_at: datetime, *, by: User, **what: object) -> AreaBooking:
    _require_free(area, starts_at, ends_at)
    booking = AreaBooking.objects.create(
        area=area, starts_at=starts_at, ends_at=ends_at, booked_at=clock.now(), booked_by=by, **what
    )
    record("training_sessions.area_booked", booking, by=by)
    return booking


def _require_free(area: DemonstrationArea, starts_at: datetime, ends_at: datetime, apart_from: int = 0) -> None:
    taken = (
        AreaBooking.objects.live()
        .filter(area=area, starts_at__lt=ends_at, ends_at__gt=starts_at)
        .exclude(pk=apart_from)
        .select_related("session_date__session__module_version", "session_date__session__place", "booked_by")
        .first()
    )
    if taken:
        what = taken.session_date.session.module_version.title if taken.session_date else taken.purpose
        raise AreaTaken(f"{area.name} is taken at that time, by {taken.booked_by}: {what}.")
