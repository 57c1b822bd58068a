"""People as tests need them: each at work, each with an employer, a profession and a setting."""

from datetime import date

import factory

from people.constants import OrganisationKind, Role
from people.models import Employment, Locality, Organisation, Profession, RoleGrant, ServiceSetting, User

PASSWORD = "correct horse battery staple"


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"organisation-{n}")
    name = factory.LazyAttribute(lambda o: o.code.replace("-", " ").capitalize())
    kind = OrganisationKind.HOUSING_ASSOCIATION


class LocalityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Locality
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"locality-{n}")
    name = factory.LazyAttribute(lambda o: o.code.replace("-", " ").capitalize())


class ProfessionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Profession
        django_get_or_create = ("code",)

    code = "housing-officer"
    name = factory.LazyAttribute(lambda o: o.code.replace("-", " ").capitalize())


class ServiceSettingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ServiceSetting
        django_get_or_create = ("code",)

    code = "housing-office"
    name = factory.LazyAttribute(lambda o: o.code.replace("-", " ").capitalize())


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    first_name = "Sam"
    last_name = factory.Sequence(lambda n: f"Person{n}")
    password = factory.django.Password(PASSWORD)


class EmploymentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Employment

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    profession = factory.SubFactory(ProfessionFactory)
    service_setting = factory.SubFactory(ServiceSettingFactory)
    job_title = "Housing officer"
    valid_from = date(2020, 1, 1)


def employed(*, roles: tuple[Role, ...] = (), **employment: object) -> User:
    """A user at work, with the roles named. Keywords go to the employment: `organisation__code="harbour"`."""
    user = EmploymentFactory(**employment).user
    for role in roles:
        RoleGrant.objects.create(user=user, role=role, valid_from=date(2020, 1, 1))
    return user
