"""A signer from another partnership: invited by one governance member, confirmed by a second, ended early (C3).

The rule of two signers is never waived. Where nobody here could be the second, somebody from elsewhere visits.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import slugify

from audit.services import record
from competencies.constants import VISIT_MAX_DAYS, StandingBasis, VisitState
from competencies.exceptions import NotGovernance, VisitNotAllowed
from competencies.lives import VISIT_LIFE
from competencies.models import SignOffRequest, TrainerStanding, VisitingInvitation
from competencies.selectors import tier_of
from competencies.services.standing import end_early
from core import clock
from core.transitions import lock
from modules.models import Module
from people.constants import OrganisationKind, RegistrationBody, Role
from people.models import Employment, Organisation, Profession, RoleGrant, ServiceSetting, User
from people.notices import notify
from people.selectors import has_role
from people.services import add_organisation, add_person, employ, grant_role, record_registration
from people.signals import employment_changed


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Who is to visit: from where, as what, and what was checked about their standing at home."""

    first_name: str
    last_name: str
    email: str
    employer: str
    employer_kind: OrganisationKind
    partnership: str
    profession: Profession
    service_setting: ServiceSetting
    checked: str
    registration_body: str = ""
    registration_number: str = ""


@transaction.atomic
def invite_visitor(
    *,
    visitor: Visitor,
    module: Module,
    valid_from: date,
    valid_until: date,
    requests: Collection[SignOffRequest] = (),
    by: User,
) -> VisitingInvitation:
    """Propose that somebody from another partnership sign here until a day (exclusive), ninety days on at most."""
    _require_governance(by)
    if not visitor.checked.strip():
        raise VisitNotAllowed("Say what was checked about their standing at home, and how.")
    if bool(visitor.registration_body) != bool(visitor.registration_number.strip()):
        raise VisitNotAllowed("Give the professional body and the registration number, or neither.")
    if valid_from < clock.today() or valid_until <= valid_from:
        raise VisitNotAllowed("A visit begins today or later, and its last day does not come before its first.")
    if valid_until > valid_from + timedelta(days=VISIT_MAX_DAYS):
        raise VisitNotAllowed(f"A visit lasts {VISIT_MAX_DAYS} days at most. Invite them again if it takes longer.")
    email = visitor.email.lower()
    _require_visitor(email)
    if VisitingInvitation.objects.filter(email=email, state=VisitState.PROPOSED).exists():
        raise VisitNotAllowed("An invitation to this address is waiting for a second member already.")
    invitation = VisitingInvitation.objects.create(
        **{**vars(visitor), "email": email, "checked": visitor.checked.strip()},
        module=module,
        level=tier_of(module),
        valid_from=valid_from,
        valid_until=valid_until,
        invited_at=clock.now(),
        invited_by=by,
    )
    invitation.requests.set(requests)
    record("competencies.visit_proposed", invitation, by=by, detail={"requests": [row.pk for row in requests]})
    return invitation


@transaction.atomic
def confirm_visit(*, invitation: VisitingInvitation, by: User) -> TrainerStanding:
    """Confirm another member's invitation: the visitor becomes a user at work elsewhere, with standing that ends."""
    invitation = lock(VisitingInvitation.objects, invitation.pk)
    _require_governance(by)
    _require_governance(invitation.invited_by)
    VISIT_LIFE.require(invitation, "confirm")
    if by.pk == invitation.invited_by_id:
        raise VisitNotAllowed("Inviting a visiting signer takes two different members of the governance group.")
    starts = max(invitation.valid_from, clock.today())
    if invitation.valid_until <= starts:
        raise VisitNotAllowed("The visit would have ended already. Invite them again with other days.")
    user = _user_of(invitation, by)
    _work_of(invitation, user, starts, by)
    standing = TrainerStanding.objects.create(
        user=user,
        module=invitation.module,
        level=invitation.level,
        basis=StandingBasis.VISITING,
        partnership=invitation.partnership,
        first_decided_by=invitation.invited_by,
        second_decided_by=by,
        reason=invitation.checked,
        recorded_at=clock.now(),
        valid_from=starts,
        valid_until=invitation.valid_until,
    )
    grant_role(user=user, role=Role.VISITING_SIGNER, valid_from=starts, valid_until=invitation.valid_until, by=by)
    invitation.user, invitation.standing = user, standing
    _decide(invitation, VisitState.CONFIRMED, by)
    record("competencies.visit_confirmed", invitation, by=by, detail={"standing": standing.pk})
    _tell(invitation, standing)
    return standing


@transaction.atomic
def decline_visit(*, invitation: VisitingInvitation, by: User) -> VisitingInvitation:
    """Decline an invitation, or take one's own back."""
    invitation = lock(VisitingInvitation.objects, invitation.pk)
    _require_governance(by)
    VISIT_LIFE.require(invitation, "decline")
    _decide(invitation, VisitState.DECLINED, by)
    record("competencies.visit_declined", invitation, by=by)
    return invitation


@transaction.atomic
def end_visit(*, invitation: VisitingInvitation, reason: str, by: User) -> VisitingInvitation:
    """End a visit today: standing, work and role. What was signed stays."""
    invitation = lock(VisitingInvitation.objects, invitation.pk)
    _require_governance(by)
    VISIT_LIFE.require(invitation, "end")
    if not reason.strip():
        raise VisitNotAllowed("Say why the visit ends.")
    standing, today = invitation.standing, clock.today()
    assert standing is not None  # noqa: S101 - the database holds a confirmed visit to it
    if standing.valid_until > today:
        end_early(standing, reason.strip(), by)
    ends = max(today, standing.valid_from)
    Employment.objects.filter(user=invitation.user, valid_until__gt=ends).update(valid_until=ends)
    RoleGrant.objects.filter(user=invitation.user, role=Role.VISITING_SIGNER, valid_until__gt=ends).update(
        valid_until=ends
    )
    invitation.state = VisitState.ENDED
    invitation.save(update_fields=["state"])
    record("competencies.visit_ended", invitation, by=by)
    employment_changed.send(sender=Employment, user=invitation.user)
    return invitation


def _user_of(invitation: VisitingInvitation, by: User) -> User:
    """The visitor as a user without a password, or as they were when they visited before."""
    user = _require_visitor(invitation.email) or add_person(
        email=invitation.email,
        first_name=invitation.first_name,
        last_name=invitation.last_name,
        password=None,
        by=by,
    )
    user.visits_from = invitation.partnership
    user.save(update_fields=["visits_from"])
    return user


def _work_of(invitation: VisitingInvitation, user: User, starts: date, by: User) -> None:
    """Their employer, marked as another partnership's, their work there, and their registration if they have one."""
    organisation = Organisation.objects.filter(name__iexact=invitation.employer).first()
    if organisation is None:
        organisation = add_organisation(
            code=slugify(f"{invitation.partnership} {invitation.employer}")[:50],
            name=invitation.employer,
            kind=OrganisationKind(invitation.employer_kind),
            partnership=invitation.partnership,
            by=by,
        )
    elif not organisation.partnership:
        raise VisitNotAllowed(f"{organisation} is one of our own organisations, so its staff do not visit.")
    employ(
        user=user,
        organisation=organisation,
        profession=invitation.profession,
        service_setting=invitation.service_setting,
        job_title="Visiting signer",
        localities=[],
        valid_from=starts,
        valid_until=invitation.valid_until,
        by=by,
    )
    known = user.registrations.filter(number=invitation.registration_number, valid_from=starts).exists()
    if invitation.registration_number and not known:
        record_registration(
            user=user,
            body=RegistrationBody(invitation.registration_body),
            number=invitation.registration_number,
            profession=invitation.profession,
            valid_from=starts,
            valid_until=invitation.valid_until,
            checked_on=clock.today(),
            by=by,
        )


def _require_visitor(email: str) -> User | None:
    """Who visited before under this address, or None. Raises for somebody who works in this partnership."""
    user = User.objects.filter(email__iexact=email).first()
    if user is not None and not user.visits_from:
        raise VisitNotAllowed("Somebody of this partnership has this e-mail address. A visitor comes from another.")
    return user


def _decide(invitation: VisitingInvitation, state: VisitState, by: User) -> None:
    invitation.state = state
    invitation.decided_at, invitation.decided_by = clock.now(), by
    invitation.save(update_fields=["state", "decided_at", "decided_by", "user", "standing"])


def _require_governance(member: User) -> None:
    if not has_role(member, Role.GOVERNANCE):
        raise NotGovernance(f"{member} is not a member of the governance group.")


def _tell(invitation: VisitingInvitation, standing: TrainerStanding) -> None:
    notify(
        user=standing.user,
        template="competencies/email/visiting.txt",
        key=f"competencies.visiting.{invitation.pk}",
        context={
            "first_day": date_format(standing.valid_from, "j F Y"),
            "last_day": date_format(standing.last_day, "j F Y"),
            "requests": invitation.requests.count(),
            "password_path": reverse("account_reset_password"),
            "path": reverse("competencies:sign_offs"),
        },
    )
