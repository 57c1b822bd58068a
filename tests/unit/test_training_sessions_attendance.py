"""Attendance and the one record of completion that it leads to (T4, T5)."""

from datetime import timedelta

import pytest

from core import clock
from core.exceptions import ImmutableRecord
from core.spreadsheets import TableUnusable
from modules.models import Completion
from modules.services import enrol, mark_lesson_done
from people.models import User
from tests.factories.modules import take_check
from tests.factories.people import employed
from tests.factories.training_sessions import a_pair, open_session, slot, version
from training_sessions import codes, sheets
from training_sessions.constants import AttendanceStatus, Delivery
from training_sessions.exceptions import AttendanceRefused, NotAllowedHere, ReasonMissing
from training_sessions.models import Attendance, Session, SessionDate
from training_sessions.selectors import delivery_of
from training_sessions.services import book, cancel, mark, mark_by_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

PRESENT, PARTLY, ABSENT = AttendanceStatus.PRESENT, AttendanceStatus.PARTLY, AttendanceStatus.ABSENT


def coming(session: Session, user: User | None = None) -> User:
    user = user or employed()
    book(session=session, user=user, by=user)
    return user


def at(session: Session, hours: float = 1) -> clock.fixed:
    return clock.fixed(session.starts_at + timedelta(hours=hours))


def passed(user: User) -> None:
    """The knowledge check, which is always online."""
    take_check(enrol(user=user, module=version().module, by=user))


def completed(user: User) -> bool:
    return Completion.objects.filter(user=user).exists()


def test_t4_taught_in_the_room_completes_like_online() -> None:
    session = open_session()
    online, room, mixed = employed(), coming(session), coming(session)
    halves = [lesson.id for lesson in version().lesson_heads]
    for user in (online, room, mixed):
        passed(user)
    for lesson_id in halves:
        mark_lesson_done(enrolment=online.enrolments.get(), lesson_id=lesson_id, by=online)
    mark_lesson_done(enrolment=mixed.enrolments.get(), lesson_id=halves[0], by=mixed)
    date = session.dates.get()
    with at(session):
        mark(date=date, user=room, status=PRESENT, by=date.pair.first_trainer)
        mark(date=date, user=mixed, status=PARTLY, lesson_ids=halves[1:], by=date.pair.first_trainer)
    facts = delivery_of(Completion.objects.values_list("pk", flat=True))
    found = {completion.user: facts[completion.pk] for completion in Completion.objects.all()}
    assert {user: one.delivery for user, one in found.items()} == {
        online: Delivery.ONLINE,
        room: Delivery.ROOM,
        mixed: Delivery.MIXED,
    }
    assert found[online].trainer_ids is None
    assert (found[room].locality, set(found[room].trainer_ids)) == (
        "Harbour",
        {trainer.pk for trainer in date.pair.trainers},
    )
    assert Completion.objects.filter(user=room).count() == 1


def test_t4_how_many_completions_are_asked_about_costs_no_more_queries(django_assert_num_queries) -> None:
    session = open_session(capacity=9)
    date = session.dates.get()
    for number in range(6):
        user = coming(session)
        passed(user)
        with at(session):
            mark(date=date, user=user, status=PRESENT, by=date.pair.first_trainer)
        ids = list(Completion.objects.values_list("pk", flat=True))
        if number in {0, 5}:
            with django_assert_num_queries(3):
                assert len(delivery_of(ids)) == number + 1


def test_t4_a_session_on_several_dates_teaches_bit_by_bit() -> None:
    one, other = (lesson.id for lesson in version().lesson_heads)
    session = open_session(slots=[slot(14, lesson_ids=[one]), slot(21, lesson_ids=[other])])
    assert session.delivery == Delivery.ROOM
    user = coming(session)
    passed(user)
    first, second = session.dates.all()
    with clock.fixed(first.ends_at):
        mark(date=first, user=user, status=PRESENT, by=first.pair.first_trainer)
        assert not completed(user)
    with clock.fixed(second.ends_at):
        mark(date=second, user=user, status=PRESENT, by=first.pair.first_trainer)
        assert completed(user)
    assert open_session(slots=[slot(30, lesson_ids=[one])]).delivery == Delivery.MIXED


def test_t5_a_code_belongs_to_one_date_and_changes() -> None:
    session, other = open_session(), open_session()
    date = session.dates.get()
    now = session.starts_at
    code = codes.code_at(date, now)
    assert codes.is_right(date, code.lower(), now)
    assert codes.is_right(date, f" {code[:3]} {code[3:]}", now + timedelta(seconds=codes.CODE_SECONDS * 2))
    assert not codes.is_right(date, code, now + timedelta(seconds=codes.CODE_SECONDS * 3))
    assert not codes.is_right(date, code, now - timedelta(minutes=5)), "not before it was shown"
    assert not codes.is_right(other.dates.get(), code, now)
    assert not codes.is_right(date, "", now)
    early = now - timedelta(hours=2)
    assert not codes.is_right(date, codes.code_at(date, early), early)


def test_t5_the_same_code_marked_twice_counts_once() -> None:
    session = open_session()
    user, date = coming(session), session.dates.get()
    with at(session):
        code = codes.code_at(date, clock.now())
        assert mark_by_code(date=date, code=code, by=user) == mark_by_code(date=date, code=code, by=user)
    assert Attendance.objects.get().status == PRESENT
    assert user.enrolments.get().taught.count() == 2


def test_t5_a_code_needs_a_booking_and_its_minute() -> None:
    session = open_session()
    user, date = coming(session), session.dates.get()
    with at(session):
        code = codes.code_at(date, clock.now())
        with pytest.raises(AttendanceRefused, match="not booked"):
            mark_by_code(date=date, code=code, by=employed())
        with pytest.raises(AttendanceRefused, match="does not fit"):
            mark_by_code(date=date, code="222222", by=user)
    with at(session, 1.2), pytest.raises(AttendanceRefused, match="does not fit"):
        mark_by_code(date=date, code=code, by=user)


def test_t5_a_correction_is_a_new_row_with_a_reason_and_reaches_the_learning_record() -> None:
    session = open_session()
    user, date = coming(session), session.dates.get()
    trainer = date.pair.first_trainer
    with at(session):
        first = mark(date=date, user=user, status=PRESENT, by=trainer)
        with pytest.raises(ReasonMissing, match="Say why"):
            mark(date=date, user=user, status=ABSENT, by=trainer)
        mark(date=date, user=user, status=ABSENT, by=trainer, reason="A namesake.")
        passed(user)
        assert not completed(user), "what was taken back does not complete"
        mark(date=date, user=user, status=PRESENT, by=trainer, reason="It was her after all.")
        assert completed(user)
    assert list(Attendance.objects.values_list("number", "status")) == [(1, PRESENT), (2, ABSENT), (3, PRESENT)]
    assert Attendance.objects.newest().get().number == 3
    with pytest.raises(ImmutableRecord):
        first.save()


def test_t5_the_list_is_safe_to_send_twice() -> None:
    session = open_session()
    user, date = coming(session), session.dates.get()
    with at(session):
        for _ in range(2):
            mark(date=date, user=user, status=PRESENT, by=date.pair.first_trainer)
    assert Attendance.objects.count() == 1


def test_t5_marking_later_than_a_week_needs_a_reason() -> None:
    session = open_session()
    date = session.dates.get()
    trainer = date.pair.first_trainer
    with clock.fixed(date.ends_at + timedelta(days=7)):
        mark(date=date, user=employed(), status=PRESENT, by=trainer)
    with clock.fixed(date.ends_at + timedelta(days=7, seconds=1)):
        with pytest.raises(ReasonMissing, match="more than a week"):
            mark(date=date, user=employed(), status=PRESENT, by=trainer)
        mark(date=date, user=employed(), status=PRESENT, by=trainer, reason="The sheet was in the post.")
    assert Attendance.objects.count() == 2


def test_t5_only_the_trainers_of_the_session_mark_and_only_when_it_begins() -> None:
    session = open_session()
    date, user = session.dates.get(), employed()
    with at(session), pytest.raises(NotAllowedHere):
        mark(date=date, user=user, status=PRESENT, by=a_pair()[0])
    with at(session, -2), pytest.raises(AttendanceRefused, match="not begun"):
        mark(date=date, user=user, status=PRESENT, by=date.pair.first_trainer)
    cancel(session=session, reason="Snow.", by=session.scheduled_by)
    with at(session), pytest.raises(AttendanceRefused, match="cancelled"):
        mark(date=SessionDate.objects.get(), user=user, status=PRESENT, by=date.pair.first_trainer)


def sheet(*lines: str) -> bytes:
    return ("email,attendance,reason\n" + "\n".join(lines)).encode()


def test_t5_trainers_are_not_taught_by_themselves() -> None:
    session = open_session()
    date = session.dates.get()
    first, second = date.pair.trainers
    coming(session, second)
    with at(session):
        for marked_by in (first, second):
            with pytest.raises(AttendanceRefused, match="leads this session"):
                mark(date=date, user=second, status=PRESENT, by=marked_by)
        with pytest.raises(AttendanceRefused, match="leads this session"):
            mark_by_code(date=date, code=codes.code_at(date, clock.now()), by=second)
    assert not Attendance.objects.exists()


def test_t5_a_sheet_is_tried_first_and_done_whole_or_not_at_all() -> None:
    session = open_session()
    one, other, date = coming(session), coming(session), session.dates.get()
    trainer = date.pair.first_trainer
    bad = sheet(f"{one.email},there,", "nobody@example.org,there,", f"{other.email},perhaps,", f"{one.email},no,", ",,")
    with at(session):
        rows = sheets.apply(date, bad, by=trainer, is_trial=True)
        assert [(row.line, bool(row.problem)) for row in rows] == [(2, False), (3, True), (4, True), (5, True)]
        with pytest.raises(sheets.RowsRefused):
            sheets.apply(date, bad, by=trainer, is_trial=False)
        assert not Attendance.objects.exists()
        good = sheet(f"{one.email.upper()},There,", f"{other.email},not there,")
        sheets.apply(date, good, by=trainer, is_trial=True)
        assert not Attendance.objects.exists()
        sheets.apply(date, good, by=trainer, is_trial=False)
        again = sheets.apply(date, good, by=trainer, is_trial=False)
    assert [row.outcome for row in again] == ["There: nothing changes", "Not there: nothing changes"]
    assert Attendance.objects.filter(how="sheet").count() == 2


def test_t5_a_sheet_that_cannot_be_read_says_why() -> None:
    date = open_session().dates.get()
    for content, words in ((b"email,attendance,reason\n\xff\xfe", "not UTF-8"), (b"name\nx", "lacks"), (b"", "empty")):
        with pytest.raises(TableUnusable, match=words):
            sheets.look(date, content)


def test_t5_the_downloaded_table_comes_back_as_it_is() -> None:
    session = open_session()
    user, date = coming(session), session.dates.get()
    User.objects.filter(pk=user.pk).update(first_name="=1+1")
    with at(session):
        mark(date=date, user=user, status=PARTLY, by=date.pair.first_trainer)
        row = sheets.rows_to_fill(date)[0]
        assert (row[0], row[3]) == (user.email, "there for a part")
        (back,) = sheets.apply(date, sheet(f"{row[0]},{row[3]},"), by=date.pair.first_trainer, is_trial=False)
    assert back.outcome.endswith("nothing changes")
