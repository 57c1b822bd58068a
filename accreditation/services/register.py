"""The register's own writing: the next number, and the row that lists and searches read."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from accreditation.constants import EVERY_KIND
from accreditation.models import (
    Accreditation,
    AccreditationDecision,
    RegisterChange,
    RegisterCounter,
    RegisterEntry,
    Scope,
)
from accreditation.standing import Standing, standing_at
from core import clock
from core.folding import fold
from people.models import Locality, User
from people.selectors import name_is_withheld
from people.vocabulary import Tenure, Tier


def begin_counting() -> None:
    """Make the counter's one row where a register has none yet."""
    RegisterCounter.objects.get_or_create(pk=1)


def hold_counter() -> RegisterCounter:
    """Lock the counter until the transaction ends: nothing on the register changes meanwhile."""
    return RegisterCounter.objects.select_for_update().get(pk=1)


def take_next_number(*, about: User | None, is_whole: bool = False) -> int:
    """Lock the counter until the transaction ends and take the next number. The last lock that a writer takes.

    `about` is the person whose answers the change touches; None is a change of what holds for everybody, and
    `is_whole` one that may touch what is said of each of them. Offline copies are brought up to date by it.
    """
    counter = hold_counter()
    counter.number += 1
    counter.save(update_fields=["number"])
    RegisterChange.objects.create(number=counter.number, person=about, is_whole=is_whole, changed_at=clock.now())
    return counter.number


def recount(accreditation: Accreditation, *, at: datetime) -> Standing[AccreditationDecision]:
    """What the accreditation's decisions add up to, from the rows themselves."""
    decisions = AccreditationDecision.objects.filter(accreditation=accreditation).prefetch_related("scopes")
    return standing_at(decisions, effective_at=at, known_at=at)


def rewrite_entry(accreditation: Accreditation, *, at: datetime) -> RegisterEntry:
    """Write the register's row anew from the decisions."""
    standing = recount(accreditation, at=at)
    scopes = list(standing.term.scopes.all()) if standing.term else []
    restriction = standing.restriction
    facts = {
        "number": accreditation.number,
        "user_id": accreditation.user_id,
        "scheme_id": accreditation.scheme_id,
        "starts_at": standing.starts_at,
        "valid_until": standing.valid_until,
        "is_suspended": standing.is_suspended,
        "ended_as": standing.ended_as,
        "review_on": next_review_of(standing.suspension) if standing.suspension else None,
        "conditions_text": restriction.conditions if restriction else "",
        "conditions_from": restriction.conditions_from if restriction else None,
        "conditions_until": restriction.conditions_until if restriction else None,
        "tier_rank": max((Tier(scope.tier).rank for scope in scopes if scope.tier), default=None),
        "tenures": between_bars(t for t in Tenure.values if any(t in scope.tenures for scope in scopes)),
        "kinds": between_bars(_kinds(scopes)),
        "changed_at": at,
        "register_number": standing.register_number,
    }
    # A decision leaves the name alone: whoever renames or withholds writes it, under a lock of the person's row.
    new = facts | public_name(accreditation.user)
    entry, _ = RegisterEntry.objects.update_or_create(accreditation=accreditation, defaults=facts, create_defaults=new)
    codes = {code for scope in scopes for code in scope.localities}
    entry.localities.set(Locality.objects.filter(code__in=codes))
    return entry


def next_review_of(suspension: AccreditationDecision) -> date | None:
    """When a suspension is looked at next: as the last review says, or else as the suspension itself did."""
    last = suspension.reviews.order_by("-reviewed_at", "-id").first()
    return last.next_review_on if last else suspension.review_on


def between_bars(words: Iterable[str]) -> str:
    """`|owner|council|`, so that one `contains` finds one of them; "" when there is none."""
    listed = "|".join(words)
    return f"|{listed}|" if listed else ""


def _kinds(scopes: list[Scope]) -> list[str]:
    """The kinds of adaptation that any scope names, or the star when one names none and so covers all."""
    with_tier = [scope for scope in scopes if scope.tier]
    if any(not scope.kinds for scope in with_tier):
        return [EVERY_KIND]
    return sorted({kind for scope in with_tier for kind in scope.kinds})


def public_name(user: User) -> dict[str, Any]:
    """What the register's row holds of a name: the words that search and order use, or none where it is withheld."""
    withheld = name_is_withheld(user)
    folded = "" if withheld else fold(f"{user.last_name} {user.first_name}")
    return {"is_name_withheld": withheld, "name_folded": f" {folded}" if folded else ""}


def rewrite_names(user: User) -> None:
    """Bring every entry of somebody up to date with what the public may call them."""
    RegisterEntry.objects.filter(user=user).update(**public_name(user))
