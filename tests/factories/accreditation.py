"""Accreditations as tests need them, made through the product's own services."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal

import factory

from accreditation.models import Accreditation, Adaptation, DirectAccessList, RegisterEntry, Scheme
from accreditation.questions import Action, Question
from accreditation.services import NewScope, apply_for, grant
from core import clock
from people.constants import Role
from people.models import Employment, Locality, User
from people.vocabulary import Tenure, Tier
from tests.factories.people import EmploymentFactory, LocalityFactory, UserFactory, employed

ALL_TENURES = tuple(Tenure)
FAR_END = date(2030, 6, 4)


class AdaptationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Adaptation
        django_get_or_create = ("code",)

    code = "SEAT-SHOWER"
    name = factory.LazyAttribute(lambda o: o.code.replace("-", " ").capitalize())
    category = "bathroom"
    tier = Tier.SIMPLE
    typical_purpose = "Sit to shower"
    cost_low = Decimal(100)
    cost_high = Decimal(400)


def a_catalogue() -> dict[str, Adaptation]:
    """One item of each kind of rule, by its code: simple, moderate, without assessment, for registered staff alone."""
    items = [
        AdaptationFactory(),
        AdaptationFactory(code="STAIRLIFT-STR", category="stairs", tier=Tier.MODERATE),
        AdaptationFactory(code="RAIL-GRAB-INT", category="rails", tier=Tier.DIRECT_ACCESS),
        AdaptationFactory(code="HOIST-CEIL", category="transfer", tier=Tier.MODERATE, registered_only=True),
    ]
    return {item.code: item for item in items}


class SchemeFactory(factory.django.DjangoModelFactory):
    """A scheme that asks for nothing, so that a test about decisions need not teach anybody."""

    class Meta:
        model = Scheme
        django_get_or_create = ("code",)

    code = "simple"
    name = factory.LazyAttribute(lambda o: f"Assessor, {o.code}")
    tier = Tier.SIMPLE
    actions = factory.LazyFunction(lambda: [Action.AUTHORISE.value, Action.ASSESS.value])


def mot_scheme() -> Scheme:
    return SchemeFactory(code="housing-mot", tier="", actions=[Action.HOUSING_MOT.value], needs_staff_check=True)


def an_officer(**employment: object) -> User:
    return employed(roles=(Role.ACCREDITATION_OFFICER,), **employment)


def applied(*, user: User | None = None, scheme: Scheme | None = None) -> Accreditation:
    user = user or UserFactory()
    return apply_for(user=user, scheme=scheme or SchemeFactory(), by=user)


def a_scope(
    *,
    localities: Collection[str] = ("harbour",),
    tenures: Collection[Tenure] = ALL_TENURES,
    kinds: Collection[str] = (),
    tier: Tier | None = None,
) -> NewScope:
    places: list[Locality] = [LocalityFactory(code=code) for code in localities]
    return NewScope(tenures=tenures, localities=places, kinds=kinds, tier=tier)


def accredited(
    *,
    user: User | None = None,
    scheme: Scheme | None = None,
    by: User | None = None,
    valid_until: date = FAR_END,
    scopes: Sequence[NewScope] | None = None,
    effective_from: datetime | None = None,
    conditions: str = "",
) -> Accreditation:
    """Somebody whose accreditation was granted now, for everything in Harbour unless scopes are given."""
    accreditation = applied(user=user, scheme=scheme)
    grant(
        accreditation=accreditation,
        scopes=scopes or [a_scope()],
        valid_until=valid_until,
        reason="All requirements are met.",
        by=by or an_officer(),
        effective_from=effective_from,
        conditions=conditions,
    )
    return accreditation


def direct_access(tenure: Tenure, *items: Adaptation) -> DirectAccessList:
    made = DirectAccessList.objects.create(tenure=tenure, valid_from=date(2020, 1, 1))
    made.items.set(items)
    return made


def a_question(subject: str, **changes: object) -> Question:
    """May they authorise a shower seat for an owner in Harbour?"""
    values: dict[str, object] = {
        "subject": subject,
        "action": Action.AUTHORISE,
        "adaptation": "SEAT-SHOWER",
        "tenure": Tenure.OWNER,
        "locality": "harbour",
    }
    return Question(**(values | changes))  # type: ignore[arg-type]


def many_accredited(count: int) -> None:
    """Register rows in bulk, each person at work in Harbour: for tests that only count queries."""
    scheme, place, job = SchemeFactory(), LocalityFactory(code="harbour"), EmploymentFactory()
    now, start = clock.now(), Accreditation.objects.count()
    users = User.objects.bulk_create(
        User(email=f"many{start + n}@example.org", first_name="Many", last_name=f"Person{start + n}")
        for n in range(count)
    )
    common = {"organisation": job.organisation, "profession": job.profession, "service_setting": job.service_setting}
    Employment.objects.bulk_create(
        Employment(user=user, job_title="Housing officer", valid_from=date(2020, 1, 1), **common) for user in users
    )
    made = Accreditation.objects.bulk_create(
        Accreditation(number=f"M{start + n}", user=user, scheme=scheme, applied_at=now) for n, user in enumerate(users)
    )
    entries = RegisterEntry.objects.bulk_create(
        RegisterEntry(
            accreditation=accreditation,
            number=accreditation.number,
            user_id=accreditation.user_id,
            scheme=scheme,
            starts_at=now,
            valid_until=FAR_END,
            tier_rank=Tier.SIMPLE.rank,
            kinds="|*|",
            changed_at=now,
            name_folded=f" person{start + n} many",
        )
        for n, accreditation in enumerate(made)
    )
    place_rows = RegisterEntry.localities.through
    place_rows.objects.bulk_create(place_rows(registerentry=entry, locality=place) for entry in entries)
