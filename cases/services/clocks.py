"""Start a case's clocks, stop them by what was done, and say why one was missed (H2, H3)."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime

from audit.services import record
from cases.clocks import due_at
from cases.constants.clocks import STARTED_BY_A_REFERRAL, ClockState, Measured, MissCause
from cases.exceptions import NothingMissed
from cases.models import Case, MissReason, ServiceClock
from cases.selectors.clocks import done_at, standard_for, timetable_for
from cases.services.guards import require_colleague
from core import clock as time
from core.transitions import lock
from people.models import User


def start_clock(*, case: Case, measures: Measured, starts_at: datetime) -> ServiceClock | None:
    """Start a clock by the standard of the day on which it starts. None where the organisation promises nothing.

    It starts with a whole minute, as people write down what answers it: nothing is late by the seconds before.
    """
    starts_at = starts_at.replace(second=0, microsecond=0)
    day = localtime(starts_at).date()
    standard = standard_for(case.organisation, measures, day)
    if standard is None:
        return None
    timetable = timetable_for(case, day)
    due = due_at(starts_at, standard.amount, standard.counted_in, timetable)
    last = localtime(due).date()
    clock, _ = ServiceClock.objects.get_or_create(
        case=case,
        measures=measures,
        starts_at=starts_at,
        defaults={
            "standard": standard,
            "calendar": timetable.calendar,
            "closed_days": sorted(each.isoformat() for each in timetable.closed if day < each <= last),
            "due_at": due,
        },
    )
    return clock


def start_clocks_of_referral(case: Case) -> None:
    """What a referral sets going: somebody answers it, and somebody visits."""
    for measures in STARTED_BY_A_REFERRAL:
        start_clock(case=case, measures=measures, starts_at=case.referral.received_at)


def start_clocks_anew(case: Case, *, at: datetime, was_closed_at: datetime) -> None:
    """A case is opened again: somebody gets in touch and visits, as after a referral. What waited is over."""
    case.clocks.filter(done_at=None, ended_at=None).update(ended_at=was_closed_at)
    for measures in STARTED_BY_A_REFERRAL:
        start_clock(case=case, measures=measures, starts_at=at)


def start_clock_of_another_referral(case: Case, *, received_at: datetime) -> None:
    """Another referral of somebody whose case is open: somebody answers it. What was said since it came counts."""
    start_clock(case=case, measures=Measured.RESPONSE, starts_at=received_at)
    bring_clocks_up_to_date(case)


def bring_clocks_up_to_date(case: Case) -> None:
    """Write on each of a case's clocks when the facts stopped it. Called with the fact, in its transaction."""
    for clock in ServiceClock.objects.select_for_update().filter(case=case, ended_at=None):
        found = done_at(clock)
        if found != clock.done_at:
            clock.done_at = found
            clock.save(update_fields=["done_at"])


@transaction.atomic
def explain_miss(*, clock: ServiceClock, cause: MissCause, words: str, by: User) -> MissReason:
    """Say why something was late. Raises `NothingMissed` while it is not."""
    clock = lock(ServiceClock.objects, clock.pk)
    require_colleague(clock.case, by)
    state = clock.state_at(time.now(), ended_at=clock.case.closed_at)
    if state not in {ClockState.OVERDUE, ClockState.MISSED}:
        raise NothingMissed(f"This is not late: it is “{state.label.lower()}”.")
    reason = MissReason.objects.create(clock=clock, cause=cause, words=words, at=time.now(), by=by)
    detail = {"measures": clock.measures, "cause": str(cause)}
    record("cases.miss_explained", clock.case, by=by, detail=detail)
    return reason
