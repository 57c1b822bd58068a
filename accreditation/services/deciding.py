"""The verbs of an accreditation's life. Each locks the accreditation, then the register's counter."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accreditation.constants import ALLOWED_FROM, VERBS, DecisionKind
from accreditation.exceptions import (
    DutiesNotSeparate,
    NotAnOfficer,
    NotReady,
    ScopeNotPossible,
    SecondOfficerNeeded,
    TermNotPossible,
)
from accreditation.models import Accreditation, AccreditationDecision, Adaptation, ReinstatementProposal, Scope
from accreditation.requirements import missing_for, signed_what_it_rests_on
from accreditation.services.notices import tell_person
from accreditation.services.register import recount, rewrite_entry, take_next_number
from accreditation.signals import accreditation_changed
from accreditation.standing import Standing
from audit.services import record
from core import clock
from core.exceptions import TransitionNotAllowed
from core.transitions import lock
from people.constants import Role
from people.models import Locality, User
from people.selectors import employment_on, has_role
from people.vocabulary import Tenure, Tier


@dataclass(frozen=True, kw_only=True)
class NewScope:
    """A scope as an officer gives it. No `kinds` means every kind; no `tier` means the scheme's."""

    tenures: Collection[Tenure]
    localities: Collection[Locality]
    kinds: Collection[str] = ()
    tier: Tier | None = None
    valid_until: date | None = None


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
    accreditation, _ = _open(accreditation, DecisionKind.GRANTED)
    _require_ready(accreditation, by=by)
    decision = _decide(
        accreditation,
        DecisionKind.GRANTED,
        reason=reason,
        by=by,
        conditions=conditions,
        effective_from=effective_from,
        valid_until=valid_until,
        scopes=scopes,
    )
    tell_person(decision)
    return decision


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
    """Open a new term with its scope, when all that a grant needs is there again and a later end is given."""
    accreditation, standing = _open(accreditation, DecisionKind.RENEWED)
    _require_ready(accreditation, by=by)
    if standing.valid_until and valid_until <= standing.valid_until:
        raise TermNotPossible(f"A renewal ends later than the present term ({standing.valid_until:%-d %B %Y}).")
    return _decide(
        accreditation,
        DecisionKind.RENEWED,
        reason=reason,
        by=by,
        conditions=conditions,
        valid_until=valid_until,
        scopes=scopes,
    )


@transaction.atomic
def add_conditions(
    *, accreditation: Accreditation, conditions: str, reason: str, by: User, effective_from: datetime | None = None
) -> AccreditationDecision:
    """Put restrictions on the register, in words for the public; empty words lift them."""
    accreditation, _ = _open(accreditation, DecisionKind.CONDITIONED)
    return _decide(
        accreditation,
        DecisionKind.CONDITIONED,
        reason=reason,
        by=by,
        conditions=conditions,
        effective_from=effective_from,
    )


@transaction.atomic
def suspend(
    *, accreditation: Accreditation, reason: str, by: User, effective_from: datetime | None = None
) -> AccreditationDecision:
    """Stop an accreditation at once. One officer is enough, at any hour; the person is told and can reply."""
    accreditation, _ = _open(accreditation, DecisionKind.SUSPENDED)
    decision = _decide(accreditation, DecisionKind.SUSPENDED, reason=reason, by=by, effective_from=effective_from)
    tell_person(decision)
    return decision


@transaction.atomic
def propose_reinstatement(*, accreditation: Accreditation, reason: str, by: User) -> ReinstatementProposal:
    """The first of two officers says that the suspension should end."""
    accreditation, _ = _open(accreditation, DecisionKind.REINSTATED)
    _require_separate(accreditation.user, officer=by)
    proposal, is_new = ReinstatementProposal.objects.get_or_create(
        suspension=latest_suspension(accreditation),
        proposed_by=by,
        defaults={"reason": _required(reason), "proposed_at": clock.now()},
    )
    if is_new:
        record("accreditation.reinstatement_proposed", accreditation, by=by)
    return proposal


@transaction.atomic
def reinstate(*, accreditation: Accreditation, reason: str, by: User, second: User) -> AccreditationDecision:
    """Lift a suspension. `second` proposed it and `by` confirms: two officers, so never the suspender alone."""
    accreditation, _ = _open(accreditation, DecisionKind.REINSTATED)
    if by.pk == second.pk:
        raise SecondOfficerNeeded("Lifting a suspension takes two officers. Another officer must confirm it.")
    _require_separate(accreditation.user, officer=second)
    proposals = ReinstatementProposal.objects.filter(suspension=latest_suspension(accreditation), proposed_by=second)
    if not proposals.exists():
        raise SecondOfficerNeeded(f"{second} has not proposed lifting this suspension.")
    return _decide(accreditation, DecisionKind.REINSTATED, reason=reason, by=by, second=second)


@transaction.atomic
def revoke(
    *, accreditation: Accreditation, reason: str, by: User, effective_from: datetime | None = None
) -> AccreditationDecision:
    """End an accreditation for good, as a decision of the register."""
    accreditation, _ = _open(accreditation, DecisionKind.REVOKED)
    return _decide(accreditation, DecisionKind.REVOKED, reason=reason, by=by, effective_from=effective_from)


@transaction.atomic
def relinquish(*, accreditation: Accreditation, reason: str, by: User) -> AccreditationDecision:
    """The person gives up the accreditation. Nobody can ask for that in their place."""
    accreditation, _ = _open(accreditation, DecisionKind.RELINQUISHED)
    return _decide(accreditation, DecisionKind.RELINQUISHED, reason=reason, by=by)


def latest_suspension(accreditation: Accreditation) -> AccreditationDecision:
    return accreditation.decisions.filter(kind=DecisionKind.SUSPENDED).order_by("-register_number")[0]


def _open(accreditation: Accreditation, kind: DecisionKind) -> tuple[Accreditation, Standing[AccreditationDecision]]:
    """Lock the accreditation and see that the verb is allowed from the state it is in now."""
    accreditation = lock(Accreditation.objects, accreditation.pk)
    standing = recount(accreditation, at=clock.now())
    allowed = ALLOWED_FROM[kind]
    if standing.status not in allowed:
        wanted = " or ".join(f"“{label}”" for label in sorted(status.label.lower() for status in allowed))
        raise TransitionNotAllowed(
            f"You cannot {VERBS[kind]} this accreditation now. "
            f"It is “{standing.status.label.lower()}”; it must be {wanted}."
        )
    return accreditation, standing


def _require_separate(person: User, *, officer: User) -> None:
    """Only an officer decides, and never about themselves or somebody they manage (design: separation of duties)."""
    if not has_role(officer, Role.ACCREDITATION_OFFICER):
        raise NotAnOfficer(f"{officer} is not an accreditation officer.")
    if officer.pk == person.pk:
        raise DutiesNotSeparate("You cannot decide about your own accreditation. Another officer must.")
    job = employment_on(person, clock.today())
    if job and job.line_manager_id == officer.pk:
        raise DutiesNotSeparate(f"{officer} manages {person}, so another officer must decide.")


def _require_ready(accreditation: Accreditation, *, by: User) -> None:
    """Modules and sign-offs are all there, and the officer signed none of them (A1)."""
    _require_separate(accreditation.user, officer=by)
    if missing := missing_for(accreditation.user, accreditation.scheme):
        raise NotReady(" ".join(missing))
    if by.pk in signed_what_it_rests_on(accreditation.user, accreditation.scheme):
        raise DutiesNotSeparate(
            f"{by} signed one of the competencies that this accreditation rests on, so another officer must decide."
        )


def _required(reason: str) -> str:
    if not reason.strip():
        raise TermNotPossible("Give the reason for this decision.")
    return reason.strip()


def _decide(
    accreditation: Accreditation,
    kind: DecisionKind,
    *,
    reason: str,
    by: User,
    second: User | None = None,
    conditions: str = "",
    effective_from: datetime | None = None,
    valid_until: date | None = None,
    scopes: Sequence[NewScope] = (),
) -> AccreditationDecision:
    """Write one decision: its row, its scopes, the register's row, the audit and the news."""
    person = accreditation.user
    if kind is DecisionKind.RELINQUISHED:
        if by.pk != person.pk:
            raise DutiesNotSeparate("Only the person gives up an accreditation. An officer can revoke it.")
    else:
        _require_separate(person, officer=by)
    now = clock.now()
    starts_at = effective_from or now
    _check_term(kind, starts_at, now, valid_until)
    job = employment_on(person, timezone.localdate(now))
    decision = AccreditationDecision.objects.create(
        accreditation=accreditation,
        kind=kind,
        reason=_required(reason),
        conditions=conditions.strip(),
        person=person,
        line_manager_id=job.line_manager_id if job else None,
        actor=by,
        second_actor=second,
        effective_from=starts_at,
        valid_until=valid_until,
        recorded_at=now,
        register_number=take_next_number(),
    )
    _write_scopes(decision, scopes, accreditation.scheme.tier)
    rewrite_entry(accreditation, at=now)
    record(f"accreditation.{kind}", accreditation, by=by, detail={"register_number": decision.register_number})
    accreditation_changed.send(sender=AccreditationDecision, accreditation=accreditation, decision=decision)
    return decision


def _check_term(kind: DecisionKind, starts_at: datetime, now: datetime, valid_until: date | None) -> None:
    if starts_at > now and kind is not DecisionKind.GRANTED:
        raise TermNotPossible("Only a grant can start on a later day. Everything else takes effect when it is decided.")
    if valid_until and valid_until <= timezone.localdate(max(starts_at, now)):
        raise TermNotPossible("The accreditation must end on a day after it starts.")


def _write_scopes(decision: AccreditationDecision, scopes: Sequence[NewScope], scheme_tier: str) -> None:
    if decision.valid_until and not scopes:
        raise ScopeNotPossible("Say what the accreditation covers.")
    known_kinds = set(Adaptation.objects.values_list("category", flat=True)) if any(s.kinds for s in scopes) else set()
    for scope in scopes:
        tier = scope.tier or scheme_tier
        if not scope.tenures or not scope.localities:
            raise ScopeNotPossible("A scope names at least one tenure and one locality.")
        if scope.tier and (not scheme_tier or Tier(scope.tier).rank > Tier(scheme_tier).rank):
            raise ScopeNotPossible(f"The scheme does not reach up to “{Tier(scope.tier).label.lower()}”.")
        if unknown := set(scope.kinds) - known_kinds:
            raise ScopeNotPossible(f"The catalogue has no kind “{sorted(unknown)[0]}”.")
        Scope.objects.create(
            decision=decision,
            tier=tier,
            kinds=sorted(scope.kinds),
            tenures=[tenure for tenure in Tenure.values if tenure in set(scope.tenures)],
            localities=sorted(locality.code for locality in scope.localities),
            valid_from=timezone.localdate(decision.effective_from),
            valid_until=scope.valid_until,
        )
