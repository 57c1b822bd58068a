"""The verbs that open, shape and close a term: grant, refuse, conditions, renew, revoke, give up."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from accreditation.constants import DecisionKind
from accreditation.exceptions import DutiesNotSeparate, NotReady, TermNotPossible
from accreditation.models import Accreditation, AccreditationDecision, RegisterEntry
from accreditation.renewal import missing_for_renewal
from accreditation.requirements import missing_for, signed_what_it_rests_on
from accreditation.services.basis import write_basis
from accreditation.services.deciding import NewScope, decide, open_for, require_separate
from competencies.services import hold_sign_offs
from people.models import User


@transaction.atomic
def grant(
    *,
    accreditation: Accreditation,
    scopes: Sequence[NewScope],
    valid_until: date,
    reason: str,
    by: User,
    conditions: str = "",
    effective_from: datetime | None = None,
) -> AccreditationDecision:
    """Accredit somebody for a scope (A1): everything is there, and the officer signed none of it."""
    accreditation, _ = open_for(accreditation, DecisionKind.GRANTED)
    _require_ready(accreditation, by=by)
    decision = decide(
        accreditation,
        DecisionKind.GRANTED,
        reason=reason,
        by=by,
        conditions=conditions.strip(),
        effective_from=effective_from,
        valid_until=valid_until,
        scopes=scopes,
    )
    write_basis(decision)
    return decision


@transaction.atomic
def refuse(*, accreditation: Accreditation, reason: str, by: User) -> AccreditationDecision:
    """Close an application with a reason. The person may appeal, or apply again."""
    accreditation, _ = open_for(accreditation, DecisionKind.REFUSED)
    return decide(accreditation, DecisionKind.REFUSED, reason=reason, by=by)


@transaction.atomic
def renew(
    *,
    accreditation: Accreditation,
    scopes: Sequence[NewScope],
    valid_until: date,
    reason: str,
    by: User,
    conditions: str = "",
) -> AccreditationDecision:
    """Open a new term with its scope: what a grant needs is there again, practice goes on, and the end is later."""
    accreditation, standing = open_for(accreditation, DecisionKind.RENEWED)
    _require_ready(accreditation, by=by)
    if missing := missing_for_renewal(RegisterEntry.objects.select_related("user", "scheme").get(pk=accreditation.pk)):
        raise NotReady(" ".join(missing))
    if standing.valid_until and valid_until <= standing.valid_until:
        raise TermNotPossible(f"A renewal ends later than the present term ({standing.valid_until:%-d %B %Y}).")
    decision = decide(
        accreditation,
        DecisionKind.RENEWED,
        reason=reason,
        by=by,
        conditions=conditions.strip(),
        valid_until=valid_until,
        scopes=scopes,
    )
    write_basis(decision)
    return decision


@transaction.atomic
def refuse_renewal(*, accreditation: Accreditation, reason: str, by: User) -> AccreditationDecision:
    """Say that it will not be renewed, and why. The term runs to its end; the person may appeal."""
    accreditation, _ = open_for(accreditation, DecisionKind.RENEWAL_REFUSED)
    return decide(accreditation, DecisionKind.RENEWAL_REFUSED, reason=reason, by=by)


@transaction.atomic
def add_conditions(
    *,
    accreditation: Accreditation,
    conditions: str,
    reason: str,
    by: User,
    conditions_from: date | None = None,
    conditions_until: date | None = None,
    effective_from: datetime | None = None,
) -> AccreditationDecision:
    """Put restrictions on the register in place of the present ones, in words for the public; empty words lift them.

    They hold from their first day (or at once) until the day before `conditions_until` (or until changed).
    """
    accreditation, _ = open_for(accreditation, DecisionKind.CONDITIONED)
    if not conditions.strip() and (conditions_from or conditions_until):
        raise TermNotPossible("Write the conditions that hold on these days.")
    if conditions_from and conditions_until and conditions_until <= conditions_from:
        raise TermNotPossible("The conditions must end on a day after they start.")
    return decide(
        accreditation,
        DecisionKind.CONDITIONED,
        reason=reason,
        by=by,
        conditions=conditions.strip(),
        conditions_from=conditions_from,
        conditions_until=conditions_until,
        effective_from=effective_from,
    )


@transaction.atomic
def revoke(
    *, accreditation: Accreditation, reason: str, by: User, effective_from: datetime | None = None
) -> AccreditationDecision:
    """End an accreditation for good, as a decision of the register. Who suspended it does not also revoke it."""
    accreditation, standing = open_for(accreditation, DecisionKind.REVOKED)
    if standing.suspension and standing.suspension.actor_id == by.pk:
        raise DutiesNotSeparate(f"{by} suspended it, so another officer must decide whether to revoke it.")
    return decide(accreditation, DecisionKind.REVOKED, reason=reason, by=by, effective_from=effective_from)


@transaction.atomic
def relinquish(*, accreditation: Accreditation, reason: str, by: User) -> AccreditationDecision:
    """The person gives up the accreditation. Nobody can ask for that in their place."""
    accreditation, _ = open_for(accreditation, DecisionKind.RELINQUISHED)
    return decide(accreditation, DecisionKind.RELINQUISHED, reason=reason, by=by)


def _require_ready(accreditation: Accreditation, *, by: User) -> None:
    """Modules and sign-offs are all there, and the officer signed none of them (A1)."""
    require_separate(accreditation.user, officer=by)
    # Whoever withdraws a sign-off meanwhile waits, and then finds this term resting on it and tells the officers.
    hold_sign_offs(accreditation.user)
    if missing := missing_for(accreditation.user, accreditation.scheme):
        raise NotReady(" ".join(missing))
    if by.pk in signed_what_it_rests_on(accreditation.user, accreditation.scheme):
        raise DutiesNotSeparate(
            f"{by} signed one of the competencies that this accreditation rests on, so another officer must decide."
        )
