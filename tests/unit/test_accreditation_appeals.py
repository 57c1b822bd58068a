"""Appeals (A2): in time, heard by two who took no part, and carried out in the same transaction when upheld."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from accreditation.constants import (
    APPEAL_LIFE,
    APPEALABLE,
    HEARERS,
    AppealOutcome,
    AppealPart,
    AppealState,
    DecisionKind,
    Status,
)
from accreditation.exceptions import AlreadyApplied, AppealNotPossible, DutiesNotSeparate
from accreditation.models import AccreditationDecision, Appeal, AppealParticipant, RegisterEntry
from accreditation.selectors import status_history
from accreditation.services import (
    add_conditions,
    apply_for,
    give_opinion,
    keep_suspended,
    lodge_appeal,
    name_hearers,
    revoke,
    suspend,
    withdraw_appeal,
)
from accreditation.standing import status_at
from core import clock
from core.exceptions import TransitionNotAllowed
from people.constants import Role
from people.models import User
from tests.factories.accreditation import accredited, an_officer, applied
from tests.factories.lives import MAKE, MAKE_APPEAL, VERB, a_governor, appealed, hear, lift, status, to_be_heard
from tests.factories.people import employed

pytestmark = pytest.mark.django_db

UPHELD, DISMISSED = AppealOutcome.UPHELD, AppealOutcome.DISMISSED


def a_hearer(appeal: Appeal) -> User:
    """One of the two, or some officer while nobody is named."""
    row = appeal.participants.filter(part__in=HEARERS).first()
    return row.user if row else an_officer()


APPEAL_VERBS: dict[str, Callable[[Appeal], object]] = {
    "name_hearers": lambda a: name_hearers(appeal=a, officer=an_officer(), governor=a_governor(), by=an_officer()),
    "hear": lambda a: give_opinion(appeal=a, outcome=UPHELD, reasons="R.", by=a_hearer(a)),
    "withdraw": lambda a: withdraw_appeal(appeal=a, by=a.decision.person),
}


@pytest.mark.parametrize("verb", APPEAL_VERBS)
@pytest.mark.parametrize("state", AppealState)
def test_a2_each_verb_of_an_appeal_from_each_state(state: AppealState, verb: str, now: datetime) -> None:
    appeal = MAKE_APPEAL[state](MAKE[Status.SUSPENDED]())
    assert appeal.state == state
    step = APPEAL_LIFE.steps[verb]
    if state in step.allowed_from:
        APPEAL_VERBS[verb](appeal)
        assert Appeal.objects.get().state == (step.to or state)
    else:
        with pytest.raises(TransitionNotAllowed, match="this appeal now"):
            APPEAL_VERBS[verb](appeal)
        assert Appeal.objects.get().state == state
    assert {*APPEAL_VERBS, "lodge"} == set(APPEAL_LIFE.steps)


RESULT = {
    DecisionKind.REFUSED: Status.APPLIED,
    DecisionKind.CONDITIONED: Status.ACCREDITED,
    DecisionKind.SUSPENDED: Status.ACCREDITED,
    DecisionKind.RENEWAL_REFUSED: Status.ACCREDITED,
    DecisionKind.REVOKED: Status.ACCREDITED,
}


@pytest.mark.parametrize("kind", sorted(APPEALABLE))
def test_a2_an_upheld_appeal_undoes_the_decision_from_that_moment(kind: DecisionKind, now: datetime) -> None:
    """The decision that follows names the appeal; what held before stays true of the days before."""
    accreditation = applied() if kind == DecisionKind.REFUSED else accredited()
    VERB[kind](accreditation)
    before = status(accreditation)
    with clock.fixed(now + timedelta(days=5)):
        appeal = hear(to_be_heard(accreditation), UPHELD)
        follows = AccreditationDecision.objects.latest("register_number")
        assert (follows.kind, follows.appeal, follows.overturns) == (DecisionKind.OVERTURNED, appeal, appeal.decision)
        assert {follows.actor_id, follows.second_actor_id} == {
            row.user_id for row in appeal.participants.filter(part__endswith="_hearer")
        }
        assert status(accreditation) is RESULT[kind]
        entry = RegisterEntry.objects.with_status().get()
        assert entry.status == entry.status_now == RESULT[kind]
        assert entry.conditions == ""
        assert {change.words for change in status_history(entry)} <= {"Granted"}
        decisions = list(accreditation.decisions.all())
        then = now + timedelta(days=1)
        assert status_at(decisions, effective_at=then, known_at=clock.now()) is before


@pytest.mark.parametrize("kind", sorted(APPEALABLE))
def test_a2_a_dismissed_appeal_changes_nothing(kind: DecisionKind, now: datetime) -> None:
    accreditation = applied() if kind == DecisionKind.REFUSED else accredited()
    VERB[kind](accreditation)
    before = status(accreditation)
    written = AccreditationDecision.objects.count()
    assert hear(to_be_heard(accreditation), DISMISSED).state == AppealState.DISMISSED
    assert (status(accreditation), AccreditationDecision.objects.count()) == (before, written)


def test_a2_a_revocation_that_falls_leaves_the_suspension_before_it(now: datetime) -> None:
    accreditation = MAKE[Status.SUSPENDED]()
    VERB[DecisionKind.REVOKED](accreditation)
    hear(to_be_heard(accreditation), UPHELD)
    assert status(accreditation) is Status.SUSPENDED


def test_a2_an_overturned_suspension_that_was_lifted_leaves_the_public_history(now: datetime) -> None:
    """A later suspension stays, with its own lifting."""
    accreditation = MAKE[Status.SUSPENDED]()
    appeal = to_be_heard(accreditation)
    lift(accreditation)
    hear(appeal, UPHELD)
    VERB[DecisionKind.SUSPENDED](accreditation)
    assert status(accreditation) is Status.SUSPENDED
    assert [change.words for change in status_history(accreditation.entry)] == ["Suspended", "Granted"]


def test_a2_overturned_conditions_give_back_those_before(now: datetime) -> None:
    accreditation = accredited(conditions="With a colleague.")
    add_conditions(accreditation=accreditation, conditions="Not at all in flats.", reason="R.", by=an_officer())
    hear(to_be_heard(accreditation), UPHELD)
    assert RegisterEntry.objects.get().conditions == "With a colleague."


def test_a2_an_appeal_is_the_persons_once_in_time_and_against_a_decision(now: datetime) -> None:
    accreditation = MAKE[Status.SUSPENDED]()
    granted, suspension = accreditation.decisions.all()
    person = accreditation.user
    with pytest.raises(DutiesNotSeparate, match="Only the person"):
        lodge_appeal(decision=suspension, grounds="G.", by=an_officer())
    with pytest.raises(AppealNotPossible, match="no appeal against this kind"):
        lodge_appeal(decision=granted, grounds="G.", by=person)
    with clock.fixed(now + timedelta(days=29)), pytest.raises(AppealNotPossible, match="last day to appeal was 2 July"):
        lodge_appeal(decision=suspension, grounds="G.", by=person)
    with clock.fixed(now + timedelta(days=28)):
        lodge_appeal(decision=suspension, grounds="G.", by=person)
        with pytest.raises(AppealNotPossible, match="appealed against this decision before"):
            lodge_appeal(decision=suspension, grounds="G.", by=person)


def test_a2_nobody_applies_anew_while_an_appeal_could_bring_the_old_one_back(now: datetime) -> None:
    """Nor appeals when they have applied anew: one open accreditation under a scheme stays one."""
    revoked = MAKE[Status.REVOKED]()
    appealed(revoked)
    with pytest.raises(AlreadyApplied, match="waits to be heard"):
        apply_for(user=revoked.user, scheme=revoked.scheme, by=revoked.user)
    other = MAKE[Status.REFUSED]()
    apply_for(user=other.user, scheme=other.scheme, by=other.user)
    with pytest.raises(AppealNotPossible, match="another application"):
        appealed(other)


def someone_with_each_part() -> tuple[Appeal, dict[str, object]]:
    """An appeal against a suspension that was reviewed, of somebody who is an officer and a governor too."""
    boss = employed(roles=(Role.ACCREDITATION_OFFICER, Role.GOVERNANCE))
    person = employed(roles=(Role.ACCREDITATION_OFFICER, Role.GOVERNANCE), line_manager=boss)
    suspender, reviewer = (employed(roles=(Role.ACCREDITATION_OFFICER, Role.GOVERNANCE)) for _ in range(2))
    accreditation = accredited(user=person)
    suspend(accreditation=accreditation, reason="A complaint.", by=suspender)
    keep_suspended(accreditation=accreditation, reason="Not answered.", by=reviewer)
    return appealed(accreditation), {"person": person, "suspender": suspender, "reviewer": reviewer, "boss": boss}


@pytest.mark.parametrize("who", ["person", "suspender", "reviewer", "boss"])
@pytest.mark.parametrize("seat", ["officer", "governor"])
def test_a2_whoever_has_a_part_does_not_hear(who: str, seat: str, now: datetime) -> None:
    """Refused by the service in words, and by the database around it."""
    appeal, people = someone_with_each_part()
    seats = {"officer": an_officer(), "governor": a_governor()} | {seat: people[who]}
    with pytest.raises(DutiesNotSeparate, match="cannot hear this appeal"):
        name_hearers(appeal=appeal, by=an_officer(), **seats)  # type: ignore[arg-type]
    with pytest.raises(IntegrityError), transaction.atomic():
        AppealParticipant.objects.create(appeal=appeal, user=people[who], part=AppealPart.OFFICER_HEARER)
    with pytest.raises(DutiesNotSeparate, match="You have a part in this matter"):
        name_hearers(appeal=appeal, officer=an_officer(), governor=a_governor(), by=people[who])  # type: ignore[arg-type]
    assert Appeal.objects.get().state == AppealState.LODGED


def test_a2_who_signed_what_it_rests_on_does_not_hear(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    signer = an_officer()
    monkeypatch.setattr("accreditation.services.appealing.signed_what_it_rests_on", lambda person, scheme: {signer.pk})
    appeal = appealed(MAKE[Status.SUSPENDED]())
    with pytest.raises(DutiesNotSeparate, match="signed what it rests on"):
        name_hearers(appeal=appeal, officer=signer, governor=a_governor(), by=an_officer())


def test_a2_hearers_hold_their_roles_and_are_two(now: datetime) -> None:
    appeal, both = appealed(MAKE[Status.SUSPENDED]()), employed(roles=(Role.ACCREDITATION_OFFICER, Role.GOVERNANCE))
    with pytest.raises(DutiesNotSeparate, match="heard by two people"):
        name_hearers(appeal=appeal, officer=both, governor=both, by=an_officer())
    with pytest.raises(DutiesNotSeparate, match="does not hold the role “accreditation officer”"):
        name_hearers(appeal=appeal, officer=a_governor(), governor=a_governor(), by=an_officer())
    with pytest.raises(DutiesNotSeparate, match="names who hears"):
        name_hearers(appeal=appeal, officer=an_officer(), governor=a_governor(), by=employed())


def test_a2_two_who_differ_write_again_and_only_agreement_decides(now: datetime) -> None:
    accreditation = MAKE[Status.SUSPENDED]()
    appeal = to_be_heard(accreditation)
    one, two = (row.user for row in appeal.participants.filter(part__endswith="_hearer"))
    for by, outcome in ((one, UPHELD), (one, UPHELD), (two, DISMISSED)):
        appeal = give_opinion(appeal=appeal, outcome=outcome, reasons="R.", by=by)
        assert appeal.state == AppealState.TO_BE_HEARD
    with pytest.raises(AppealNotPossible, match="the hearers stay"):
        name_hearers(appeal=appeal, officer=an_officer(), governor=a_governor(), by=an_officer())
    with pytest.raises(DutiesNotSeparate, match="Only the two people who hear"):
        give_opinion(appeal=appeal, outcome=UPHELD, reasons="R.", by=an_officer())
    assert give_opinion(appeal=appeal, outcome=UPHELD, reasons="Convinced.", by=two).state == AppealState.UPHELD
    assert status(accreditation) is Status.ACCREDITED


def test_a2_hearers_can_be_changed_before_they_write(now: datetime) -> None:
    appeal = to_be_heard(MAKE[Status.SUSPENDED]())
    officer, governor = an_officer(), a_governor()
    name_hearers(appeal=appeal, officer=officer, governor=governor, by=officer)
    hearers = appeal.participants.filter(part__endswith="_hearer")
    assert {row.user for row in hearers} == {officer, governor}


def test_a2_everybody_is_told_how_an_appeal_goes(
    now: datetime, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        accreditation = MAKE[Status.SUSPENDED]()
        appeal = to_be_heard(accreditation)
    own = [message.subject for message in mail.outbox if message.to == [accreditation.user.email]]
    number = accreditation.number
    assert own[-2:] == [f"Your appeal about {number} is lodged", f"Who hears your appeal about {number}"]
    assert len([m for m in mail.outbox if m.subject == f"You are asked to hear an appeal about {number}"]) == 2
    with django_capture_on_commit_callbacks(execute=True):
        hear(appeal, DISMISSED)
    assert mail.outbox[-1].subject == f"Your appeal about {number} is dismissed"
    assert "The reply was not read." in mail.outbox[-1].body


def test_a2_a_hearer_who_manages_the_person_by_now_does_not_decide(now: datetime) -> None:
    """Refused in words, and by the constraint on the decision that would follow; the appeal stays open."""
    accreditation = accredited(user=employed())
    VERB[DecisionKind.SUSPENDED](accreditation)
    appeal = to_be_heard(accreditation)
    officer, governor = (appeal.participants.get(part=part).user for part in HEARERS)
    give_opinion(appeal=appeal, outcome=UPHELD, reasons="R.", by=governor)
    accreditation.user.employments.update(line_manager=governor)
    with pytest.raises(DutiesNotSeparate, match=r"manages .* now"):
        give_opinion(appeal=appeal, outcome=UPHELD, reasons="R.", by=officer)
    assert Appeal.objects.get().state == AppealState.TO_BE_HEARD
    assert status(accreditation) is Status.SUSPENDED


def test_a2_if_the_decision_that_follows_fails_the_appeal_is_not_decided(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the register cannot be written")

    accreditation = MAKE[Status.SUSPENDED]()
    appeal = to_be_heard(accreditation)
    monkeypatch.setattr("accreditation.services.deciding.rewrite_entry", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        hear(appeal, UPHELD)
    assert Appeal.objects.get().state == AppealState.TO_BE_HEARD
    assert not AccreditationDecision.objects.filter(kind=DecisionKind.OVERTURNED).exists()


def test_a2_revoking_needs_no_appeal_to_fall_first(now: datetime) -> None:
    """An appeal against a suspension that is overtaken by a revocation is still heard, and ends only the suspension."""
    accreditation = MAKE[Status.SUSPENDED]()
    appeal = to_be_heard(accreditation)
    revoke(accreditation=accreditation, reason="It was so.", by=an_officer())
    hear(appeal, UPHELD)
    assert status(accreditation) is Status.REVOKED
