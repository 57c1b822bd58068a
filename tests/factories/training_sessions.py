"""Sessions as tests need them: a place, a pair that keeps every rule, a session open for booking."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count

import factory

from core import clock
from modules.models import ModuleVersion
from modules.selectors import current_version
from people.constants import Role
from people.models import User
from tests.factories import competencies
from tests.factories.modules import publish_module
from tests.factories.people import LocalityFactory, employed
from training_sessions.models import DemonstrationArea, Place, Session
from training_sessions.services import DateSlot, open_booking, schedule

_codes = count(1)


class PlaceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Place
        django_get_or_create = ("name",)

    name = "Harbour Centre"
    locality = factory.SubFactory(LocalityFactory, code="harbour")
    address = "1 Quay Street\nHarbour"
    is_step_free = True


class AreaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DemonstrationArea
        django_get_or_create = ("place", "name")

    place = factory.SubFactory(PlaceFactory)
    kind = "stairlift"
    name = "Stairlift"
    capacity = 4
    checklist = "The charger is on.\nThe seat turns."


def version(code: str = "module-1") -> ModuleVersion:
    return current_version(code) or publish_module(code)


def a_trainer(employer: str, profession: str = "housing-officer", setting: str = "housing-office") -> User:
    """A trainer with founding standing for Modules 1 and 2."""
    user = competencies.trainer(employer, profession, setting)
    competencies.standing(user, module=competencies.module("module-1"))
    return user


def a_pair() -> tuple[User, User]:
    """Two trainers of different employers and professions."""
    number = next(_codes)
    return a_trainer(f"health-{number}", "nurse"), a_trainer(f"homes-{number}")


def a_scheduler() -> User:
    return employed(roles=(Role.EDITOR,))


def slot(
    days: int = 14, hours: float = 2, *, lesson_ids: Sequence[str] | None = None, code: str = "module-1"
) -> DateSlot:
    """A date so many days from now. It teaches every lesson unless `lesson_ids` says otherwise."""
    starts_at: datetime = clock.now() + timedelta(days=days)
    taught = [lesson.id for lesson in version(code).lesson_heads] if lesson_ids is None else lesson_ids
    return DateSlot(starts_at=starts_at, ends_at=starts_at + timedelta(hours=hours), lesson_ids=taught)


def planned(*, code: str = "module-1", pair: tuple[User, User] | None = None, **facts: object) -> Session:
    """A session that is planned in a fortnight. Keywords go to `schedule`."""
    of = version(code)
    first, second = pair or a_pair()
    values = {
        "module_version": of,
        "place": facts.pop("place", None) or PlaceFactory(),
        "slots": [slot(code=code)],
        "capacity": 5,
        "first_trainer": first,
        "second_trainer": second,
        "by": facts.pop("by", None) or a_scheduler(),
    }
    return schedule(**(values | facts))


def open_session(**facts: object) -> Session:
    session = planned(**facts)
    return open_booking(session=session, by=session.scheduled_by)
