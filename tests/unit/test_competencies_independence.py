"""Separation of duties in a sign-off, in the service and in the rows themselves (C3).

Each rule is tried twice: `sign` refuses in words and says who could sign; and a row written past the service, with the
facts of the day as they are, is refused by the database.
"""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from competencies.constants import Level
from competencies.exceptions import (
    ManagesThePerson,
    SignersNotIndependent,
    SignsForThemselves,
    TrainerStandingNotCurrent,
)
from competencies.models import Signature, SignOffRequest
from competencies.services.withdrawing import withdraw_sign_off
from core import clock
from core.models import OutboxEntry
from people.models import Employment
from people.selectors import pairing_problems
from people.services import employ
from tests.factories import competencies as factory
from tests.factories.people import EmploymentFactory, OrganisationFactory, UserFactory, employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

YESTERDAY = date(2027, 6, 3)


@pytest.fixture
def request_() -> SignOffRequest:
    return factory.request_of(employed(organisation__code="lantern"))


def refused_by_the_database(request: SignOffRequest, signer: object, position: int = 1, **fields: object) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        factory.bare_signature(request, signer, position, **fields)


def test_c3_at_ones_own_file() -> None:
    person = factory.trainer("lantern", "nurse")
    able = factory.trainer("glen", "surveyor", "visits")
    request = factory.request_of(person)
    with pytest.raises(SignsForThemselves, match=f"You cannot sign yourself off.*Who could sign: {able}, Glen"):
        factory.signed(request, person)
    refused_by_the_database(request, person)


def test_c3_at_ones_reports_file() -> None:
    manager = factory.trainer("lantern", "manager")
    able = factory.trainer("glen", "surveyor", "visits")
    request = factory.request_of(employed(organisation__code="lantern", line_manager=manager))
    with pytest.raises(ManagesThePerson, match=f"You line-manage .*Who could sign: {able}, Glen"):
        factory.signed(request, manager)
    refused_by_the_database(request, manager, person_line_manager=manager)


def test_c3_a_signature_keeps_who_managed_the_person_that_day(request_: SignOffRequest) -> None:
    manager = UserFactory()
    Employment.objects.filter(user=request_.user).update(line_manager=manager)
    assert factory.signed(request_, factory.trainer("harbour", "nurse")).person_line_manager == manager


def test_c3_on_secondment_the_manager_of_either_place_does_not_sign(request_: SignOffRequest) -> None:
    """Somebody who works at two places for a while has a manager in each."""
    there = factory.trainer("harbour", "nurse")
    Employment.objects.filter(user=request_.user).update(valid_until=date(2027, 7, 1))
    EmploymentFactory(user=request_.user, organisation__code="harbour", line_manager=there, valid_from=YESTERDAY)
    here = factory.trainer("lantern", "surveyor", "visits")
    Employment.objects.filter(user=request_.user, organisation__code="lantern").update(line_manager=here)
    for manager in (there, here):
        with pytest.raises(ManagesThePerson):
            factory.signed(request_, manager)


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ({"employer": "harbour"}, {"employer": "glen", "seconded_from": "harbour"}, "Harbour"),
        ({"employer": "glen", "seconded_from": "harbour"}, {"employer": "harbour"}, "Harbour"),
        (
            {"employer": "glen", "seconded_from": "harbour"},
            {"employer": "moor", "seconded_from": "harbour"},
            "Harbour",
        ),
        ({"employer": "glen", "seconded_from": "moor"}, {"employer": "moor", "seconded_from": "glen"}, "Glen"),
    ],
)
def test_c3_one_employers_pair_through_a_secondment(
    request_: SignOffRequest, one: dict[str, str], other: dict[str, str], shared: str
) -> None:
    first = factory.trainer(profession="nurse", setting="ward", **one)
    second = factory.trainer(profession="surveyor", setting="visits", **other)
    able = factory.trainer("elsewhere", "support-worker", "home")
    factory.signed(request_, first)
    with pytest.raises(SignersNotIndependent) as refused:
        factory.signed(request_, second)
    assert f"Both belong to {shared}: a secondment does not change who employs somebody." in str(refused.value)
    assert f"Who could sign: {able}, Elsewhere." in str(refused.value)
    bare = factory.bare_signature(request_, second, 2)
    with pytest.raises(IntegrityError), transaction.atomic():
        factory.bare_sign_off(request_, Signature.objects.get(position=1), bare)


def test_c3_two_seconded_from_different_employers_are_independent(request_: SignOffRequest) -> None:
    for employer, home, profession in (("glen", "harbour", "nurse"), ("moor", "bay", "surveyor")):
        factory.signed(request_, factory.trainer(employer, profession, seconded_from=home))
    sign_off = request_.sign_off
    assert (sign_off.first_seconded_from.code, sign_off.second_seconded_from.code) == ("harbour", "bay")


def test_c3_who_comes_back_from_secondment_is_judged_by_the_day(request_: SignOffRequest) -> None:
    """At signing they were lent by Harbour; that they have gone back since changes nothing for this round."""
    first = factory.trainer("glen", "nurse", "ward", seconded_from="harbour")
    factory.signed(request_, first)
    Employment.objects.filter(user=first).update(seconded_from=None)
    with pytest.raises(SignersNotIndependent):
        factory.signed(request_, factory.trainer("harbour", "surveyor", "visits"))


def test_t6_a_secondment_counts_for_every_pair() -> None:
    here = EmploymentFactory(organisation__code="harbour", profession__code="nurse")
    lent = EmploymentFactory(organisation__code="glen", seconded_from=here.organisation, profession__code="surveyor")
    assert pairing_problems(here, lent) == pairing_problems(lent, here)
    assert "Both belong to Harbour" in pairing_problems(here, lent)[0]


def test_c3_nobody_is_seconded_to_their_own_employer() -> None:
    organisation = OrganisationFactory(code="harbour")
    with pytest.raises(IntegrityError), transaction.atomic():
        EmploymentFactory(organisation=organisation, seconded_from=organisation)
    facts = EmploymentFactory(organisation=organisation)
    lent = employ(
        user=UserFactory(),
        organisation=OrganisationFactory(code="glen"),
        profession=facts.profession,
        service_setting=facts.service_setting,
        job_title="Nurse",
        localities=[],
        valid_from=clock.today(),
        seconded_from=organisation,
        by=None,
    )
    assert {employer.code for employer in lent.employers} == {"glen", "harbour"}


def test_c3_at_a_trainer_whose_standing_lapsed_yesterday(request_: SignOffRequest) -> None:
    lapsed = factory.trainer("harbour", "nurse", valid_until=date(2027, 6, 4))
    able = factory.trainer("glen", "surveyor", "visits")
    with pytest.raises(TrainerStandingNotCurrent, match=f"no current trainer standing.*Who could sign: {able}, Glen"):
        factory.signed(request_, lapsed)
    refused_by_the_database(request_, lapsed)


@pytest.mark.parametrize(
    "facts",
    [
        {"acted_on": date(2027, 6, 5), "standing_until": date(2027, 6, 5)},
        {"standing_from": date(2027, 6, 5)},
        {"standing_level": Level.MODERATE},
        {"level": Level.MODERATE},
    ],
)
def test_c3_a_signature_stands_on_a_day_and_at_a_level_of_its_standing(
    request_: SignOffRequest, facts: dict[str, object]
) -> None:
    signer = factory.trainer("harbour", "nurse")
    refused_by_the_database(request_, signer, **facts)
    assert factory.bare_signature(request_, signer)


def test_c3_what_standing_was_at_signing_stays_known(request_: SignOffRequest) -> None:
    signer = factory.trainer("harbour", "nurse")
    signature = factory.signed(request_, signer)
    signer.trainer_standings.update(valid_until=clock.today())
    signature.refresh_from_db()
    assert (signature.standing_level, signature.standing_until) == (Level.SIMPLE, date(2099, 1, 1))
    assert signature.standing.valid_until == clock.today()


def test_c4_a_withdrawal_tells_the_person_and_both_signers() -> None:
    sign_off = factory.signed_off(employed())
    with clock.fixed(clock.now() + timedelta(1)):
        withdraw_sign_off(sign_off=sign_off, reason="It was another’s visit.", by=sign_off.first_signer)
    told = OutboxEntry.objects.filter(key__startswith="competencies.withdrawal-")
    assert {row.payload["user_id"] for row in told} == {
        sign_off.user_id,
        sign_off.first_signer_id,
        sign_off.second_signer_id,
    }
