"""The budgets of two financial years: who opens them, who holds them, and whose cases they pay for."""

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
    holder: str
    serves: tuple[str, ...] = ()


# Long enough ago that the first commitment of the demonstration finds its budget open.
DAYS_AGO = 300
MANAGERS = ("trainer_housing", "therapist", "halfway")
PLANNED = [
    Planned("ardlea-housing", Stream.HOUSING_ACCOUNT, "64000", "12000", "trainer_housing", "trainer_housing"),
    Planned(
        "ardlea-council",
        Stream.PRIVATE_GRANT,
        "90000",
        "15000",
        "therapist",
        "assessor_technology",
        ("ardlea-health", "ardlea-care-repair", "fenwick-vale"),
    ),
    Planned("ardlea-council", Stream.TELECARE, "18000", "9000", "therapist", "therapist"),
    Planned("ardlea-council", Stream.EQUIPMENT_STORE, "22000", "6000", "therapist", "assessor_technology"),
    Planned("three-bridges", Stream.LANDLORD_FUNDS, "4000", "1000", "halfway", "halfway"),
    Planned("lantern-homes", Stream.LANDLORD_FUNDS, "300", "100", "manager", "manager", ("millburn",)),
]


def load(p: Partnership) -> None:
    """Open them, once the rules of law are there. Lantern's is nearly nothing yet, so that what it pays for waits."""
    for file in law.FILES:
        law.load(partial(apps.get_model, "cases"), file=file)
    load_assessment(apps.get_model)
    with clock.fixed(p.moment(DAYS_AGO)):
        for key in MANAGERS:
            grant_role(user=p.people[key], role=Role.MANAGER, valid_from=clock.today(), by=None)
        this = financial_year()
        for year in (this, this + 1):
            for one in PLANNED:
                open_budget(
                    organisation=p.organisations[one.organisation],
                    stream=one.stream,
                    year=year,
                    amount=Decimal(one.amount),
                    earmarked=Decimal(one.earmarked),
                    holders=[p.people[one.holder]],
                    serves=[p.organisations[code] for code in one.serves],
                    by=p.people[one.opener],
                )
