"""What was believed on a day, of staff checks and registrations too (A2, A8, A9)."""

from datetime import date, datetime, timedelta

import pytest

from accreditation.asof import as_of
from accreditation.decisions import decide_many
from accreditation.questions import Action
from core import clock
from people.services import end_registration, end_staff_check
from tests.factories.accreditation import AdaptationFactory, a_question, accredited, an_officer, mot_scheme
from tests.factories.fitness import checked, registered_as
from tests.factories.people import employed

pytestmark = pytest.mark.django_db


def believed(subject: str, at: datetime, known_at: datetime | None, **changes: object) -> str:
    (decision,) = decide_many([a_question(subject, **changes)], at, known_at=known_at)
    return ", ".join(decision.reasons)


def test_a2_a_check_recorded_late_was_not_known_before(now: datetime) -> None:
    person = employed()
    mot = {"action": Action.HOUSING_MOT, "adaptation": ""}
    checked(person)
    accreditation = accredited(user=person, scheme=mot_scheme())
    person.staff_checks.update(recorded_at=now + timedelta(hours=2))
    after = now + timedelta(hours=3)
    assert believed(accreditation.number, now, now, **mot) == "STAFF_CHECK_DUE"
    assert believed(accreditation.number, now, after, **mot) == "ACCREDITED"
    with clock.fixed(after):
        end_staff_check(check=person.staff_checks.get(), by=an_officer())
    later = after + timedelta(hours=1)
    assert believed(accreditation.number, later, after - timedelta(seconds=1), **mot) == "ACCREDITED"
    assert believed(accreditation.number, later, later, **mot) == "STAFF_CHECK_DUE"


def test_a2_a_registration_was_believed_until_it_was_ended_and_not_before_it_was_recorded(now: datetime) -> None:
    AdaptationFactory()
    person = employed()
    registration = registered_as(person)
    before, after = now - timedelta(minutes=1), now + timedelta(hours=2)
    assert believed("OT104233", now, before) == "UNKNOWN_SUBJECT"
    assert believed("OT104233", now, now) == "REGISTERED"
    with clock.fixed(after):
        end_registration(registration=registration, by=an_officer())
    assert believed("OT104233", after, None) == "EXPIRED"
    assert believed("OT104233", after, now) == "REGISTERED"
    assert believed("OT104233", after, after) == "EXPIRED"


def test_a2_the_page_of_a_day_says_which_checks_were_known_then(now: datetime) -> None:
    person = employed()
    checked(person)
    accreditation = accredited(user=person, scheme=mot_scheme())
    person.staff_checks.update(recorded_at=now + timedelta(days=2))
    with clock.fixed(now + timedelta(days=5)):
        day = date(2027, 6, 4)
        then = as_of(accreditation, day, known_on=day)
        assert (then.fitness.checks, then.has_fitness_been_learned_since) == ([], True)
        known = as_of(accreditation, day)
        assert (len(known.fitness.checks), known.has_fitness_been_learned_since) == (1, False)
