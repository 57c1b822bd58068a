"""What calendars understand: an event for each date of a session, as iCalendar (RFC 5545) and iTIP (RFC 5546)."""

from collections.abc import Iterable
from datetime import datetime
from email.utils import parseaddr
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event, vCalAddress, vText

from people.models import User
from training_sessions.constants import InvitationMethod
from training_sessions.models import SessionDate

LONDON = ZoneInfo(settings.TIME_ZONE)


def message(date: SessionDate, *, person: User, method: str, sequence: int, made_at: datetime) -> str:
    """An invitation to, or a cancellation of, one date for one person.

    Nobody reads replies here, so none is asked for: who is booked has accepted by booking.
    """
    calendar = _calendar()
    calendar.add("method", method)
    event = _event(date, sequence=sequence, made_at=made_at)
    event.add("status", "CANCELLED" if method == InvitationMethod.CANCEL else "CONFIRMED")
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    event.add("organizer", _address(address, name))
    attendee = _address(person.email, str(person))
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText("ACCEPTED")
    attendee.params["RSVP"] = vText("FALSE")
    event.add("attendee", attendee, encode=False)
    return _written(calendar, [event])


def file_of(dates: Iterable[SessionDate], *, sequences: dict[int, int], made_at: datetime) -> str:
    """The dates as a file to open in any calendar."""
    return _written(_calendar(), [_event(date, sequence=sequences.get(date.pk, 0), made_at=made_at) for date in dates])


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Threshold//Training sessions//EN")
    calendar.add("version", "2.0")
    return calendar


def _event(date: SessionDate, *, sequence: int, made_at: datetime) -> Event:
    session = date.session
    address = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("training_sessions:session", args=[session.pk])
    lines = [f"Led by {date.pair}.", *session.place.access_facts, session.note, f"Everything about it: {address}"]
    event = Event()
    event.add("uid", f"{date.uid}@{urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname}")
    event.add("sequence", sequence)
    event.add("dtstamp", made_at)
    event.add("dtstart", date.starts_at.astimezone(LONDON))
    event.add("dtend", date.ends_at.astimezone(LONDON))
    event.add("summary", f"Training: {session.module_version.title}")
    event.add("location", session.place.address_line)
    event.add("description", "\n".join(line for line in lines if line))
    event.add("url", address)
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
