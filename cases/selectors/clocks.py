"""What holds for an organisation on a day, and what stopped a clock (H2, H3)."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from django.db.models import Min, Q
from django.utils.timezone import localtime

from cases.clocks import USUAL_WEEK, Hours, Timetable, Week, due_at
from cases.constants.clocks import CountedIn, Measured
from cases.constants.contact import AUTOMATIC, ContactCame, HomeVisitState
from cases.models import (
    Case,
    ClosedDays,
    Contact,
    HomeVisit,
    MotShare,
    OfficeHours,
    ServiceClock,
    ServiceStandard,
    UrgentNotice,
)
from people.models import Organisation
from people.vocabulary import Nation


def standard_for(organisation: Organisation, measures: Measured, day: date) -> ServiceStandard | None:
    """The organisation's own standard on a day, or everybody's; None where nothing is promised."""
    found = ServiceStandard.objects.on(day).filter(
        Q(organisation=organisation) | Q(organisation=None), measures=measures
    )
    return min(found, key=lambda row: row.organisation_id is None, default=None)


def day_due(organisation: Organisation, measures: Measured, nation: Nation, at: datetime, *, otherwise: int) -> date:
    """The day by which something is due by the standard of the day on which it began, in the nation's working days.

    Where the organisation has promised nothing it is `otherwise` so many working days. Its own closed days give no
    more time: somebody else waits.
    """
    standard = standard_for(organisation, measures, localtime(at).date())
    amount, counted_in = (standard.amount, standard.counted_in) if standard else (otherwise, CountedIn.WORKING_DAYS)
    return localtime(due_at(at, amount, counted_in, Timetable(calendar=nation.calendar))).date()


def timetable_of(organisation: Organisation, nation: Nation, day: date) -> Timetable:
    """When an organisation works, from a day on. Two queries."""
    return Timetable(calendar=nation.calendar, week=_week(organisation, day), closed=_closed_from(organisation, day))


def timetable_for(case: Case, day: date) -> Timetable:
    """As `timetable_of`, with the working days of the nation in which the home stands."""
    return timetable_of(case.organisation, Nation(case.home.locality.nation), day)


def _week(organisation: Organisation, day: date) -> Week:
    """The organisation's own hours, else everybody's, else nine to five from Monday to Friday."""
    rows = list(OfficeHours.objects.on(day).filter(Q(organisation=organisation) | Q(organisation=None)))
    own = [row for row in rows if row.organisation_id] or rows
    return {int(row.weekday): Hours(opens=row.opens, closes=row.closes) for row in own} or USUAL_WEEK


def _closed_from(organisation: Organisation, day: date) -> frozenset[date]:
    periods = ClosedDays.objects.filter(organisation=organisation, valid_until__gt=day)
    return frozenset(
        each
        for start, end in periods.values_list("valid_from", "valid_until")
        for each in (start + timedelta(days=n) for n in range((end - start).days))
    )


def done_at(clock: ServiceClock) -> datetime | None:
    """When what a clock waits for was done, from the facts alone. What the clock says must be equal to it."""
    measured = Measured(clock.measures)
    return FACTS[measured](clock) if measured in FACTS else clock.done_at


def _response(clock: ServiceClock) -> datetime | None:
    """The first contact by a human being. Who visits is one, too."""
    contacts = Contact.objects.filter(case=clock.case_id, at__gte=clock.starts_at, struck=None)
    answered = contacts.exclude(how__in=AUTOMATIC).exclude(came_of_it=ContactCame.NO_ANSWER)
    return _first([answered.aggregate(first=Min("at"))["first"], _visit(clock)])


def _visit(clock: ServiceClock) -> datetime | None:
    made = HomeVisit.objects.filter(case=clock.case_id, state=HomeVisitState.MADE, made_at__gte=clock.starts_at)
    return made.aggregate(first=Min("made_at"))["first"]


def _told(clock: ServiceClock) -> datetime | None:
    """When the last of the dangers seen at that moment was dealt with."""
    notices = UrgentNotice.objects.filter(clock=clock).values_list("told_at", "decided_at")
    dealt_with = [moment for told, decided in notices if (moment := told or decided)]
    return max(dealt_with) if dealt_with and len(dealt_with) == len(notices) else None


def _results(clock: ServiceClock) -> datetime | None:
    given = MotShare.objects.filter(mot__case=clock.case_id, is_person=True, at__gte=clock.starts_at)
    return given.aggregate(first=Min("at"))["first"]


def _first(moments: Iterable[datetime | None]) -> datetime | None:
    return min((moment for moment in moments if moment), default=None)


FACTS: dict[Measured, Callable[[ServiceClock], datetime | None]] = {
    Measured.RESPONSE: _response,
    Measured.VISIT: _visit,
    Measured.URGENT_NOTICE: _told,
    Measured.RESULTS: _results,
}
