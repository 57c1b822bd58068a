"""Mark who was there: by the code on the screen, by the trainers' list, by a sheet (T4, T5)."""

from collections.abc import Sequence

from django.db import transaction

from audit.services import record
from core import clock
from core.transitions import lock
from modules.services import record_taught, withdraw_taught
from people.models import User
from training_sessions import codes
from training_sessions.access import leads, require_leader
from training_sessions.constants import (
    ATTENDED,
    CODE_OPENS_BEFORE,
    LATE_MARKING,
    AttendanceStatus,
    BookingState,
    MarkedBy,
)
from training_sessions.exceptions import AttendanceRefused, ReasonMissing
from training_sessions.models import Attendance, Booking, SessionDate


@transaction.atomic
def mark_by_code(*, date: SessionDate, code: str, by: User) -> Attendance:
    """Somebody who is booked says that they are there, by the code on the trainers' screen. Twice counts once."""
    if not codes.is_right(date, code, clock.now()):
        raise AttendanceRefused("This code does not fit. Codes change every minute: look at the screen and try again.")
    if not Booking.objects.filter(session=date.session, user=by, state=BookingState.BOOKED).exists():
        raise AttendanceRefused("You are not booked for this session. Ask the trainers to put you on their list.")
    last = _newest(date, by)
    if last and last.how != MarkedBy.CODE:
        raise AttendanceRefused("The trainers have marked you already. Ask them if something is wrong.")
    return last or _write(date, by, AttendanceStatus.PRESENT, date.lesson_ids, MarkedBy.CODE, "", by, None)


@transaction.atomic
def mark(
    *,
    date: SessionDate,
    user: User,
    status: str,
    by: User,
    how: MarkedBy = MarkedBy.LIST,
    lesson_ids: Sequence[str] = (),
    reason: str = "",
) -> Attendance:
    """A trainer marks somebody, booked or not. Marking the same again changes nothing.

    `lesson_ids` are the lessons that somebody who was there for a part has learned. What was marked before is
    corrected by a new row with a reason; marking anybody later than a week after the date needs a reason too.
    """
    require_leader(by, date.session)
    if status == AttendanceStatus.PRESENT:
        lesson_ids = date.lesson_ids
    elif status == AttendanceStatus.ABSENT:
        lesson_ids = []
    if not set(lesson_ids) <= set(date.lesson_ids):
        raise AttendanceRefused("A lesson was chosen that is not taught on this date.")
    last = _newest(date, user)
    if last and (last.status, set(last.lesson_ids)) == (status, set(lesson_ids)):
        return last
    return _write(date, user, status, lesson_ids, how, reason.strip(), by, last)


def _newest(date: SessionDate, user: User) -> Attendance | None:
    """What counts for this person now. The person is locked, so that two who mark wait for each other."""
    lock(User.objects, user.pk)
    return Attendance.objects.filter(session_date=date, user=user).order_by("-number").first()


def _write(
    date: SessionDate,
    user: User,
    status: str,
    lesson_ids: Sequence[str],
    how: MarkedBy,
    reason: str,
    by: User,
    last: Attendance | None,
) -> Attendance:
    now = clock.now()
    if leads(user, date.session):
        raise AttendanceRefused(f"{user} leads this session. Nobody is marked as taught by themselves.")
    if date.session.state not in ATTENDED:
        raise AttendanceRefused(f"Nobody can be marked: this session is {date.session.get_state_display().lower()}.")
    if now < date.starts_at - CODE_OPENS_BEFORE:
        raise AttendanceRefused("This date has not begun, so nobody can be marked yet.")
    if last and not reason:
        raise ReasonMissing(f"{user} is marked as “{last.get_status_display().lower()}”. Say why you correct that.")
    if now > date.ends_at + LATE_MARKING and not reason:
        raise ReasonMissing("This is more than a week after the session. Say why it is marked only now.")
    written = Attendance.objects.create(
        session_date=date,
        user=user,
        number=last.number + 1 if last else 1,
        status=status,
        lesson_ids=list(lesson_ids),
        how=how,
        reason=reason,
        marked_at=now,
        marked_by=by,
    )
    record("training_sessions.attendance_marked", written, by=by, detail={"status": status, "how": how})
    _tell_modules(written, last)
    return written


def _tell_modules(written: Attendance, last: Attendance | None) -> None:
    """The learning record follows what counts now, so completion is the same however a lesson was learned (T4)."""
    date = written.session_date
    if last and set(last.lesson_ids) - set(written.lesson_ids):
        withdraw_taught(user=written.user, session_code=date.code, reason=written.reason, by=written.marked_by)
    if written.lesson_ids:
        record_taught(
            user=written.user,
            version=date.session.module_version,
            lesson_ids=written.lesson_ids,
            session_code=date.code,
            taught_at=min(written.marked_at, date.ends_at),
            by=written.marked_by,
        )
