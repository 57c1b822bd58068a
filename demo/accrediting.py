"""Brings the catalogue, the schemes and the accreditations of the staff, through the same services as everyone."""

from datetime import date, timedelta

from accreditation.models import Accreditation, Scheme
from accreditation.services import (
    NewScope,
    apply_for,
    grant,
    load_catalogue,
    load_direct_access,
    load_schemes,
    set_together_rule,
    suspend,
)
from core import clock
from core.periods import months_later
from demo.partnership import Partnership
from people.constants import OrganisationKind, StaffCheckKind
from people.services import record_staff_check
from people.vocabulary import Tenure, Tier

CATALOGUE_LOADED = 810
# When each applied; the grant follows, each some days after the sign-offs that it rests on.
APPLIED = {
    "trainer_care": 279,
    "expiring": 256,
    "trainer_housing": 236,
    "assessor": 194,
    "assessor_council": 193,
    "assessor_technology": 192,
    "suspended": 191,
}
GRANTED_AFTER = 6
HOUSING_MOT = {"trainer_care": 270, "assessor_technology": 180}
# Who applied and waits: one with signatures missing, one with everything there.
WAIT = {"waiting": 9, "trainer_ot": 4}
# As agreed here: so many items for one need make it a moderate one.
SEVERAL = 3
EXPIRES_IN = 45
SUSPENDED_AGO = 12
STAFF_CHECK_MONTHS = 36
SOCIAL_RENT = [Tenure.COUNCIL, Tenure.HOUSING_ASSOCIATION]


def load(p: Partnership) -> None:
    """Each of the staff at the standing that the partnership's file says. Isla Fraser, `officer`, holds nothing."""
    officer = p.people["accreditor"]
    with clock.fixed(p.moment(CATALOGUE_LOADED)):
        load_catalogue(by=officer)
        load_direct_access(by=officer)
        load_schemes(by=officer)
        set_together_rule(items_from=SEVERAL, tier=Tier.MODERATE, by=officer)
    for key, days_ago in APPLIED.items():
        _accredit(p, key, "simple", days_ago)
    for key, days_ago in HOUSING_MOT.items():
        _check(p, key, days_ago)
        _accredit(p, key, "housing-mot", days_ago)
    for key, days_ago in WAIT.items():
        _apply(p, key, "simple", days_ago)


def suspend_surveyor(p: Partnership) -> None:
    """Suspend Gary Tullis, after the cases: what he authorised before must carry a lower register number.

    It is in force from the evening before it was recorded, so that what was true and what was known then differ.
    """
    with clock.fixed(p.moment(SUSPENDED_AGO, 16, 40)):
        suspend(
            accreditation=Accreditation.objects.get(user=p.people["suspended"], scheme__code="simple"),
            reason="Two shower seats were fitted to walls that could not bear them. His visits before the fitting "
            "are being looked into.",
            by=p.people["accreditor"],
            effective_from=p.moment(SUSPENDED_AGO + 1, 18),
        )


def _apply(p: Partnership, key: str, scheme: str, days_ago: int) -> Accreditation:
    user = p.people[key]
    with clock.fixed(p.moment(days_ago, 11)):
        asked = _scope(p, key)
        return apply_for(
            user=user,
            scheme=Scheme.objects.get(code=scheme),
            tenures=asked.tenures,
            localities=asked.localities,
            by=user,
            chance=p.random,
        )


def _accredit(p: Partnership, key: str, scheme: str, days_ago: int) -> Accreditation:
    accreditation = _apply(p, key, scheme, days_ago)
    with clock.fixed(p.moment(days_ago - GRANTED_AFTER, 15)):
        grant(
            accreditation=accreditation,
            scopes=[_scope(p, key)],
            valid_until=_end(p, key),
            reason="Modules completed and every competency signed off by two trainers of different employers.",
            by=p.people["accreditor"],
        )
    return accreditation


def _scope(p: Partnership, key: str) -> NewScope:
    """Where the person works; a housing association's staff work with social tenants, all others with everyone."""
    row = p.staff[key]
    is_association = p.organisations[row["organisation"]].kind == OrganisationKind.HOUSING_ASSOCIATION
    return NewScope(
        tenures=SOCIAL_RENT if is_association else list(Tenure),
        localities=[p.localities[code] for code in row["localities"]],
    )


def _end(p: Partnership, key: str) -> date:
    if p.staff[key]["standing"] == "expiring":
        return p.as_of + timedelta(days=EXPIRES_IN)
    return months_later(clock.today(), 36)


def _check(p: Partnership, key: str, days_ago: int) -> None:
    with clock.fixed(p.moment(days_ago, 10)):
        record_staff_check(
            user=p.people[key],
            kind=StaffCheckKind.PVG,
            checked_on=clock.today(),
            recheck_on=months_later(clock.today(), STAFF_CHECK_MONTHS),
            by=p.people["accreditor"],
        )
