"""A state machine of an accreditation's life against a plain model (A2): decisions, appeals and the clock in any order.

After every step the status now, the status as of each earlier moment, what was believed at each of them, and the
register's row agree with the model and with a recount from the decisions. `SOAK_EXAMPLES` asks for more sequences.
"""

import os
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone
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

from accreditation.constants import APPEALABLE, HEARERS, AppealOutcome, DecisionKind, LiftedAs, Status
from accreditation.models import AccreditationDecision, RegisterEntry
from accreditation.services import (
    add_conditions,
    give_opinion,
    grant,
    lodge_appeal,
    name_hearers,
    propose_reinstatement,
    refuse,
    refuse_renewal,
    reinstate,
    relinquish,
    renew,
    revoke,
    suspend,
)
from accreditation.services.register import recount
from accreditation.standing import status_at
from core import clock
from core.exceptions import Refused
from tests.factories.accreditation import a_scope, an_officer, applied
from tests.factories.lives import a_governor

pytestmark = pytest.mark.django_db

# A plain Friday, the days before both changes of the clocks, and the day before a 29 February.
STARTS = [date(2027, 6, 4), date(2026, 3, 28), date(2026, 10, 24), date(2028, 2, 28)]
K, S = DecisionKind, Status
MAY_FROM = {
    K.GRANTED: {S.APPLIED},
    K.REFUSED: {S.APPLIED},
    K.CONDITIONED: {S.NOT_STARTED, S.ACCREDITED},
    K.SUSPENDED: {S.NOT_STARTED, S.ACCREDITED},
    K.REINSTATED: {S.SUSPENDED},
    K.RENEWED: {S.ACCREDITED, S.EXPIRED},
    K.RENEWAL_REFUSED: {S.ACCREDITED, S.EXPIRED},
    K.REVOKED: {S.NOT_STARTED, S.ACCREDITED, S.SUSPENDED, S.EXPIRED},
    K.RELINQUISHED: {S.APPLIED, S.NOT_STARTED, S.ACCREDITED, S.EXPIRED},
}
RENEW_WITHIN = timedelta(days=90)


@dataclass
class Step:
    kind: DecisionKind
    starts: datetime
    until: date | None = None
    words: str = ""


@dataclass
class PlainModel:
    """What was decided, in order; what fell on appeal is simply taken out of the list."""

    steps: list[Step] = field(default_factory=list)
    renewable_again_on: date | None = None

    def of(self, *kinds: DecisionKind) -> list[Step]:
        return [step for step in self.steps if step.kind in kinds]

    @property
    def until(self) -> date | None:
        terms = self.of(K.GRANTED, K.RENEWED)
        return terms[-1].until if terms else None

    @property
    def words(self) -> str:
        restrictions = self.of(K.GRANTED, K.RENEWED, K.CONDITIONED)
        return restrictions[-1].words if restrictions else ""

    def status(self, at: datetime) -> Status:
        ended = self.of(K.REFUSED, K.REVOKED, K.RELINQUISHED)
        if ended:
            return Status(ended[0].kind.value)
        granted = self.of(K.GRANTED)
        if not granted or self.until is None:
            return S.APPLIED
        stops = self.of(K.SUSPENDED, K.REINSTATED)
        if stops and stops[-1].kind is K.SUSPENDED:
            return S.SUSPENDED
        if self.until <= timezone.localdate(at):
            return S.EXPIRED
        return S.NOT_STARTED if granted[0].starts > at else S.ACCREDITED

    def may(self, kind: DecisionKind, at: datetime) -> bool:
        if self.status(at) not in MAY_FROM[kind]:
            return False
        if kind is K.RENEWED and self.until:
            start = max(self.until, self.renewable_again_on or self.until)
            return timezone.localdate(at) <= start + RENEW_WITHIN
        return True


class LifeOfAnAccreditation(RuleBasedStateMachine):
    @initialize(start=st.sampled_from(STARTS))
    def somebody_applies(self, start: date) -> None:
        self.now = datetime.combine(start, time(12), tzinfo=UTC)
        self.model = PlainModel()
        # As known now, and as believed at the time, at each moment that was looked at.
        self.truth: dict[datetime, PlainModel] = {}
        self.believed: dict[datetime, Status] = {}
        with clock.fixed(self.now):
            self.accreditation = applied()
            self.officers = [an_officer() for _ in range(3)]
            self.hearers = an_officer(), a_governor()

    @rule(
        kind=st.sampled_from(sorted(MAY_FROM)),
        ahead=st.sampled_from([0, 0, 20]),
        back=st.sampled_from([0, 0, 1, 30]),
        lasts=st.sampled_from([1, 30, 365]),
        places=st.sampled_from([("harbour",), ("harbour", "islands")]),
    )
    def decide(self, kind: DecisionKind, ahead: int, back: int, lasts: int, places: tuple[str, ...]) -> None:
        """Try one verb. The services take it exactly when the model does; some take effect earlier than recorded."""
        kind = DecisionKind(kind)
        starts = self.now + timedelta(days=ahead if kind is K.GRANTED else 0)
        if kind in {K.SUSPENDED, K.REVOKED, K.CONDITIONED}:
            # As early as may be: nothing takes effect before what was decided last.
            counts_from = [min(d.effective_from, d.recorded_at) for d in self._decisions()]
            starts = max(starts - timedelta(minutes=back), *counts_from) if counts_from else starts
        until = max(timezone.localdate(starts), self.model.until or date.min) + timedelta(days=lasts)
        step = Step(kind, starts)
        if kind in {K.GRANTED, K.RENEWED}:
            step.until = until
        if kind is K.CONDITIONED:
            step.words = f"In {places[-1]} with a colleague."
        may = self.model.may(kind, self.now)
        with clock.fixed(self.now):
            try:
                self._take(step, list(places))
            except Refused:
                assert not may
                return
        assert may
        self.model.steps.append(step)
        for moment, known in self.truth.items():
            if kind is K.GRANTED or moment >= starts:
                known.steps.append(step)

    def _take(self, step: Step, places: list[str]) -> None:
        one, two, three = self.officers
        about = {"accreditation": self.accreditation, "reason": "Because."}
        term = about | {"scopes": [a_scope(localities=places)], "valid_until": step.until, "by": one}
        at_once = about | {"by": one, "effective_from": step.starts}
        match step.kind:
            case K.GRANTED:
                grant(**term, effective_from=step.starts)  # type: ignore[arg-type]
            case K.RENEWED:
                renew(**term)  # type: ignore[arg-type]
            case K.CONDITIONED:
                add_conditions(**at_once, conditions=step.words)  # type: ignore[arg-type]
            case K.SUSPENDED:
                suspend(**at_once)  # type: ignore[arg-type]
            case K.REVOKED:
                revoke(**at_once | {"by": three})  # type: ignore[arg-type]
            case K.REFUSED:
                refuse(**about, by=one)  # type: ignore[arg-type]
            case K.RENEWAL_REFUSED:
                refuse_renewal(**about, by=one)  # type: ignore[arg-type]
            case K.RELINQUISHED:
                relinquish(**about, by=self.accreditation.user)  # type: ignore[arg-type]
            case K.REINSTATED:
                propose_reinstatement(**about, lifted_as=LiftedAs.PUT_RIGHT, by=one)  # type: ignore[arg-type]
                reinstate(**about, by=two, second=one)  # type: ignore[arg-type]

    @precondition(lambda self: self.model.steps and self.model.steps[-1].kind in APPEALABLE)
    @rule(outcome=st.sampled_from(AppealOutcome))
    def the_last_decision_is_appealed_against(self, outcome: AppealOutcome) -> None:
        decision = self._decisions()[-1]
        if decision.kind != self.model.steps[-1].kind or hasattr(decision, "appealed_by"):
            return
        officer, governor = self.hearers
        with clock.fixed(self.now):
            try:
                appeal = lodge_appeal(decision=decision, grounds="It was not so.", by=self.accreditation.user)
            except Refused:
                assert (timezone.localdate(self.now) - timezone.localdate(decision.recorded_at)).days > 28
                return
            name_hearers(appeal=appeal, officer=officer, governor=governor, by=officer)
            for row in appeal.participants.filter(part__in=HEARERS):
                give_opinion(appeal=appeal, outcome=outcome, reasons="Heard.", by=row.user)
        if outcome is AppealOutcome.UPHELD:
            fallen = self.model.steps.pop()
            if fallen.kind is K.RENEWAL_REFUSED:
                self.model.renewable_again_on = timezone.localdate(self.now)

    @rule(minutes=st.sampled_from([1, 61, 24 * 60, 30 * 24 * 60, 100 * 24 * 60]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @precondition(lambda self: self.model.until is not None)
    @rule(moments=st.sampled_from([-1, 0]))
    def the_end_of_the_term_comes(self, moments: int) -> None:
        """To the last microsecond before it or the first of it, in London's time."""
        midnight = timezone.make_aware(datetime.combine(self.model.until, time.min))
        self.now = max(self.now + timedelta(minutes=1), midnight.astimezone(UTC) + timedelta(microseconds=moments))

    @invariant()
    def everything_agrees(self) -> None:
        if not hasattr(self, "model"):
            return
        self._look()
        decisions = self._decisions()
        for moment, known in self.truth.items():
            assert status_at(decisions, effective_at=moment, known_at=self.now) is known.status(moment)
            assert status_at(decisions, effective_at=moment, known_at=moment) is self.believed[moment]
        numbers = AccreditationDecision.objects.order_by("register_number").values_list("register_number", flat=True)
        assert list(numbers) == list(range(1, len(numbers) + 1))
        # What follows is recorded later than what was just looked at.
        self.now += timedelta(minutes=1)

    def _look(self) -> None:
        """The register's row now equals a recount and the model; remember both for later."""
        with clock.fixed(self.now):
            standing = recount(self.accreditation, at=self.now)
            entry = RegisterEntry.objects.with_status().get(pk=self.accreditation.pk)
            status = self.model.status(self.now)
            assert entry.status == entry.status_now == standing.status == status
        assert entry.valid_until == standing.valid_until == self.model.until
        assert entry.conditions_text == self.model.words
        assert entry.is_suspended == standing.is_suspended
        assert (entry.review_on is not None) == standing.is_suspended
        assert entry.ended_as == standing.ended_as
        assert entry.register_number == standing.register_number
        scopes = list(standing.term.scopes.all()) if standing.term else []
        assert set(entry.localities.values_list("code", flat=True)) == {c for s in scopes for c in s.localities}
        self.truth[self.now], self.believed[self.now] = deepcopy(self.model), status

    def _decisions(self) -> list[AccreditationDecision]:
        return list(AccreditationDecision.objects.filter(accreditation=self.accreditation).order_by("register_number"))


@pytest.mark.parametrize("steps", [12])
def test_a2_any_life_agrees_with_a_plain_model(steps: int) -> None:
    examples = int(os.environ.get("SOAK_EXAMPLES", "15"))
    profile = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(LifeOfAnAccreditation, settings=profile)
