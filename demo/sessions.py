"""Brings sessions in a room: one that was held, one with free places, and one with a waiting list."""

from datetime import timedelta
from decimal import Decimal

from core import clock
from demo.learning import published
from demo.partnership import Partnership
from people.models import User
from training_sessions.constants import AreaKind, AttendanceStatus
from training_sessions.models import DemonstrationArea, Place, Session, TrainerPromise
from training_sessions.selectors.teaching import year_of
from training_sessions.services import (
    DateSlot,
    book,
    book_area_for_date,
    hold,
    mark,
    open_booking,
    schedule,
    write_log,
)

SCHEDULED, HELD = 75, 40
FULL_IN, FREE_IN = -12, -19
LESSONS_IN_ROOM = 3
PROMISES = {"ardlea-health": 6, "ardlea-housing": 4, "ardlea-care-repair": 3, "lantern-homes": 2}


def load(p: Partnership) -> None:
    """Two places with demonstration areas, promised trainer days, and three sessions."""
    flat, hall = _places(p)
    for code, days in PROMISES.items():
        TrainerPromise.objects.create(organisation=p.organisations[code], year=year_of(p.as_of), days=Decimal(days))
    _held(p, flat)
    pair = ("trainer_housing", "trainer_care")
    full = _session(p, "module-1", hall, FULL_IN, pair, capacity=2, note="Tea and soup are provided.")
    _book(p, full, "physio", "halfway", "accreditor_two", "governor_two")
    free = _session(p, "module-2", flat, FREE_IN, ("trainer_ot", "trainer_care"), capacity=12)
    with clock.fixed(p.moment(SCHEDULED)):
        for area in flat.areas.all():
            book_area_for_date(area=area, date=free.dates.get(), by=p.people["trainer_ot"])
    _book(p, free, "nurse", "therapist", needs={"nurse": "A seat near the front: I lip-read."})


def _places(p: Partnership) -> tuple[Place, Place]:
    flat = Place.objects.create(
        name="Harbour demonstration flat",
        locality=p.localities["harbour"],
        address="Flat 1, 20 Quay Street\nHarbour",
        how_to_get_there="The number 4 bus stops at the door. Ring the bell marked “Demonstration flat”.",
        is_step_free=True,
        has_accessible_toilet=True,
        parking="Two spaces at the door, one for Blue Badges.",
    )
    hall = Place.objects.create(
        name="Glenside village hall",
        locality=p.localities["glenside"],
        address="Main Street\nGlenside",
        how_to_get_there="Opposite the school.",
        is_step_free=True,
        has_hearing_loop=True,
        has_accessible_toilet=True,
    )
    DemonstrationArea.objects.create(
        place=flat,
        kind=AreaKind.STAIRLIFT,
        name="Stairlift",
        capacity=4,
        checklist="The key is in and the battery shows green.\nThe seat belt closes.\nThe stairs are clear.",
    )
    DemonstrationArea.objects.create(
        place=flat,
        kind=AreaKind.BATHROOM,
        name="Bathroom",
        capacity=5,
        checklist="The floor is dry.\nThe water stays below 43 degrees.\nBoth shower seats are there.",
    )
    return flat, hall


def _session(
    p: Partnership, code: str, place: Place, days_ago: int, pair: tuple[str, str], *, capacity: int, note: str = ""
) -> Session:
    """A morning that teaches the first lessons, planned and opened for booking well before."""
    version = published(code)
    first, second = (p.people[key] for key in pair)
    starts_at = p.moment(days_ago, 9, 30)
    lesson_ids = [lesson.id for lesson in version.lesson_heads[:LESSONS_IN_ROOM]]
    with clock.fixed(p.moment(SCHEDULED)):
        session = schedule(
            module_version=version,
            place=place,
            slots=[DateSlot(starts_at=starts_at, ends_at=starts_at + timedelta(hours=4), lesson_ids=lesson_ids)],
            capacity=capacity,
            first_trainer=first,
            second_trainer=second,
            note=note,
            by=first,
        )
        return open_booking(session=session, by=first)


def _book(p: Partnership, session: Session, *keys: str, needs: dict[str, str] | None = None) -> list[User]:
    with clock.fixed(p.moment(HELD + 10)):
        for key in keys:
            book(session=session, user=p.people[key], by=p.people[key], needs=(needs or {}).get(key, ""))
    return [p.people[key] for key in keys]


def _held(p: Partnership, place: Place) -> None:
    """Three came and one did not, and one of the trainers wrote down how it went."""
    session = _session(p, "module-1", place, HELD, ("trainer_ot", "trainer_housing"), capacity=10)
    people = _book(p, session, "physio", "nurse", "manager", "accreditor_two")
    date, trainer = session.dates.get(), p.people["trainer_ot"]
    with clock.fixed(p.moment(HELD, 14)):
        for user in people[:-1]:
            mark(date=date, user=user, status=AttendanceStatus.PRESENT, by=trainer)
        mark(date=date, user=people[-1], status=AttendanceStatus.ABSENT, by=trainer)
        hold(session=session, by=trainer)
        write_log(
            session=session,
            how_it_went="The role play about the kettle opened the room. "
            "People asked about money for longer than planned.",
            to_change="Give the lesson on the housing conversation ten minutes more, and take them from the quiz.",
            incidents="",
            by=trainer,
        )
