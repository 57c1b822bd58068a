"""The register as the public sees it (A3). Pages, data and cards are made from `PublicEntry` and from nothing else.

A withheld name never gets this far: neither the name nor the organisation is on a `PublicEntry` then, and the row that
search reads holds neither of them.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.crypto import salted_hmac

from accreditation.constants import EVERY_KIND, DecisionKind, Status
from accreditation.models import Adaptation, RegisterEntry
from accreditation.models.register import RegisterEntryQuerySet
from accreditation.numbers import MistypedNumber, looks_like_number, normalise
from accreditation.selectors import ScopeInWords, StatusChange, in_words, scopes_of, status_history
from accreditation.standing import conditions_on, status_from, words_for
from core import clock
from core.periods import holding_on
from people.constants import NAME_WITHHELD
from people.models import Employment
from people.vocabulary import Tenure, Tier


@dataclass(frozen=True, kw_only=True)
class PublicEntry:
    """One entry, with what anyone may know. `name` and `organisation` are "" where they are withheld."""

    number: str
    name: str
    organisation: str
    scheme: str
    status: Status
    status_words: str
    conditions: str
    starts_at: datetime
    valid_until: date
    register_number: int
    is_name_withheld: bool

    @property
    def called(self) -> str:
        """What a page calls the person."""
        return NAME_WITHHELD if self.is_name_withheld else self.name

    def validator(self, *also: object) -> str:
        """A text that changes whenever anything that the entry says changes, a day passing included.

        It is made with the secret key: nobody reads from it how often something was decided that is not shown.
        """
        said = "\x1f".join(map(str, [*vars(self).values(), *also]))
        return salted_hmac("accreditation.public", said).hexdigest()


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


def shown(page: RegisterEntryQuerySet) -> list[RegisterEntry]:
    """A page of `register_search` with all that `as_public` shows. People, schemes and employers are joined to the rows
    of this page alone, however many were found, and however many stand before it.
    """
    return list(_with_what_is_shown(RegisterEntry.objects.filter(pk__in=page)).in_public_order())


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


def _with_what_is_shown(entries: RegisterEntryQuerySet) -> RegisterEntryQuerySet:
    """In one statement: the person, the scheme, and where the person works today."""
    jobs = Employment.objects.filter(holding_on(clock.today()), user=OuterRef("user")).order_by("-valid_from")
    employer = Subquery(jobs.values("organisation__name")[:1])
    return entries.select_related("user", "scheme").annotate(employer=employer)


def entry_for(number: str) -> RegisterEntry | None:
    """One entry of the public register with all that `as_public` shows, by its number as it is kept."""
    return _with_what_is_shown(RegisterEntry.objects.public().filter(number=number)).first()


def as_public(entry: RegisterEntry) -> PublicEntry:
    """What may be said of an entry that `shown` or `entry_for` gave."""
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


def said_of(
    *,
    number: str,
    name: str,
    organisation: str,
    scheme: str,
    starts_at: datetime,
    valid_until: date,
    is_suspended: bool,
    ended_as: str,
    conditions: tuple[str, date | None, date | None],
    register_number: int,
    is_name_withheld: bool,
) -> PublicEntry:
    """What may be said now of an entry, from what its row holds. `conditions` are the words and their days."""
    status = status_from(
        starts_at=starts_at, valid_until=valid_until, is_suspended=is_suspended, ended_as=ended_as, at=clock.now()
    )
    restrictions = conditions_on(clock.today(), *conditions)
    return PublicEntry(
        number=number,
        name="" if is_name_withheld else name,
        organisation="" if is_name_withheld else organisation,
        scheme=scheme,
        status=status,
        status_words=words_for(status, restrictions),
        conditions=restrictions,
        starts_at=starts_at,
        valid_until=valid_until,
        register_number=register_number,
        is_name_withheld=is_name_withheld,
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


def places_among(entries: Sequence[RegisterEntry]) -> dict[int, list[str]]:
    """The names of the localities that each entry covers, by its key. One query for all of them."""
    places: dict[int, list[str]] = {entry.pk: [] for entry in entries}
    rows = RegisterEntry.localities.through.objects.filter(registerentry__in=places).order_by("locality__name")
    for pk, name in rows.values_list("registerentry", "locality__name"):
        places[pk].append(name)
    return places
