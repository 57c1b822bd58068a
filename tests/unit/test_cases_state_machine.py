"""P1, P7, P9: any sequence of verbs on a solution and its case agrees with a plain model.

The model knows which verb is allowed from where, where it leads, and who may take it. It is written from the design and
not from the code. `SOAK_EXAMPLES` asks for more sequences.
"""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from audit.selectors import history_of
from cases.constants.intake import CaseState, ClosedReason
from cases.constants.lines import LineState
from cases.exceptions import AlreadyDecided
from cases.models import Authorisation, AuthorisationRefusal, Budget, Case, SolutionLine
from cases.services import (
    assess,
    authorise,
    await_funds,
    close_case,
    commit_funds,
    hand_over,
    recommend,
    record_outcome,
    send_to_assessment,
    stop_line,
)
from core import clock
from core.exceptions import Refused
from people.constants import Role
from people.models import User
from people.vocabulary import Tier
from tests.factories.cases import AN_OUTCOME, a_case, a_line, a_team, assessment_of, talked
from tests.factories.cases_money import the_budget_of
from tests.factories.cases_provision import A_HAND_OVER, ordered, passed
from tests.factories.people import employed

pytestmark = pytest.mark.django_db

S = LineState
START = datetime(2027, 6, 4, 9, 0, tzinfo=UTC)
PEOPLE = ["caseworker", "assessor", "payer", "stranger"]

Act = Callable[[SolutionLine, User], Any]
# Verb: what it does, from where it is allowed, and where it leads.
VERBS: dict[str, tuple[Act, set[LineState], LineState]] = {
    "assess": (lambda line, by: assess(line=line, by=by, **assessment_of(line)), {S.PROPOSED}, S.ASSESSED),
    "recommend": (
        lambda line, by: recommend(line=line, tier=Tier.SIMPLE, summary="Seat.", by=by),
        {S.ASSESSED},
        S.RECOMMENDED,
    ),
    "authorise": (lambda line, by: authorise(line=line, by=by), {S.RECOMMENDED}, S.AUTHORISED),
    "wait": (lambda line, by: await_funds(line=line, reason="April.", by=by), {S.AUTHORISED}, S.AWAITING_FUNDS),
    "commit": (
        lambda line, by: commit_funds(line=line, amount=Decimal(90), budget=Budget.objects.get(), by=by),
        {S.AUTHORISED, S.AWAITING_FUNDS},
        S.COMMITTED,
    ),
    "order": (lambda line, by: _ordered(line, by), {S.COMMITTED}, S.ORDERED),
    "hand over": (lambda line, by: hand_over(line=line, by=by, **A_HAND_OVER), {S.ORDERED}, S.HANDED_OVER),
    "record the outcome": (
        lambda line, by: record_outcome(line=line, by=by, **AN_OUTCOME),
        {S.HANDED_OVER},
        S.OUTCOME_RECORDED,
    ),
    "send back": (
        lambda line, by: send_to_assessment(line=line, by=by),
        {S.PROPOSED, S.ASSESSED, S.RECOMMENDED},
        S.PROPOSED,
    ),
    "stop": (
        lambda line, by: stop_line(line=line, reason="Not wanted.", by=by),
        set(S) - {S.HANDED_OVER, S.OUTCOME_RECORDED, S.STOPPED},
        S.STOPPED,
    ),
}
DONE = {S.OUTCOME_RECORDED, S.STOPPED}


def _ordered(line: SolutionLine, by: User) -> Any:
    """Ordered, fitted and inspected: what a provider does in between is a life of its own."""
    provision = ordered(line, by)
    fitter = employed(organisation=provision.provider, roles=(Role.PROVIDER,))
    inspector = employed(organisation=line.case.organisation, roles=(Role.CASEWORKER,))
    return passed(provision, fitter=fitter, inspector=inspector)


def _tried(act: Act, line: SolutionLine, by: User) -> tuple[Any, Refused | None]:
    """What the verb gave, or why it was refused."""
    try:
        return act(line, by), None
    except Refused as refusal:
        return None, refusal


def the_people() -> dict[str, User]:
    """Whoever takes the verbs. They are there before every sequence."""
    team = a_team()
    stranger = employed(organisation__code="millburn", roles=(Role.CASEWORKER,))
    return {"caseworker": team.caseworker, "assessor": team.assessor, "payer": team.payer, "stranger": stranger}


class LifeOfALine(RuleBasedStateMachine):
    people: dict[str, User]

    @initialize(has_talked=st.booleans())
    def somebody_asks_for_help(self, has_talked: bool) -> None:
        self.now = START
        self.before = transaction.savepoint()
        caseworker = self.people["caseworker"]
        with clock.fixed(self.now):
            self.case = a_case(caseworker)
            if has_talked:
                talked(self.case, caseworker)
            self.line = a_line(self.case, caseworker)
            the_budget_of(self.line, self.people["payer"])
        self.has_talked, self.state, self.round = has_talked, S.PROPOSED, 1
        self.authorised: set[int] = set()
        self.refusals, self.is_closed = 0, False

    def teardown(self) -> None:
        """Each sequence begins with these people and nothing else, however many there are."""
        if hasattr(self, "before"):
            transaction.savepoint_rollback(self.before)

    def may(self, verb: str, who: str) -> bool:
        """What the model allows."""
        if who == "stranger" or self.state not in VERBS[verb][1]:
            return False
        if verb == "assess":
            return self.has_talked
        # Only who holds the budget commits money.
        return verb != "commit" or who == "payer"

    @rule(verb=st.sampled_from(sorted(VERBS)), who=st.sampled_from(PEOPLE))
    def act(self, verb: str, who: str) -> None:
        """Try one verb as one person. The services take it exactly when the model does."""
        act, _, leads_to = VERBS[verb]
        may = self.may(verb, who)
        with clock.fixed(self.now):
            said, refused = _tried(act, self.line, self.people[who])
        assert may == (refused is None), f"{verb} by {who} from {self.state}: {refused or 'let through'}"
        if refused:
            assert str(refused).endswith((".", "?"))
            if verb == "authorise" and self.round in self.authorised and who != "stranger":
                assert isinstance(refused, AlreadyDecided)
            return
        if verb == "authorise":
            # Only the accredited assessor is permitted; to anybody else the register says no, and that is kept.
            assert said.permitted == (who == "assessor")
            if not said.permitted:
                self.refusals += 1
                return
            self.authorised.add(self.round)
        if verb == "send back" and self.state != S.PROPOSED:
            self.round += 1
        self.state = leads_to

    @precondition(lambda self: not self.has_talked and not self.is_closed)
    @rule()
    def they_talk(self) -> None:
        with clock.fixed(self.now):
            talked(self.case, self.people["caseworker"])
        self.has_talked = True

    @rule(who=st.sampled_from(PEOPLE))
    def close(self, who: str) -> None:
        may = not self.is_closed and self.state in DONE and who != "stranger"
        with clock.fixed(self.now):
            try:
                close_case(case=self.case, reason=ClosedReason.FINISHED, by=self.people[who])
            except Refused:
                assert not may
                return
        assert may
        self.is_closed = True

    @invariant()
    def everything_agrees(self) -> None:
        if not hasattr(self, "state"):
            return
        line = SolutionLine.objects.get(pk=self.line.pk)
        assert (line.state, line.round) == (self.state, self.round)
        assert set(Authorisation.objects.filter(line=line).values_list("round", flat=True)) == self.authorised
        assert AuthorisationRefusal.objects.filter(line=line).count() == self.refusals
        assert (Case.objects.get(pk=self.case.pk).state == CaseState.CLOSED) == self.is_closed
        assert (line.stopped_at is not None) == (self.state == S.STOPPED)
        assert history_of(self.case).exists()
        # What follows is recorded later than what was just looked at.
        self.now += timedelta(minutes=1)


def test_p1_any_life_of_a_line_agrees_with_a_plain_model() -> None:
    """P1, P7, P9: who may take which verb from where, where it leads, and what the register says."""
    profile = settings(
        max_examples=int(os.environ.get("SOAK_EXAMPLES", "8")),
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    with clock.fixed(START):
        people = the_people()
    run_state_machine_as_test(type("Life", (LifeOfALine,), {"people": people}), settings=profile)
