"""What calendars understand: events as iCalendar (RFC 5545), invitations and cancellations as iTIP (RFC 5546)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import TextChoices
from icalendar import Calendar, Event, vCalAddress, vText

LONDON = ZoneInfo(settings.TIME_ZONE)


class Method(TextChoices):
    """What a message about an event is: an invitation (or a change of it), or its cancellation."""

    REQUEST = "REQUEST", "Invitation"
    CANCEL = "CANCEL", "Cancellation"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One event, as every calendar shows it. `uid` is the same in each message about it, `sequence` counts them."""

    uid: object
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str = ""
    description: Sequence[str] = ()
    path: str = ""


def message(entry: Entry, *, name: str, email: str, method: str, made_at: datetime) -> str:
    """An invitation to, or a cancellation of, one event for one person.

    Nobody reads replies here, so none is asked for: it was agreed before it is sent.
    """
    calendar = _calendar()
    calendar.add("method", method)
    event = _event(entry, made_at=made_at)
    event.add("status", "CANCELLED" if method == Method.CANCEL else "CONFIRMED")
    our_name, our_address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    event.add("organizer", _address(our_address, our_name))
    attendee = _address(email, name)
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText("ACCEPTED")
    attendee.params["RSVP"] = vText("FALSE")
    event.add("attendee", attendee, encode=False)
    return _written(calendar, [event])


def file_of(entries: Iterable[Entry], *, made_at: datetime) -> str:
    """The events as a file to open in any calendar."""
    return _written(_calendar(), [_event(entry, made_at=made_at) for entry in entries])


def address_of(path: str) -> str:
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + path


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Threshold//Calendar//EN")
    calendar.add("version", "2.0")
    return calendar


def _event(entry: Entry, *, made_at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@{urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname}")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", made_at)
    event.add("dtstart", entry.starts_at.astimezone(LONDON))
    event.add("dtend", entry.ends_at.astimezone(LONDON))
    event.add("summary", entry.summary)
    if entry.location:
        event.add("location", entry.location)
    if lines := [line for line in entry.description if line]:
        event.add("description", "\n".join(lines))
    if entry.path:
        event.add("url", address_of(entry.path))
    return event


def _address(address: str, name: str) -> vCalAddress:
    found = vCalAddress(f"mailto:{address}")
    if name:
        found.params["CN"] = vText(name)
    return found


def _written(calendar: Calendar, events: list[Event]) -> str:
    for event in events:
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical().decode()
