"""Staff checks and registrations in the register's answers: to the second, and by number (A8, A9, A4)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from accreditation.decisions import decide_many
from accreditation.models import RegisterCounter, Scheme
from accreditation.questions import Action, Decision
from core import clock
from people.exceptions import RecordNotAccepted
from people.models import StaffCheck, User
from people.services import end_registration, end_staff_check
from tests.factories.accreditation import AdaptationFactory, a_question, accredited, mot_scheme
from tests.factories.fitness import an_officer, checked, registered_as
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

FAR = date(2030, 6, 4)


def number_now() -> int:
    return RegisterCounter.objects.get(pk=1).number


def mot_at(number: str, at: datetime | None = None) -> Decision:
    question = a_question(number, action=Action.HOUSING_MOT, adaptation="")
    return decide_many([question], at or clock.now())[0]


def therapist_at(at: datetime | None = None) -> Decision:
    return decide_many([a_question("OT104233")], at or clock.now())[0]


@pytest.fixture
def assessor() -> User:
    return employed()


@pytest.fixture
def number(assessor: User) -> str:
    """Granted before its scheme asked for a staff check, so that each test says which checks there are."""
    scheme = mot_scheme()
    Scheme.objects.update(needs_staff_check=False)
    scheme.refresh_from_db()
    granted = accredited(user=assessor, scheme=scheme, valid_until=FAR).number
    Scheme.objects.update(needs_staff_check=True)
    return granted


# The last second of a day in Europe/London: in summer, in winter, on the days on which the clocks change, on
# 29 February and on the last day of a year.
LAST_SECONDS = [
    (date(2027, 7, 1), datetime(2027, 7, 1, 22, 59, 59, tzinfo=UTC)),
    (date(2027, 12, 1), datetime(2027, 12, 1, 23, 59, 59, tzinfo=UTC)),
    (date(2027, 10, 30), datetime(2027, 10, 30, 22, 59, 59, tzinfo=UTC)),
    (date(2027, 10, 31), datetime(2027, 10, 31, 23, 59, 59, tzinfo=UTC)),
    (date(2028, 3, 25), datetime(2028, 3, 25, 23, 59, 59, tzinfo=UTC)),
    (date(2028, 3, 26), datetime(2028, 3, 26, 22, 59, 59, tzinfo=UTC)),
    (date(2028, 2, 29), datetime(2028, 2, 29, 23, 59, 59, tzinfo=UTC)),
    (date(2027, 12, 31), datetime(2027, 12, 31, 23, 59, 59, tzinfo=UTC)),
]


@pytest.mark.parametrize(("day", "last"), LAST_SECONDS)
def test_a9_a_check_counts_to_the_last_second_of_its_day(
    assessor: User, number: str, day: date, last: datetime
) -> None:
    checked(assessor, recheck_on=day)
    assert mot_at(number, last).permitted
    assert mot_at(number, last + timedelta(microseconds=999_999)).permitted
    refused = mot_at(number, last + timedelta(seconds=1))
    assert [str(reason) for reason in refused.reasons] == ["STAFF_CHECK_DUE"]


@pytest.mark.parametrize(("day", "last"), LAST_SECONDS)
def test_a8_a_registration_holds_to_the_second_before_its_end(assessor: User, day: date, last: datetime) -> None:
    AdaptationFactory()
    registered_as(assessor, valid_until=day + timedelta(days=1))
    assert [str(reason) for reason in therapist_at(last).reasons] == ["REGISTERED"]
    refused = therapist_at(last + timedelta(seconds=1))
    assert not refused.permitted
    assert [str(reason) for reason in refused.reasons] == ["EXPIRED"]


def test_a9_a_newer_check_opens_the_scope_again(assessor: User, number: str) -> None:
    checked(assessor, recheck_on=date(2027, 6, 3))
    assert not mot_at(number).permitted
    checked(assessor, checked_on=date(2027, 6, 4), recheck_on=date(2029, 6, 4))
    assert mot_at(number).permitted


def test_a9_an_ended_check_blocks_on_the_very_next_answer(assessor: User, number: str) -> None:
    check = checked(assessor)
    before = mot_at(number)
    with clock.fixed(clock.now() + timedelta(seconds=1)):
        end_staff_check(check=check, by=an_officer())
        after = mot_at(number)
    assert (before.permitted, after.permitted) == (True, False)
    assert after.register_number == before.register_number + 1
    assert mot_at(number).permitted  # as it was a second earlier


def test_a8_an_ended_registration_blocks_on_the_very_next_answer(assessor: User) -> None:
    AdaptationFactory()
    registration = registered_as(assessor)
    before = therapist_at()
    end_registration(registration=registration, by=an_officer())
    after = therapist_at()
    assert (before.permitted, after.permitted) == (True, False)
    assert after.register_number == before.register_number + 1


def test_a8_therapy_staff_without_registration_are_accredited(assessor: User) -> None:
    AdaptationFactory()
    registration = registered_as(assessor)
    end_registration(registration=registration, by=an_officer())
    assert not therapist_at().permitted
    number = accredited(user=assessor).number
    answer = decide_many([a_question(number)], clock.now())[0]
    assert [str(reason) for reason in answer.reasons] == ["ACCREDITED"]


CHANGES: dict[str, Callable[[User], object]] = {
    "a check recorded": checked,
    "a check ended": lambda user: end_staff_check(check=StaffCheck.objects.get(user=user), by=an_officer()),
    "a registration recorded": registered_as,
    "a registration ended": lambda user: end_registration(registration=user.registrations.get(), by=an_officer()),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a9_each_change_takes_the_next_number_of_the_register(assessor: User, number: str, change: str) -> None:
    if change.endswith("ended"):
        CHANGES[change.replace("ended", "recorded")](assessor)
    before = number_now()
    CHANGES[change](assessor)
    assert number_now() == before + 1


def test_a9_a_change_that_is_rolled_back_takes_no_number(assessor: User, number: str) -> None:
    before = number_now()

    def fail() -> None:
        with transaction.atomic():
            checked(assessor)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with pytest.raises(RecordNotAccepted):
        checked(assessor, recheck_on=date(2020, 1, 1))
    assert (number_now(), StaffCheck.objects.count()) == (before, 0)


def test_a9_the_first_number_of_a_new_register_may_be_a_checks() -> None:
    checked(employed())
    assert number_now() == 1
