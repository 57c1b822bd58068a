"""Service standards, contacts and visits as tests need them."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from cases.constants.clocks import CountedIn, Measured
from cases.constants.contact import ContactCame, ContactHow, ContactWith
from cases.models import Case, Contact, HomeVisit, ServiceClock, ServiceStandard
from cases.services import propose_home_visit, record_contact
from core import clock
from people.models import User
from tests.factories.cases import a_case

LONDON = ZoneInfo("Europe/London")
WEDNESDAY = datetime(2027, 3, 24, 14, 0, tzinfo=LONDON)
STANDARDS = {
    Measured.RESPONSE: (24, CountedIn.ELAPSED_HOURS),
    Measured.VISIT: (10, CountedIn.WORKING_DAYS),
    Measured.INCIDENT: (1, CountedIn.WORKING_DAYS),
    Measured.URGENT_NOTICE: (4, CountedIn.ELAPSED_HOURS),
}


def default_standards() -> None:
    """What a migration loads for everybody."""
    for measures, (amount, counted_in) in STANDARDS.items():
        ServiceStandard.objects.get_or_create(
            organisation=None,
            measures=measures,
            valid_until=None,
            defaults={"amount": amount, "counted_in": counted_in, "valid_from": date(2020, 1, 1)},
        )


def clock_of(case: Case, measures: Measured) -> ServiceClock:
    return ServiceClock.objects.get(case=case, measures=measures)


def rang(case: Case, by: User, at: datetime | None = None, **changes: Any) -> Contact:
    """Somebody rang the person and spoke with them."""
    values: dict[str, Any] = {
        "how": ContactHow.TELEPHONE,
        "with_whom": ContactWith.PERSON,
        "came_of_it": ContactCame.SPOKE,
        "at": at or clock.now(),
    }
    return record_contact(case=case, by=by, **(values | changes))


def a_home_visit(case: Case, by: User, starts_at: datetime, **changes: Any) -> HomeVisit:
    return propose_home_visit(case=case, by=by, starts_at=starts_at, **({"purpose": "First visit"} | changes))


def london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)


def received(at: datetime, by: User, *, locality: str = "rutland") -> Case:
    """A case whose referral came at this moment."""
    with clock.fixed(at):
        return a_case(by, locality=locality)
