"""What the register's catalogue says, as the case pages use it."""

from django.db.models import Q

from accreditation.models import Adaptation, DirectAccessList
from core import clock
from core.periods import holding_on
from people.vocabulary import Tenure


def _parts(text: str) -> list[str]:
    return [part for part in (piece.strip() for piece in text.split(";")) if part]


def contraindications_of(adaptation: Adaptation | None) -> list[str]:
    """What to check first, one sentence each."""
    return _parts(adaptation.contraindications) if adaptation else []


def alternatives_of(adaptation: Adaptation | None) -> list[str]:
    """What to consider before this item."""
    return _parts(adaptation.alternatives) if adaptation else []


def direct_access_ids(tenure: Tenure | str) -> set[int]:
    """The items that anyone may arrange today in homes of this tenure."""
    lists = Q(tenure=tenure) & holding_on(clock.today())
    return set(DirectAccessList.objects.filter(lists).values_list("items", flat=True)) - {None}
