"""Contacts, visits and clocks of a case, as its pages show them."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from cases.constants.clocks import ClockState
from cases.models import Case, MissReason, ServiceClock
from core import clock as time
from people.models import Employment, User


@dataclass(frozen=True, kw_only=True)
class ShownClock:
    """A clock as a page shows it: where it stands now, and why it was missed if somebody said so."""

    clock: ServiceClock
    state: ClockState
    reason: MissReason | None

    @property
    def is_late(self) -> bool:
        return self.state in {ClockState.OVERDUE, ClockState.MISSED}

    @property
    def wants_reason(self) -> bool:
        return self.is_late and self.reason is None


def with_clocks(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with their clocks, each with its standard and the reasons given. Two queries."""
    reasons = Prefetch("reasons", MissReason.objects.select_related("by"))
    clocks = ServiceClock.objects.select_related("standard").prefetch_related(reasons)
    return cases.prefetch_related(Prefetch("clocks", clocks))


def shown_clocks(case: Case) -> list[ShownClock]:
    """The clocks of a case that was read `with_clocks`."""
    now = time.now()
    return [
        ShownClock(
            clock=clock,
            state=clock.state_at(now, ended_at=case.closed_at),
            reason=next(iter(clock.reasons.all()), None),
        )
        for clock in case.clocks.all()
    ]


def colleagues(case: Case) -> QuerySet[User]:
    """Who works for the case's organisation today."""
    jobs = Employment.objects.on(time.today()).filter(organisation=case.organisation_id)
    return User.objects.filter(pk__in=jobs.values("user"), is_active=True).order_by("first_name", "last_name", "pk")
