"""Services of the directory, and what is suggested out of it, as tests need them."""

from datetime import timedelta
from typing import Any

from cases.constants.directory import Answered, ToldHow, Topic
from cases.models import Case, ListedService, Suggestion
from cases.services import ServiceDetails, add_service, suggest_service
from core import clock
from people.constants import Role
from people.models import User
from tests.factories.people import employed


def of_a_service(**changes: Any) -> ServiceDetails:
    facts: dict[str, Any] = {
        "organisation": "Ardlea Befriending",
        "name": "Tea on Tuesdays",
        "description": "Tea, talk and a lift there and back.",
        "topics": [Topic.COMPANY, Topic.TRANSPORT],
        "minimum_age": 60,
        "costs": "Free",
        "telephone": "01632 960 700",
        "contact_name": "Elspeth",
        "opening_times": "Tuesdays, 2 to 4",
        "places": "Harbour Hall, 3 Quay Street, AR1 2AA",
    }
    return ServiceDetails(**(facts | changes))


def a_keeper(organisation: str = "lantern") -> User:
    return employed(organisation__code=organisation, roles=(Role.MANAGER,))


def a_service(*, by: User | None = None, **changes: Any) -> ListedService:
    """The one of this name, or a new one: the directory is the same for every organisation."""
    details = of_a_service(**changes)
    found = ListedService.objects.filter(name=details.name, organisation__name=details.organisation).first()
    return found or add_service(details=details, by=by or a_keeper())


def a_suggestion(case: Case, by: User, **changes: Any) -> Suggestion:
    facts: dict[str, Any] = {
        "topic": Topic.COMPANY,
        "told_how": ToldHow.IN_PERSON,
        "answered": Answered.WANTS,
        "said": "I would like the company.",
        "ask_again_on": clock.today() + timedelta(days=14),
    }
    service = changes.pop("service", None) or a_service()
    return suggest_service(case=case, service=service, by=by, **(facts | changes))
