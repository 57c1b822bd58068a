"""The register as the public sees it (A3). Pages, data and cards are made from `PublicEntry` and from nothing else.

A withheld name never gets this far: neither the name nor the organisation is on a `PublicEntry` then, and the row that
search reads holds neither of them.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from accreditation.constants import EVERY_KIND, DecisionKind, Status
from accreditation.models import Adaptation, RegisterEntry
from accreditation.models.register import RegisterEntryQuerySet
from accreditation.numbers import MistypedNumber, looks_like_number, normalise
from accreditation.said import PublicEntry, read_said, said_of
from accreditation.selectors import ScopeInWords, StatusChange, in_words, scopes_of, status_history
from core import clock
from core.periods import holding_on
from people.models import Employment
from people.vocabulary import Tenure, Tier


def register_search(
    *,
    text: str = "",
    organisation: str = "",
    locality: str = "",
    tier: str = "",
    kind: str = "",
    tenure: str = "",
    scheme: str = "",
    status: str = "",
) -> RegisterEntryQuerySet:
    """The public register, filtered and in its order. `text` is a number, or any words of a name. Applications are not
    in it. These are rows of the register alone: cut a page out of them, and let `shown` read what it says.
    """
    entries = _by_text(RegisterEntry.objects.public(), text)
    if organisation:
        # Where somebody works would say who it is, so it finds no withheld name either.
        entries = entries.filter(is_name_withheld=False, user__in=_working_for(organisation))
    if locality:
        entries = entries.filter(localities__code=locality)
    if tier:
        entries = entries.filter(tier_rank__gte=Tier(tier).rank)
    if kind:
        entries = entries.filter(_covers(kind))
    if tenure:
        entries = entries.filter(tenures__contains=f"|{Tenure(tenure).value}|")
    if scheme:
        entries = entries.filter(scheme__code=scheme)
    if status:
        entries = entries.in_status(status)
    return entries


def shown(page: RegisterEntryQuerySet) -> list[PublicEntry]:
    """What may be said of each row of a page of `register_search`, in its order. People, schemes and employers are read
    for the rows of this page alone, however many were found, and however many stand before it.
    """
    numbers = list(page.values_list("number", flat=True))
    said = read_said(numbers)
    return [said[number] for number in numbers if number in said]


def _by_text(entries: RegisterEntryQuerySet, text: str) -> RegisterEntryQuerySet:
    """A number, or names. A number of letters alone may look like a surname, and a surname pass the check character
    by chance; where there is such a number, both are found.
    """
    named = entries.named(text)
    with suppress(MistypedNumber):
        numbered = entries.filter(number=normalise(text))
        if looks_like_number(text) or any(sign.isdigit() for sign in text):
            return numbered.in_public_order()
        if numbered.exists():
            return (numbered | entries.filter(pk__in=named.order_by().values("pk"))).in_public_order()
    return named


def _working_for(organisation: str) -> QuerySet[Any, Any]:
    jobs = Employment.objects.filter(holding_on(clock.today()), organisation__code=organisation)
    return jobs.values("user")


def _covers(kind: str) -> Q:
    """Entries that name this kind, or that cover every kind and reach the lowest tier at which it is authorised."""
    tiers = Adaptation.objects.filter(category=kind).values_list("tier", flat=True).distinct()
    lowest = min((Tier(tier).rank for tier in tiers), default=Tier.COMPLEX.rank)
    return Q(kinds__contains=f"|{kind}|") | Q(kinds=f"|{EVERY_KIND}|", tier_rank__gte=lowest)


def entry_for(number: str) -> RegisterEntry | None:
    """One entry of the public register with all that `as_public` shows, by its number as it is kept."""
    jobs = Employment.objects.filter(holding_on(clock.today()), user=OuterRef("user")).order_by("-valid_from")
    employer = Subquery(jobs.values("organisation__name")[:1])
    found = RegisterEntry.objects.public().filter(number=number)
    return found.select_related("user", "scheme").annotate(employer=employer).first()


def as_public(entry: RegisterEntry) -> PublicEntry:
    """What may be said of an entry that `entry_for` gave."""
    assert entry.starts_at  # noqa: S101 - nothing is public before its grant
    assert entry.valid_until  # noqa: S101 - and a grant has an end
    return said_of(
        number=entry.number,
        name=entry.user.get_full_name(),
        organisation=entry.employer or "",  # type: ignore[attr-defined]
        scheme=entry.scheme.name,
        starts_at=entry.starts_at,
        valid_until=entry.valid_until,
        is_suspended=entry.is_suspended,
        ended_as=entry.ended_as,
        conditions=(entry.conditions_text, entry.conditions_from, entry.conditions_until),
        register_number=entry.register_number,
        is_name_withheld=entry.is_name_withheld,
    )


@dataclass(frozen=True, kw_only=True)
class Details:
    """What an entry's own page says besides: its scopes in words, and the history of its status."""

    scopes: list[ScopeInWords]
    history: list[StatusChange]
    suspended_since: datetime | None


def details_of(entry: RegisterEntry) -> Details:
    history = status_history(entry)
    suspensions = (change.at for change in history if change.kind == DecisionKind.SUSPENDED)
    return Details(
        scopes=in_words(scopes_of(entry)),
        history=history,
        suspended_since=next(suspensions, None) if entry.status_now is Status.SUSPENDED else None,
    )


def places_among(said: Sequence[PublicEntry]) -> dict[str, list[str]]:
    """The names of the localities that each entry covers, by its number. One query for all of them."""
    places: dict[str, list[str]] = {entry.number: [] for entry in said}
    rows = RegisterEntry.localities.through.objects.filter(registerentry__number__in=places).order_by("locality__name")
    for number, name in rows.values_list("registerentry__number", "locality__name"):
        places[number].append(name)
    return places
