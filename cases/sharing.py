"""How much a partner may be told about somebody today (R2)."""

from cases.constants.people import SharingScope
from cases.models import Person, Sharing
from people.models import Organisation


def may_share(person: Person, organisation: Organisation, scope: SharingScope = SharingScope.PROGRESS) -> bool:
    """Whether this partner may be told this much about the person: on recorded consent or another lawful basis."""
    standing = Sharing.objects.filter(person=person, organisation=organisation, withdrawn_at=None).first()
    return standing is not None and SharingScope(standing.scope).rank >= scope.rank
