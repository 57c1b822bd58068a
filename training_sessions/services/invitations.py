"""Calendar invitations by e-mail: sent, renewed when something changes, and taken back (T5)."""

from collections.abc import Iterable

from django.db.models import Max

from core import clock
from core.calendars import Method
from people.models import User
from people.notices import Alternative, notify
from training_sessions import calendars
from training_sessions.constants import BookingState
from training_sessions.models import Invitation, Session, SessionDate

EMAILS = "training_sessions/emails"
TEMPLATES = {
    Method.REQUEST: f"{EMAILS}/invitation.txt",
    Method.CANCEL: f"{EMAILS}/called_off.txt",
}


def dates_of(session: Session) -> list[SessionDate]:
    """Every date, with what an invitation says."""
    return list(
        SessionDate.objects.filter(session=session)
        .select_related("pair__first_trainer", "pair__second_trainer", "session__place", "session__module_version")
        .defer("session__module_version__content")
    )


def dates_ahead(session: Session) -> list[SessionDate]:
    """Those that have not begun."""
    return [date for date in dates_of(session) if date.starts_at > clock.now()]


def invite(session: Session, user: User, *, note: str = "") -> None:
    """Invite one person to every date that is still to come."""
    for date in dates_ahead(session):
        _send(date, [user], Method.REQUEST, note)


def send_invitations(session: Session, *, note: str = "") -> None:
    """Invite everybody who is booked, and the trainers, afresh: something about the session has changed."""
    booked = list(
        User.objects.filter(session_bookings__session=session, session_bookings__state=BookingState.BOOKED).order_by(
            "pk"
        )
    )
    for date in dates_ahead(session):
        _send(date, [*booked, *date.pair.trainers], Method.REQUEST, note)


def cancel_invitation(date: SessionDate, user: User, *, note: str = "") -> None:
    """Take back somebody's invitation to one date."""
    for one in dates_ahead(date.session):
        if one.pk == date.pk:
            _send(one, [user], Method.CANCEL, note)


def call_off(session: Session, users: Iterable[User] | None = None, *, note: str = "") -> None:
    """Take back the invitations of these people, or of everybody who holds one."""
    for date in dates_ahead(session):
        invited = Invitation.objects.filter(session_date=date)
        people = User.objects.filter(pk__in=invited.values("user")).order_by("pk") if users is None else users
        _send(date, list(people), Method.CANCEL, note)


def newest_sequences(user: User, dates: Iterable[SessionDate]) -> dict[int, int]:
    """By date, the sequence of the newest message that somebody was sent."""
    rows = Invitation.objects.filter(user=user, session_date__in=dates).order_by()
    return dict(rows.values_list("session_date").annotate(newest=Max("sequence")))


def _send(date: SessionDate, users: list[User], method: Method, note: str) -> None:
    newest: dict[int, Invitation] = {}
    for row in Invitation.objects.filter(session_date=date, user__in=users).order_by("sequence"):
        newest[row.user_id] = row
    number, of = date.number, date.session.dates.count()
    for user in users:
        last = newest.get(user.pk)
        if method == Method.CANCEL and (last is None or last.method == Method.CANCEL):
            continue
        made = Invitation.objects.create(
            session_date=date,
            user=user,
            method=method,
            sequence=last.sequence + 1 if last else 0,
            made_at=clock.now(),
        )
        text = calendars.message(date, person=user, method=method, sequence=made.sequence, made_at=made.made_at)
        notify(
            user=user,
            template=TEMPLATES[method],
            key=f"session-invitation-{made.pk}",
            context=_words(date, note, is_change=last is not None, part=f"date {number} of {of}" if of > 1 else ""),
            alternatives=[Alternative(content=text, media_type=f"text/calendar; method={method.value}")],
        )


def _words(date: SessionDate, note: str, *, is_change: bool, part: str) -> dict[str, object]:
    session = date.session
    return {
        "title": session.module_version.title,
        "when": date.when,
        "part": part,
        "place": session.place.name,
        "address": session.place.address,
        "access": session.place.access_facts,
        "trainers": str(date.pair),
        "bring": session.note,
        "note": note,
        "is_change": is_change,
        "session_id": session.pk,
    }
