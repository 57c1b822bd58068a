"""Changes to who people are: organisations, employment, roles."""

from collections.abc import Collection
from datetime import date
from typing import TypeVar

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q

from audit.services import record
from core import clock
from core.transitions import lock
from people.constants import OrganisationKind, Role
from people.exceptions import EmploymentOverlaps, RecordNotAccepted
from people.models import (
    Employment,
    Locality,
    Organisation,
    Profession,
    RoleGrant,
    ServiceSetting,
    User,
)
from people.selectors import has_role
from people.services.fitness import may_record
from people.signals import employment_changed

Word = TypeVar("Word", Locality, Profession, ServiceSetting)

# Wagtail gives its own permissions by group; a role that edits content brings its group.
WAGTAIL_GROUPS = {Role.EDITOR: "Editors", Role.GOVERNANCE: "Moderators"}


@transaction.atomic
def add_organisation(
    *,
    code: str,
    name: str,
    kind: OrganisationKind,
    is_employer: bool = True,
    contact_email: str = "",
    contact_phone: str = "",
    partnership: str = "",
    by: User | None,
) -> Organisation:
    organisation = Organisation.objects.create(
        code=code,
        name=name,
        kind=kind,
        is_employer=is_employer,
        contact_email=contact_email,
        contact_phone=contact_phone,
        partnership=partnership,
    )
    record("people.organisation_added", organisation, by=by)
    return organisation


@transaction.atomic
def add_word(model: type[Word], *, code: str, name: str, by: User | None, **more: str) -> Word:
    """Add a locality, with the nation that it lies in, a profession or a service setting."""
    word = model.objects.create(code=code, name=name, **more)
    record(f"people.{model._meta.model_name}_added", word, by=by)
    return word


@transaction.atomic
def add_person(*, email: str, first_name: str, last_name: str, password: str | None, by: User | None) -> User:
    user = User.objects.create_user(email, password, first_name=first_name, last_name=last_name)
    record("people.added", user, by=by)
    return user


@transaction.atomic
def employ(
    *,
    user: User,
    organisation: Organisation,
    profession: Profession,
    service_setting: ServiceSetting,
    job_title: str,
    localities: Collection[Locality],
    valid_from: date,
    valid_until: date | None = None,
    line_manager: User | None = None,
    seconded_from: Organisation | None = None,
    by: User | None,
) -> Employment:
    """Start an employment, or a secondment from the employer that lends them.

    Raises `EmploymentOverlaps` when another one holds on that day or later.
    """
    # Without the key: whoever decides about the person meanwhile points at their row, and must not wait for this.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if Employment.objects.filter(Q(valid_until=None) | Q(valid_until__gt=valid_from), user=user).exists():
        raise EmploymentOverlaps(f"{user} already works somewhere on that day. End that employment first.")
    employment = Employment.objects.create(
        user=user,
        organisation=organisation,
        seconded_from=seconded_from,
        profession=profession,
        service_setting=service_setting,
        job_title=job_title,
        line_manager=line_manager,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    if user.visits_from and not organisation.partnership:
        # Whoever came to visit and now works here is one of ours.
        User.objects.filter(pk=user.pk).update(visits_from="")
    employment.localities.set(localities)
    record("people.employed", employment, by=by)
    employment_changed.send(sender=Employment, user=user)
    return employment


@transaction.atomic
def second(
    *,
    user: User,
    organisation: Organisation,
    service_setting: ServiceSetting,
    job_title: str,
    valid_from: date,
    valid_until: date,
    by: User,
) -> Employment:
    """Lend somebody to another organisation from a day until another (exclusive), when they return to the same job.

    Their employer stays their employer: both count wherever a rule asks for different employers.
    """
    user = lock(User.objects, user.pk)
    if not may_record(by, user):
        raise RecordNotAccepted(f"Only an accreditation officer, or a manager where {user} works, may record this.")
    if valid_from < clock.today():
        raise RecordNotAccepted("A secondment starts today or later: what was signed before stays as it was.")
    if valid_until <= valid_from:
        raise RecordNotAccepted("The secondment must end after it starts.")
    job = Employment.objects.select_for_update(of=("self",)).filter(user=user).order_by("-valid_from").first()
    if job is None or job.valid_from >= valid_from or (job.valid_until and job.valid_until <= valid_until):
        raise RecordNotAccepted(f"{user} has no job that goes on for the whole of that time.")
    if job.seconded_from_id or job.organisation_id == organisation.pk:
        raise RecordNotAccepted(f"{user} is seconded already, or works for {organisation}.")
    home_until, localities = job.valid_until, list(job.localities.all())
    job.valid_until = valid_from
    job.save(update_fields=["valid_until"])
    lent = Employment.objects.create(
        user=user,
        organisation=organisation,
        seconded_from=job.organisation,
        profession=job.profession,
        service_setting=service_setting,
        job_title=job_title,
        line_manager=job.line_manager,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    back = Employment.objects.create(
        user=user,
        organisation=job.organisation,
        profession=job.profession,
        service_setting=job.service_setting,
        job_title=job.job_title,
        line_manager=job.line_manager,
        valid_from=valid_until,
        valid_until=home_until,
    )
    for each in (lent, back):
        each.localities.set(localities)
    record("people.seconded", lent, by=by, detail={"until": valid_until.isoformat()})
    return lent


@transaction.atomic
def grant_role(
    *,
    user: User,
    role: Role,
    valid_from: date,
    valid_until: date | None = None,
    organisation: Organisation | None = None,
    by: User | None,
) -> RoleGrant:
    grant = RoleGrant.objects.create(
        user=user, role=role, organisation=organisation, valid_from=valid_from, valid_until=valid_until, granted_by=by
    )
    if group := WAGTAIL_GROUPS.get(role):
        user.groups.add(Group.objects.get_or_create(name=group)[0])
    record("people.role_granted", grant, by=by)
    return grant


def ensure_role(*, user: User, role: Role, by: User) -> None:
    """Grant a role for the partnership from today, unless the person holds it."""
    if not has_role(user, role):
        grant_role(user=user, role=role, valid_from=clock.today(), by=by)


@transaction.atomic
def withdraw_role(*, grant: RoleGrant, on: date, by: User) -> None:
    grant = RoleGrant.objects.select_for_update().get(pk=grant.pk)
    grant.valid_until = on
    grant.save(update_fields=["valid_until"])
    if group := WAGTAIL_GROUPS.get(Role(grant.role)):
        grant.user.groups.remove(*Group.objects.filter(name=group))
    record("people.role_withdrawn", grant, by=by)
