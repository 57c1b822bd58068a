"""The life of an accreditation (A2): from where each verb is allowed, who may decide, and what the database refuses."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accreditation.constants import LIFE, DecisionKind, LiftedAs, Status
from accreditation.exceptions import DutiesNotSeparate, NotAnOfficer, TermNotPossible
from accreditation.models import (
    Accreditation,
    AccreditationDecision,
    RegisterCounter,
    RegisterEntry,
    SuspensionReply,
    SuspensionReview,
)
from accreditation.services import (
    add_conditions,
    grant,
    keep_suspended,
    propose_reinstatement,
    refuse,
    refuse_renewal,
    relinquish,
    renew,
    revoke,
    suspend,
)
from core.exceptions import ImmutableRecord, TransitionNotAllowed
from core.working_days import Calendar
from people.models import User
from tests.factories.accreditation import FAR_END, a_scope, accredited, an_officer, applied
from tests.factories.lives import LATER, MAKE, VERB, lift, status
from tests.factories.people import UserFactory, employed

pytestmark = pytest.mark.django_db

RESULT = {
    DecisionKind.GRANTED: Status.ACCREDITED,
    DecisionKind.REFUSED: Status.REFUSED,
    DecisionKind.SUSPENDED: Status.SUSPENDED,
    DecisionKind.REINSTATED: Status.ACCREDITED,
    DecisionKind.RENEWED: Status.ACCREDITED,
    DecisionKind.REVOKED: Status.REVOKED,
    DecisionKind.RELINQUISHED: Status.RELINQUISHED,
}


@pytest.mark.parametrize("verb", VERB)
@pytest.mark.parametrize("state", Status)
def test_a2_each_verb_from_each_state(state: Status, verb: str, now: datetime) -> None:
    """Every pair of state and verb: allowed as the table says, refused in words otherwise, and nothing written."""
    accreditation = MAKE[state]()
    assert status(accreditation) is state
    written = AccreditationDecision.objects.count()
    if state in LIFE.steps[verb].allowed_from:
        VERB[verb](accreditation)
        assert status(accreditation) is RESULT.get(verb, state)
        assert AccreditationDecision.objects.count() == written + (verb in DecisionKind.values)
    else:
        with pytest.raises(TransitionNotAllowed, match=f"It is “{state.label.lower()}”"):
            VERB[verb](accreditation)
        assert AccreditationDecision.objects.count() == written
        assert not SuspensionReply.objects.exists()
        assert not SuspensionReview.objects.exists()
    entry = RegisterEntry.objects.with_status().get(accreditation=accreditation)
    assert entry.status == entry.status_at(now) == status(accreditation)


def test_a2_every_state_can_be_reached_and_every_verb_has_a_row(now: datetime) -> None:
    assert set(MAKE) == set(Status)
    # What an appeal overturns has its own tests: only an application has nothing that could be.
    assert {*VERB, DecisionKind.OVERTURNED} == set(LIFE.steps) >= set(DecisionKind)
    assert set(Status) - LIFE.steps[DecisionKind.OVERTURNED].allowed_from == {Status.APPLIED}


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
        (Status.APPLIED, DecisionKind.REFUSED),
        (Status.ACCREDITED, DecisionKind.CONDITIONED),
        (Status.ACCREDITED, DecisionKind.SUSPENDED),
        (Status.ACCREDITED, DecisionKind.RENEWED),
        (Status.ACCREDITED, DecisionKind.RENEWAL_REFUSED),
        (Status.ACCREDITED, DecisionKind.REVOKED),
        (Status.SUSPENDED, "review"),
        (Status.SUSPENDED, DecisionKind.REINSTATED),
    ],
)
def test_a1_a2_nobody_decides_about_themselves_or_whom_they_manage(state: Status, kind: str, now: datetime) -> None:
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
        DecisionKind.REFUSED: lambda by: refuse(accreditation=accreditation, reason="Yes.", by=by),
        DecisionKind.RENEWAL_REFUSED: lambda by: refuse_renewal(accreditation=accreditation, reason="Yes.", by=by),
        "review": lambda by: keep_suspended(accreditation=accreditation, reason="Yes.", by=by),
        DecisionKind.REINSTATED: lambda by: propose_reinstatement(
            accreditation=accreditation, reason="Yes.", lifted_as=LiftedAs.PUT_RIGHT, by=by
        ),
    }
    only_officers(decide[kind], person)


def test_a2_only_the_person_gives_up(now: datetime) -> None:
    accreditation = accredited()
    with pytest.raises(DutiesNotSeparate, match="Only the person"):
        relinquish(accreditation=accreditation, reason="On their behalf.", by=an_officer())


def test_a2_a_decision_has_a_reason(now: datetime) -> None:
    with pytest.raises(TermNotPossible, match="Give the reason"):
        suspend(accreditation=accredited(), reason="  ", by=an_officer())


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
        "review_on": FAR_END,
        "review_calendar": Calendar.SCOTLAND,
    }
    if values.get("kind", DecisionKind.SUSPENDED) != DecisionKind.SUSPENDED:
        row |= {"review_on": None, "review_calendar": ""}
    if values.get("kind") == DecisionKind.REINSTATED:
        row |= {"lifted_as": LiftedAs.PUT_RIGHT}
    AccreditationDecision.objects.create(**(row | values))


def test_a2_the_database_refuses_what_the_services_refuse(now: datetime) -> None:
    accreditation = accredited()
    person, officer, other = accreditation.user, an_officer(), an_officer()
    wrong: dict[str, dict[str, object]] = {
        "decision_has_a_reason": {"reason": ""},
        "decision_not_about_oneself": {"actor": person},
        "giving_up_is_ones_own_act": {"kind": DecisionKind.RELINQUISHED},
        "decision_not_by_line_manager": {"actor": officer, "line_manager": officer},
        "lifting_and_overturning_take_two": {"kind": DecisionKind.REINSTATED},
        "decided_by_two_people": {
            "kind": DecisionKind.REINSTATED,
            "actor": officer,
            "second_actor": officer,
        },
        "second_actor_is_not_the_person": {"kind": DecisionKind.REINSTATED, "second_actor": person},
        "a_suspension_has_a_day_of_review": {"review_on": None},
        "a_reinstatement_says_why_it_ended": {
            "kind": DecisionKind.REINSTATED,
            "second_actor": other,
            "lifted_as": "",
        },
        "overturning_names_its_appeal": {"kind": DecisionKind.OVERTURNED, "second_actor": other},
        "no_conditions_no_days_of_theirs": {"conditions_until": FAR_END},
        "conditions_end_after_they_start": {
            "conditions": "Not alone.",
            "conditions_from": FAR_END,
            "conditions_until": FAR_END - timedelta(days=1),
        },
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
