"""Trainer standing: founded by two, earned by what was done, dated, and ended (C3, T3)."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from competencies.constants import Level, ProposalState, StandingBasis
from competencies.exceptions import FoundingNotAllowed, NotGovernance, StandingNotEarned
from competencies.leading import may_lead
from competencies.lives import PROPOSAL_LIFE
from competencies.models import TrainerProposal, TrainerStanding
from competencies.prerequisites import signed_off_competency
from competencies.services import (
    confirm_trainer,
    decline_trainer,
    end_standing,
    found_trainer,
    grant_standing,
    propose_trainer,
    tell_of_ending_standing,
    withdraw_sign_off,
)
from core import clock
from core.exceptions import TransitionNotAllowed
from core.models import OutboxEntry
from modules.checks import prerequisite_problem
from people.constants import Role
from people.models import User
from people.selectors import has_role
from tests.factories import competencies as factory
from tests.factories.people import UserFactory, employed
from training_sessions.checks import TrainerAnswer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def member() -> User:
    return employed(roles=(Role.GOVERNANCE,))


def found(user: User, first: User, second: User, **changes: object) -> TrainerStanding:
    values = {"module": factory.module("module-2"), "valid_from": clock.today(), "reason": "Long practice."}
    return found_trainer(user=user, first=first, second=second, **(values | changes))


def test_c3_two_governance_members_found_a_trainer_for_twelve_months() -> None:
    first, second = member(), member()
    person = employed()
    standing = found(person, first, second, valid_from=date(2028, 2, 29))
    assert has_role(person, Role.TRAINER), "standing opens the trainers' pages"
    assert standing.is_founding
    assert (standing.first_decided_by, standing.second_decided_by) == (first, second)
    assert standing.valid_until == date(2029, 2, 28)


def test_c3_founding_takes_two_different_members_neither_of_them_the_person() -> None:
    one, other, person = member(), member(), employed()
    with pytest.raises(FoundingNotAllowed, match="takes two different members"):
        found(person, one, one)
    with pytest.raises(FoundingNotAllowed, match="Nobody founds themselves"):
        found(one, one, other)
    with pytest.raises(NotGovernance, match="is not a member of the governance group"):
        found(person, one, employed())
    with pytest.raises(FoundingNotAllowed, match="Say why"):
        found(person, one, other, reason=" ")


def test_c3_a_founding_decision_is_made_once_so_that_it_lapses() -> None:
    one, other, person = member(), member(), employed()
    found(person, one, other)
    with clock.fixed(clock.now() + timedelta(days=400)), pytest.raises(FoundingNotAllowed, match="made once"):
        found(person, one, other)
    with pytest.raises(IntegrityError), transaction.atomic():
        factory.standing(person, valid_from=date(2029, 1, 1))


@pytest.mark.parametrize(
    "broken",
    [
        lambda user, one: {"second_decided_by": one, "first_decided_by": one},
        lambda user, one: {"second_decided_by": None},
        lambda user, one: {"first_decided_by": user},
        lambda user, one: {"second_decided_by": user},
        lambda user, one: {"reason": ""},
        lambda user, one: {"valid_until": date(2000, 1, 1)},
        lambda user, one: {"ended_at": clock.now()},
        lambda user, one: {"ended_at": clock.now(), "ended_by": one, "was_until": date(2099, 1, 1)},
        lambda user, one: {"ended_at": clock.now(), "ended_by": one, "end_reason": "Left."},
    ],
)
def test_c3_the_database_itself_refuses_a_founding_that_breaks_a_rule(broken: object) -> None:
    user, one = UserFactory(), UserFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        factory.standing(user, **broken(user, one))


def test_t3_standing_is_earned_by_the_trainer_module_and_sign_offs() -> None:
    person, by = factory.trainer("moor", "support-worker", "home", Level.MODERATE), member()
    factory.framework()
    with pytest.raises(StandingNotEarned) as refused:
        grant_standing(user=person, module=factory.module("module-2"), by=by)
    assert "has not completed the trainer module" in str(refused.value)
    assert "is not signed off in SN-1, SN-2" in str(refused.value)
    assert "is not signed off in TR-1" in str(refused.value)
    pair = factory.trainer_pair(Level.SIMPLE, Level.TRAINER)
    with clock.fixed(clock.now() - timedelta(days=30)):
        factory.signed_off(person, factory.competency("SN-1"), pair)
    for code in ("SN-2", "TR-1"):
        factory.signed_off(person, factory.competency(code), pair)
    standing = grant_standing(user=person, module=factory.module("module-2"), by=by)
    assert standing.basis == StandingBasis.EARNED
    assert standing.valid_until == date(2030, 5, 5), "it holds as long as the first of its sign-offs to end"
    with pytest.raises(StandingNotEarned, match="already"):
        grant_standing(user=person, module=factory.module("module-2"), by=by)


def test_c3_nobody_grants_standing_to_themselves() -> None:
    person = member()
    with pytest.raises(StandingNotEarned, match="to yourself"):
        grant_standing(user=person, module=factory.module("module-2"), by=person)
    with pytest.raises(NotGovernance):
        grant_standing(user=person, module=factory.module("module-2"), by=employed())


def test_c4_earned_standing_ends_with_a_sign_off_that_it_rests_on() -> None:
    person = employed()
    sign_off = factory.signed_off(person)
    earned = {"basis": StandingBasis.EARNED, "second_decided_by": None}
    simple = factory.standing(person, **earned)
    other = factory.standing(person, Level.MODERATE, **earned)
    withdraw_sign_off(sign_off=sign_off, reason="The visit was not theirs.", by=sign_off.first_signer)
    simple.refresh_from_db()
    other.refresh_from_db()
    assert simple.valid_until == clock.today()
    assert simple.end_reason == "The sign-off in SN-1 was withdrawn."
    assert other.ended_at is None


def test_c3_governance_ends_standing_with_a_reason() -> None:
    standing = factory.standing(employed())
    with pytest.raises(NotGovernance):
        end_standing(standing=standing, reason="No.", by=employed())
    with pytest.raises(FoundingNotAllowed, match="Say why"):
        end_standing(standing=standing, reason=" ", by=member())
    ended = end_standing(standing=standing, reason="Left the partnership.", by=member())
    assert (ended.valid_until, ended.was_until) == (clock.today(), date(2099, 1, 1))
    assert (ended.ended_at, ended.end_reason) == (clock.now(), "Left the partnership.")
    with pytest.raises(FoundingNotAllowed, match="has ended already"):
        end_standing(standing=standing, reason="Again.", by=member())


def test_c3_a_member_proposes_and_another_confirms() -> None:
    proposer, second, person = member(), member(), employed()
    modules = [factory.module("module-2"), factory.module("trainer")]
    proposal = propose_trainer(user=person, modules=modules, reason="Practice.", by=proposer)
    assert not TrainerStanding.objects.exists()
    with pytest.raises(FoundingNotAllowed, match="two different members"):
        confirm_trainer(proposal=proposal, by=proposer)
    with pytest.raises(NotGovernance):
        confirm_trainer(proposal=proposal, by=employed())
    founded = confirm_trainer(proposal=proposal, by=second)
    assert {row.level for row in founded} == {Level.SIMPLE, Level.TRAINER}
    assert {(row.first_decided_by, row.second_decided_by) for row in founded} == {(proposer, second)}


@pytest.mark.parametrize("state", ProposalState.values)
@pytest.mark.parametrize(("name", "verb"), [("confirm", confirm_trainer), ("decline", decline_trainer)])
def test_c3_what_is_not_allowed_of_a_proposal_is_refused(state: str, name: str, verb: Callable[..., object]) -> None:
    proposal = propose_trainer(user=employed(), modules=[factory.module("module-2")], reason="Practice.", by=member())
    if state != ProposalState.PROPOSED:
        TrainerProposal.objects.update(state=state, decided_at=clock.now(), decided_by=member())
    step = PROPOSAL_LIFE.steps[name]
    if state in step.allowed_from:
        verb(proposal=proposal, by=member())
        proposal.refresh_from_db()
        assert proposal.state == step.to
    else:
        with pytest.raises(TransitionNotAllowed):
            verb(proposal=proposal, by=member())


def test_c3_a_proposal_is_refused_in_words() -> None:
    one, person = member(), employed()
    with pytest.raises(FoundingNotAllowed, match="propose yourself"):
        propose_trainer(user=one, modules=[factory.module("module-2")], reason="Me.", by=one)
    with pytest.raises(FoundingNotAllowed, match="Name at least one module"):
        propose_trainer(user=person, modules=[], reason="Practice.", by=one)
    proposal = propose_trainer(user=person, modules=[factory.module("module-2")], reason="Practice.", by=one)
    with pytest.raises(FoundingNotAllowed, match="waiting for a second member already"):
        propose_trainer(user=person, modules=[factory.module("module-2")], reason="Practice.", by=one)
    assert decline_trainer(proposal=proposal, by=one).state == ProposalState.DECLINED


def test_c3_the_database_refuses_a_proposal_confirmed_by_who_made_it() -> None:
    proposal = propose_trainer(user=employed(), modules=[factory.module("module-2")], reason="Practice.", by=member())
    for decided_by in (proposal.proposed_by, proposal.user):
        with pytest.raises(IntegrityError), transaction.atomic():
            TrainerProposal.objects.update(state=ProposalState.CONFIRMED, decided_at=clock.now(), decided_by=decided_by)
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainerProposal.objects.update(state=ProposalState.CONFIRMED)


def test_t3_the_trainer_module_asks_for_a_sign_off_or_founding_standing() -> None:
    module = factory.module("trainer")
    learner, trainer = employed(), employed()
    factory.standing(trainer)
    assert "Be signed off in at least one competency" in str(signed_off_competency(learner, module))
    assert prerequisite_problem("signed_off_competency", learner, module) is not None
    factory.signed_off(learner)
    assert prerequisite_problem("signed_off_competency", learner, module) is None
    assert prerequisite_problem("signed_off_competency", trainer, module) is None


def test_t3_standing_is_for_a_module_with_its_tier() -> None:
    one, other, person = member(), member(), employed()
    rows = {
        code: found(person, one, other, module=factory.module(code)) for code in ("module-1", "module-3", "trainer")
    }
    assert {code: row.level for code, row in rows.items()} == {
        "module-1": "simple",
        "module-3": "moderate",
        "trainer": "trainer",
    }, "nobody signs at the foundation, so trainers of Module 1 sign at the simple tier"


def test_t3_standing_for_one_module_leads_that_module_and_no_other() -> None:
    person = employed()
    factory.standing(person)
    day = clock.today()
    assert may_lead([person], factory.module("module-2"), day)[person.pk] == TrainerAnswer()
    answer = may_lead([person], factory.module("module-3"), day)[person.pk]
    assert answer.not_qualified == f"{person} has no trainer standing for Module-3."
    assert answer.not_current == ""


def test_t3_standing_for_a_module_asks_for_that_module() -> None:
    person = employed()
    factory.framework()
    with pytest.raises(StandingNotEarned, match="has not completed Module-1"):
        grant_standing(user=person, module=factory.module("module-1"), by=member())


@pytest.mark.parametrize(("left", "stages"), [(91, []), (90, [90]), (31, [90]), (30, [30]), (7, [7]), (1, [7])])
def test_t3_standing_that_ends_soon_is_told_once_at_each_stage(left: int, stages: list[int]) -> None:
    standing = factory.standing(employed(), valid_until=clock.today() + timedelta(days=left))
    governor = member()
    for _ in range(2):
        tell_of_ending_standing()
    assert [reminder.stage for reminder in standing.reminders.all()] == stages
    told = OutboxEntry.objects.filter(kind="people.email").values_list("payload__user_id", flat=True)
    assert sorted(told) == sorted([standing.user_id, governor.pk] if stages else [])


def test_t3_standing_that_is_carried_on_or_was_ended_is_not_told() -> None:
    person, soon = employed(), clock.today() + timedelta(days=20)
    factory.standing(person, valid_until=soon)
    factory.standing(person, basis=StandingBasis.EARNED, second_decided_by=None)
    other = factory.standing(employed(), valid_until=soon)
    end_standing(standing=other, reason="Left.", by=member())
    assert tell_of_ending_standing() == 0


def test_t3_the_words_name_the_last_day(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> None:
    standing = factory.standing(employed(), valid_until=date(2027, 7, 1))
    with django_capture_on_commit_callbacks(execute=True):
        tell_of_ending_standing()
    [message] = mail.outbox
    assert message.to == [standing.user.email]
    assert "your founding standing for Module-2, until and including 30 June 2027" in message.body
