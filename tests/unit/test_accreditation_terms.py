"""Terms and their conditions (A1, A2): what a grant writes, what a scope may say, from when to when things hold."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.dispatch import Signal
from pytest_django import DjangoCaptureOnCommitCallbacks

from accreditation.constants import LIFE, DecisionKind, Status
from accreditation.exceptions import AlreadyApplied, NotReady, ScopeNotPossible, TermNotPossible
from accreditation.models import Accreditation, AccreditationDecision, RegisterCounter, RegisterEntry
from accreditation.selectors import status_history
from accreditation.services import NewScope, add_conditions, apply_for, grant, renew, suspend
from accreditation.services.register import recount
from accreditation.signals import accreditation_changed
from audit.models import Event
from core import clock
from people.vocabulary import Tier
from tests.factories.accreditation import FAR_END, SchemeFactory, a_scope, accredited, an_officer, applied
from tests.factories.lives import MAKE, VERB, lift, status

pytestmark = pytest.mark.django_db


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


def test_a2_conditions_given_before_the_start_hold_when_it_starts(now: datetime) -> None:
    accreditation = MAKE[Status.NOT_STARTED]()
    VERB[DecisionKind.CONDITIONED](accreditation)
    assert recount(accreditation, at=now + timedelta(days=11)).restriction.conditions == "Works with a colleague."


def test_a2_conditions_hold_between_their_days(now: datetime) -> None:
    accreditation = accredited()
    add_conditions(
        accreditation=accreditation,
        conditions="With a colleague.",
        reason="New in the post.",
        by=an_officer(),
        conditions_from=date(2027, 6, 10),
        conditions_until=date(2027, 7, 10),
    )
    held = {}
    for day in (date(2027, 6, 9), date(2027, 6, 10), date(2027, 7, 9), date(2027, 7, 10)):
        with clock.fixed(datetime(day.year, day.month, day.day, 12, tzinfo=UTC)):
            entry = RegisterEntry.objects.get(accreditation=accreditation)
            held[day] = (entry.conditions, entry.status_words)
    none, some = ("", "Accredited"), ("With a colleague.", "Accredited with conditions")
    assert list(held.values()) == [none, some, some, none]


def test_a2_conditions_have_sensible_days(now: datetime) -> None:
    accreditation, officer, day = accredited(), an_officer(), date(2027, 7, 1)
    with pytest.raises(TermNotPossible, match="Write the conditions"):
        add_conditions(accreditation=accreditation, conditions=" ", reason="R.", by=officer, conditions_until=day)
    with pytest.raises(TermNotPossible, match="must end on a day after they start"):
        add_conditions(
            accreditation=accreditation,
            conditions="Not alone.",
            reason="R.",
            by=officer,
            conditions_from=day,
            conditions_until=day,
        )


def test_a2_nothing_takes_effect_before_what_was_decided_last(now: datetime) -> None:
    """A suspension dated back behind a lifting would otherwise be lifted before it began."""
    with clock.fixed(now - timedelta(days=30)):
        accreditation = accredited()
    suspend(accreditation=accreditation, reason="A complaint.", by=an_officer())
    lift(accreditation)
    with pytest.raises(TermNotPossible, match="before what was decided last"):
        suspend(accreditation=accreditation, reason="Late.", by=an_officer(), effective_from=now - timedelta(days=1))


def test_a2_a_refused_renewal_leaves_the_term(now: datetime) -> None:
    accreditation = accredited()
    VERB[DecisionKind.RENEWAL_REFUSED](accreditation)
    entry = RegisterEntry.objects.get(accreditation=accreditation)
    assert (entry.status_now, entry.valid_until) == (Status.ACCREDITED, FAR_END)
    assert "Renewal refused" not in {change.words for change in status_history(entry)}


def test_a2_a_refused_applicant_applies_again_and_is_not_on_the_public_register(now: datetime) -> None:
    accreditation = MAKE[Status.REFUSED]()
    assert not RegisterEntry.objects.public().exists()
    assert applied(user=accreditation.user, scheme=accreditation.scheme).number != accreditation.number


@pytest.mark.parametrize("kind", sorted(set(DecisionKind) - {DecisionKind.OVERTURNED}))
def test_a2_the_person_is_told_of_every_decision(
    kind: DecisionKind, now: datetime, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    """Each e-mail has its subject, the number, and the reason that was given."""
    state = next(state for state in Status if state in LIFE.steps[kind].allowed_from)
    with django_capture_on_commit_callbacks(execute=True):
        accreditation = MAKE[state]()
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        VERB[kind](accreditation)
    told = [message for message in mail.outbox if message.to == [accreditation.user.email]]
    decision = AccreditationDecision.objects.latest("register_number")
    assert len(told) == 1
    assert accreditation.number in told[0].subject
    assert told[0].body.startswith(f"Dear {accreditation.user.first_name},")
    if kind not in {DecisionKind.GRANTED, DecisionKind.RENEWED, DecisionKind.RELINQUISHED}:
        assert decision.reason in told[0].body
