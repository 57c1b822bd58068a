"""The dates of a session as calendars understand them."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from core import calendars
from people.models import User
from training_sessions.models import SessionDate


def message(date: SessionDate, *, person: User, method: str, sequence: int, made_at: datetime) -> str:
    """An invitation to, or a cancellation of, one date for one person. Who is booked has accepted by booking."""
    entry = _entry(date, sequence=sequence)
    return calendars.message(entry, name=str(person), email=person.email, method=method, made_at=made_at)


def file_of(dates: Iterable[SessionDate], *, sequences: dict[int, int], made_at: datetime) -> str:
    """The dates as a file to open in any calendar."""
    entries = [_entry(date, sequence=sequences.get(date.pk, 0)) for date in dates]
    return calendars.file_of(entries, made_at=made_at)


def _entry(date: SessionDate, *, sequence: int) -> calendars.Entry:
    session = date.session
    path = reverse("training_sessions:session", args=[session.pk])
    return calendars.Entry(
        uid=date.uid,
        sequence=sequence,
        starts_at=date.starts_at,
        ends_at=date.ends_at,
        summary=f"Training: {session.module_version.title}",
        location=session.place.address_line,
        description=[
            f"Led by {date.pair}.",
            *session.place.access_facts,
            session.note,
            f"Everything about it: {calendars.address_of(path)}",
        ],
        path=path,
    )
