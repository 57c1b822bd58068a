"""Attendance as a table: downloaded, filled in anywhere, read back (T5).

Reading is two steps: look at every row and say what it would do, then do all of it or nothing.
"""

from dataclasses import dataclass

from django.db import transaction

from core.exceptions import Refused
from core.spreadsheets import read_csv
from people.models import User
from training_sessions.constants import AttendanceStatus, BookingState, MarkedBy
from training_sessions.models import Attendance, Booking, SessionDate
from training_sessions.services.attendance import mark

COLUMNS = ("email", "name", "organisation", "attendance", "reason")
WANTED = ("email", "attendance", "reason")
WORDS = {
    "there": AttendanceStatus.PRESENT,
    "present": AttendanceStatus.PRESENT,
    "yes": AttendanceStatus.PRESENT,
    "partly": AttendanceStatus.PARTLY,
    "there for a part": AttendanceStatus.PARTLY,
    "not there": AttendanceStatus.ABSENT,
    "absent": AttendanceStatus.ABSENT,
    "no": AttendanceStatus.ABSENT,
}


@dataclass(kw_only=True)
class SheetRow:
    """One line of the file: whom it means, and what it does or why it cannot."""

    line: int
    email: str
    user: User | None = None
    status: str = ""
    reason: str = ""
    outcome: str = ""
    problem: str = ""


class RowsRefused(Refused):
    """Some rows cannot be done, so none was."""

    code = "rows_refused"


def rows_to_fill(date: SessionDate) -> list[list[str]]:
    """The table to download: everybody who is booked or was marked, with what counts now."""
    marked = {row.user_id: row for row in Attendance.objects.newest().filter(session_date=date)}
    booked = Booking.objects.filter(session=date.session, state=BookingState.BOOKED).values("user")
    people = (User.objects.filter(pk__in=booked) | User.objects.filter(pk__in=marked)).order_by(
        "last_name", "first_name", "pk"
    )
    return [
        [
            user.email,
            str(user),
            _employer(user),
            marked[user.pk].get_status_display().lower() if user.pk in marked else "",
            "",
        ]
        for user in people.prefetch_related("employments__organisation")
    ]


def _employer(user: User) -> str:
    """Where somebody works now, from what was prefetched."""
    return next((str(job.organisation) for job in user.employments.all() if job.valid_until is None), "")


def look(date: SessionDate, content: bytes) -> list[SheetRow]:
    """What each filled row would do. Rows with no attendance are passed over. Raises `TableUnusable`."""
    filled = [(line, cells) for line, cells in read_csv(content, columns=WANTED) if cells["attendance"]]
    users = {
        user.email: user for user in User.objects.filter(email__in={cells["email"].lower() for _, cells in filled})
    }
    seen: set[str] = set()
    rows = []
    for line, cells in filled:
        email = cells["email"].lower()
        row = SheetRow(line=line, email=email, user=users.get(email), reason=cells["reason"])
        row.status = WORDS.get(cells["attendance"].lower(), "")
        if row.user is None:
            row.problem = "Nobody has this e-mail address."
        elif email in seen:
            row.problem = "This person stands in the file twice."
        elif not row.status:
            row.problem = f"“{cells['attendance']}” is none of: there, partly, not there."
        seen.add(email)
        rows.append(row)
    return rows


@transaction.atomic
def apply(date: SessionDate, content: bytes, *, by: User, is_trial: bool) -> list[SheetRow]:
    """Do every row, or only try it. Each row says what came of it. When one cannot be done, none is.

    Raises `TableUnusable` for a file that cannot be read, and `RowsRefused` when it is no trial and a row fails.
    """
    rows = look(date, content)
    trial = transaction.savepoint()
    for row in rows:
        if row.user is None or row.problem:
            continue
        try:
            with transaction.atomic():
                before = Attendance.objects.filter(session_date=date, user=row.user).count()
                marked = mark(date=date, user=row.user, status=row.status, by=by, how=MarkedBy.SHEET, reason=row.reason)
        except Refused as refused:
            row.problem = str(refused)
        else:
            words = marked.get_status_display()
            row.outcome = f"{words}: nothing changes" if marked.number == before else words
    if is_trial:
        transaction.savepoint_rollback(trial)
    elif any(row.problem for row in rows):
        raise RowsRefused("Some rows cannot be done, so nothing was saved. Correct the file and upload it again.")
    return rows
