"""Book, wait, take an offered place, say that one cannot come, give a place to a colleague (T5).

Each verb locks the session's row first, so places and waiting list change one after the other.
"""

from django.db import transaction

from core import clock
from core.transitions import lock
from modules.selectors import prerequisites_missing
from people.models import User
from people.selectors import employment_on
from training_sessions.access import require_acts_for
from training_sessions.constants import AHEAD, LIVE, BookingState, MoveKind, SessionState
from training_sessions.exceptions import NotBookable, OfferGone
from training_sessions.models import Booking, Session
from training_sessions.services.invitations import call_off, invite
from training_sessions.services.moves import move, places_taken, waiting
from training_sessions.services.notices import tell
from training_sessions.services.offers import offer_free_places


@transaction.atomic
def book(*, session: Session, user: User, by: User, needs: str = "") -> Booking:
    """Book a place, or join the waiting list when none is free. Booking twice is one booking.

    Raises `NotBookable` when booking is not open, or something must come before the module.
    """
    require_acts_for(by, user)
    _require_prerequisites(session, user)
    session = _locked(session)
    if session.state != SessionState.OPEN:
        raise NotBookable("This session is not open for booking.")
    _require_ahead(session)
    offer_free_places(session)
    booking = Booking.objects.filter(session=session, user=user).first() or Booking(session=session, user=user)
    if not booking._state.adding and booking.state in LIVE:
        return booking
    booking.session, booking.needs, booking.booked_at = session, needs.strip(), clock.now()
    if places_taken(session) < session.capacity:
        move(booking, MoveKind.BOOKED, by=by)
        invite(session, user)
        return booking
    session.queue_counter += 1
    session.save(update_fields=["queue_counter"])
    position = waiting(session) + 1
    moved = move(booking, MoveKind.QUEUED, by=by, queue_number=session.queue_counter, position=position)
    tell(booking, "waiting", key=f"session-waiting-{moved.pk}", position=position)
    return booking


@transaction.atomic
def accept_offer(*, booking: Booking, by: User) -> Booking:
    """Take the offered place. Raises `OfferGone` when its time is up."""
    booking = _with_session_locked(booking, by)
    if booking.state == BookingState.BOOKED:
        return booking
    if booking.state != BookingState.OFFERED or booking.offered_until is None or booking.offered_until <= clock.now():
        raise OfferGone("This place is not kept for you any more. You can join the waiting list again.")
    _require_ahead(booking.session)
    move(booking, MoveKind.ACCEPTED, by=by)
    invite(booking.session, booking.user)
    return booking


@transaction.atomic
def decline_offer(*, booking: Booking, by: User) -> Booking:
    """Turn the offered place down; the next in the queue is asked."""
    booking = _with_session_locked(booking, by)
    if booking.state != BookingState.OFFERED:
        raise OfferGone("No place is offered to you in this session.")
    move(booking, MoveKind.DECLINED, by=by)
    offer_free_places(booking.session)
    return booking


@transaction.atomic
def leave_queue(*, booking: Booking, by: User) -> Booking:
    booking = _with_session_locked(booking, by)
    if booking.state != BookingState.WAITING:
        raise NotBookable("You are not on the waiting list of this session.")
    move(booking, MoveKind.LEFT, by=by)
    return booking


@transaction.atomic
def apologise(*, booking: Booking, by: User, note: str = "") -> Booking:
    """Give a place up. After the session's cut-off it is recorded as late. The place is offered on in the same step."""
    booking = _with_session_locked(booking, by)
    if booking.state != BookingState.BOOKED:
        raise NotBookable("You have no place in this session to give up.")
    session = booking.session
    _require_ahead(session)
    is_late = clock.now() > session.apologies_until
    move(booking, MoveKind.APOLOGISED_LATE if is_late else MoveKind.APOLOGISED, by=by, note=note.strip())
    call_off(session, [booking.user], note="You have said that you cannot come. Thank you for telling us.")
    offer_free_places(session)
    return booking


@transaction.atomic
def hand_on(*, booking: Booking, to: User, by: User) -> Booking:
    """Give a place to a colleague of the same organisation, who may have been waiting. Returns the colleague's."""
    booking = _with_session_locked(booking, by)
    session = booking.session
    if booking.state != BookingState.BOOKED:
        raise NotBookable("There is no place in this session to give.")
    _require_ahead(session)
    today = clock.today()
    ours, theirs = employment_on(booking.user, today), employment_on(to, today)
    if to.pk == booking.user_id or ours is None or theirs is None or ours.organisation_id != theirs.organisation_id:
        raise NotBookable("A place can be given to a colleague of the same organisation.")
    _require_prerequisites(session, to)
    colleague = Booking.objects.filter(session=session, user=to).first() or Booking(session=session, user=to)
    if not colleague._state.adding and colleague.state in {BookingState.BOOKED, BookingState.OFFERED}:
        raise NotBookable(f"{to} has a place in this session already.")
    colleague.session, colleague.booked_at = session, clock.now()
    move(booking, MoveKind.HANDED_ON, by=by, note=f"To {to}.")
    move(colleague, MoveKind.TOOK_OVER, by=by, note=f"From {booking.user}.")
    call_off(session, [booking.user], note=f"{to} has your place.")
    invite(session, to, note=f"You have the place of {booking.user}.")
    return colleague


def _locked(session: Session) -> Session:
    return lock(Session.objects.select_related("module_version__module", "place"), session.pk)


def _with_session_locked(booking: Booking, by: User) -> Booking:
    """The booking as it stands once its session is locked, if this person may change it."""
    require_acts_for(by, booking.user)
    session = _locked(booking.session)
    booking = Booking.objects.select_related("user").get(pk=booking.pk)
    booking.session = session
    return booking


def _require_ahead(session: Session) -> None:
    if session.state not in AHEAD:
        raise NotBookable(f"This session is {session.get_state_display().lower()}.")
    if session.starts_at <= clock.now():
        raise NotBookable("This session has begun.")


def _require_prerequisites(session: Session, user: User) -> None:
    if missing := prerequisites_missing(user, session.module_version.module):
        raise NotBookable(" ".join(missing))
