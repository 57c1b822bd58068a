"""The case system that asks the demonstration's register, and two whole questions for it to send."""

from typing import Any

from accreditation.case_systems import REGISTER_CHECK, register_case_system
from accreditation.models import RegisterEntry
from core import clock
from demo.partnership import Partnership
from people.vocabulary import Tenure, Tier

NAME = "Millburn case system"
ORGANISATION = "millburn"
CLIENT_ID = "demo-case-system"
# Known to all. The register takes a secret that it did not make only where the demonstration is allowed.
SECRET = "demonstration-only-client-secret"  # noqa: S105
REGISTERED_DAYS_AGO = 150

ASSESSOR_EMAIL = "dougie.laird@millburn.example"


def load(p: Partnership) -> None:
    """Register the case system of Millburn Housing Association."""
    with clock.fixed(p.moment(REGISTERED_DAYS_AGO)):
        register_case_system(
            name=NAME,
            organisation=p.organisations[ORGANISATION],
            scopes=[REGISTER_CHECK],
            client_id=CLIENT_ID,
            secret=SECRET,
            by=p.people["accreditor"],
        )


def credentials() -> dict[str, str]:
    """What a program needs to sign in as the case system."""
    return {"id": CLIENT_ID, "secret": SECRET, "scope": REGISTER_CHECK}


def request_facts() -> dict[str, Any]:
    """A question that the register permits and one that it denies, whole as AuthZEN asks them."""
    number = RegisterEntry.objects.get(user__email=ASSESSOR_EMAIL, scheme__code="simple").number
    return {
        "permitted_request": _request(number, "SEAT-SHOWER", Tier.SIMPLE),
        "denied_request": _request(number, "STAIRLIFT-STR", Tier.MODERATE),
    }


def _request(number: str, adaptation: str, tier: Tier) -> dict[str, Any]:
    return {
        "subject": {"type": "assessor", "id": number},
        "action": {"name": "authorise"},
        "resource": {
            "type": "adaptation",
            "id": adaptation,
            "properties": {"tier": tier.value, "tenure": Tenure.HOUSING_ASSOCIATION.value, "locality": "harbour"},
        },
        "context": {"organisation": ORGANISATION, "purpose": "authorisation"},
    }
