"""Concerns and serious incidents as tests need them."""

from typing import Any

from cases.constants.concern import Protection
from cases.constants.incident import IncidentKind
from cases.constants.restricted import Safety
from cases.defaults import load_protection_routes
from cases.models import Case, Concern, ProtectionRoute, SeriousIncident
from cases.services.concern import report_concern
from cases.services.incident import report_incident
from cases.services.restricted import About
from people.constants import Role
from people.models import User
from tests.factories.people import employed

WHAT = "There were bruises on both wrists, and her son answered for her."


def a_lead(organisation: str = "lantern") -> User:
    return employed(organisation__code=organisation, roles=(Role.SAFEGUARDING_LEAD,))


def the_routes() -> None:
    load_protection_routes(ProtectionRoute)


def a_concern(case: Case | None, by: User, **changes: Any) -> Concern:
    values: dict[str, Any] = {
        "about": About(case=case),
        "protection": Protection.ADULT,
        "what": WHAT,
        "safety": Safety.NOT_KNOWN,
    }
    return report_concern(by=by, **(values | changes))


def an_incident(case: Case | None, by: User, **changes: Any) -> SeriousIncident:
    values: dict[str, Any] = {
        "about": About(case=case),
        "kind": IncidentKind.INJURY,
        "what": "The hoist strap gave way.",
        "safety": Safety.SAFE,
    }
    return report_incident(by=by, **(values | changes))
