"""Many people, few places, at the same moment: only PostgreSQL runs their transactions side by side (T5)."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from time import perf_counter

import pytest
from django.db import connection, connections

from core import clock
from core.exceptions import Refused
from people.models import User
from tests.factories.people import UserFactory, employed
from tests.factories.training_sessions import a_pair, a_trainer, open_session, planned, slot, version
from training_sessions import codes
from training_sessions.constants import BookingState, MoveKind
from training_sessions.models import Attendance, Booking, BookingMove, Session, SessionDate
from training_sessions.services import accept_offer, apologise, book, mark_by_code

NOON = datetime(2027, 6, 4, 12, 0, tzinfo=UTC)
PLACES = 5
PEOPLE = int(os.environ.get("SOAK_PEOPLE", "200"))
# PostgreSQL takes a hundred connections unless told otherwise; so many people at a time are at the door.
AT_A_TIME = 40

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("wagtail_root", "_no_post"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL: SQLite runs writers one by one"),
]


@pytest.fixture
def _no_post(monkeypatch: pytest.MonkeyPatch) -> None:
    """E-mails are written and not sent: what is measured is the booking."""
    monkeypatch.setattr("core.tasks.run_due.delay_on_commit", lambda: None)


def all_at_once(verb: Callable[[User], object], people: list[User]) -> list[object]:
    """Every person does it, side by side; a refusal is returned."""

    def one(user: User) -> object:
        try:
            with clock.fixed(clock_now):
                return verb(user)
        except Refused as refused:
            return refused
        finally:
            connections.close_all()

    clock_now = clock.now()
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        return list(pool.map(one, people))


def test_t5_two_hundred_people_book_the_last_five_places() -> None:
    """Five are booked; the others wait with positions 1 to 195, in the order in which the lock was taken."""
    with clock.fixed(NOON):
        session = open_session(capacity=PLACES)
        people = [UserFactory(password="x") for _ in range(PEOPLE)]
        began = perf_counter()
        all_at_once(lambda user: book(session=Session.objects.get(pk=session.pk), user=user, by=user), people)
        took = perf_counter() - began
    bookings = Booking.objects.filter(session=session)
    assert bookings.filter(state=BookingState.BOOKED).count() == PLACES
    queued = BookingMove.objects.filter(booking__session=session, kind=MoveKind.QUEUED).order_by("pk")
    wanted = list(range(1, PEOPLE - PLACES + 1))
    # Rows are numbered as they are written, which happens while the lock is held.
    assert list(queued.values_list("position", flat=True)) == wanted
    assert list(queued.values_list("booking__queue_number", flat=True)) == wanted
    assert bookings.filter(state=BookingState.WAITING).count() == PEOPLE - PLACES
    print(f"\n{PEOPLE} people, {AT_A_TIME} at a time: {PLACES} booked, {len(wanted)} waiting in order, {took:.1f} s")  # noqa: T201


def test_t5_one_person_in_many_tabs_has_one_booking() -> None:
    with clock.fixed(NOON):
        session = open_session(capacity=PLACES)
        user = UserFactory()
        made = all_at_once(lambda _: book(session=Session.objects.get(pk=session.pk), user=user, by=user), [user] * 12)
    assert {one.pk for one in made} == {Booking.objects.get().pk}  # type: ignore[attr-defined]
    assert BookingMove.objects.count() == 1


def test_t5_a_freed_place_goes_to_one_person_only() -> None:
    """Ten give up and ten book at the same moment: no place is given twice, none is lost."""
    with clock.fixed(NOON):
        session = open_session(capacity=10)
        holders, others = ([UserFactory() for _ in range(10)] for _ in range(2))
        for user in holders:
            book(session=session, user=user, by=user)

        def act(user: User) -> object:
            if user in others:
                return book(session=Session.objects.get(pk=session.pk), user=user, by=user)
            return apologise(booking=Booking.objects.get(user=user), by=user)

        all_at_once(act, [user for pair in zip(holders, others, strict=True) for user in pair])
        states = Booking.objects.filter(user__in=others).values_list("state", flat=True)
        assert set(states) <= {BookingState.BOOKED, BookingState.OFFERED}
        assert len(states) == 10
        offered = [one.user for one in Booking.objects.filter(state=BookingState.OFFERED).select_related("user")]
        all_at_once(lambda user: accept_offer(booking=Booking.objects.get(user=user), by=user), offered * 2)
    assert Booking.objects.filter(state=BookingState.BOOKED, user__in=others).count() == 10


def test_t5_the_same_code_marked_many_times_at_once_counts_once() -> None:
    with clock.fixed(NOON):
        session = open_session()
        user, date = employed(), session.dates.get()
        book(session=session, user=user, by=user)
    with clock.fixed(session.starts_at + timedelta(minutes=10)):
        code = codes.code_at(date, clock.now())
        all_at_once(lambda who: mark_by_code(date=SessionDate.objects.get(), code=code, by=who), [user] * 12)
    assert Attendance.objects.get().number == 1
    assert user.enrolments.get().taught.count() == 2


def test_t6_a_trainer_named_twice_at_once_leads_one_session() -> None:
    with clock.fixed(NOON):
        wanted, _ = a_pair()
        fixed = {"module_version": version(), "slots": [slot()]}
        partners = [a_trainer(f"partner-{number}", "surveyor") for number in range(6)]
        all_at_once(lambda partner: planned(pair=(wanted, partner), **fixed), partners)
    assert Session.objects.count() == 1
