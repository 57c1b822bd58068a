"""What was true on a day, and what was believed on a day: the same reading of the decisions, asked of the past (A2)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from accreditation.constants import DecisionKind, Status
from accreditation.models import Accreditation, AccreditationDecision
from accreditation.selectors import ScopeInWords, decisions_of, in_words
from accreditation.standing import Standing, conditions_on, standing_at
from core import clock
from people.staff_checks import Fitness, fitness_as_of


@dataclass(frozen=True, kw_only=True)
class Traced:
    """One decision and whether it counts for the day asked about; `why_not` is empty when it does."""

    decision: AccreditationDecision
    why_not: str

    @property
    def was_recorded_late(self) -> bool:
        return self.decision.recorded_at - self.decision.effective_from >= timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class AsOf:
    """How an accreditation stood at the end of a day, as far as was known at the end of another.

    `made_by` is the decision that made it so; None where nothing was decided yet. `known_now` is the status for the
    same day with everything recorded since. `fitness` is what counted beside it: checks and registrations.
    """

    at: datetime
    known_at: datetime
    status: Status
    known_now: Status
    scopes: list[ScopeInWords]
    conditions: str
    valid_until: date | None
    made_by: AccreditationDecision | None
    trace: list[Traced]
    fitness: Fitness
    fitness_known_now: Fitness

    @property
    def has_fitness_been_learned_since(self) -> bool:
        """Whether a check or a registration for that day was recorded or ended later."""
        return self.fitness != self.fitness_known_now

    @property
    def has_been_learned_since(self) -> bool:
        return self.status is not self.known_now


def end_of(day: date) -> datetime:
    """The last moment of a day of the partnership's, or now for today."""
    midnight = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    return min(midnight - timedelta(microseconds=1), clock.now())


def as_of(accreditation: Accreditation, day: date, *, known_on: date | None = None) -> AsOf:
    """Read the decisions as the register does, for the end of `day` and what was recorded by the end of `known_on`."""
    now = clock.now()
    at, known_at = end_of(day), end_of(known_on) if known_on else now
    decisions = list(decisions_of(accreditation))
    standing = standing_at(decisions, effective_at=at, known_at=known_at)
    reasons = _reasons(decisions, at, known_at)
    restriction = standing.restriction
    return AsOf(
        at=at,
        known_at=known_at,
        status=standing.status,
        known_now=standing_at(decisions, effective_at=at, known_at=now).status,
        scopes=in_words(standing.term.scopes.all()) if standing.term else [],
        conditions=conditions_on(day, restriction.conditions, restriction.conditions_from, restriction.conditions_until)
        if restriction
        else "",
        valid_until=standing.valid_until,
        made_by=_made_by(standing, decisions, reasons),
        fitness=fitness_as_of(accreditation.user, at, known_at=known_at),
        fitness_known_now=fitness_as_of(accreditation.user, at, known_at=now),
        trace=[Traced(decision=row, why_not=reasons[row.pk]) for row in reversed(decisions)],
    )


def _reasons(decisions: list[AccreditationDecision], at: datetime, known_at: datetime) -> dict[int, str]:
    """Why each decision does not count, by its key; "" for those that do. What an appeal overturned does not."""
    reasons = {row.pk: _why_not(row, at, known_at) for row in decisions}
    overturned = {row.overturns_id for row in decisions if row.overturns_id and not reasons[row.pk]}
    return {key: reason or ("Overturned on appeal" if key in overturned else "") for key, reason in reasons.items()}


def _why_not(decision: AccreditationDecision, at: datetime, known_at: datetime) -> str:
    """Why a decision does not count; as `standing_at` filters."""
    if decision.recorded_at > known_at:
        return "Not recorded yet"
    if decision.effective_from > at and decision.kind != DecisionKind.GRANTED:
        return "Not in force yet"
    return ""


def _made_by(
    standing: Standing[AccreditationDecision], decisions: list[AccreditationDecision], reasons: dict[int, str]
) -> AccreditationDecision | None:
    """The decision that ended it, else the suspension that holds, else the term."""
    if standing.ended_as:
        return next(row for row in decisions if row.kind == standing.ended_as and not reasons[row.pk])
    return standing.suspension or standing.term
