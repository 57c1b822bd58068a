"""What an accreditation's decisions add up to. Pure: rows in, standing out; no database and no clock of its own."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Generic, NamedTuple, TypeVar

from accreditation.constants import FINAL_DECISIONS, TERM_DECISIONS, DecisionKind, Status
from core.clock import day_of

# A decision's row, or a fact with the same names: id, kind, overturns_id, effective_from, recorded_at, valid_until,
# register_number.
D = TypeVar("D")


class Standing(NamedTuple, Generic[D]):
    """An accreditation at one moment, as decisions: `term` gave the scope that holds (None before any grant),
    `suspension` stops it, `restriction` is the last that set conditions, which may be none.
    """

    status: Status
    term: D | None = None
    starts_at: datetime | None = None
    valid_until: date | None = None
    suspension: D | None = None
    ended_as: str = ""
    restriction: D | None = None
    register_number: int = 0

    @property
    def is_suspended(self) -> bool:
        return self.suspension is not None


def standing_at(decisions: Iterable[D], *, effective_at: datetime, known_at: datetime) -> Standing[D]:
    """What held at `effective_at`, as far as was recorded by `known_at`: two filters, then one reading in order."""
    rows: list[Any] = list(decisions)
    known = [decision for decision in rows if decision.recorded_at <= known_at]
    # A grant may lie ahead, and then it reads "not started"; every other decision counts from its moment on.
    counted = [d for d in known if d.effective_from <= effective_at or d.kind == DecisionKind.GRANTED]
    # The grant is the first thing decided about an accreditation, even where its start is the last to come.
    counted.sort(key=lambda d: (d.kind != DecisionKind.GRANTED, d.effective_from, d.register_number))
    return _read(counted, effective_at)


def status_at(decisions: Iterable[Any], *, effective_at: datetime, known_at: datetime) -> Status:
    return standing_at(decisions, effective_at=effective_at, known_at=known_at).status


def _read(decisions: list[Any], at: datetime) -> Standing[Any]:
    overturned = {decision.overturns_id for decision in decisions if decision.kind == DecisionKind.OVERTURNED}
    term = suspension = restriction = None
    starts_at: datetime | None = None
    ended_as = ""
    for decision in decisions:
        if decision.id in overturned:
            continue
        kind = DecisionKind(decision.kind)
        if kind in TERM_DECISIONS:
            term = restriction = decision
            starts_at = starts_at or decision.effective_from
        elif kind is DecisionKind.CONDITIONED:
            restriction = decision
        elif kind is DecisionKind.SUSPENDED:
            suspension = decision
        elif kind is DecisionKind.REINSTATED:
            suspension = None
        elif kind in FINAL_DECISIONS:
            ended_as = str(kind)
            break
    valid_until = term.valid_until if term else None
    return Standing(
        status=status_from(
            starts_at=starts_at,
            valid_until=valid_until,
            is_suspended=suspension is not None,
            ended_as=ended_as,
            at=at,
        ),
        term=term,
        starts_at=starts_at,
        valid_until=valid_until,
        suspension=suspension,
        ended_as=ended_as,
        restriction=restriction,
        register_number=max((decision.register_number for decision in decisions), default=0),
    )


def status_from(
    *, starts_at: datetime | None, valid_until: date | None, is_suspended: bool, ended_as: str, at: datetime
) -> Status:
    """What is imposed comes before what the calendar says: a suspended accreditation does not fade into "expired"."""
    if ended_as:
        return Status(ended_as)
    if starts_at is None:
        return Status.APPLIED
    if is_suspended:
        return Status.SUSPENDED
    if valid_until is not None and valid_until <= day_of(at):
        return Status.EXPIRED
    return Status.NOT_STARTED if starts_at > at else Status.ACCREDITED


def conditions_on(day: date, words: str, first: date | None, until: date | None) -> str:
    """Restrictions as they hold on a day: the words within their days, else "". `until` is exclusive."""
    return words if (first is None or first <= day) and (until is None or day < until) else ""


def words_for(status: Status, conditions: str) -> str:
    """The status as a page says it, restrictions included."""
    restricted = status is Status.ACCREDITED and conditions
    return f"{status.label} with conditions" if restricted else str(status.label)
