"""Whatever sequence of decisions: the register's row equals a recount, and the life equals a plain model."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.timezone import get_current_timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accreditation.constants import DecisionKind, LiftedAs, Status
from accreditation.models import Accreditation, AccreditationDecision, RegisterEntry
from accreditation.services import (
    add_conditions,
    grant,
    propose_reinstatement,
    refuse,
    refuse_renewal,
    reinstate,
    relinquish,
    renew,
    revoke,
    suspend,
)
from accreditation.standing import standing_at, status_at
from core import clock
from core.exceptions import Refused
from people.models import User
from tests.factories.accreditation import a_scope, an_officer, applied

pytestmark = pytest.mark.django_db

START = datetime(2027, 6, 4, 12, tzinfo=UTC)
steps = st.lists(
    st.tuples(
        st.sampled_from(sorted(set(DecisionKind) - {DecisionKind.OVERTURNED})),
        st.integers(0, 200),  # days until it is tried
        st.sampled_from([0, 0, 0, 20]),  # days that a grant lies ahead
        st.sampled_from([30, 365]),  # days that a term lasts
        st.sampled_from([["harbour"], ["harbour", "islands"]]),
    ),
    min_size=1,
    max_size=9,
)


class PlainModel:
    """The life of an accreditation, without decisions, history or database."""

    def __init__(self) -> None:
        self.starts: datetime | None = None
        self.until: date | None = None
        self.is_suspended = False
        self.ended: Status | None = None

    def status(self, at: datetime) -> Status:
        if self.ended:
            return self.ended
        if self.starts is None or self.until is None:
            return Status.APPLIED
        if self.is_suspended:
            return Status.SUSPENDED
        if self.until <= at.astimezone(get_current_timezone()).date():
            return Status.EXPIRED
        return Status.NOT_STARTED if self.starts > at else Status.ACCREDITED

    def may(self, kind: DecisionKind, at: datetime) -> bool:
        status = self.status(at)
        return {
            DecisionKind.GRANTED: status == "applied",
            DecisionKind.REFUSED: status == "applied",
            DecisionKind.RENEWAL_REFUSED: status in {"accredited", "expired"},
            DecisionKind.CONDITIONED: status in {"not_started", "accredited"},
            DecisionKind.SUSPENDED: status in {"not_started", "accredited"},
            DecisionKind.REINSTATED: status == "suspended",
            DecisionKind.RENEWED: status in {"accredited", "expired"},
            DecisionKind.REVOKED: status not in {"applied", "refused", "revoked", "relinquished"},
            DecisionKind.RELINQUISHED: status in {"applied", "not_started", "accredited", "expired"},
        }[kind]

    def take(self, kind: DecisionKind, starts: datetime, until: date) -> None:
        match kind:
            case DecisionKind.GRANTED | DecisionKind.RENEWED:
                self.starts, self.until = self.starts or starts, until
            case DecisionKind.SUSPENDED | DecisionKind.REINSTATED:
                self.is_suspended = kind is DecisionKind.SUSPENDED
            case DecisionKind.REFUSED | DecisionKind.REVOKED | DecisionKind.RELINQUISHED:
                self.ended = Status(kind.value)


def decide(
    accreditation: Accreditation,
    kind: DecisionKind,
    officers: tuple[User, User],
    starts: datetime,
    until: date,
    places: list[str],
) -> None:
    one, two = officers
    common: dict[str, object] = {"accreditation": accreditation, "reason": "Because."}
    term = common | {"scopes": [a_scope(localities=places)], "valid_until": until, "by": one}
    match kind:
        case DecisionKind.GRANTED:
            grant(**term, effective_from=starts)  # type: ignore[arg-type]
        case DecisionKind.REFUSED:
            refuse(**common, by=one)  # type: ignore[arg-type]
        case DecisionKind.RENEWAL_REFUSED:
            refuse_renewal(**common, by=one)  # type: ignore[arg-type]
        case DecisionKind.RENEWED:
            renew(**term)  # type: ignore[arg-type]
        case DecisionKind.CONDITIONED:
            add_conditions(**common, conditions=f"In {places[-1]} with a colleague.", by=one)  # type: ignore[arg-type]
        case DecisionKind.SUSPENDED:
            suspend(**common, by=one)  # type: ignore[arg-type]
        case DecisionKind.REINSTATED:
            propose_reinstatement(**common, lifted_as=LiftedAs.PUT_RIGHT, by=one)  # type: ignore[arg-type]
            reinstate(**common, by=two, second=one)  # type: ignore[arg-type]
        case DecisionKind.REVOKED:
            revoke(**common, by=two)  # type: ignore[arg-type]
        case DecisionKind.RELINQUISHED:
            relinquish(**common, by=accreditation.user)  # type: ignore[arg-type]


@given(steps)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_a2_the_projection_equals_a_recount_and_the_life_a_plain_model(
    sequence: list[tuple[DecisionKind, int, int, int, list[str]]],
) -> None:
    now, model = START, PlainModel()
    with clock.fixed(now):
        accreditation, officers = applied(), (an_officer(), an_officer())
    believed: list[tuple[datetime, Status]] = []
    for kind, gap, ahead, lasts, places in sequence:
        now += timedelta(days=gap, minutes=1)
        starts = now + timedelta(days=ahead if kind is DecisionKind.GRANTED else 0)
        until = max(starts.date(), model.until or starts.date()) + timedelta(days=lasts)
        with clock.fixed(now):
            may = model.may(kind, now)
            try:
                decide(accreditation, kind, officers, starts, until, places)
            except Refused:
                assert not may
            else:
                assert may
                model.take(kind, starts, until)
            the_register_agrees(accreditation, model, now)
        believed.append((now, model.status(now)))
    decisions = list(AccreditationDecision.objects.filter(accreditation=accreditation))
    for moment, status in believed:
        assert status_at(decisions, effective_at=moment, known_at=moment) is status


def the_register_agrees(accreditation: Accreditation, model: PlainModel, now: datetime) -> None:
    decisions = list(accreditation.decisions.prefetch_related("scopes"))
    entry = RegisterEntry.objects.get(accreditation=accreditation)
    for days in (0, 1, 19, 20, 21, 30, 365, 800):
        later = now + timedelta(days=days)
        standing = standing_at(decisions, effective_at=later, known_at=later)
        row = RegisterEntry.objects.with_status(later).get(accreditation=accreditation)
        assert row.status == entry.status_at(later) == standing.status == model.status(later)
        assert (entry.starts_at, entry.valid_until, entry.is_suspended, entry.ended_as, entry.conditions_text) == (
            standing.starts_at,
            standing.valid_until,
            standing.is_suspended,
            standing.ended_as,
            standing.restriction.conditions if standing.restriction else "",
        )
        scopes = list(standing.term.scopes.all()) if standing.term else []
        assert set(entry.localities.values_list("code", flat=True)) == {c for s in scopes for c in s.localities}
        assert entry.register_number == standing.register_number
