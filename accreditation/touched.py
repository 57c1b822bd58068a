"""What stopping an accreditation touches, shown before it is decided and to the person who gives theirs up (A2).

The register knows its own part: the person's other accreditations, and which case systems asked about them lately.
Upper apps tell theirs through a registry that they fill in `ready()`, with links to what the viewer may see.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max

from accreditation.constants import ASKED_LATELY_DAYS
from accreditation.models import Answer, RegisterEntry
from core import clock
from people.models import User


@dataclass(frozen=True, kw_only=True)
class Touched:
    """One sort of thing that it touches: how many, in words, and the address and name of each the viewer may see."""

    words: str
    count: int
    links: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, kw_only=True)
class AskedLately:
    """A case system that asked about the person in the last days."""

    name: str
    times: int
    last_at: datetime


@dataclass(frozen=True, kw_only=True)
class WhatItTouches:
    """The preview as a page shows it."""

    others: Sequence[RegisterEntry]
    elsewhere: Sequence[Touched]
    asked_lately: Sequence[AskedLately]


# A person and a viewer in, what it touches out.
Teller = Callable[[User, User], Iterable[Touched]]

_tellers: dict[str, Teller] = {}


def register(name: str, teller: Teller) -> None:
    """`name` is the app's. What it tells is read each time a preview is shown."""
    _tellers[name] = teller


def what_it_touches(entry: RegisterEntry, *, viewer: User) -> WhatItTouches:
    own = RegisterEntry.objects.filter(user=entry.user).select_related("scheme")
    return WhatItTouches(
        others=list(own.holding().exclude(pk=entry.pk)),
        elsewhere=[touched for teller in _tellers.values() for touched in teller(entry.user, viewer)],
        asked_lately=_asked_lately(own.values_list("number", flat=True)),
    )


def _asked_lately(numbers: Iterable[str]) -> list[AskedLately]:
    since = clock.now() - timedelta(days=ASKED_LATELY_DAYS)
    rows = (
        Answer.objects.filter(accreditation_number__in=list(numbers), asked_at__gte=since, case_system__isnull=False)
        .values_list("case_system__name")
        .annotate(times=Count("id"), last_at=Max("asked_at"))
        .order_by("-last_at")
    )
    return [AskedLately(name=name, times=times, last_at=last_at) for name, times, last_at in rows]
