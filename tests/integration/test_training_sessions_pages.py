"""The pages of sessions for each role: they open, they refuse in words, they do what their buttons say."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from core import clock
from people import drafts
from people.constants import Role
from people.models import User
from tests.factories.people import employed
from tests.factories.training_sessions import (
    AreaFactory,
    PlaceFactory,
    a_pair,
    a_scheduler,
    a_trainer,
    open_session,
    planned,
    slot,
    version,
)
from training_sessions import codes
from training_sessions.constants import AttendanceStatus
from training_sessions.models import AreaBooking, Attendance, Booking, Session, SessionLog, TrainerPromise
from training_sessions.services import book, mark

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def url(name: str, *args: object) -> str:
    return reverse(f"training_sessions:{name}", args=args)


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def date_of(days: int = 14) -> dict[str, object]:
    day = clock.today() + timedelta(days=days)
    return {"day_day": day.day, "day_month": day.month, "day_year": day.year, "start": "9:30", "end": "12:30"}


def test_t5_a_learner_finds_books_and_gives_up_a_place() -> None:
    session = open_session(capacity=1)
    client = browser(employed())
    page = text(client.get(url("list"), {"module": "module-1", "locality": "harbour", "only_free": "on"}))
    assert "1 of 1" in page
    assert "Friday 18 June 2027, 1pm to 3pm" in page
    page = text(client.get(url("session", session.pk)))
    assert "Step-free from the street to the room." in page
    assert "1 Quay Street" in page
    client.post(url("book", session.pk), {"needs": "Large print"})
    booking = Booking.objects.get()
    assert (booking.state, booking.needs) == ("booked", "Large print")
    assert "You have a place" in text(client.get(url("session", session.pk)))
    assert "The first module" in text(client.get(url("mine")))
    step = url("booking", booking.pk, "apologise")
    assert "at once" in text(client.get(step))
    client.post(step)
    assert Booking.objects.get().state == "apologised"


def test_t5_empty_lists_say_what_to_do() -> None:
    client = browser(employed())
    assert "No session is open for booking" in text(client.get(url("list")))
    assert "No session fits" in text(client.get(url("list"), {"day_day": "1", "day_month": "1", "day_year": "2030"}))
    assert "Find a session" in text(client.get(url("mine")))
    assert "Enter a real date" in text(client.get(url("list"), {"day_day": "31", "day_month": "2", "day_year": "2027"}))


def test_t5_an_offer_is_taken_from_my_bookings() -> None:
    session = open_session(capacity=1)
    holder, waits = employed(), employed()
    for user in (holder, waits):
        browser(user).post(url("book", session.pk))
    client = browser(waits)
    assert "number 1 on the waiting list" in text(client.get(url("mine")))
    browser(holder).post(url("booking", Booking.objects.get(user=holder).pk, "apologise"))
    assert "Take the place" in text(client.get(url("mine")))
    booking = Booking.objects.get(user=waits)
    with clock.fixed(clock.now() + timedelta(hours=49)):
        assert "Take the place" not in text(client.get(url("mine"))), "an offer that ran out is not shown as one"
    client.post(url("booking", booking.pk, "accept"))
    assert Booking.objects.get(pk=booking.pk).state == "booked"


def test_t5_nobody_changes_somebody_elses_booking() -> None:
    session = open_session()
    user = employed()
    booking = book(session=session, user=user, by=user)
    assert browser(employed()).post(url("booking", booking.pk, "apologise")).status_code == 404
    assert Client().get(url("session", session.pk)).status_code == 302


def test_t5_a_manager_books_staff() -> None:
    session = open_session()
    manager = employed()
    person = employed(line_manager=manager)
    client = browser(manager)
    assert "Book one of your staff" in text(client.get(url("session", session.pk)))
    client.post(url("book_staff", session.pk), {"person": person.pk, "needs": ""})
    assert Booking.objects.get().user == person
    assert str(person) in text(client.get(url("book_staff", session.pk)))
    assert "Choose one of your staff" in text(client.post(url("book_staff", session.pk), {"needs": ""}))
    assert browser(employed()).get(url("book_staff", session.pk)).status_code == 404


def test_t6_scheduling_refuses_a_pair_with_words_and_keeps_what_was_typed() -> None:
    version()
    first, second, third = a_trainer("lantern", "nurse"), a_trainer("lantern"), a_trainer("millburn")
    client = browser(a_scheduler())
    assert "The first module" in text(client.get(url("choose_module")))
    form = client.get(url("new", "module-1")).context["form"]
    facts = date_of() | {
        "place": PlaceFactory().pk,
        "capacity": 12,
        "offer_hours": 48,
        "cut_off_hours": 48,
        "lessons": form.initial["lessons"],
        "first_trainer": first.pk,
    }
    refused = client.post(url("new", "module-1"), facts | {"second_trainer": second.pk, "note": "Bring a coat."})
    assert "Both work for Lantern" in text(refused)
    assert f"Who could lead with {first}: {third}, Millburn." in text(refused)
    assert "Bring a coat." in text(refused)
    client.post(url("new", "module-1"), facts | {"second_trainer": third.pk})
    session = Session.objects.get()
    assert session.dates.get().when == "Friday 18 June 2027, 9.30am to 12.30pm"
    client.post(url("state", session.pk, "open"))
    assert Session.objects.get().state == "open"


def test_t5_those_who_arrange_change_add_substitute_and_cancel() -> None:
    first, second = a_pair()
    session = open_session(pair=(first, second))
    area = AreaFactory()
    client = browser(a_scheduler())
    date = session.dates.get()
    lessons = date.lesson_ids
    client.post(url("take_area", date.pk, area.pk))
    assert AreaBooking.objects.get().starts_at == date.starts_at
    client.post(url("change_date", date.pk), date_of(15) | {"lessons": lessons})
    assert AreaBooking.objects.get().starts_at == session.dates.get().starts_at
    client.post(url("new_date", session.pk), date_of(20) | {"lessons": lessons[:1]})
    assert session.dates.count() == 2
    facts = {"place": session.place_id, "capacity": 3, "note": "New", "offer_hours": 5, "cut_off_hours": 6}
    client.post(url("change", session.pk), facts)
    assert Session.objects.get().capacity == 3
    steps_in = a_trainer("stand-in", "surveyor")
    stands = {"stands_down": second.pk, "steps_in": steps_in.pk, "reason": "Ill."}
    client.post(url("substitute", session.pk), stands)
    assert "Ill." in text(client.get(url("arrange", session.pk)))
    assert "cannot be undone" in text(client.get(url("cancel", session.pk)))
    assert "Say why" in text(client.post(url("cancel", session.pk), {"reason": ""}))
    client.post(url("cancel", session.pk), {"reason": "Snow."})
    assert Session.objects.get().state == "cancelled"
    assert AreaBooking.objects.live().count() == 0
    assert "cancelled: Snow." in text(browser(employed()).get(url("session", session.pk)))


def test_t5_a_demonstration_area_is_never_booked_twice() -> None:
    area, client = AreaFactory(), browser(a_scheduler())
    facts = date_of() | {"area": area.pk, "purpose": "Open day"}
    client.post(url("areas"), facts)
    refused = text(client.post(url("areas"), facts | {"start": "12:00", "end": "13:00"}))
    assert "Stairlift is taken at that time" in refused
    client.post(url("areas"), facts | {"start": "12:30", "end": "13:00"})
    assert AreaBooking.objects.live().count() == 2
    client.post(url("release_area", AreaBooking.objects.first().pk))
    assert AreaBooking.objects.live().count() == 1
    assert "Open day" in text(client.get(url("areas")))


def test_t5_a_booked_area_names_the_hour_on_the_wall() -> None:
    """T5: half past nine of a summer's morning is half past eight in UTC."""
    client = browser(a_scheduler())
    client.post(url("areas"), date_of() | {"area": AreaFactory().pk, "purpose": "Open day"})
    assert str(AreaBooking.objects.get()).endswith("18 June 2027 09:30")


def test_t5_arranging_is_for_those_who_arrange() -> None:
    session = planned()
    client = browser(employed())
    for name in ("arrange", "change", "new_date", "substitute", "cancel"):
        assert client.get(url(name, session.pk)).status_code == 403
    assert client.get(url("planned")).status_code == 403
    assert client.get(url("session", session.pk)).status_code == 404, "a planned session is not shown yet"


def test_t5_the_code_on_the_screen_marks_who_is_there() -> None:
    session = open_session()
    user, date = employed(), session.dates.get()
    book(session=session, user=user, by=user)
    trainer, learner = browser(date.pair.first_trainer), browser(user)
    assert "from one hour before" in text(trainer.get(url("code", date.pk)))
    assert learner.get(url("code", date.pk)).status_code == 403
    with clock.fixed(date.starts_at):
        page = trainer.get(url("code", date.pk))
        code = codes.code_at(date, clock.now())
        assert code in text(page)
        assert page["Cache-Control"] == "no-store"
        assert "enter the code" in text(learner.get(url("session", session.pk)))
        assert "does not fit" in text(learner.post(url("enter_code", date.pk), {"code": "222222"}))
        assert f'value="{code}"' in text(learner.get(url("here", date.pk, code)))
        for _ in range(2):
            assert learner.post(url("here", date.pk, code), {"code": code}).status_code == 302
    assert Attendance.objects.get().status == "present"


def test_t5_the_list_on_a_phone_the_correction_and_the_walk_in() -> None:
    session = open_session()
    people = [employed() for _ in range(3)]
    date = session.dates.get()
    for user in people[:2]:
        book(session=session, user=user, by=user)
    client = browser(date.pair.second_trainer)
    with clock.fixed(date.ends_at):
        choices = {f"person-{people[0].pk}": "present", f"person-{people[1].pk}": ""}
        for _ in range(2):
            client.post(url("mark", date.pk), choices)
        assert Attendance.objects.count() == 1
        stale = client.post(url("mark", date.pk), {f"person-{people[0].pk}": "absent"}, follow=True)
        assert "Say why you correct that" in text(stale)
        correction = {"status": "partly", "lessons": date.lesson_ids[:1], "reason": "Left at lunch."}
        client.post(url("correct", date.pk, people[0].pk), correction)
        assert "Left at lunch." in text(client.get(url("correct", date.pk, people[0].pk)))
        client.post(url("walk_in", date.pk), {"email": people[2].email})
        assert "Nobody here has this e-mail" in text(client.post(url("walk_in", date.pk), {"email": "x@example.org"}))
        page = text(client.get(url("mark", date.pk)))
        assert client.get(url("correct", date.pk, employed().pk)).status_code == 404, "names of others are not shown"
    assert str(people[2]) in page
    with clock.fixed(date.ends_at + timedelta(days=8)):
        assert "Why is it marked only now?" in text(client.get(url("mark", date.pk)))
        client.post(url("mark", date.pk), {f"person-{people[1].pk}": "absent", "reason": "I was ill."})
        assert Attendance.objects.get(user=people[1]).reason == "I was ill."
    assert Attendance.objects.newest().get(user=people[0]).lesson_ids == date.lesson_ids[:1]


def test_t5_the_sheet_is_printed_downloaded_and_brought_back() -> None:
    session = open_session()
    user, date = employed(), session.dates.get()
    book(session=session, user=user, by=user)
    client = browser(date.pair.first_trainer)
    assert str(user) in text(client.get(url("sheet", date.pk)))
    download = client.get(url("sheet_file", date.pk))
    assert user.email in download.content.decode("utf-8-sig")
    filled = download.content.decode("utf-8-sig").replace(",,", ",there,", 1)

    def upload(content: bytes) -> HttpResponse:
        return client.post(url("upload", date.pk), {"file": SimpleUploadedFile("list.csv", content)})

    with clock.fixed(date.ends_at):
        page = upload(filled.encode())
        assert "Every row can be done" in text(page)
        assert not Attendance.objects.exists()
        client.post(url("upload", date.pk), {"text": page.context["text"], "save": "yes"})
        assert Attendance.objects.get().how == "sheet"
        assert "not UTF-8" in text(upload(b"email,attendance,reason\n\xff,there,"))
        assert "larger than 1 MB" in text(upload(b"email" * 300_000))
        assert "Choose the file" in text(client.post(url("upload", date.pk)))


def test_t11_a_trainer_has_a_pack_a_log_and_a_record_of_their_own() -> None:
    session = open_session()
    user, date = employed(), session.dates.get()
    first, second = date.pair.trainers
    book(session=session, user=user, by=user, needs="A seat near the door")
    area = AreaFactory()
    browser(a_scheduler()).post(url("take_area", date.pk, area.pk))
    client = browser(first)
    page = text(client.get(url("pack", session.pk)))
    for words in ("A seat near the door", "The charger is on.", "Lesson 1", str(user)):
        assert words in page
    assert browser(a_pair()[0]).get(url("pack", session.pk)).status_code == 403
    with clock.fixed(date.ends_at):
        mark(date=date, user=user, status=AttendanceStatus.PRESENT, by=first)
        assert "Say how it went" in text(client.post(url("log", session.pk), {"to_change": "More time"}))
        drafts.keep(
            drafts.Owner(user_id=first.pk, key=f"session-log:{session.pk}"), QueryDict("how_it_went=Half a log")
        )
        assert "Half a log" in text(client.get(url("log", session.pk)))
        for _ in range(2):
            client.post(url("log", session.pk), {"how_it_went": "Lively.", "to_change": "More time"})
        assert "Half a log" not in text(client.get(url("log", session.pk)))
        assert SessionLog.objects.get().to_change == "More time"
        client.post(url("state", session.pk, "held"))
        assert Session.objects.get().state == "held"
        page = text(client.get(url("record")))
        assert "1 date, 0.5 trainer days" in page
        assert str(second) in page
        assert str(second) in client.get(url("record_csv")).content.decode()
        printed = PdfReader(BytesIO(client.get(url("record_pdf")).content)).pages[0].extract_text()
        assert str(second) in " ".join(printed.split())
        assert "Write the log" not in text(client.get(url("teaching")))


def test_t12_shares_are_shown_to_governance_and_managers() -> None:
    """T12: days given against days promised, for the governance group and for managers."""
    session = open_session(slots=[slot(hours=5)])
    pair = session.pairs.get()
    TrainerPromise.objects.create(organisation=pair.first_employer, year=2027, days=4)
    with clock.fixed(session.ends_at):
        for role in (Role.GOVERNANCE, Role.MANAGER):
            page = text(browser(employed(roles=(role,))).get(url("shares")))
            assert "1 (25%)" in page
            assert str(pair) in page
        assert browser(employed()).get(url("shares")).status_code == 403
        client = browser(employed(roles=(Role.GOVERNANCE,)))
        assert "April 2026 to March 2027" in text(client.get(url("shares"), {"year": "2026"}))
        assert client.get(url("shares"), {"year": "x" * 9}).status_code == 200


@pytest.mark.parametrize("name", ["list", "mine", "planned", "teaching", "shares", "record"])
def test_lists_ask_the_same_number_of_queries_for_more_sessions(name: str) -> None:
    pair = a_pair()
    person = pair[0]
    for role in (Role.GOVERNANCE, Role.EDITOR):
        person.role_grants.create(role=role, valid_from=clock.today())
    client = browser(person)

    def add(number: int) -> None:
        for _ in range(number):
            session = open_session(pair=pair, slots=[slot(days=10 + Session.objects.count())], capacity=2)
            book(session=session, user=person, by=person)

    add(2)
    with clock.fixed(clock.now() + timedelta(days=10, hours=3)):
        queries(client, url(name))
        few = queries(client, url(name))
    add(6)
    with clock.fixed(clock.now() + timedelta(days=13, hours=3)):
        assert queries(client, url(name)) == few


def test_a_session_and_its_trainers_pages_cost_the_same_for_more_people() -> None:
    session = open_session(capacity=50)
    date = session.dates.get()
    client = browser(date.pair.first_trainer)
    addresses = [url("session", session.pk), url("arrange", session.pk), url("pack", session.pk)]
    addresses += [url(name, date.pk) for name in ("mark", "sheet", "code", "sheet_file")]

    def cost() -> list[int]:
        with clock.fixed(date.starts_at):
            return [queries(client, address) for address in addresses]

    def add(number: int) -> None:
        for _ in range(number):
            user = employed()
            book(session=session, user=user, by=user)
            with clock.fixed(date.starts_at):
                mark(date=date, user=user, status=AttendanceStatus.PRESENT, by=date.pair.first_trainer)

    add(2)
    cost()
    few = cost()
    add(8)
    assert cost() == few
