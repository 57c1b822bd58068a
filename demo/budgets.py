"""The budgets of the financial years: who opens them, who holds them, and whose cases they pay for."""

from decimal import Decimal
from functools import partial
from typing import NamedTuple

from django.apps import apps

from cases import law
from cases.constants.funding import Stream
from cases.defaults import load_assessment
from cases.selectors.budgets import financial_year
from cases.services import open_budget
from core import clock
from demo.partnership import Partnership
from people.constants import Role
from people.services import grant_role


class Planned(NamedTuple):
    organisation: str
    stream: Stream
    amount: str
    earmarked: str
    opener: str
    holders: tuple[str, ...]
    serves: tuple[str, ...] = ()
    # In pounds: how much more there is in a year for each further case of a large demonstration.
    per_case: int = 0


# Long enough ago that the first commitment of the demonstration finds its budget open.
DAYS_AGO, DAYS_AGO_OF_MANY = 300, 800
MANAGERS = ("trainer_housing", "therapist", "halfway", "funds_england")
ENGLAND = ("coldharrow-council", "funds_england", ("funds_england",), ("fenwick-vale",))


def _in_england(stream: Stream, amount: str, earmarked: str, per_case: int = 0) -> Planned:
    organisation, opener, holders, serves = ENGLAND
    return Planned(organisation, stream, amount, earmarked, opener, holders, serves, per_case)


PLANNED = [
    Planned(
        "ardlea-housing", Stream.HOUSING_ACCOUNT, "64000", "12000", "trainer_housing", ("trainer_housing",), (), 25
    ),
    Planned(
        "ardlea-council",
        Stream.PRIVATE_GRANT,
        "90000",
        "15000",
        "therapist",
        ("assessor_technology", "funds_council"),
        ("ardlea-health", "ardlea-care-repair"),
        per_case=150,
    ),
    Planned("ardlea-council", Stream.TELECARE, "18000", "9000", "therapist", ("therapist",), per_case=15),
    Planned("ardlea-council", Stream.EQUIPMENT_STORE, "22000", "6000", "therapist", ("assessor_technology",)),
    Planned("three-bridges", Stream.LANDLORD_FUNDS, "4000", "1000", "halfway", ("halfway",), per_case=8),
    Planned("lantern-homes", Stream.LANDLORD_FUNDS, "300", "100", "manager", ("manager",), ("millburn",), 20),
    _in_england(Stream.MINOR_WORKS, "30000", "20000", per_case=10),
    _in_england(Stream.HEALTH_PREVENTION, "80000", "10000", per_case=100),
    _in_england(Stream.DISABLED_FACILITIES, "150000", "0", per_case=150),
    _in_england(Stream.TELECARE, "8000", "4000"),
    _in_england(Stream.EQUIPMENT_STORE, "12000", "6000"),
]


def load(p: Partnership) -> None:
    """Open them, once the rules of law are there. Lantern's is nearly nothing yet, so that what it pays for waits."""
    for file in law.FILES:
        law.load(partial(apps.get_model, "cases"), file=file)
    load_assessment(apps.get_model)
    with clock.fixed(p.moment(0)):
        last = financial_year()
    with clock.fixed(p.moment(DAYS_AGO_OF_MANY if p.cases else DAYS_AGO)):
        for key in MANAGERS:
            grant_role(user=p.people[key], role=Role.MANAGER, valid_from=clock.today(), by=None)
        for year in range(financial_year(), last + 1):
            for one in PLANNED:
                open_budget(
                    organisation=p.organisations[one.organisation],
                    stream=one.stream,
                    year=year,
                    amount=Decimal(one.amount) + one.per_case * p.cases,
                    earmarked=Decimal(one.earmarked),
                    holders=[p.people[key] for key in one.holders],
                    serves=[p.organisations[code] for code in one.serves],
                    by=p.people[one.opener],
                )
