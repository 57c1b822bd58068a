"""So many people with a row in every list of the register, in bulk: for tests that only count queries and rows."""

from dataclasses import dataclass
from datetime import date, timedelta

from accreditation.constants import DecisionKind, PracticeKind
from accreditation.models import (
    Accreditation,
    AccreditationDecision,
    Appeal,
    DecisionBasis,
    PracticeDeclaration,
    Precaution,
    PrecautionClosing,
    RegisterEntry,
    Scope,
)
from accreditation.services.register import begin_counting, hold_counter
from core import clock
from people.constants import RegistrationBody, Role, StaffCheckKind, WithholdingGround
from people.models import Employment, NameWithholding, Profession, ProfessionalRegistration, StaffCheck, User
from people.vocabulary import Tenure, Tier
from tests.factories import competencies as factory
from tests.factories.accreditation import FAR_END, AdaptationFactory, many_accredited
from tests.factories.people import LocalityFactory, employed
from tests.factories.signing_crowds import signed_crowd
from tests.factories.targeting import RuleFactory

READS = (Role.ACCREDITATION_OFFICER, Role.GOVERNANCE, Role.TRAINER, Role.MANAGER)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Somebody to whom every list is open, the trainer who signed everything, and the precaution about that."""

    reader: User
    trainer: User
    precaution: Precaution


def a_scene() -> Scene:
    begin_counting()
    AdaptationFactory()
    RuleFactory()
    competency = factory.competency()
    reader, trainer = employed(roles=READS, organisation__code="glen"), employed(organisation__code="harbour")
    for user in (reader, trainer):
        factory.standing(user, competency.level)
    return Scene(reader=reader, trainer=trainer, precaution=_precautions(1, reader, trainer)[0])


def crowd(count: int, scene: Scene) -> None:
    """So many people more. Each was signed off by a neighbour and the scene's trainer, and was accredited on it; every
    third is suspended by the scene's precaution and appeals. The reader is every second one's line manager.
    """
    known = set(Accreditation.objects.values_list("pk", flat=True))
    many_accredited(count)
    new = list(Accreditation.objects.exclude(pk__in=known).select_related("user").order_by("pk"))
    users = [one.user for one in new]
    Employment.objects.filter(user__in=users[1::2]).update(line_manager=scene.reader)
    _fitness(users, scene.reader)
    sign_offs = signed_crowd(users, scene.reader, scene.trainer)
    number = AccreditationDecision.objects.count()
    granted = AccreditationDecision.objects.bulk_create(
        _decision(one, scene.reader, number + place, DecisionKind.GRANTED, valid_until=FAR_END)
        for place, one in enumerate(new, start=1)
    )
    _what_was_granted(granted, sign_offs)
    suspended = AccreditationDecision.objects.bulk_create(
        _decision(
            one,
            scene.reader,
            number + count + place,
            DecisionKind.SUSPENDED,
            review_on=clock.today(),
            review_calendar="SCT",
            precaution=scene.precaution,
        )
        for place, one in enumerate(new[::3], start=1)
    )
    RegisterEntry.objects.filter(pk__in=[one.pk for one in new[::3]]).update(is_suspended=True, review_on=clock.today())
    RegisterEntry.objects.update(tenures=f"|{Tenure.COUNCIL.value}|")
    counter = hold_counter()
    counter.number = number + 2 * count
    counter.save()
    Appeal.objects.bulk_create(Appeal(decision=one, grounds="Why.", lodged_at=clock.now()) for one in suspended)
    _practice(new, scene.reader)
    _precautions(count, scene.reader, scene.trainer)


def _decision(
    one: Accreditation, by: User, register_number: int, kind: DecisionKind, **fields: object
) -> AccreditationDecision:
    now = clock.now()
    values = {"reason": "Why.", "person": one.user, "actor": by, "effective_from": now, "recorded_at": now}
    return AccreditationDecision(accreditation=one, kind=kind, register_number=register_number, **(values | fields))


def _what_was_granted(granted: list[AccreditationDecision], sign_offs: list) -> None:
    Scope.objects.bulk_create(
        Scope(
            decision=one, tier=Tier.SIMPLE, tenures=[Tenure.COUNCIL], localities=["harbour"], valid_from=clock.today()
        )
        for one in granted
    )
    DecisionBasis.objects.bulk_create(
        DecisionBasis(
            decision=one,
            sign_off=sign_off,
            decided_by=one.actor,
            first_signer_id=sign_off.first_signer_id,
            second_signer_id=sign_off.second_signer_id,
        )
        for one, sign_off in zip(granted, sign_offs, strict=True)
    )


def _practice(new: list[Accreditation], reader: User) -> None:
    place = LocalityFactory(code="harbour")
    PracticeDeclaration.objects.bulk_create(
        PracticeDeclaration(
            accreditation=one,
            kind=PracticeKind.ASSESSMENT,
            count=1,
            practised_on=clock.today(),
            locality=place,
            asked=reader,
            declared_at=clock.now(),
        )
        for one in new
    )


def _precautions(count: int, reader: User, trainer: User) -> list[Precaution]:
    """So many about what the trainer signed today, every second of them closed."""
    now, today = clock.now(), clock.today()
    made = Precaution.objects.bulk_create(
        Precaution(
            trainer=trainer,
            signed_from=today,
            signed_until=today,
            reason="Why.",
            review_on=today,
            decided_by=reader,
            decided_at=now,
        )
        for _ in range(count)
    )
    PrecautionClosing.objects.bulk_create(
        PrecautionClosing(precaution=one, reason="Nothing.", closed_at=now, closed_by=reader) for one in made[1::2]
    )
    return made


def _fitness(users: list[User], reader: User) -> None:
    """Staff checks, of every second person and every second of those past its day; registrations; withheld names."""
    today, profession = clock.today(), Profession.objects.first()
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
            withheld_at=clock.now(),
            review_on=today + timedelta(days=30),
        )
        for user in users[::4]
    )
