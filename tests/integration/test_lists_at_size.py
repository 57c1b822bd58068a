"""Every list runs the same queries however long it is (A2, A3, A9, C3). `SOAK_ROWS` asks for many more rows."""

import os
from datetime import date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accreditation.constants import DecisionKind, PracticeKind
from accreditation.models import Accreditation, AccreditationDecision, Appeal, PracticeDeclaration, RegisterEntry, Scope
from accreditation.services.register import begin_counting, hold_counter
from competencies.constants import EvidenceKind, Level, RequestState, StandingBasis
from competencies.models import Evidence, SignOffRequest, TrainerStanding
from core import clock
from people.constants import RegistrationBody, Role, StaffCheckKind, WithholdingGround
from people.models import (
    Locality,
    NameWithholding,
    Profession,
    ProfessionalRegistration,
    StaffCheck,
    User,
)
from people.vocabulary import Tenure, Tier
from tests.factories import competencies as factory
from tests.factories.accreditation import FAR_END, AdaptationFactory, many_accredited
from tests.factories.people import LocalityFactory, employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

FEW, MANY = 10, int(os.environ.get("SOAK_ROWS", "300"))
ROLES = (Role.ACCREDITATION_OFFICER, Role.GOVERNANCE, Role.TRAINER, Role.MANAGER)

LISTS = [
    "/register/",
    "/register/?page=3",
    "/register/?text=many",
    "/register/?locality=harbour",
    "/register/?tier=simple&kind=bathroom&tenure=council",
    "/register/?scheme=simple&status=accredited",
    "/register/?status=suspended",
    "/accreditation/",
    "/accreditation/?status=accredited",
    "/accreditation/?status=suspended",
    "/accreditation/appeals/",
    "/accreditation/lineage/",
    "/accreditation/withheld-names/",
    "/accreditation/practice/",
    "/staff-checks/",
    "/staff-checks/?due=past",
    "/staff-checks/?due=in_date",
    "/staff-checks/?due=none",
    "/competencies/sign-offs/",
    "/competencies/sign-offs/moderation/",
    "/competencies/sign-offs/samples/",
    "/competencies/evidence/to-confirm/",
    "/competencies/trainers/",
    "/competencies/trainers/pairs/",
    "/competencies/trainers/samples/",
    "/competencies/trainers/second-signatures/",
    "/competencies/trainers/visiting/",
    "/competencies/partnerships/",
    "/competencies/observations/",
    "/competencies/framework/",
]


@pytest.fixture
def reader() -> User:
    """Somebody to whom every list is open."""
    AdaptationFactory()
    competency = factory.competency()
    user = employed(roles=ROLES, organisation__code="glen")
    factory.standing(user, competency.level)
    return user


def crowd(count: int, reader: User) -> None:
    """So many people, each with a row in every list, in bulk."""
    begin_counting()
    known = set(Accreditation.objects.values_list("pk", flat=True))
    many_accredited(count)
    new = list(Accreditation.objects.exclude(pk__in=known).select_related("user"))
    now, today, place = clock.now(), clock.today(), LocalityFactory(code="harbour")
    number = AccreditationDecision.objects.count()
    decisions = _decisions(new, reader, number)
    RegisterEntry.objects.filter(pk__in=[one.pk for one in new[::3]]).update(is_suspended=True, review_on=today)
    RegisterEntry.objects.update(tenures=f"|{Tenure.COUNCIL.value}|")
    counter = hold_counter()
    counter.number = number + 2 * count
    counter.save()
    Appeal.objects.bulk_create(Appeal(decision=one, grounds="Why.", lodged_at=now) for one in decisions)
    PracticeDeclaration.objects.bulk_create(
        PracticeDeclaration(
            accreditation=one,
            kind=PracticeKind.ASSESSMENT,
            count=1,
            practised_on=today,
            locality=place,
            asked=reader,
            declared_at=now,
        )
        for one in new
    )
    _people([one.user for one in new], reader, place)


def _decisions(new: list[Accreditation], by: User, number: int) -> list[AccreditationDecision]:
    """Each is granted; every third is suspended afterwards and appeals against it. Gives the suspensions."""
    now = clock.now()

    def decision(one: Accreditation, place: int, kind: str, **fields: object) -> AccreditationDecision:
        return AccreditationDecision(
            accreditation=one,
            kind=kind,
            reason="Why.",
            person=one.user,
            actor=by,
            effective_from=now,
            recorded_at=now,
            register_number=number + place + 1,
            **fields,
        )

    granted = [decision(one, place, DecisionKind.GRANTED, valid_until=FAR_END) for place, one in enumerate(new)]
    granted = AccreditationDecision.objects.bulk_create(granted)
    Scope.objects.bulk_create(
        Scope(
            decision=one, tier=Tier.SIMPLE, tenures=[Tenure.COUNCIL], localities=["harbour"], valid_from=clock.today()
        )
        for one in granted
    )
    suspended = [
        decision(one, len(new) + place, DecisionKind.SUSPENDED, review_on=clock.today(), review_calendar="SCT")
        for place, one in enumerate(new[::3])
    ]
    return AccreditationDecision.objects.bulk_create(suspended)


def _people(users: list[User], reader: User, place: Locality) -> None:
    now, today = clock.now(), clock.today()
    profession, competency = Profession.objects.first(), factory.competency()
    module = reader.trainer_standings.get().module
    other = employed()
    StaffCheck.objects.bulk_create(
        StaffCheck(
            user=user,
            kind=StaffCheckKind.PVG,
            checked_on=today - timedelta(days=400),
            recheck_on=today + timedelta(days=30 if place % 2 else -30),
            recorded_by=reader,
        )
        for place, user in enumerate(users[::2])
    )
    ProfessionalRegistration.objects.bulk_create(
        ProfessionalRegistration(
            user=user,
            body=RegistrationBody.NMC,
            number=f"N{user.pk}",
            profession=profession,
            valid_from=date(2020, 1, 1),
            valid_until=FAR_END,
            checked_on=today,
            checked_by=reader,
        )
        for user in users
    )
    NameWithholding.objects.bulk_create(
        NameWithholding(
            user=user,
            ground=WithholdingGround.ASKED,
            reason="Why.",
            withheld_by=reader,
            withheld_at=now,
            review_on=today + timedelta(days=30),
        )
        for user in users[::4]
    )
    TrainerStanding.objects.bulk_create(
        TrainerStanding(
            user=user,
            module=module,
            level=Level.SIMPLE,
            basis=StandingBasis.FOUNDING,
            first_decided_by=reader,
            second_decided_by=other,
            reason="Why.",
            recorded_at=now,
            valid_from=today,
            valid_until=today + timedelta(days=300),
        )
        for user in users[::2]
    )
    requests = SignOffRequest.objects.bulk_create(
        SignOffRequest(user=user, competency=competency, state=RequestState.OPEN, opened_at=now, waiting_since=now)
        for user in users
    )
    Evidence.objects.bulk_create(
        Evidence(
            user=one.user,
            competency=competency,
            request=one,
            round=1,
            kind=EvidenceKind.REFLECTION,
            shows="A visit.",
            offered_at=now,
        )
        for one in requests
    )


def taken(client: Client, address: str) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200, address
    return len(captured)


def test_lists_take_the_same_queries_at_10_and_at_many(client: Client, reader: User, now: datetime) -> None:
    client.force_login(reader)
    crowd(FEW, reader)
    for address in LISTS:
        client.get(address)
    few = {address: taken(client, address) for address in LISTS}
    crowd(MANY - FEW, reader)
    assert {address: taken(client, address) for address in LISTS} == few
