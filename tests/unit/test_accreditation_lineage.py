"""A1 lineage: whom a trainer signed, what rests on it, and the precaution that stops all of it or nothing."""

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from accreditation import services
from accreditation.constants import Status
from accreditation.exceptions import (
    DutiesNotSeparate,
    LineageChanged,
    NotAnOfficer,
    NotReady,
    PrecautionNotPossible,
)
from accreditation.lineage import Touched, as_rows, signed_between, touched_by, trainers_called
from accreditation.models import Accreditation, AccreditationDecision, DecisionBasis, Precaution, RegisterCounter
from accreditation.requirements import missing_for
from accreditation.services import close_precaution, renew, suspend, suspend_as_precaution
from accreditation.services.register import recount
from accreditation.signals import accreditation_changed
from audit.models import Event
from competencies.services import withdraw_sign_off
from core import clock
from people.constants import Role
from people.models import User
from people.services import grant_role
from tests.factories.accreditation import FAR_END, SchemeFactory, a_scope, accredited, an_officer
from tests.factories.competencies import competency, request_of, signed, signed_off, trainer, trainer_pair
from tests.factories.people import employed

pytestmark = pytest.mark.django_db

LATER = date(2032, 6, 4)


@pytest.fixture
def pair(now: datetime) -> tuple[User, User]:
    return trainer_pair()


def taught(user: User, pair: tuple[User, User]) -> User:
    for code in ("SN-1", "SN-2"):
        signed_off(user, competency(code), pair)
    return user


def resting_on(pair: tuple[User, User], user: User | None = None, **term: object) -> Accreditation:
    """Somebody whose accreditation rests on two sign-offs of this pair."""
    scheme = SchemeFactory(code="resting", competency_levels=["simple"])
    return accredited(user=taught(user or employed(), pair), scheme=scheme, **term)  # type: ignore[arg-type]


def rows_of(trainer: User, since: date | None = None, until: date | None = None) -> list:
    return as_rows(signed_between(trainer, since or clock.today(), until or clock.today()))


def touched(trainer: User, officer: User | None = None) -> list[Touched]:
    return touched_by(trainer, clock.today(), clock.today(), officer=officer or an_officer())


def take(trainer: User, by: User, *, spared: tuple[str, ...] = (), **changes: object) -> services.Stopped:
    values: dict[str, object] = {
        "trainer": trainer,
        "signed_from": clock.today(),
        "signed_until": clock.today(),
        "seen": [one.number for one in touched(trainer)],
        "spared": spared,
        "reason": "The trainer’s records are being looked into.",
        "review_on": clock.today() + timedelta(days=14),
        "by": by,
    }
    return suspend_as_precaution(**(values | changes))  # type: ignore[arg-type]


def status(accreditation: Accreditation) -> Status:
    return recount(accreditation, at=clock.now()).status


# What a term rests on


def test_a1_a_grant_says_which_sign_offs_it_rests_on(pair: tuple[User, User]) -> None:
    accreditation = resting_on(pair)
    basis = DecisionBasis.objects.filter(decision__accreditation=accreditation)
    assert sorted(basis.values_list("sign_off__competency__code", flat=True)) == ["SN-1", "SN-2"]
    for row in basis:
        assert {row.first_signer, row.second_signer} == set(pair)
        assert row.decided_by == row.decision.actor


def test_a1_the_database_refuses_a_granter_who_signed(pair: tuple[User, User]) -> None:
    row = DecisionBasis.objects.filter(decision__accreditation=resting_on(pair))[0]
    other = signed_off(row.sign_off.user, competency("MOT-1"), pair)
    values = {
        "decision": row.decision,
        "sign_off": other,
        "first_signer": other.first_signer,
        "second_signer": other.second_signer,
    }
    for signer, name in zip(pair, ("first", "second"), strict=True):
        with pytest.raises(IntegrityError, match=f"granter_did_not_sign_{name}"), transaction.atomic():
            DecisionBasis.objects.create(**values, decided_by=signer)


# The list


def test_a1_the_list_says_person_competency_day_other_signer_and_accreditation(pair: tuple[User, User]) -> None:
    accreditation = resting_on(pair)
    waiting = taught(employed(), pair)
    rows = rows_of(pair[1])
    assert [(row.user_id, row.number) for row in rows] == [
        *[(accreditation.user_id, accreditation.number)] * 2,
        *[(waiting.pk, "")] * 2,
    ]
    first = rows[0]
    assert (first.competency, first.signed_on) == ("SN-1 Does SN-1 well", clock.today())
    assert (first.other_signer, first.other_employer) == (str(pair[0]), "Harbour")
    assert (first.status, first.sign_off_words, first.stands_without) == (Status.ACCREDITED, "Holds", False)
    assert rows_of(pair[0])[0].other_signer == str(pair[1])


def test_a1_only_the_days_asked_about_and_only_that_trainer(pair: tuple[User, User]) -> None:
    resting_on(pair)
    resting_on((trainer("isles", "nurse"), pair[1]))
    day = clock.today()
    assert len(rows_of(pair[0])) == 2
    assert len(rows_of(pair[1])) == 4
    assert len(rows_of(pair[1], day - timedelta(days=9), day + timedelta(days=9))) == 4
    assert rows_of(pair[1], day - timedelta(days=9), day - timedelta(days=1)) == []
    assert rows_of(pair[1], day + timedelta(days=1), day + timedelta(days=9)) == []


def test_a1_the_day_is_the_one_on_which_this_trainer_signed(now: datetime, pair: tuple[User, User]) -> None:
    request = request_of(employed())
    signed(request, pair[0])
    with clock.fixed(now + timedelta(days=3)):
        signed(request, pair[1])
        day = clock.today()
        assert len(rows_of(pair[0], day - timedelta(days=3), day - timedelta(days=3))) == 1
        assert rows_of(pair[0]) == []
        assert len(rows_of(pair[1])) == 1


def test_a1_a_withdrawn_sign_off_and_another_that_stands_are_said(pair: tuple[User, User]) -> None:
    accreditation = resting_on(pair)
    sign_off = accreditation.user.sign_offs.get(competency__code="SN-1")
    withdraw_sign_off(sign_off=sign_off, reason="Not seen.", by=employed(roles=(Role.GOVERNANCE,)))
    signed_off(accreditation.user, competency("SN-1"), (trainer("isles", "nurse"), trainer("moor", "surveyor")))
    first, second = rows_of(pair[0])
    assert (first.sign_off_words, first.stands_without) == ("Withdrawn", True)
    assert (second.sign_off_words, second.stands_without) == ("Holds", False)
    [one] = touched(pair[0])
    assert one.only_here == ("SN-2 Does SN-2 well",)


def test_a1_a_renewal_on_other_sign_offs_no_longer_rests_on_the_old(now: datetime, pair: tuple[User, User]) -> None:
    accreditation = resting_on(pair)
    with clock.fixed(now + timedelta(days=40)):
        for sign_off in accreditation.user.sign_offs.all():
            withdraw_sign_off(sign_off=sign_off, reason="In question.", by=employed(roles=(Role.GOVERNANCE,)))
        taught(accreditation.user, (trainer("isles", "nurse"), trainer("moor", "surveyor")))
        renew(accreditation=accreditation, scopes=[a_scope()], valid_until=LATER, reason="Again.", by=an_officer())
        rows = rows_of(pair[0], now.date(), clock.today())
    assert [row.number for row in rows] == ["", ""]


@pytest.mark.parametrize("size", [1, 6])
def test_a1_lineage_is_one_query_however_many(pair: tuple[User, User], size: int) -> None:
    for _ in range(size):
        resting_on(pair)
    with CaptureQueriesContext(connection) as captured:
        assert len(rows_of(pair[0])) == 2 * size
    assert len(captured) == 1
    officer = an_officer()
    with CaptureQueriesContext(connection) as captured:
        assert len(touched(pair[0], officer)) == size
    assert len(captured) == 2


def test_a1_a_trainer_is_found_by_name_or_address_once_they_have_signed(pair: tuple[User, User]) -> None:
    resting_on(pair)
    assert list(trainers_called(pair[0].email)) == [pair[0]]
    assert list(trainers_called(f"sam {pair[1].last_name}")) == [pair[1]]
    assert not trainers_called(an_officer().email)


# The precaution


def test_a1_all_are_suspended_each_with_decision_number_audit_and_letter(
    pair: tuple[User, User], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    some, officer = [resting_on(pair) for _ in range(3)], an_officer()
    before = RegisterCounter.objects.get().number
    with django_capture_on_commit_callbacks(execute=True):
        stopped = take(pair[0], officer)
    assert {status(accreditation) for accreditation in some} == {Status.SUSPENDED}
    decisions = AccreditationDecision.objects.filter(precaution=stopped.precaution)
    assert list(decisions.values_list("register_number", flat=True)) == [before + 1, before + 2, before + 3]
    assert [decision.accreditation_id for decision in decisions] == sorted(one.pk for one in some)
    assert Event.objects.filter(verb="accreditation.suspended").count() == 3
    event = Event.objects.get(verb="accreditation.precaution_taken")
    assert event.detail == {"trainer": pair[0].pk, "suspended": sorted(one.number for one in some)}
    letters = [letter for letter in mail.outbox if "as a precaution" in letter.subject]
    assert {letter.to[0] for letter in letters} == {one.user.email for one in some}
    for letter in letters:
        assert "Nothing is alleged against you" in letter.body
        assert f"write to {officer} at {officer.email}" in letter.body
        assert "/reply/" in letter.body
        assert "18 June 2027" in letter.body
        assert str(pair[0]) not in letter.body


def test_a1_who_is_spared_stays_and_who_cannot_be_is_named(pair: tuple[User, User]) -> None:
    officer = an_officer()
    own = resting_on(pair, user=officer)
    report = resting_on(pair, user=employed(line_manager=officer))
    already, spared, suspended = resting_on(pair), resting_on(pair), resting_on(pair)
    suspend(accreditation=already, reason="Another matter.", by=an_officer())
    stopped = take(pair[0], officer, spared=(spared.number,))
    assert [one.number for one in stopped.suspended] == [suspended.number]
    assert [one.number for one in stopped.spared] == [spared.number]
    words = {one.number: one.problem for one in stopped.not_possible}
    assert words[own.number] == "It is your own. Another officer must decide."
    assert "You manage" in words[report.number]
    assert words[already.number] == "It is “suspended” already."
    assert [status(one) for one in (own, report, spared)] == [Status.ACCREDITED] * 3
    again = take(pair[0], an_officer())
    assert {one.number for one in again.suspended} == {own.number, report.number, spared.number}


def test_a1_a_failure_in_the_middle_leaves_nobody_suspended(pair: tuple[User, User]) -> None:
    some = [resting_on(pair) for _ in range(3)]
    number = RegisterCounter.objects.get().number

    def fail_at_the_second(accreditation: Accreditation, **kwargs: object) -> None:
        if accreditation == some[1]:
            raise RuntimeError("a receiver failed")

    accreditation_changed.connect(fail_at_the_second)
    try:
        with pytest.raises(RuntimeError), transaction.atomic():
            take(pair[0], an_officer())
    finally:
        accreditation_changed.disconnect(fail_at_the_second)
    assert {status(accreditation) for accreditation in some} == {Status.ACCREDITED}
    assert RegisterCounter.objects.get().number == number
    assert not Precaution.objects.exists()


def test_a1_somebody_accredited_since_the_officer_looked_is_not_passed_over(pair: tuple[User, User]) -> None:
    seen = resting_on(pair)
    newcomer = resting_on(pair)
    with pytest.raises(LineageChanged, match=newcomer.number):
        take(pair[0], an_officer(), seen=[seen.number])
    assert status(seen) is Status.ACCREDITED


def test_a1_nothing_more_rests_on_those_signatures_until_it_is_closed(pair: tuple[User, User]) -> None:
    resting_on(pair)
    applicant = taught(employed(), pair)
    officer = an_officer()
    precaution = take(pair[0], officer).precaution
    scheme = SchemeFactory(code="resting")
    words = "The sign-off of SN-1 Does SN-1 well is being looked at again as a precaution."
    assert words in missing_for(applicant, scheme)
    with pytest.raises(NotReady, match="looked at again"):
        accredited(user=applicant, scheme=scheme)
    close_precaution(precaution=precaution, reason="All was seen by both.", by=officer)
    assert missing_for(applicant, scheme) == []
    with pytest.raises(PrecautionNotPossible, match="closed already"):
        close_precaution(precaution=precaution, reason="Again.", by=officer)


def test_a1_another_sign_off_stands_in_for_the_one_in_question(pair: tuple[User, User]) -> None:
    applicant = taught(employed(), pair)
    scheme = SchemeFactory(code="resting", competency_levels=["simple"])
    take(pair[0], an_officer())
    others = (trainer("isles", "nurse"), trainer("moor", "surveyor"))
    for sign_off in applicant.sign_offs.all():
        withdraw_sign_off(sign_off=sign_off, reason="In question.", by=employed(roles=(Role.GOVERNANCE,)))
    taught(applicant, others)
    accreditation = accredited(user=applicant, scheme=scheme)
    signers = DecisionBasis.objects.filter(decision__accreditation=accreditation).values_list("first_signer", flat=True)
    assert pair[0].pk not in signers


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reason": "  "}, "Give the reason"),
        ({"review_on": date(2027, 6, 4)}, "after today"),
        ({"signed_from": date(2027, 6, 5)}, "cannot come before"),
    ],
)
def test_a1_a_precaution_is_complete(pair: tuple[User, User], changes: dict[str, object], words: str) -> None:
    resting_on(pair)
    with pytest.raises(PrecautionNotPossible, match=words):
        take(pair[0], an_officer(), **changes)


def test_a1_only_an_officer_and_never_about_their_own_signatures(pair: tuple[User, User]) -> None:
    resting_on(pair)
    with pytest.raises(NotAnOfficer):
        take(pair[0], employed(roles=(Role.GOVERNANCE,)))
    grant_role(user=pair[0], role=Role.ACCREDITATION_OFFICER, valid_from=clock.today(), by=None)
    with pytest.raises(DutiesNotSeparate, match="signed yourself"):
        take(pair[0], pair[0])
    values = {
        "trainer": pair[0],
        "signed_from": clock.today(),
        "signed_until": clock.today(),
        "reason": "Because.",
        "review_on": FAR_END,
        "decided_by": pair[0],
        "decided_at": clock.now(),
    }
    with pytest.raises(IntegrityError, match="ones_own_signatures"), transaction.atomic():
        Precaution.objects.create(**values)
