"""Schedule a session, change it, open and close its booking, hold it, cancel it (T5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.db import transaction
from django.db.models import Max

from audit.services import record
from core import clock
from core.transitions import lock, require_state
from modules.models import ModuleVersion
from people.models import User
from training_sessions.access import require_leader, require_scheduler
from training_sessions.constants import (
    AHEAD,
    CUT_OFF_HOURS,
    LIVE,
    OFFER_HOURS,
    BookingState,
    Delivery,
    SessionState,
)
from training_sessions.exceptions import ReasonMissing, SessionUnusable
from training_sessions.models import Booking, Place, Session, SessionDate
from training_sessions.services.areas import move_areas, release_areas
from training_sessions.services.invitations import call_off, send_invitations
from training_sessions.services.notices import tell
from training_sessions.services.offers import offer_free_places
from training_sessions.services.pairing import checked_pair, make_pair


@dataclass(frozen=True, kw_only=True)
class DateSlot:
    """From when to when, and which of the module's lessons."""

    starts_at: datetime
    ends_at: datetime
    lesson_ids: Sequence[str]


@transaction.atomic
def schedule(
    *,
    module_version: ModuleVersion,
    place: Place,
    slots: Sequence[DateSlot],
    capacity: int,
    first_trainer: User,
    second_trainer: User,
    by: User,
    note: str = "",
    offer_hours: int = OFFER_HOURS,
    cut_off_hours: int = CUT_OFF_HOURS,
) -> Session:
    """Plan a session with its pair of trainers. Raises `PairRefused` with the rule and who could be asked (T6)."""
    require_scheduler(by)
    slots = sorted(slots, key=lambda slot: slot.starts_at)
    _require_usable(module_version, slots)
    one, other = checked_pair(
        first_trainer,
        second_trainer,
        module=module_version.module,
        times=[(slot.starts_at, slot.ends_at) for slot in slots],
        locality=place.locality,
    )
    session = Session.objects.create(
        module_version=module_version,
        place=place,
        locality=place.locality,
        capacity=capacity,
        delivery=_delivery(module_version, [slot.lesson_ids for slot in slots]),
        note=note.strip(),
        starts_at=slots[0].starts_at,
        ends_at=slots[-1].ends_at,
        offer_hours=offer_hours,
        cut_off_hours=cut_off_hours,
        scheduled_at=clock.now(),
        scheduled_by=by,
    )
    pair = make_pair(session, one, other, by=by)
    for number, slot in enumerate(slots, start=1):
        SessionDate.objects.create(
            session=session,
            number=number,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            lesson_ids=list(slot.lesson_ids),
            pair=pair,
        )
    record("training_sessions.scheduled", session, by=by)
    send_invitations(session, note="You lead this session.")
    return session


@transaction.atomic
def add_date(*, session: Session, slot: DateSlot, by: User) -> SessionDate:
    """Add a date, led by the pair of the last one. Everybody booked is invited to it."""
    require_scheduler(by)
    session = _locked(session)
    require_state(session, "add a date to", allowed=AHEAD)
    dates = list(session.dates.select_related("pair__first_trainer", "pair__second_trainer"))
    _require_usable(session.module_version, [_slot(date) for date in dates] + [slot], ahead=[slot])
    pair = dates[-1].pair
    _require_pair_free(session, pair.trainers, slot)
    added = SessionDate.objects.create(
        session=session,
        number=(session.dates.aggregate(last=Max("number"))["last"] or 0) + 1,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        lesson_ids=list(slot.lesson_ids),
        pair=pair,
    )
    _keep_span(session)
    record("training_sessions.date_added", added, by=by)
    send_invitations(session, note="A date has been added.")
    return added


@transaction.atomic
def change_date(*, date: SessionDate, slot: DateSlot, by: User) -> SessionDate:
    """Move a date that has not begun, or change what it teaches. Its areas move with it."""
    require_scheduler(by)
    session = _locked(date.session)
    require_state(session, "change a date of", allowed=AHEAD)
    date = SessionDate.objects.select_related("pair__first_trainer", "pair__second_trainer").get(pk=date.pk)
    if date.starts_at <= clock.now():
        raise SessionUnusable("This date has begun, so it cannot be changed.")
    others = [_slot(one) for one in session.dates.exclude(pk=date.pk)]
    _require_usable(session.module_version, [*others, slot], ahead=[slot])
    _require_pair_free(session, date.pair.trainers, slot)
    date.starts_at, date.ends_at, date.lesson_ids = slot.starts_at, slot.ends_at, list(slot.lesson_ids)
    date.save(update_fields=["starts_at", "ends_at", "lesson_ids"])
    move_areas(date)
    _keep_span(session)
    record("training_sessions.date_changed", date, by=by)
    send_invitations(session, note="The date, the time or what is taught has changed.")
    return date


@transaction.atomic
def change_session(
    *, session: Session, place: Place, capacity: int, note: str, offer_hours: int, cut_off_hours: int, by: User
) -> Session:
    """Change where it is, how many can come and what people should know. More places go to who waits."""
    require_scheduler(by)
    session = _locked(session)
    require_state(session, "change", allowed=AHEAD)
    is_news = (session.place_id, session.note) != (place.pk, note.strip())
    if session.place_id != place.pk:
        release_areas(session, by=by)
    session.place, session.locality, session.note = place, place.locality, note.strip()
    session.capacity, session.offer_hours, session.cut_off_hours = capacity, offer_hours, cut_off_hours
    session.save(update_fields=["place", "locality", "note", "capacity", "offer_hours", "cut_off_hours"])
    record("training_sessions.changed", session, by=by)
    if is_news:
        send_invitations(session, note="The place, or what you should know, has changed.")
    offer_free_places(session)
    return session


@transaction.atomic
def open_booking(*, session: Session, by: User) -> Session:
    require_scheduler(by)
    session = lock(Session.objects, session.pk)
    require_state(session, "open the booking of", allowed={SessionState.PLANNED, SessionState.CLOSED})
    if session.starts_at <= clock.now():
        raise SessionUnusable("This session has begun, so nobody can book it any more.")
    return _to(session, SessionState.OPEN, "training_sessions.opened", by)


@transaction.atomic
def close_booking(*, session: Session, by: User) -> Session:
    """Take no more bookings. Who is booked stays booked; who waits may still be offered a place."""
    require_scheduler(by)
    session = lock(Session.objects, session.pk)
    require_state(session, "close the booking of", allowed={SessionState.OPEN})
    return _to(session, SessionState.CLOSED, "training_sessions.closed", by)


@transaction.atomic
def hold(*, session: Session, by: User) -> Session:
    """Say that a session took place, once its last date is over."""
    require_leader(by, session)
    session = lock(Session.objects, session.pk)
    require_state(session, "say that you held", allowed=AHEAD)
    if session.ends_at > clock.now():
        raise SessionUnusable("Its last date is not over yet.")
    return _to(session, SessionState.HELD, "training_sessions.held", by)


@transaction.atomic
def cancel(*, session: Session, reason: str, by: User) -> Session:
    """Cancel it and tell everybody: who is booked, who waits, who leads. Its demonstration areas become free."""
    require_scheduler(by)
    session = _locked(session)
    require_state(session, "cancel", allowed=AHEAD)
    if session.ends_at <= clock.now():
        raise SessionUnusable("Its last date is over, so it cannot be cancelled. Say that it was held.")
    if not reason.strip():
        raise ReasonMissing("Say why the session is cancelled. Everybody who is told will read it.")
    session.cancelled_at, session.cancelled_by, session.cancel_reason = clock.now(), by, reason.strip()
    session.state = SessionState.CANCELLED
    session.save(update_fields=["state", "cancelled_at", "cancelled_by", "cancel_reason"])
    release_areas(session, by=by)
    call_off(session, note=f"This session is cancelled. The reason given: {session.cancel_reason}")
    waiting = LIVE - {BookingState.BOOKED}
    for booking in Booking.objects.filter(session=session, state__in=waiting).select_related("user"):
        tell(booking, "session_cancelled", key=f"session-cancelled-{booking.pk}", reason=session.cancel_reason)
    record("training_sessions.cancelled", session, by=by)
    return session


def _locked(session: Session) -> Session:
    return lock(Session.objects.select_related("module_version__module", "place", "locality"), session.pk)


def _to(session: Session, state: SessionState, verb: str, by: User) -> Session:
    session.state = state
    session.save(update_fields=["state"])
    record(verb, session, by=by)
    return session


def _slot(date: SessionDate) -> DateSlot:
    return DateSlot(starts_at=date.starts_at, ends_at=date.ends_at, lesson_ids=date.lesson_ids)


def _require_usable(version: ModuleVersion, slots: Sequence[DateSlot], ahead: Sequence[DateSlot] | None = None) -> None:
    """Times that follow each other and are still to come, and lessons that the module has."""
    if not slots:
        raise SessionUnusable("A session takes place on at least one date.")
    for slot in slots if ahead is None else ahead:
        if slot.ends_at <= slot.starts_at:
            raise SessionUnusable("The end comes after the start.")
        if slot.starts_at <= clock.now():
            raise SessionUnusable("The start must be in the future.")
        if not slot.lesson_ids:
            raise SessionUnusable("Choose at least one lesson that is taught.")
        if not set(slot.lesson_ids) <= {lesson.id for lesson in version.lesson_heads}:
            raise SessionUnusable("One of the lessons is not part of this version of the module.")
    in_order = sorted(slots, key=lambda slot: slot.starts_at)
    if any(later.starts_at < earlier.ends_at for earlier, later in pairwise(in_order)):
        raise SessionUnusable("Two dates of the session overlap.")


def _require_pair_free(session: Session, trainers: tuple[User, User], slot: DateSlot) -> None:
    checked_pair(
        *trainers,
        module=session.module_version.module,
        times=[(slot.starts_at, slot.ends_at)],
        locality=session.locality,
        apart_from=session,
    )


def _delivery(version: ModuleVersion, taught: Sequence[Sequence[str]]) -> Delivery:
    """In the room when its dates teach every lesson; mixed when something is left to do online (T4)."""
    covered = {lesson_id for lesson_ids in taught for lesson_id in lesson_ids}
    return Delivery.ROOM if {lesson.id for lesson in version.lesson_heads} <= covered else Delivery.MIXED


def _keep_span(session: Session) -> None:
    """The session's own start, end and delivery follow from its dates."""
    dates = list(session.dates.order_by("starts_at"))
    session.starts_at, session.ends_at = dates[0].starts_at, dates[-1].ends_at
    session.delivery = _delivery(session.module_version, [date.lesson_ids for date in dates])
    session.save(update_fields=["starts_at", "ends_at", "delivery"])
