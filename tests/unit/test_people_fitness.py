"""Staff checks and professional registrations: who records them, what is refused, who is told when (A8, A9)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from audit.models import Event
from core import clock, daily
from core.exceptions import ImmutableRecord
from people.constants import RegistrationBody, Role
from people.exceptions import RecordNotAccepted
from people.models import ProfessionalRegistration, RoleGrant, StaffCheck, StaffCheckEnd, User
from people.selectors import registered_therapist_on
from people.services import end_registration, end_staff_check, remind_of_rechecks
from tests.factories.fitness import an_officer, checked, registered_as
from tests.factories.people import OrganisationFactory, UserFactory, employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def manager_of(code: str) -> User:
    manager = employed(organisation__code="head-office")
    RoleGrant.objects.create(
        user=manager, role=Role.MANAGER, organisation=OrganisationFactory(code=code), valid_from=date(2020, 1, 1)
    )
    return manager


def test_a9_officers_record_for_everybody_and_managers_for_their_own_staff() -> None:
    person = employed(organisation__code="harbour")
    assert checked(person).kind == "pvg"
    assert checked(person, by=manager_of("harbour")).recheck_on == date(2028, 6, 4)
    for other in (manager_of("glen"), employed(), UserFactory(is_superuser=True)):
        with pytest.raises(RecordNotAccepted, match="Only an accreditation officer, or a manager where"):
            checked(person, by=other)
        with pytest.raises(RecordNotAccepted):
            registered_as(person, by=other)
    assert StaffCheck.objects.count() == 2


def test_a9_a_manager_records_nothing_about_who_has_left() -> None:
    person = employed(organisation__code="harbour", valid_until=date(2027, 6, 4))
    with pytest.raises(RecordNotAccepted):
        checked(person, by=manager_of("harbour"))


def test_a9_nobody_records_or_ends_their_own() -> None:
    officer = an_officer()
    with pytest.raises(RecordNotAccepted, match="You cannot record your own"):
        checked(officer, by=officer)
    with pytest.raises(RecordNotAccepted, match="You cannot record your own"):
        registered_as(officer, by=officer)
    check, registration = checked(officer), registered_as(officer)
    with pytest.raises(RecordNotAccepted):
        end_staff_check(check=check, by=officer)
    with pytest.raises(RecordNotAccepted):
        end_registration(registration=registration, by=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        StaffCheck.objects.create(
            user=officer, recorded_by=officer, kind="pvg", checked_on=date(2027, 1, 1), recheck_on=date(2028, 1, 1)
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        ProfessionalRegistration.objects.update(checked_by=officer)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"checked_on": date(2027, 6, 5)}, "has not come yet"),
        ({"recheck_on": date(2026, 6, 4)}, "must come after"),
        ({"recheck_on": date(2026, 1, 1)}, "must come after"),
    ],
)
def test_a9_the_recheck_comes_after_the_check(fields: dict[str, date], words: str) -> None:
    with pytest.raises(RecordNotAccepted, match=words):
        checked(employed(), **fields)


def test_a9_an_end_is_a_row_that_ends_every_check_of_the_kind() -> None:
    person = employed()
    older, newer = checked(person), checked(person, recheck_on=date(2029, 6, 4))
    other_kind = checked(person, kind="dbs")
    end_staff_check(check=newer, by=an_officer())
    assert set(StaffCheck.objects.in_date(clock.now())) == {other_kind}
    assert set(StaffCheck.objects.in_date(clock.now() - timedelta(seconds=1))) == {older, newer, other_kind}
    with pytest.raises(RecordNotAccepted, match="ended already"):
        end_staff_check(check=older, by=an_officer())
    again = checked(person)
    assert set(StaffCheck.objects.in_date(clock.now())) == {other_kind, again}
    with pytest.raises(ImmutableRecord):
        StaffCheckEnd.objects.first().delete()
    assert Event.objects.filter(verb="people.staff_check_ended").count() == 2


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"number": "104233"}, "two letters and up to six digits"),
        ({"number": "PH104233"}, "number begins with OT"),
        ({"body": RegistrationBody.SSSC, "number": "3012345"}, "number begins with OT"),
        ({"body": RegistrationBody.NMC, "number": "OT1"}, "two digits, a letter"),
        ({"body": RegistrationBody.SWE, "number": "12345"}, "SW and up to six digits"),
        ({"valid_until": date(2026, 1, 1)}, "must end after it starts"),
        ({"checked_on": date(2027, 6, 5)}, "has not come yet"),
    ],
)
def test_a8_a_registration_is_whole_and_its_number_written_as_its_body_does(
    fields: dict[str, object], words: str
) -> None:
    with pytest.raises(RecordNotAccepted, match=words):
        registered_as(employed(), **fields)


def test_a8_a_number_is_one_persons_and_is_kept_tidy() -> None:
    person = employed()
    assert registered_as(person, number=" ot 104233").number == "OT104233"
    with pytest.raises(RecordNotAccepted, match="recorded for somebody else"):
        registered_as(employed(), valid_from=date(2027, 1, 1))
    with pytest.raises(RecordNotAccepted, match="from that day already"):
        registered_as(person)
    renewed = registered_as(person, valid_from=date(2028, 1, 1), valid_until=date(2030, 1, 1))
    assert registered_therapist_on(person, date(2028, 1, 1)) == renewed


def test_a8_a_registration_that_the_body_ends_holds_nothing_more() -> None:
    person = employed()
    registration = registered_as(person)
    renewed = registered_as(person, valid_from=date(2028, 1, 1), valid_until=date(2030, 1, 1))
    end_registration(registration=registration, by=an_officer())
    registration.refresh_from_db()
    renewed.refresh_from_db()
    assert (registration.valid_until, registration.was_until) == (date(2027, 6, 4), date(2028, 1, 1))
    assert (renewed.valid_from, renewed.valid_until) == (date(2028, 1, 1), date(2028, 1, 1))
    for day in (date(2027, 6, 4), date(2028, 6, 4)):
        assert registered_therapist_on(person, day) is None
    with pytest.raises(RecordNotAccepted, match="ended already"):
        end_registration(registration=registration, by=an_officer())


def sent() -> list[tuple[str, str]]:
    return sorted((message.to[0], message.subject) for message in mail.outbox)


def run_on(day: date, django_capture: object) -> None:
    mail.outbox.clear()
    with clock.fixed(datetime(day.year, day.month, day.day, 7, tzinfo=UTC)), django_capture(execute=True):  # type: ignore[operator]
        remind_of_rechecks()


def test_a9_the_person_and_their_manager_are_told_sixty_and_fourteen_days_before(
    django_capture_on_commit_callbacks: object,
) -> None:
    manager = employed()
    person = employed(line_manager=manager)
    checked(person, recheck_on=date(2027, 12, 1))
    for day, wanted in {
        date(2027, 10, 1): 0,  # sixty-one days before
        date(2027, 10, 2): 2,
        date(2027, 10, 3): 0,
        date(2027, 11, 16): 0,
        date(2027, 11, 17): 2,
        date(2027, 12, 1): 0,
        date(2027, 12, 2): 0,
    }.items():
        run_on(day, django_capture_on_commit_callbacks)
        assert len(mail.outbox) == wanted, day
        if wanted:
            assert {address for address, _ in sent()} == {person.email, manager.email}
            assert "Your staff check: look again by 1 December 2027" in {subject for _, subject in sent()}


def test_a9_officers_are_told_where_there_is_no_manager_and_a_newer_check_ends_the_reminders(
    django_capture_on_commit_callbacks: object,
) -> None:
    officer = an_officer()
    person = employed()
    registered_as(person, by=officer, valid_until=date(2027, 7, 1))
    checked(person, by=officer, recheck_on=date(2027, 7, 1))
    checked(person, by=officer, recheck_on=date(2029, 7, 1))
    run_on(date(2027, 6, 5), django_capture_on_commit_callbacks)
    assert sent() == sorted(
        [
            (officer.email, f"Registration of {person} ends on 1 July 2027"),
            (person.email, "Your registration ends on 1 July 2027"),
        ]
    )


def test_a9_nobody_is_told_about_who_has_left_and_an_ended_check_is_not_due(
    django_capture_on_commit_callbacks: object,
) -> None:
    gone = employed(valid_until=date(2027, 6, 5))
    ended = employed()
    for person in (gone, ended):
        check = checked(person, recheck_on=date(2027, 7, 1))
    end_staff_check(check=check, by=an_officer())
    run_on(date(2027, 6, 5), django_capture_on_commit_callbacks)
    assert mail.outbox == []


def test_a9_the_reminders_are_a_daily_job() -> None:
    assert "people.remind_of_rechecks" in daily._jobs
