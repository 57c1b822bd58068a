"""So many people with a row in every list about signing, in bulk: for tests that only count queries and rows."""

from datetime import timedelta

from competencies.constants import (
    EvidenceKind,
    HoldingBasis,
    RequestState,
    SampleOutcome,
    SampleReason,
    SheetState,
    StandingBasis,
)
from competencies.models import (
    Competency,
    CountersignAsk,
    Countersigning,
    CriterionSeen,
    Evidence,
    EvidenceConfirmation,
    ImportedPortfolio,
    Observation,
    ObservationRecord,
    ObservationSheet,
    ObservedPerson,
    SampledSignOff,
    SampleModeration,
    Signature,
    SignOff,
    SignOffRequest,
    TrainerStanding,
)
from core import clock
from people.authentication import DEMONSTRATION
from people.models import Employment, User
from tests.factories import competencies as factory
from tests.factories.overseen_crowds import partnerships, versions, visits
from tests.factories.people import OrganisationFactory, ServiceSettingFactory


def signed_crowd(users: list[User], reader: User, trainer: User) -> list[SignOff]:
    """Each of these people is a trainer, was signed off by their neighbour and `trainer`, and waits for everything that
    a request can wait for. The reader was signed off by each of them. Gives the sign-offs of the people.
    """
    _standings(users, reader, trainer)
    neighbours = [users[place ^ 1] for place in range(len(users))]
    sign_offs = _sign_offs(users, neighbours, trainer)
    _sampled(sign_offs, reader)
    _portfolio(users, reader, trainer)
    _offered(users, reader)
    _to_be_signed_second(users, neighbours, reader, trainer)
    _in_moderation(users, neighbours, trainer)
    visits(users, reader, trainer)
    _observations(users, reader)
    versions(len(users), reader, trainer)
    return sign_offs


def _standings(users: list[User], first: User, second: User) -> None:
    module, today = first.trainer_standings.get().module, clock.today()
    TrainerStanding.objects.bulk_create(
        TrainerStanding(
            user=user,
            module=module,
            level=factory.Level.SIMPLE,
            basis=StandingBasis.FOUNDING,
            first_decided_by=first,
            second_decided_by=second,
            reason="Why.",
            recorded_at=clock.now(),
            valid_from=today,
            valid_until=today + timedelta(days=300),
        )
        for user in users
    )


def _requests(users: list[User], competency: Competency, state: RequestState) -> list[SignOffRequest]:
    now = clock.now()
    return SignOffRequest.objects.bulk_create(
        SignOffRequest(user=user, competency=competency, state=state, opened_at=now, waiting_since=now)
        for user in users
    )


def _signatures(requests: list[SignOffRequest], signers: list[User], position: int) -> list[Signature]:
    """One of each signer for each request; first signers work for one employer, second signers for another."""
    now, today = clock.now(), clock.today()
    employer = OrganisationFactory(code=f"signs-{position}")
    setting = ServiceSettingFactory(code=f"setting-{position}")
    standings = {row.user_id: row for row in TrainerStanding.objects.filter(user__in=signers, basis="founding")}
    profession = Employment.objects.filter(user=signers[0]).get().profession
    agrees = position == 1 or requests[0].state != RequestState.MODERATION
    return Signature.objects.bulk_create(
        Signature(
            request=one,
            round=one.round,
            position=position,
            person=one.user,
            signer=signer,
            employer=employer,
            level=standings[signer.pk].level,
            standing=standings[signer.pk],
            standing_level=standings[signer.pk].level,
            standing_from=standings[signer.pk].valid_from,
            standing_until=standings[signer.pk].valid_until,
            acted_on=today,
            profession=profession,
            service_setting=setting,
            holding=HoldingBasis.FOUNDING,
            agrees=agrees,
            feedback="" if agrees else "Show one more visit.",
            method=DEMONSTRATION,
            authenticated_at=now,
            shown_at=now,
            shown_hash="0" * 64,
            signed_at=now,
        )
        for one, signer in zip(requests, signers, strict=True)
    )


def _sign_offs(users: list[User], firsts: list[User], second: User) -> list[SignOff]:
    competency, today = factory.competency(), clock.today()
    requests = _requests(users, competency, RequestState.SIGNED_OFF)
    pairs = zip(_signatures(requests, firsts, 1), _signatures(requests, [second] * len(users), 2), strict=True)
    return SignOff.objects.bulk_create(
        SignOff(
            request=one.request,
            user=one.person,
            competency=competency,
            first_signature=one,
            first_signer=one.signer,
            first_employer=one.employer,
            first_profession=one.profession,
            first_setting=one.service_setting,
            second_signature=other,
            second_signer=other.signer,
            second_employer=other.employer,
            second_profession=other.profession,
            second_setting=other.service_setting,
            holder=other.signer,
            holding=HoldingBasis.FOUNDING,
            made_at=clock.now(),
            valid_from=today,
            valid_until=today + timedelta(days=1000),
        )
        for one, other in pairs
    )


def _sampled(sign_offs: list[SignOff], reader: User) -> None:
    """All are sampled; every third is moderated by the reader."""
    standing, job = reader.trainer_standings.get(), reader.employments.get()
    samples = SampledSignOff.objects.bulk_create(
        SampledSignOff(
            sign_off=one,
            why=SampleReason.CHANCE,
            one_in=10,
            chosen_at=clock.now(),
            due_on=clock.today(),
            calendar="SCT",
        )
        for one in sign_offs
    )
    SampleModeration.objects.bulk_create(
        SampleModeration(
            sample=sample,
            person_id=sample.sign_off.user_id,
            first_signer_id=sample.sign_off.first_signer_id,
            second_signer_id=sample.sign_off.second_signer_id,
            first_employer_id=sample.sign_off.first_employer_id,
            second_employer_id=sample.sign_off.second_employer_id,
            moderator=reader,
            employer=job.organisation,
            standing=standing,
            outcome=SampleOutcome.NOT_SOUND,
            reasons="Why.",
            moderated_at=clock.now(),
        )
        for sample in samples[::3]
    )


def _portfolio(users: list[User], reader: User, trainer: User) -> None:
    """The reader's own: a sign-off by each of these people, with what they saw, and a portfolio from elsewhere."""
    own = _sign_offs([reader] * len(users), users, trainer)
    CriterionSeen.objects.bulk_create(
        CriterionSeen(signature_id=signature, criterion=criterion, is_met=True, seen="I saw it done.")
        for one in own
        for signature in (one.first_signature_id, one.second_signature_id)
        for criterion in factory.competency().criteria.all()
    )
    brought_from = partnerships(users, reader, trainer)
    ImportedPortfolio.objects.bulk_create(
        ImportedPortfolio(
            user=reader,
            partnership=one,
            issuer=one.name,
            kid="key",
            file={},
            content_hash=f"{one.pk:064}",
            holder=str(reader),
            issued_at=clock.now(),
            verified_at=clock.now(),
        )
        for one in brought_from
    )


def _offered(users: list[User], reader: User) -> None:
    """Requests that wait for both signatures; the reader is to confirm the evidence, and has confirmed half of it."""
    competency = factory.competency()
    pieces = Evidence.objects.bulk_create(
        Evidence(
            user=one.user,
            competency=competency,
            request=one,
            round=1,
            kind=EvidenceKind.SUPERVISED_CASE,
            shows="A visit.",
            confirmer=reader,
            offered_at=clock.now(),
        )
        for one in _requests(users, competency, RequestState.OPEN)
    )
    EvidenceConfirmation.objects.bulk_create(
        EvidenceConfirmation(
            evidence=piece, person=piece.user, note="So it was.", confirmed_by=reader, confirmed_at=clock.now()
        )
        for piece in pieces[1::2]
    )


def _to_be_signed_second(users: list[User], firsts: list[User], reader: User, trainer: User) -> None:
    now = clock.now()
    requests = _requests(users, factory.competency("MOT-1"), RequestState.WAITING)
    rows = Countersigning.objects.bulk_create(
        Countersigning(
            request=one.request,
            round=1,
            first_signature=one,
            due_on=clock.today(),
            working_days=10,
            calendar="SCT",
            started_at=now,
        )
        for one in _signatures(requests, firsts, 1)
    )
    CountersignAsk.objects.bulk_create(
        CountersignAsk(countersigning=row, person=row.request.user, trainer=trainer, asked_at=now, asked_by=reader)
        for row in rows
    )


def _in_moderation(users: list[User], firsts: list[User], second: User) -> None:
    requests = _requests(users, factory.competency("SN-2"), RequestState.MODERATION)
    _signatures(requests, firsts, 1)
    _signatures(requests, [second] * len(users), 2)


def _observations(users: list[User], reader: User) -> None:
    """The reader watches each of these people, and each of them watches the reader."""
    now, today = clock.now(), clock.today()
    made = Observation.objects.bulk_create(
        Observation(observed_on=today, place="A flat", started_by=reader, started_at=now) for _ in users
    )
    ObservedPerson.objects.bulk_create(
        ObservedPerson(observation=one, user=user, position=1) for one, user in zip(made, users, strict=True)
    )
    through = Observation.competencies.through
    through.objects.bulk_create(through(observation=one, competency=factory.competency()) for one in made)
    ObservationSheet.objects.bulk_create(ObservationSheet(observation=one, trainer=reader, position=1) for one in made)
    sheets = ObservationSheet.objects.bulk_create(
        ObservationSheet(observation=one, trainer=user, position=2, state=SheetState.FINISHED, finished_at=now)
        for one, user in zip(made, users, strict=True)
    )
    ObservationRecord.objects.bulk_create(
        ObservationRecord(
            sheet=sheet,
            observation=sheet.observation,
            trainer=sheet.trainer,
            person=reader,
            seen=[],
            is_proposed=False,
            finished_at=now,
        )
        for sheet in sheets
    )
