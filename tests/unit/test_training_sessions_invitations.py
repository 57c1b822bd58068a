"""Calendar invitations, read back with the library that calendars share (T5)."""

from datetime import timedelta
from email.message import Message

import pytest
from django.core import mail
from icalendar import Calendar

from core import clock, outbox
from people.models import User
from tests.factories.people import employed
from tests.factories.training_sessions import a_trainer, open_session, slot
from training_sessions import calendars
from training_sessions.models import Session
from training_sessions.services import apologise, book, cancel, change_date, change_session, hand_on, substitute
from training_sessions.services.invitations import dates_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def sent(user: User) -> list[mail.EmailMultiAlternatives]:
    """What this person was sent since the last time, in order."""
    outbox.run_due()
    found = [message for message in mail.outbox if message.to == [user.email]]
    mail.outbox = [message for message in mail.outbox if message.to != [user.email]]
    return found


def calendar_part(message: mail.EmailMultiAlternatives) -> tuple[Message, Calendar]:
    part = next(part for part in message.message().walk() if part.get_content_type() == "text/calendar")
    return part, Calendar.from_ical(part.get_payload(decode=True))


def event_of(message: mail.EmailMultiAlternatives) -> tuple[str, str, int, str]:
    """Method, identifier, sequence and state."""
    _, calendar = calendar_part(message)
    event = calendar.walk("VEVENT")[0]
    return str(calendar["METHOD"]), str(event["UID"]), int(event["SEQUENCE"]), str(event["STATUS"])


def booked(session: Session) -> User:
    user = employed()
    book(session=session, user=user, by=user)
    return user


def test_t5_an_invitation_is_itip_in_a_readable_email() -> None:
    session = open_session()
    user = booked(session)
    (message,) = sent(user)
    whole = message.message()
    assert whole.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in whole.get_payload()] == ["text/plain", "text/calendar"]
    part, calendar = calendar_part(message)
    assert part.get_param("method") == "REQUEST"
    assert part.get_content_charset() == "utf-8"
    assert (calendar["METHOD"], calendar["VERSION"]) == ("REQUEST", "2.0")
    event, date = calendar.walk("VEVENT")[0], session.dates.get()
    assert event["UID"] == f"{date.uid}@127.0.0.1"
    assert event["SEQUENCE"] == 0
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date.starts_at, date.ends_at)
    assert event["DTSTART"].params["TZID"] == "Europe/London"
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/London"]
    assert event["ORGANIZER"] == "mailto:no-reply@threshold.example"
    assert event["ATTENDEE"] == f"mailto:{user.email}"
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert event["DTSTAMP"].dt == clock.now()
    assert event["LOCATION"] == "Harbour Centre, 1 Quay Street, Harbour"
    assert not calendar.walk("VALARM")
    assert message.subject == "The first module, Friday 18 June 2027, 1pm to 3pm"
    assert "1 Quay Street" in message.body
    assert "Step-free from the street to the room." in message.body


def test_t5_a_change_raises_the_sequence_and_a_cancellation_takes_it_out() -> None:
    session = open_session()
    user = booked(session)
    date = session.dates.get()
    uid = f"{date.uid}@127.0.0.1"
    assert event_of(sent(user)[0]) == ("REQUEST", uid, 0, "CONFIRMED")
    change_date(date=date, slot=slot(16), by=session.scheduled_by)
    (moved,) = sent(user)
    assert event_of(moved) == ("REQUEST", uid, 1, "CONFIRMED")
    assert moved.subject.startswith("Changed: The first module, Sunday 20 June 2027")
    first = date.pair.first_trainer
    substitute(
        session=session,
        stands_down=first,
        steps_in=a_trainer("stand-in", "nurse"),
        reason="Ill.",
        by=session.scheduled_by,
    )
    assert event_of(sent(user)[0]) == ("REQUEST", uid, 2, "CONFIRMED")
    assert event_of(sent(first)[-1])[0] == "CANCEL"
    cancel(session=session, reason="Snow.", by=session.scheduled_by)
    (gone,) = sent(user)
    assert event_of(gone) == ("CANCEL", uid, 3, "CANCELLED")
    assert calendar_part(gone)[0].get_param("method") == "CANCEL"
    assert "Snow." in gone.body


def test_t5_who_comes_back_gets_a_newer_invitation() -> None:
    session = open_session()
    user = booked(session)
    apologise(booking=session.bookings.get(), by=user)
    book(session=session, user=user, by=user)
    assert [event_of(message)[::2] for message in sent(user)] == [("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2)]


def test_t5_a_colleague_who_takes_a_place_is_invited_and_the_other_is_not_expected() -> None:
    session = open_session()
    user = employed(organisation__code="lantern")
    booking = book(session=session, user=user, by=user)
    colleague = employed(organisation__code="lantern")
    hand_on(booking=booking, to=colleague, by=user)
    assert [event_of(message)[0] for message in sent(user)] == ["REQUEST", "CANCEL"]
    assert [event_of(message)[0] for message in sent(colleague)] == ["REQUEST"]


def test_t5_each_date_has_an_invitation_of_its_own() -> None:
    """One calendar message holds one identifier, so two dates are two messages."""
    session = open_session(slots=[slot(14), slot(21)])
    messages = sent(booked(session))
    assert len({event_of(message)[1] for message in messages}) == len(messages) == 2
    assert "date 2 of 2" in messages[1].body


def test_t5_more_places_alone_disturb_nobody() -> None:
    session = open_session()
    user = booked(session)
    sent(user)
    facts = {"note": "", "offer_hours": 48, "cut_off_hours": 48, "by": session.scheduled_by}
    change_session(session=session, place=session.place, capacity=9, **facts)
    assert sent(user) == []


def test_t5_the_file_holds_every_date_and_folds_and_escapes_what_people_write() -> None:
    session = open_session(slots=[slot(14), slot(21)], note="Bring: a coat; gloves, if wet.\nBEGIN:VALARM " + "ł" * 90)
    text = calendars.file_of(dates_of(session), sequences={}, made_at=clock.now())
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    calendar = Calendar.from_ical(text)
    assert len(calendar.walk("VEVENT")) == 2
    assert not calendar.walk("VALARM")
    assert "Bring: a coat; gloves, if wet.\nBEGIN:VALARM" in calendar.walk("VEVENT")[0]["DESCRIPTION"]


def test_t5_times_are_right_on_both_sides_of_the_clock_change() -> None:
    """31 October 2027 is the day when the clocks go back."""
    session = open_session(slots=[slot(148), slot(150)])
    events = Calendar.from_ical(calendars.file_of(dates_of(session), sequences={}, made_at=clock.now())).walk("VEVENT")
    offsets = [event["DTSTART"].dt.utcoffset() for event in events]
    assert offsets == [timedelta(hours=1), timedelta(0)]
    assert [event["DTSTART"].dt for event in events] == [date.starts_at for date in session.dates.all()]
