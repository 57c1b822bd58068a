"""Rules of who needs which module, as tests need them."""

from datetime import UTC, date, datetime, time

import factory

from modules.models import Attempt, Completion, Enrolment, Module, ModuleVersion
from people.models import Employment, User
from targeting.models import TargetRule
from tests.factories.modules import publish_module


class RuleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TargetRule

    module = factory.LazyFunction(lambda: a_module())
    within_days = 90
    valid_from = date(2027, 1, 4)


def a_module(code: str = "module-1", title: str = "The first module") -> Module:
    """The published module of this code. Who wrote and approved it left, so that no rule fits them."""
    if found := Module.objects.filter(code=code).first():
        return found
    others = list(Employment.objects.values_list("pk", flat=True))
    module = publish_module(code, title=title).module
    Employment.objects.exclude(pk__in=others).update(valid_until=date(2020, 2, 1))
    return module


def done(user: User, module: Module, on: date) -> Completion:
    """That somebody completed the module on a day, without its lessons."""
    at = datetime.combine(on, time(12), UTC)
    enrolment, _ = Enrolment.objects.get_or_create(user=user, module=module, defaults={"enrolled_at": at})
    attempt = passed(enrolment, on)
    return Completion.objects.create(
        user=user, module_version=attempt.module_version, enrolment=enrolment, attempt=attempt, completed_at=at
    )


def passed(enrolment: Enrolment, on: date) -> Attempt:
    """A passed check of a day: after a completion it does the module again."""
    at = datetime.combine(on, time(12), UTC)
    version = ModuleVersion.objects.filter(module=enrolment.module).latest("number")
    facts = {"score": 2, "out_of": 2, "passed": True}
    return Attempt.objects.create(enrolment=enrolment, module_version=version, started_at=at, submitted_at=at, **facts)
