"""The life of an accreditation: from where each verb is allowed, who may decide, and what the database refuses."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.dispatch import Signal
from pytest_django import DjangoCaptureOnCommitCallbacks

from accreditation.constants import ALLOWED_FROM, DecisionKind, Status
from accreditation.exceptions import (
    AlreadyApplied,
    DutiesNotSeparate,
    NotAnOfficer,
    NotReady,
    ScopeNotPossible,
    SecondOfficerNeeded,
    TermNotPossible,
)
from accreditation.models import Accreditation, AccreditationDecision, RegisterCounter, RegisterEntry
from accreditation.services import (
    NewScope,
    add_conditions,
    apply_for,
    grant,
    propose_reinstatement,
    reinstate,
    relinquish,
    renew,
    revoke,
    suspend,
)
from accreditation.services.register import recount
from accreditation.signals import accreditation_changed
from accreditation.standing import status_at
from audit.models import Event
from core import clock
from core.exceptions import ImmutableRecord, TransitionNotAllowed
from people.models import User
from people.vocabulary import Tier
from tests.factories.accreditation import (
    FAR_END,
    SchemeFactory,
    a_scope,
    accredited,
    an_officer,
    applied,
)
from tests.factories.people import UserFactory, employed

pytestmark = pytest.mark.django_db

LATER = date(2033, 6, 4)


def status(accreditation: Accreditation) -> Status:
    return recount(accreditation, at=clock.now()).status


def lift(accreditation: Accreditation) -> None:
    one, two = an_officer(), an_officer()
    propose_reinstatement(accreditation=accreditation, reason="Answered every point.", by=one)
    reinstate(accreditation=accreditation, reason="Agreed.", by=two, second=one)


def give_up(accreditation: Accreditation) -> None:
    relinquish(accreditation=accreditation, reason="Moving to another job.", by=accreditation.user)


VERB: dict[DecisionKind, Callable[[Accreditation], object]] = {
    DecisionKind.GRANTED: lambda a: grant(
        accreditation=a, scopes=[a_scope()], valid_until=FAR_END, reason="Everything is there.", by=an_officer()
    ),
    DecisionKind.CONDITIONED: lambda a: add_conditions(
        accreditation=a, conditions="Works with a colleague.", reason="New in the post.", by=an_officer()
    ),
    DecisionKind.SUSPENDED: lambda a: suspend(accreditation=a, reason="A complaint is looked into.", by=an_officer()),
    DecisionKind.REINSTATED: lift,
    DecisionKind.RENEWED: lambda a: renew(
        accreditation=a, scopes=[a_scope()], valid_until=LATER, reason="Practises still.", by=an_officer()
    ),
    DecisionKind.REVOKED: lambda a: revoke(accreditation=a, reason="Found unfit.", by=an_officer()),
    DecisionKind.RELINQUISHED: give_up,
}


def expired() -> Accreditation:
    with clock.fixed(clock.now() - timedelta(days=400)):
        return accredited(valid_until=clock.today() + timedelta(days=365))


def after(*kinds: DecisionKind) -> Callable[[], Accreditation]:
    def make() -> Accreditation:
        accreditation = accredited()
        for kind in kinds:
            VERB[kind](accreditation)
        return accreditation

    return make


MAKE: dict[Status, Callable[[], Accreditation]] = {
    Status.APPLIED: applied,
    Status.NOT_STARTED: lambda: accredited(effective_from=clock.now() + timedelta(days=10)),
    Status.ACCREDITED: accredited,
    Status.SUSPENDED: after(DecisionKind.SUSPENDED),
    Status.EXPIRED: expired,
    Status.REVOKED: after(DecisionKind.REVOKED),
    Status.RELINQUISHED: after(DecisionKind.RELINQUISHED),
}
RESULT = {
    DecisionKind.GRANTED: Status.ACCREDITED,
    DecisionKind.SUSPENDED: Status.SUSPENDED,
    DecisionKind.REINSTATED: Status.ACCREDITED,
    DecisionKind.RENEWED: Status.ACCREDITED,
    DecisionKind.REVOKED: Status.REVOKED,
    DecisionKind.RELINQUISHED: Status.RELINQUISHED,
}


@pytest.mark.parametrize("kind", DecisionKind)
@pytest.mark.parametrize("state", Status)
def test_a2_each_verb_from_each_state(state: Status, kind: DecisionKind, now: datetime) -> None:
    """Every pair of state and verb: allowed as the table says, refused in words otherwise, and nothing written."""
    accreditation = MAKE[state]()
    assert status(accreditation) is state
    written = AccreditationDecision.objects.count()
    if state in ALLOWED_FROM[kind]:
        VERB[kind](accreditation)
        assert status(accreditation) is RESULT.get(kind, state)
        assert AccreditationDecision.objects.count() == written + 1
    else:
        with pytest.raises(TransitionNotAllowed, match=f"It is “{state.label.lower()}”; it must be “"):
            VERB[kind](accreditation)
        assert AccreditationDecision.objects.count() == written
    entry = RegisterEntry.objects.with_status().get(accreditation=accreditation)
    assert entry.status == entry.status_at(now) == status(accreditation)


def test_a2_every_state_can_be_reached_and_every_verb_has_a_row(now: datetime) -> None:
    assert set(MAKE) == set(Status)
    assert set(VERB) == set(ALLOWED_FROM) == set(DecisionKind)


def test_a1_a_grant_writes_decision_number_register_audit_and_news(now: datetime) -> None:
    heard: list[dict[str, object]] = []

    def hear(sender: object, signal: Signal, **kwargs: object) -> None:
        heard.append(kwargs)

    accreditation_changed.connect(hear)
    accreditation = accredited(conditions="Not alone in the first month.")
    accreditation_changed.disconnect(hear)
    decision = accreditation.decisions.get()
    assert decision.register_number == RegisterCounter.objects.get().number == 1
    assert decision.reason == "All requirements are met."
    assert decision.recorded_at == decision.effective_from == now
    entry = RegisterEntry.objects.get(accreditation=accreditation)
    assert (entry.starts_at, entry.valid_until, entry.tier) == (now, FAR_END, Tier.SIMPLE)
    assert entry.conditions == "Not alone in the first month."
    assert list(entry.localities.values_list("code", flat=True)) == ["harbour"]
    assert Event.objects.filter(verb="accreditation.granted", detail={"register_number": 1}).exists()
    assert heard == [{"accreditation": accreditation, "decision": decision}]


def test_a1_nothing_is_kept_when_the_news_cannot_be_written(now: datetime) -> None:
    """Decision, number, register and audit share one transaction."""

    def fail(**kwargs: object) -> None:
        raise RuntimeError("a receiver failed")

    accreditation = accredited()
    accreditation_changed.connect(fail)
    try:
        with pytest.raises(RuntimeError), transaction.atomic():
            suspend(accreditation=accreditation, reason="A complaint.", by=an_officer())
    finally:
        accreditation_changed.disconnect(fail)
    assert status(accreditation) is Status.ACCREDITED
    assert RegisterCounter.objects.get().number == 1
    assert not Event.objects.filter(verb="accreditation.suspended").exists()


def test_a1_an_application_with_something_missing_waits_and_is_not_granted(now: datetime) -> None:
    scheme = SchemeFactory(code="taught", module_codes=["module-1"], competency_levels=["simple"])
    accreditation = applied(scheme=scheme)
    with pytest.raises(NotReady) as refused:
        VERB[DecisionKind.GRANTED](accreditation)
    assert "The module “module-1” is not completed." in str(refused.value)
    assert "No competency framework is in force for this scheme." in str(refused.value)


def test_a1_one_open_application_under_a_scheme(now: datetime) -> None:
    accreditation = applied()
    with pytest.raises(AlreadyApplied, match=f"already has {accreditation.number}"):
        apply_for(user=accreditation.user, scheme=accreditation.scheme, by=accreditation.user)
    other = Accreditation.objects.create(
        number="TA-0000-0", user=accreditation.user, scheme=accreditation.scheme, applied_at=now
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterEntry.objects.create(
            accreditation=other, number=other.number, user=other.user, scheme=other.scheme, changed_at=now
        )


def test_a2_after_a_revocation_one_may_apply_again(now: datetime) -> None:
    accreditation = MAKE[Status.REVOKED]()
    again = apply_for(user=accreditation.user, scheme=accreditation.scheme, by=accreditation.user)
    assert again.number != accreditation.number


def only_officers(decide: Callable[[User], object], person: User) -> None:
    """The three refusals that every officer's verb shares."""
    for someone in (employed(), UserFactory(is_superuser=True)):
        with pytest.raises(NotAnOfficer, match="is not an accreditation officer"):
            decide(someone)
    with pytest.raises(DutiesNotSeparate, match="your own accreditation"):
        decide(person)
    boss = person.employments.get().line_manager
    assert boss is not None
    with pytest.raises(DutiesNotSeparate, match="manages"):
        decide(boss)


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (Status.APPLIED, DecisionKind.GRANTED),
        (Status.ACCREDITED, DecisionKind.CONDITIONED),
        (Status.ACCREDITED, DecisionKind.SUSPENDED),
        (Status.ACCREDITED, DecisionKind.RENEWED),
        (Status.ACCREDITED, DecisionKind.REVOKED),
        (Status.SUSPENDED, DecisionKind.REINSTATED),
    ],
)
def test_a1_a2_nobody_decides_about_themselves_or_whom_they_manage(
    state: Status, kind: DecisionKind, now: datetime
) -> None:
    boss = an_officer()
    person = an_officer(line_manager=boss)
    accreditation = applied(user=person) if state is Status.APPLIED else accredited(user=person)
    if state is Status.SUSPENDED:
        suspend(accreditation=accreditation, reason="A complaint.", by=an_officer())
    decide: dict[DecisionKind, Callable[[User], object]] = {
        DecisionKind.GRANTED: lambda by: grant(
            accreditation=accreditation, scopes=[a_scope()], valid_until=FAR_END, reason="Yes.", by=by
        ),
        DecisionKind.CONDITIONED: lambda by: add_conditions(
            accreditation=accreditation, conditions="None alone.", reason="Yes.", by=by
        ),
        DecisionKind.SUSPENDED: lambda by: suspend(accreditation=accreditation, reason="Yes.", by=by),
        DecisionKind.RENEWED: lambda by: renew(
            accreditation=accreditation, scopes=[a_scope()], valid_until=LATER, reason="Yes.", by=by
        ),
        DecisionKind.REVOKED: lambda by: revoke(accreditation=accreditation, reason="Yes.", by=by),
        DecisionKind.REINSTATED: lambda by: propose_reinstatement(accreditation=accreditation, reason="Yes.", by=by),
    }
    only_officers(decide[kind], person)


def test_a2_lifting_a_suspension_takes_two_officers(now: datetime) -> None:
    suspender, other = an_officer(), an_officer()
    accreditation = accredited()
    suspend(accreditation=accreditation, reason="A complaint.", by=suspender)
    with pytest.raises(SecondOfficerNeeded, match="has not proposed"):
        reinstate(accreditation=accreditation, reason="Answered.", by=suspender, second=other)
    propose_reinstatement(accreditation=accreditation, reason="Answered.", by=suspender)
    with pytest.raises(SecondOfficerNeeded, match="takes two officers"):
        reinstate(accreditation=accreditation, reason="Answered.", by=suspender, second=suspender)
    decision = reinstate(accreditation=accreditation, reason="Answered.", by=other, second=suspender)
    assert (decision.actor, decision.second_actor) == (other, suspender)
    assert status(accreditation) is Status.ACCREDITED


def test_a2_a_proposal_counts_for_its_own_suspension_only(now: datetime) -> None:
    one, two = an_officer(), an_officer()
    accreditation = accredited()
    suspend(accreditation=accreditation, reason="A complaint.", by=one)
    propose_reinstatement(accreditation=accreditation, reason="Answered.", by=one)
    reinstate(accreditation=accreditation, reason="Answered.", by=two, second=one)
    suspend(accreditation=accreditation, reason="Another complaint.", by=one)
    with pytest.raises(SecondOfficerNeeded):
        reinstate(accreditation=accreditation, reason="Again.", by=two, second=one)


def test_a2_only_the_person_gives_up(now: datetime) -> None:
    accreditation = accredited()
    with pytest.raises(DutiesNotSeparate, match="Only the person"):
        relinquish(accreditation=accreditation, reason="On their behalf.", by=an_officer())


def test_a2_a_decision_has_a_reason(now: datetime) -> None:
    with pytest.raises(TermNotPossible, match="Give the reason"):
        suspend(accreditation=accredited(), reason="  ", by=an_officer())


def test_a1_a_scope_stays_within_its_scheme(now: datetime) -> None:
    accreditation, officer = applied(), an_officer()
    cases = {
        "at least one tenure": [NewScope(tenures=[], localities=a_scope().localities)],
        "does not reach up to “moderate”": [a_scope(tier=Tier.MODERATE)],
        "no kind “boats”": [a_scope(kinds=["boats"])],
        "Say what the accreditation covers": [],
    }
    for words, scopes in cases.items():
        with pytest.raises(ScopeNotPossible, match=words):
            grant(accreditation=accreditation, scopes=scopes, valid_until=FAR_END, reason="Yes.", by=officer)
    assert status(accreditation) is Status.APPLIED


def test_a2_terms_end_after_they_start_and_renewals_reach_further(now: datetime) -> None:
    with pytest.raises(TermNotPossible, match="end on a day after"):
        accredited(valid_until=clock.today())
    accreditation = accredited()
    with pytest.raises(TermNotPossible, match="ends later than the present term"):
        renew(accreditation=accreditation, scopes=[a_scope()], valid_until=FAR_END, reason="Again.", by=an_officer())
    with pytest.raises(TermNotPossible, match="Only a grant"):
        suspend(accreditation=accreditation, reason="Soon.", by=an_officer(), effective_from=now + timedelta(seconds=1))


def test_a2_true_on_that_day_and_believed_on_that_day(now: datetime) -> None:
    """A suspension recorded today that holds from three days ago: both questions have their own answer."""
    with clock.fixed(now - timedelta(days=30)):
        accreditation = accredited()
    suspend(accreditation=accreditation, reason="Found late.", by=an_officer(), effective_from=now - timedelta(days=3))
    decisions = list(accreditation.decisions.all())
    two_days_ago = now - timedelta(days=2)
    assert status_at(decisions, effective_at=two_days_ago, known_at=now) is Status.SUSPENDED
    assert status_at(decisions, effective_at=two_days_ago, known_at=two_days_ago) is Status.ACCREDITED
    assert status_at(decisions, effective_at=now - timedelta(days=4), known_at=now) is Status.ACCREDITED
    assert status_at(decisions, effective_at=now - timedelta(days=31), known_at=now) is Status.NOT_STARTED
    assert status_at([], effective_at=now, known_at=now) is Status.APPLIED


def test_a2_conditions_given_before_the_start_hold_when_it_starts(now: datetime) -> None:
    accreditation = MAKE[Status.NOT_STARTED]()
    VERB[DecisionKind.CONDITIONED](accreditation)
    assert recount(accreditation, at=now + timedelta(days=11)).conditions == "Works with a colleague."


def test_a2_numbers_are_in_order_and_without_gaps(now: datetime) -> None:
    accreditation = accredited()
    suspend(accreditation=accreditation, reason="A complaint.", by=an_officer())
    with pytest.raises(TransitionNotAllowed):
        suspend(accreditation=accreditation, reason="Twice.", by=an_officer())
    lift(accreditation)
    accredited(user=UserFactory())
    assert list(AccreditationDecision.objects.values_list("register_number", flat=True)) == [1, 2, 3, 4]


def test_a2_decisions_never_change(now: datetime) -> None:
    decision = accredited().decisions.get()
    with pytest.raises(ImmutableRecord):
        decision.save()
    with pytest.raises(ImmutableRecord):
        decision.delete()
    with pytest.raises(ImmutableRecord):
        AccreditationDecision.objects.update(reason="Another")


def around_the_service(accreditation: Accreditation, now: datetime, **values: object) -> None:
    """Write a decision without the service. The database alone must refuse it."""
    row: dict[str, object] = {
        "accreditation": accreditation,
        "kind": DecisionKind.SUSPENDED,
        "reason": "Because.",
        "person": accreditation.user,
        "actor": an_officer(),
        "effective_from": now,
        "recorded_at": now,
        "register_number": 900,
    }
    AccreditationDecision.objects.create(**(row | values))


def test_a2_the_database_refuses_what_the_services_refuse(now: datetime) -> None:
    accreditation = accredited()
    person, officer, other = accreditation.user, an_officer(), an_officer()
    wrong: dict[str, dict[str, object]] = {
        "decision_has_a_reason": {"reason": ""},
        "decision_not_about_oneself": {"actor": person},
        "giving_up_is_ones_own_act": {"kind": DecisionKind.RELINQUISHED},
        "decision_not_by_line_manager": {"actor": officer, "line_manager": officer},
        "reinstatement_takes_two": {"kind": DecisionKind.REINSTATED},
        "reinstatement_by_two_people": {
            "kind": DecisionKind.REINSTATED,
            "actor": officer,
            "second_actor": officer,
        },
        "reinstatement_not_by_the_person": {"kind": DecisionKind.REINSTATED, "second_actor": person},
        "a_term_has_an_end": {"kind": DecisionKind.RENEWED},
        "only_a_grant_lies_ahead": {"effective_from": now + timedelta(days=1)},
        "accreditation_accreditationdecision.register_number|register_number_key": {"register_number": 1},
    }
    for name, values in wrong.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            around_the_service(accreditation, now, **values)
    second_by_manager = {
        "kind": DecisionKind.REINSTATED,
        "actor": officer,
        "second_actor": other,
        "line_manager": other,
    }
    with pytest.raises(IntegrityError, match="decision_not_by_line_manager"), transaction.atomic():
        around_the_service(accreditation, now, **second_by_manager)
    around_the_service(accreditation, now)


def test_a2_there_is_one_counter() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterCounter.objects.create(pk=2)


def test_a2_the_person_is_told_of_a_grant_and_of_a_suspension(
    now: datetime, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        accreditation = accredited()
    officer = an_officer()
    with django_capture_on_commit_callbacks(execute=True):
        suspend(accreditation=accreditation, reason="A provider's complaint is looked into.", by=officer)
    granted, suspended = mail.outbox
    assert granted.to == suspended.to == [accreditation.user.email]
    assert granted.subject == f"You are accredited: {accreditation.number}"
    assert "renewed before 4 June 2030" in granted.body
    assert f"/register/{accreditation.number}/" in granted.body
    assert suspended.subject == f"Your accreditation {accreditation.number} is suspended"
    assert "A provider's complaint is looked into." in suspended.body
    assert f"write to {officer} at {officer.email}" in suspended.body
    assert "4 June 2027, 13:00" in suspended.body
