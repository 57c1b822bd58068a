"""Booking, the waiting list and its offers, apologies and colleagues (T5)."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock, outbox
from core.exceptions import Refused
from core.models import OutboxEntry
from people.models import User
from tests.factories.modules import complete, draft_module, editor, governor, publish
from tests.factories.people import employed
from tests.factories.training_sessions import open_session, planned, version
from training_sessions.constants import HOLDS_PLACE, BookingState, MoveKind
from training_sessions.exceptions import NotAllowedHere, NotBookable, OfferGone
from training_sessions.models import Booking, BookingMove, Session
from training_sessions.selectors.finding import bookings_of, overlapping, waiting_list
from training_sessions.services import (
    accept_offer,
    apologise,
    book,
    cancel,
    change_session,
    close_booking,
    decline_offer,
    hand_on,
    leave_queue,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def booked(session: Session, user: User | None = None, **employment: object) -> Booking:
    user = user or employed(**employment)
    return book(session=session, user=user, by=user)


def state(booking: Booking) -> str:
    return Booking.objects.get(pk=booking.pk).state


def kinds(booking: Booking) -> list[str]:
    return list(booking.moves.values_list("kind", flat=True))


def test_t5_a_full_session_has_a_waiting_list_in_order() -> None:
    session = open_session(capacity=2)
    people = [employed() for _ in range(5)]
    states = [booked(session, person).state for person in people]
    assert states == ["booked", "booked", "waiting", "waiting", "waiting"]
    assert [(row.user, row.position) for row in waiting_list(session)] == [
        (person, place) for place, person in enumerate(people[2:], start=1)
    ]
    assert list(BookingMove.objects.filter(kind=MoveKind.QUEUED).values_list("position", flat=True)) == [1, 2, 3]
    assert bookings_of(people[3]).get().position == 2


def test_t5_booking_twice_is_one_booking() -> None:
    session = open_session(capacity=1)
    person = employed()
    assert booked(session, person) == booked(session, person)
    assert kinds(Booking.objects.get()) == ["booked"]


def test_t5_a_freed_place_is_offered_to_who_waited_longest_and_never_to_who_gave_it_up() -> None:
    session = open_session(capacity=1)
    holder, first, second = booked(session), booked(session), booked(session)
    apologise(booking=holder, by=holder.user)
    assert (state(holder), state(first), state(second)) == ("apologised", "offered", "waiting")
    again = book(session=session, user=holder.user, by=holder.user)
    assert again.state == BookingState.WAITING, "who comes back stands at the end"
    assert list(waiting_list(session).values_list("user", flat=True)) == [second.user_id, holder.user_id]
    assert accept_offer(booking=first, by=first.user).state == BookingState.BOOKED
    assert kinds(first) == ["queued", "offered", "accepted"]


def test_t5_an_offer_not_taken_goes_to_the_next() -> None:
    session = open_session(capacity=1, offer_hours=24)
    holder, first, second = booked(session), booked(session), booked(session)
    apologise(booking=holder, by=holder.user)
    offer = Booking.objects.get(pk=first.pk)
    assert offer.offered_until == clock.now() + timedelta(hours=24)
    with clock.fixed(clock.now() + timedelta(hours=24)):
        with pytest.raises(OfferGone):
            accept_offer(booking=first, by=first.user)
        outbox.run_due()
        assert (state(first), state(second)) == ("left", "offered")
        assert kinds(first) == ["queued", "offered", "lapsed"]
        outbox.run_due()
    assert state(second) == "offered"
    assert OutboxEntry.objects.filter(dead_at__isnull=False).count() == 0


def test_t5_an_offer_is_never_kept_beyond_the_start() -> None:
    session = open_session(capacity=1, offer_hours=48)
    holder, first = booked(session), booked(session)
    with clock.fixed(session.starts_at - timedelta(hours=3)):
        apologise(booking=holder, by=holder.user)
        assert Booking.objects.get(pk=first.pk).offered_until == session.starts_at
    with clock.fixed(session.starts_at):
        outbox.run_due()
        assert state(first) == "left"


def test_t5_an_offer_turned_down_goes_to_the_next_in_the_same_step() -> None:
    session = open_session(capacity=1)
    holder, first, second = booked(session), booked(session), booked(session)
    apologise(booking=holder, by=holder.user)
    decline_offer(booking=first, by=first.user)
    assert (state(first), state(second)) == ("left", "offered")


def test_t5_more_places_go_to_who_waits() -> None:
    session = open_session(capacity=1)
    booked(session)
    first, second = booked(session), booked(session)
    facts = {"note": "", "offer_hours": 48, "cut_off_hours": 48}
    change_session(session=session, place=session.place, capacity=2, by=session.scheduled_by, **facts)
    assert (state(first), state(second)) == ("offered", "waiting")


def test_t5_an_apology_after_the_cut_off_is_recorded_as_late() -> None:
    session = open_session(cut_off_hours=48)
    early, late = booked(session), booked(session)
    with clock.fixed(session.starts_at - timedelta(hours=48)):
        apologise(booking=early, by=early.user)
    with clock.fixed(session.starts_at - timedelta(hours=47)):
        apologise(booking=late, by=late.user, note="A sick child.")
    assert (kinds(early)[-1], kinds(late)[-1]) == ("apologised", "apologised_late")
    with clock.fixed(session.starts_at), pytest.raises(NotBookable, match="begun"):
        apologise(booking=booked_again(session, early), by=early.user)


def booked_again(session: Session, booking: Booking) -> Booking:
    with clock.fixed(session.starts_at - timedelta(hours=1)):
        return book(session=session, user=booking.user, by=booking.user)


def test_t5_a_place_is_given_to_a_colleague_of_the_same_organisation() -> None:
    session = open_session(capacity=1)
    holder = booked(session, organisation__code="lantern")
    colleague, stranger = employed(organisation__code="lantern"), employed(organisation__code="millburn")
    with pytest.raises(NotBookable, match="same organisation"):
        hand_on(booking=holder, to=stranger, by=holder.user)
    waits = booked(session, colleague)
    taken = hand_on(booking=holder, to=colleague, by=holder.user)
    assert (taken.pk, taken.state, state(holder)) == (waits.pk, "booked", "handed_on")
    assert kinds(taken) == ["queued", "took_over"]
    assert Booking.objects.filter(session=session, state__in=HOLDS_PLACE).count() == 1


def test_t5_a_manager_books_their_own_staff_and_nobody_else_does() -> None:
    session = open_session()
    manager = employed()
    person = employed(line_manager=manager)
    assert book(session=session, user=person, by=manager).moves.get().moved_by == manager
    with pytest.raises(NotAllowedHere):
        book(session=session, user=employed(), by=manager)
    with pytest.raises(NotAllowedHere):
        apologise(booking=Booking.objects.get(), by=employed())


def test_t5_the_prerequisites_of_the_module_apply() -> None:
    first = version()
    writer = editor()
    page = draft_module("module-2", by=writer, title="The second module", requires=(first.module,))
    publish(page, reviewer=governor(), by=writer)
    session = open_session(code="module-2")
    person = employed()
    with pytest.raises(NotBookable, match="Complete “The first module” first"):
        booked(session, person)
    complete(person)
    assert booked(session, person).state == "booked"


def test_t5_booking_is_open_only_while_it_is() -> None:
    session = planned()
    with pytest.raises(NotBookable, match="not open"):
        booked(session)
    session = open_session()
    waits = booked(session)
    close_booking(session=session, by=session.scheduled_by)
    with pytest.raises(NotBookable, match="not open"):
        booked(session)
    apologise(booking=waits, by=waits.user)
    late = open_session()
    with clock.fixed(late.starts_at), pytest.raises(NotBookable, match="begun"):
        booked(late)


def test_t5_overlapping_sessions_of_ones_own_are_named() -> None:
    one, other = open_session(), open_session()
    person = employed()
    assert overlapping(person, other) == []
    booked(one, person)
    assert overlapping(person, other) == [one]


def test_t5_a_cancelled_session_takes_its_reason_and_tells_who_waits() -> None:
    session = open_session(capacity=1)
    booked(session)
    waits = booked(session)
    leave_queue(booking=booked(session), by=Booking.objects.last().user)
    cancel(session=session, reason="The heating failed.", by=session.scheduled_by)
    told = OutboxEntry.objects.filter(payload__template__endswith="session_cancelled.txt")
    assert [entry.payload["user_id"] for entry in told] == [waits.user_id]
    with pytest.raises(Refused):
        cancel(session=session, reason="Again.", by=session.scheduled_by)


def test_t5_a_cancelled_session_gives_no_place_to_whom_one_was_offered_or_handed_on() -> None:
    session = open_session(capacity=2)
    holder, leaver = booked(session, organisation__code="lantern"), booked(session)
    offered, colleague = booked(session), employed(organisation__code="lantern")
    apologise(booking=leaver, by=leaver.user)
    cancel(session=session, reason="The heating failed.", by=session.scheduled_by)
    sent = OutboxEntry.objects.count()
    with pytest.raises(NotBookable, match="cancelled"):
        accept_offer(booking=offered, by=offered.user)
    with pytest.raises(NotBookable, match="cancelled"):
        hand_on(booking=holder, to=colleague, by=holder.user)
    with pytest.raises(NotBookable, match="cancelled"):
        apologise(booking=holder, by=holder.user)
    assert (state(offered), OutboxEntry.objects.count()) == ("offered", sent)


def test_t5_a_session_that_is_over_is_not_cancelled() -> None:
    session = open_session()
    with clock.fixed(session.ends_at), pytest.raises(Refused, match="is over"):
        cancel(session=session, reason="Nobody said that it was held.", by=session.scheduled_by)


STEPS = st.lists(
    st.tuples(st.sampled_from(["book", "apologise", "accept", "decline", "leave", "day"]), st.integers(0, 5)),
    max_size=25,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_t5_whatever_people_do_places_and_queue_stay_true(steps: list[tuple[str, int]]) -> None:
    """Never more places than there are, nobody waits beside a free place, and the log leads to each state."""
    session, people, now = open_session(capacity=2), [employed() for _ in range(6)], clock.now()
    verbs = {"apologise": apologise, "accept": accept_offer, "decline": decline_offer, "leave": leave_queue}
    for verb, who in steps:
        now += timedelta(hours=25 if verb == "day" else 0)
        with clock.fixed(min(now, session.starts_at - timedelta(hours=1))):
            outbox.run_due()
            mine = Booking.objects.filter(session=session, user=people[who]).first()
            try:
                if verb == "book":
                    book(session=session, user=people[who], by=people[who])
                elif verb in verbs and mine:
                    verbs[verb](booking=mine, by=people[who])
            except Refused:
                pass
            taken = Booking.objects.filter(session=session, state__in=HOLDS_PLACE).count()
            waits = waiting_list(session).count()
            assert taken <= 2
            assert not waits or taken == 2
            for one in Booking.objects.filter(session=session):
                assert one.moves.last().to_state == one.state
