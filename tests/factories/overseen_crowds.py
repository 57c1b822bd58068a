"""What the governance group oversees, in bulk: visitors, trusted partnerships, versions of the framework."""

from datetime import timedelta

from competencies.constants import FrameworkState, RequestState, StandingBasis, TrustState, VisitState
from competencies.models import (
    Framework,
    Reassessment,
    SignOffRequest,
    TrainerStanding,
    TrustedPartnership,
    VisitingInvitation,
)
from core import clock
from people.models import User
from tests.factories import competencies as factory


def partnerships(users: list[User], reader: User, trainer: User) -> list[TrustedPartnership]:
    """One for each of these people; every second is proposed, the others were trusted once."""
    now, today = clock.now(), clock.today()
    ended = {
        "state": TrustState.ENDED,
        "decided_at": now,
        "decided_by": trainer,
        "ended_at": now,
        "ended_by": trainer,
        "end_reason": "Why.",
    }
    return TrustedPartnership.objects.bulk_create(
        TrustedPartnership(
            name=f"Partnership {user.pk}",
            address=f"https://partnership-{user.pk}.example",
            keys=[{"kid": "key"}],
            reason="Why.",
            valid_from=today,
            valid_until=today + timedelta(days=300),
            proposed_at=now,
            proposed_by=reader,
            **(ended if place % 2 else {}),
        )
        for place, user in enumerate(users)
    )


def visits(users: list[User], reader: User, trainer: User) -> None:
    """Each is invited to sign one request; every second was confirmed, and the visit ended early."""
    now, today = clock.now(), clock.today()
    ninety = today + timedelta(days=90)
    job, module = reader.employments.get(), reader.trainer_standings.get().module
    standings = TrainerStanding.objects.bulk_create(
        TrainerStanding(
            user=user,
            module=module,
            level=factory.Level.SIMPLE,
            basis=StandingBasis.VISITING,
            partnership="Westmoor",
            first_decided_by=reader,
            second_decided_by=trainer,
            reason="Why.",
            recorded_at=now,
            valid_from=today,
            valid_until=today + timedelta(days=1),
            was_until=ninety,
            ended_at=now,
            ended_by=trainer,
            end_reason="Why.",
        )
        for user in users[1::2]
    )
    confirmed = {row.user_id: row for row in standings}
    invitations = VisitingInvitation.objects.bulk_create(
        VisitingInvitation(
            email=user.email,
            first_name="Many",
            last_name=f"Visitor{user.pk}",
            employer="Westmoor Homes",
            employer_kind=job.organisation.kind,
            partnership="Westmoor",
            profession=job.profession,
            service_setting=job.service_setting,
            module=module,
            level=factory.Level.SIMPLE,
            checked="By telephone.",
            valid_from=today,
            valid_until=ninety,
            invited_at=now,
            invited_by=reader,
            **(
                {
                    "state": VisitState.ENDED,
                    "decided_at": now,
                    "decided_by": trainer,
                    "user": user,
                    "standing": confirmed[user.pk],
                }
                if user.pk in confirmed
                else {}
            ),
        )
        for user in users
    )
    named = dict(SignOffRequest.objects.filter(user__in=users, state=RequestState.OPEN).values_list("user", "pk"))
    through = VisitingInvitation.requests.through
    through.objects.bulk_create(
        through(visitinginvitation=one, signoffrequest_id=named[user.pk])
        for one, user in zip(invitations, users, strict=True)
    )


def versions(count: int, author: User, approver: User) -> None:
    """So many older versions of the framework, and that what they replaced is to be assessed again."""
    long_ago = clock.now() - timedelta(days=400)
    known = Framework.objects.count()
    Framework.objects.bulk_create(
        Framework(
            version=f"2000.{known + place}",
            title="Framework",
            content_hash="0" * 64,
            author=author,
            loaded_at=long_ago,
            submitted_at=long_ago,
            state=FrameworkState.APPROVED,
            approved_at=long_ago,
            approved_by=approver,
        )
        for place in range(count)
    )
    competency = factory.competency()
    if not Reassessment.objects.exists():
        Reassessment.objects.create(
            competency=competency,
            framework=competency.framework,
            reassess_by=clock.today() + timedelta(days=300),
        )
