"""The register's own writing: the next number, and the row that lists and searches read."""

from datetime import date, datetime

from accreditation.models import Accreditation, AccreditationDecision, RegisterCounter, RegisterEntry
from accreditation.standing import Standing, standing_at
from people.models import Locality
from people.vocabulary import Tenure, Tier


def begin_counting() -> None:
    """Make the counter's one row where a register has none yet."""
    RegisterCounter.objects.get_or_create(pk=1)


def hold_counter() -> RegisterCounter:
    """Lock the counter until the transaction ends: nothing on the register changes meanwhile."""
    return RegisterCounter.objects.select_for_update().get(pk=1)


def take_next_number() -> int:
    """Lock the counter until the transaction ends and take the next number. The last lock that a writer takes."""
    counter = hold_counter()
    counter.number += 1
    counter.save(update_fields=["number"])
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
    entry, _ = RegisterEntry.objects.update_or_create(
        accreditation=accreditation,
        defaults={
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
            "tenures": between_bars({tenure for scope in scopes for tenure in scope.tenures}),
            "changed_at": at,
            "register_number": standing.register_number,
        },
    )
    codes = {code for scope in scopes for code in scope.localities}
    entry.localities.set(Locality.objects.filter(code__in=codes))
    return entry


def next_review_of(suspension: AccreditationDecision) -> date | None:
    """When a suspension is looked at next: as the last review says, or else as the suspension itself did."""
    last = suspension.reviews.order_by("-reviewed_at", "-id").first()
    return last.next_review_on if last else suspension.review_on


def between_bars(tenures: set[str]) -> str:
    """`|owner|council|`, in the order of the vocabulary, so that one `contains` finds one tenure."""
    return "".join(f"|{tenure}" for tenure in Tenure.values if tenure in tenures) + "|" if tenures else ""
