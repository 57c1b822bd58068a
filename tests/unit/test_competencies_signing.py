"""Signing: two independent trainers, each alone, each by a sign-in of their own (C3)."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings

from audit.models import Event
from audit.selectors import history_of
from competencies import signals
from competencies.constants import HoldingBasis, Level, RequestState
from competencies.exceptions import (
    AlreadySigned,
    EvidenceChanged,
    NeitherHoldsTheCompetency,
    SignerNotEmployed,
    SignersNotIndependent,
    SigningIncomplete,
    TrainerStandingNotCurrent,
)
from competencies.models import CriterionSeen, Signature, SignOff, SignOffRequest
from competencies.selectors import current_sign_offs, signers_of, who_could_sign
from core import clock
from core.exceptions import ImmutableRecord, Refused
from people.authentication import Authenticated
from people.constants import Role
from people.exceptions import NotFreshlyAuthenticated
from people.models import Employment, RoleGrant
from tests.factories import competencies as factory
from tests.factories.people import UserFactory, employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def request_() -> SignOffRequest:
    return factory.request_of(employed(organisation__code="lantern"))


def test_c3_two_signatures_make_one_sign_off(request_: SignOffRequest) -> None:
    first, second = factory.trainer_pair()
    factory.signed(request_, first)
    request_.refresh_from_db()
    assert request_.state == RequestState.WAITING
    assert not SignOff.objects.exists()
    factory.signed(request_, second)
    sign_off = SignOff.objects.get()
    request_.refresh_from_db()
    assert request_.state == RequestState.SIGNED_OFF
    assert (sign_off.first_signer, sign_off.second_signer) == (first, second)
    assert (sign_off.first_employer.code, sign_off.second_employer.code) == ("harbour", "glen")
    assert (sign_off.first_profession.code, sign_off.second_profession.code) == ("nurse", "surveyor")
    assert (sign_off.first_setting.code, sign_off.second_setting.code) == ("ward", "visits")
    assert (sign_off.valid_from, sign_off.valid_until) == (date(2027, 6, 4), date(2030, 6, 4))
    assert CriterionSeen.objects.filter(is_met=True, seen="I saw it done.").count() == 4
    assert [event.verb for event in history_of(request_)][-2:] == ["competencies.signed", "competencies.signed"]
    assert history_of(sign_off).get().actor_id == str(second.pk)


def test_c3_the_news_is_sent_inside_the_transaction_and_lost_with_it(request_: SignOffRequest) -> None:
    heard = []

    def refuse(sign_off: SignOff, **kwargs: object) -> None:
        heard.append(sign_off)
        raise RuntimeError

    first, second = factory.trainer_pair()
    factory.signed(request_, first)
    before = Event.objects.count()
    signals.sign_off_made.connect(refuse)
    try:
        with pytest.raises(RuntimeError):
            factory.signed(request_, second)
    finally:
        signals.sign_off_made.disconnect(refuse)
    assert len(heard) == 1
    assert not SignOff.objects.exists()
    assert Signature.objects.count() == 1
    assert Event.objects.count() == before


def test_c3_nobody_signs_alone(request_: SignOffRequest) -> None:
    first, _ = factory.trainer_pair()
    factory.signed(request_, first)
    with pytest.raises(AlreadySigned, match="You have signed this already"):
        factory.signed(request_, first)
    with pytest.raises(IntegrityError), transaction.atomic():
        factory.bare_signature(request_, first, 2)


def test_c3_who_once_managed_the_person_may_sign() -> None:
    manager = factory.trainer("lantern", "manager")
    person = employed(organisation__code="lantern", line_manager=manager)
    Employment.objects.filter(user=person).update(valid_until=clock.today())
    assert factory.signed(factory.request_of(person), manager)


@pytest.mark.parametrize(
    ("employer", "profession", "setting", "message"),
    [
        ("harbour", "surveyor", "visits", "Both work for Harbour. A pair comes from different employers."),
        ("glen", "nurse", "ward", "Both are “Nurse” in “Ward”."),
    ],
)
def test_c3_a_pair_that_is_not_independent_is_refused_and_told_who_could_sign(
    request_: SignOffRequest, employer: str, profession: str, setting: str, message: str
) -> None:
    factory.signed(request_, factory.trainer("harbour", "nurse", "ward"))
    able = factory.trainer("elsewhere", "support-worker", "home")
    with pytest.raises(SignersNotIndependent) as refused:
        factory.signed(request_, factory.trainer(employer, profession, setting))
    assert message in str(refused.value)
    assert f"Who could sign: {able}, Elsewhere." in str(refused.value)


@pytest.mark.parametrize(("profession", "setting"), [("nurse", "visits"), ("surveyor", "ward")])
def test_c3_another_profession_or_another_setting_is_enough(
    request_: SignOffRequest, profession: str, setting: str
) -> None:
    factory.signed(request_, factory.trainer("harbour", "nurse", "ward"))
    factory.signed(request_, factory.trainer("glen", profession, setting))
    assert SignOff.objects.count() == 1


def test_c3_the_pair_is_judged_as_it_was_at_signing(request_: SignOffRequest) -> None:
    """A first signer who moves to the second's employer afterwards signed as who they were."""
    first = factory.trainer("harbour", "nurse", "ward")
    factory.signed(request_, first)
    second = factory.trainer("glen", "surveyor", "visits")
    Employment.objects.filter(user=first).update(organisation=second.employments.get().organisation)
    factory.signed(request_, second)
    assert SignOff.objects.get().first_employer.code == "harbour"


def test_c3_a_signer_acts_for_an_employer(request_: SignOffRequest) -> None:
    without = factory.trainer("harbour", "nurse")
    Employment.objects.filter(user=without).update(valid_until=clock.today())
    with pytest.raises(SignerNotEmployed, match="You have no current employer here"):
        factory.signed(request_, without)
    body = factory.trainer("board", "nurse")
    organisation = body.employments.get().organisation
    organisation.is_employer = False
    organisation.save()
    with pytest.raises(SignerNotEmployed, match="Board employs nobody"):
        factory.signed(request_, body)


@pytest.mark.parametrize(
    "period",
    [
        {"valid_until": date(2027, 6, 4)},
        {"valid_from": date(2027, 6, 5)},
        {"level": Level.MODERATE},
    ],
)
def test_c3_a_signer_needs_standing_at_the_level_on_the_day(request_: SignOffRequest, period: dict) -> None:
    signer = employed(roles=(Role.TRAINER,), organisation__code="harbour")
    factory.standing(signer, **period)
    with pytest.raises(TrainerStandingNotCurrent, match="no current trainer standing at the simple level"):
        factory.signed(request_, signer)


def test_c3_standing_holds_on_its_last_day(request_: SignOffRequest) -> None:
    assert factory.signed(request_, factory.trainer("harbour", "nurse", valid_until=date(2027, 6, 5)))


def test_c3_one_of_the_two_holds_the_competency(request_: SignOffRequest) -> None:
    """Earned standing alone is not holding; a sign-off in the competency is."""
    earned = {"basis": "earned", "second_decided_by": None, "reason": ""}
    first = factory.trainer("harbour", "nurse", "ward", **earned)
    second = factory.trainer("glen", "surveyor", "visits", **earned)
    factory.signed(request_, first)
    with pytest.raises(NeitherHoldsTheCompetency, match="currently holds SN-1 at the simple level"):
        factory.signed(request_, second)
    factory.signed_off(second, pair=(factory.trainer("a", "nurse"), factory.trainer("b", "surveyor")))
    factory.signed(request_, second)
    sign_off = SignOff.objects.get(user=request_.user)
    assert (sign_off.holder, sign_off.holding) == (second, HoldingBasis.SIGNED_OFF)


def test_c3_a_founding_decision_counts_as_holding_only_until_it_lapses(request_: SignOffRequest) -> None:
    first = factory.trainer("harbour", "nurse", "ward", valid_until=date(2027, 6, 5))
    assert factory.signed(request_, first).holding == HoldingBasis.FOUNDING
    lapsed = factory.trainer("glen", "surveyor", "visits", valid_until=date(2027, 6, 4))
    earned = {"basis": "earned", "second_decided_by": None, "reason": ""}
    factory.standing(lapsed, **earned)
    other = factory.request_of(employed(organisation__code="other"))
    assert factory.signed(other, lapsed).holding == ""


def test_c3_at_the_moderate_level_one_is_a_registered_therapist() -> None:
    request = factory.request_of(employed(), factory.competency("MN-1"))
    first, second = factory.trainer_pair(Level.MODERATE)
    factory.signed(request, first)
    with pytest.raises(NeitherHoldsTheCompetency, match="registered occupational therapist"):
        factory.signed(request, second)
    factory.registered(second, "physiotherapist")
    factory.signed(request, second)
    assert SignOff.objects.get().holding == HoldingBasis.REGISTERED


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"criteria_met": {"SN-1.1": True}}, "Say whether each criterion is met and what you saw: SN-1.2"),
        ({"seen": {"SN-1.1": "Seen.", "SN-1.2": " "}}, "SN-1.2"),
        ({"criteria_met": {"SN-1.1": True, "SN-1.2": False}}, "SN-1.2 is not met, so you cannot agree"),
        ({"criteria_met": {"SN-1.1": True, "SN-1.2": True, "X": True}}, "SN-1 has no criterion X"),
        ({"agrees": False, "feedback": ""}, "Say what the person should do next"),
    ],
)
def test_c3_a_signature_says_what_was_seen_of_every_criterion(
    request_: SignOffRequest, changes: dict, message: str
) -> None:
    with pytest.raises(SigningIncomplete, match=message):
        factory.signed(request_, factory.trainer("harbour", "nurse"), **changes)


def test_c3_each_signature_needs_a_fresh_authentication_of_its_own(request_: SignOffRequest) -> None:
    signer = factory.trainer("harbour", "nurse")
    now = clock.now()
    before = Authenticated(method="password", at=now - timedelta(seconds=1))
    with pytest.raises(NotFreshlyAuthenticated, match="Sign in again to sign"):
        factory.signed(request_, signer, authenticated=before)
    once = Authenticated(method="password", at=now)
    with (
        clock.fixed(now + timedelta(minutes=15, seconds=1)),
        pytest.raises(NotFreshlyAuthenticated, match="More than 15 minutes have passed"),
    ):
        factory.signed(request_, signer, authenticated=once, shown_at=now)
    proof = Authenticated(method="password", at=now)
    factory.signed(request_, signer, authenticated=proof)
    other = factory.request_of(employed(organisation__code="other"))
    with pytest.raises(NotFreshlyAuthenticated, match="has been used for another signature"):
        factory.signed(other, signer, authenticated=proof)
    with pytest.raises(IntegrityError), transaction.atomic():
        factory.bare_signature(other, signer, authenticated_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        factory.bare_signature(other, signer, authenticated_at=now - timedelta(1), shown_at=now)


def test_c3_the_demonstration_signs_nowhere_else(request_: SignOffRequest) -> None:
    with override_settings(DEMONSTRATION_ALLOWED=False), pytest.raises(NotFreshlyAuthenticated):
        factory.signed(request_, factory.trainer("harbour", "nurse"))


def test_c3_what_was_added_after_reading_is_not_signed(request_: SignOffRequest) -> None:
    with pytest.raises(EvidenceChanged, match="Evidence was added after you read this"):
        factory.signed(request_, factory.trainer("harbour", "nurse"), shown_at=clock.now() - timedelta(seconds=1))


@pytest.mark.parametrize(
    "broken",
    [
        lambda first, second: {"second_signer": first.signer},
        lambda first, second: {"second_employer": first.employer},
        lambda first, second: {"second_profession": first.profession, "second_setting": first.service_setting},
        lambda first, second: {"user": first.signer},
        lambda first, second: {"user": second.signer},
        lambda first, second: {"second_signature": first},
        lambda first, second: {"holder": UserFactory()},
        lambda first, second: {"holding": ""},
        lambda first, second: {"valid_until": date(2000, 1, 1)},
    ],
)
def test_c3_the_database_itself_refuses_a_sign_off_that_breaks_a_rule(
    request_: SignOffRequest, broken: Callable[[Signature, Signature], dict]
) -> None:
    one, other = factory.trainer_pair()
    first, second = factory.bare_signature(request_, one), factory.bare_signature(request_, other, 2)
    with pytest.raises(IntegrityError), transaction.atomic():
        factory.bare_sign_off(request_, first, second, **broken(first, second))
    assert factory.bare_sign_off(request_, first, second)


def test_c3_there_is_no_third_signature_in_a_round(request_: SignOffRequest) -> None:
    one, other = factory.trainer_pair()
    factory.bare_signature(request_, one, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        factory.bare_signature(request_, other, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        factory.bare_signature(request_, other, 3)


def test_c3_signatures_and_sign_offs_never_change(request_: SignOffRequest) -> None:
    for signer in factory.trainer_pair():
        factory.signed(request_, signer)
    for record in (Signature.objects.first(), CriterionSeen.objects.first(), SignOff.objects.get()):
        assert record is not None
        with pytest.raises(ImmutableRecord):
            record.save()
        with pytest.raises(ImmutableRecord):
            record.delete()
        with pytest.raises(ImmutableRecord):
            type(record).objects.update(pk=record.pk)


def test_c3_who_could_sign_is_found_by_the_same_rules(request_: SignOffRequest) -> None:
    first = factory.trainer("harbour", "nurse", "ward")
    factory.trainer("harbour", "surveyor", "visits")  # the first's colleague
    factory.trainer("glen", "nurse", "ward")  # the first's double
    factory.trainer("bay", "surveyor", "visits", valid_until=date(2027, 6, 4))  # lapsed
    able = factory.trainer("moor", "surveyor", "visits")
    assert len(who_could_sign(request_)) == 4
    factory.signed(request_, first)
    request_.refresh_from_db()
    assert [signer.user for signer in who_could_sign(request_)] == [able]


def test_c3_a_refusal_says_so_when_nobody_could_sign(request_: SignOffRequest) -> None:
    with pytest.raises(Refused, match="Nobody in the partnership could sign this today"):
        factory.signed(request_, employed(organisation__code="harbour"))


def test_a1_signers_are_known_whether_they_agreed_or_not(request_: SignOffRequest) -> None:
    first, second = factory.trainer_pair()
    factory.signed(request_, first)
    factory.signed(request_, second, agrees=False)
    assert signers_of(request_.user, [request_.competency_id]) == {first.pk, second.pk}
    assert signers_of(request_.user, []) == set()


def test_c5_a_sign_off_holds_until_its_end_and_not_on_it() -> None:
    person = employed()
    factory.signed_off(person)
    assert current_sign_offs(person, date(2030, 6, 3)).count() == 1
    assert current_sign_offs(person, date(2030, 6, 4)).count() == 0
    assert current_sign_offs(person, date(2027, 6, 3)).count() == 0


def test_c3_being_an_administrator_signs_nothing(request_: SignOffRequest) -> None:
    admin = employed(organisation__code="harbour")
    admin.is_superuser = True
    admin.save()
    RoleGrant.objects.create(user=admin, role=Role.TRAINER, valid_from=date(2020, 1, 1))
    with pytest.raises(TrainerStandingNotCurrent):
        factory.signed(request_, admin)
