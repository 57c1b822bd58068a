"""Whose names somebody may see: their own people's, not the partnership's (ADR 22)."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from people.constants import Role
from people.models import Organisation, User
from people.selectors import current_employment, organisations_managed_by, roles_of

SEE_RULES = (Role.GOVERNANCE, Role.EDITOR, Role.MANAGER)
CHANGE_RULES = (Role.GOVERNANCE, Role.EDITOR)


def organisations_with_names(user: User) -> QuerySet[Organisation]:
    """Those that somebody manages; for a member of the governance group also the one that they work for."""
    seen = set(organisations_managed_by(user))
    job = current_employment(user)
    if job and Role.GOVERNANCE in roles_of(user):
        seen.add(job.organisation_id)
    return Organisation.objects.filter(pk__in=seen)


def organisation_or_refuse(user: User, code: str) -> Organisation:
    organisation = get_object_or_404(Organisation, code=code)
    if not organisations_with_names(user).filter(pk=organisation.pk).exists():
        raise PermissionDenied("You see the names of staff only in an organisation that you manage.")
    return organisation
