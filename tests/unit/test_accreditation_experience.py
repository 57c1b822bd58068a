"""Complex needs ask for experience where the partnership says so, and other professions may join in (A8)."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accreditation.decisions import decide_many
from accreditation.exceptions import CatalogueNotReadable, NotReady
from accreditation.models import ComplexNeedsRule
from accreditation.requirements import missing_for
from accreditation.services.catalogue import set_complex_needs_rule
from accreditation.services.register import begin_counting, hold_counter
from core import clock
from people.exceptions import RecordNotAccepted
from people.models import ComplexExperience, User
from people.services import end_experience, record_experience, record_registration
from people.vocabulary import Tier
from tests.factories.accreditation import AdaptationFactory, SchemeFactory, a_question, accredited, an_officer
from tests.factories.fitness import registered_as
from tests.factories.people import employed

pytestmark = pytest.mark.django_db

COMPLEX = {"adaptation": "EXTENSION"}


def why(subject: str, *, at: datetime | None = None, **changes: object) -> list[str]:
    """The reasons of a permit too."""
    (decision,) = decide_many([a_question(subject, **changes)], at or clock.now())
    return [str(reason) for reason in decision.reasons]


@pytest.fixture
def therapist(now: datetime) -> User:
    AdaptationFactory()
    AdaptationFactory(code="EXTENSION", category="building", tier=Tier.COMPLEX)
    user = employed()
    registered_as(user)
    return user


def ask_for_experience() -> None:
    set_complex_needs_rule(asks_experience=True, valid_from=clock.today(), by=None)


def experienced(user: User, **fields: object) -> ComplexExperience:
    registration = user.registrations.get()
    return record_experience(registration=registration, valid_from=clock.today(), by=an_officer(), **fields)


def test_a8_nothing_is_asked_of_a_therapist_until_the_partnership_says_so(therapist: User) -> None:
    assert why("OT104233", **COMPLEX) == ["REGISTERED"]
    set_complex_needs_rule(asks_experience=False, valid_from=clock.today(), by=None)
    assert why("OT104233", **COMPLEX) == ["REGISTERED"]


def test_a8_complex_needs_ask_for_recorded_experience_and_simple_ones_do_not(therapist: User, now: datetime) -> None:
    ask_for_experience()
    assert why("OT104233", **COMPLEX) == ["EXPERIENCE_NOT_RECORDED"]
    assert why("OT104233", tier=Tier.COMPLEX) == ["EXPERIENCE_NOT_RECORDED"]
    assert why("OT104233") == ["REGISTERED"]
    experience = experienced(therapist)
    assert why("OT104233", **COMPLEX) == ["REGISTERED"]
    with clock.fixed(now + timedelta(minutes=5)):
        end_experience(experience=experience, by=an_officer())
        assert why("OT104233", at=clock.now(), **COMPLEX) == ["EXPERIENCE_NOT_RECORDED"]
    # What was true before it was taken back stays true of then.
    assert why("OT104233", at=now, **COMPLEX) == ["REGISTERED"]


def test_a8_experience_ends_on_its_day_and_survives_a_renewal(therapist: User, now: datetime) -> None:
    ask_for_experience()
    experienced(therapist, valid_until=clock.today() + timedelta(days=30))
    old = therapist.registrations.get()
    record_registration(
        user=therapist,
        body=old.body,
        number=old.number,
        profession=old.profession,
        valid_from=clock.today(),
        valid_until=clock.today() + timedelta(days=700),
        checked_on=clock.today(),
        by=an_officer(),
    )
    assert why("OT104233", at=now + timedelta(days=29), **COMPLEX) == ["REGISTERED"]
    assert why("OT104233", at=now + timedelta(days=30), **COMPLEX) == ["EXPERIENCE_NOT_RECORDED"]


def test_a8_the_rule_is_dated_and_each_change_takes_a_number(therapist: User, now: datetime) -> None:
    begin_counting()
    before = hold_counter().number
    tomorrow = clock.today() + timedelta(days=1)
    set_complex_needs_rule(asks_experience=True, valid_from=tomorrow, by=None)
    assert hold_counter().number == before + 1
    assert why("OT104233", **COMPLEX) == ["REGISTERED"]
    assert why("OT104233", at=now + timedelta(days=1), **COMPLEX) == ["EXPERIENCE_NOT_RECORDED"]
    with pytest.raises(CatalogueNotReadable, match="says the same"):
        set_complex_needs_rule(asks_experience=True, valid_from=tomorrow + timedelta(days=1), by=None)
    set_complex_needs_rule(asks_experience=False, valid_from=tomorrow + timedelta(days=1), by=None)
    assert why("OT104233", at=now + timedelta(days=1), **COMPLEX) == ["EXPERIENCE_NOT_RECORDED"]
    assert why("OT104233", at=now + timedelta(days=2), **COMPLEX) == ["REGISTERED"]
    assert ComplexNeedsRule.objects.filter(valid_until=None).count() == 1


def test_a8_experience_takes_the_next_number_and_is_recorded_by_somebody_else(therapist: User) -> None:
    registration = therapist.registrations.get()
    before = hold_counter().number
    for by in (therapist, employed()):
        with pytest.raises(RecordNotAccepted):
            record_experience(registration=registration, valid_from=clock.today(), by=by)
    assert hold_counter().number == before
    experience = experienced(therapist)
    assert (hold_counter().number, experience.recorded_at) == (before + 1, clock.now())
    with pytest.raises(RecordNotAccepted, match="already"):
        experienced(therapist)
    end_experience(experience=experience, by=an_officer())
    assert hold_counter().number == before + 2
    with pytest.raises(RecordNotAccepted, match="ended already"):
        end_experience(experience=experience, by=an_officer())


def test_a8_experience_is_for_registered_therapists(therapist: User) -> None:
    officer = employed()
    registration = registered_as(officer, "social-worker", body="swe", number="SW12345")
    with pytest.raises(RecordNotAccepted, match="registered therapists"):
        record_experience(registration=registration, valid_from=clock.today(), by=an_officer())


def test_a8_a_scheme_up_to_complex_needs_asks_for_registration_experience_and_moderate(therapist: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        SchemeFactory(code="any", tier=Tier.COMPLEX)
    complex_scheme = SchemeFactory(code="complex", tier=Tier.COMPLEX, needs_experience=True)
    person = employed()
    assert len(missing_for(person, complex_scheme)) == 3
    with pytest.raises(NotReady):
        accredited(user=person, scheme=complex_scheme)
    registered_as(person, "physiotherapist", number="PH104233")
    experienced(person)
    assert missing_for(person, complex_scheme) == ["An accreditation for moderate needs is not held."]
    accredited(user=person, scheme=SchemeFactory(code="moderate", tier=Tier.MODERATE))
    assert missing_for(person, complex_scheme) == []


def test_a8_an_experienced_physiotherapist_is_accredited_up_to_complex_and_stops_with_the_experience(
    therapist: User, now: datetime
) -> None:
    person = employed()
    registered_as(person, "physiotherapist", number="PH104233")
    experience = experienced(person)
    moderate = accredited(user=person, scheme=SchemeFactory(code="moderate", tier=Tier.MODERATE))
    assert why(moderate.number, **COMPLEX) == ["TIER_NOT_HELD"]
    number = accredited(
        user=person, scheme=SchemeFactory(code="complex", tier=Tier.COMPLEX, needs_experience=True)
    ).number
    assert why(number, **COMPLEX) == ["ACCREDITED"]
    end_experience(experience=experience, by=an_officer())
    assert why(number, **COMPLEX) == ["EXPERIENCE_NOT_RECORDED"]
    assert why(number) == ["ACCREDITED"]
