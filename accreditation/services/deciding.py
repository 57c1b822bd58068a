"""How one decision is written: who may, from which state, and what goes with it in the same transaction.

Each verb locks the accreditation, then the register's counter. Whoever decides about many in one transaction locks
all their accreditations first, in the order of their keys (`lock_in_order`), and then decides about one after another.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from accreditation.constants import LIFE, DecisionKind
from accreditation.exceptions import DutiesNotSeparate, NotAnOfficer, PrecautionOpen, ScopeNotPossible, TermNotPossible
from accreditation.lineage import is_questioned_since
from accreditation.models import Accreditation, AccreditationDecision, Adaptation, Scope
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
from people.selectors import employment_on, has_role, line_manages
from people.vocabulary import Tenure, Tier


@dataclass(frozen=True, kw_only=True)
class NewScope:
    """A scope as an officer gives it. No `kinds` means every kind; no `tier` means the scheme's."""

    tenures: Collection[Tenure]
    localities: Collection[Locality]
    kinds: Collection[str] = ()
    tier: Tier | None = None
    valid_until: date | None = None


def open_for(accreditation: Accreditation, verb: str) -> tuple[Accreditation, Standing[AccreditationDecision]]:
    """Lock the accreditation and see that the verb is allowed from the state it is in now."""
    accreditation = lock(Accreditation.objects, accreditation.pk)
    standing = recount(accreditation, at=clock.now())
    step = LIFE.steps[verb]
    if standing.status not in step.allowed_from:
        labels = sorted(LIFE.states(status).label.lower() for status in step.allowed_from)
        wanted = " or ".join(f"“{label}”" for label in labels)
        raise TransitionNotAllowed(
            f"You cannot {step.words} this accreditation now. "
            f"It is “{standing.status.label.lower()}”; it must be {wanted}."
        )
    return accreditation, standing


def lock_in_order(keys: Collection[int]) -> list[Accreditation]:
    """Lock several before deciding about each, so that two who do so never wait for each other."""
    return list(Accreditation.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def require_separate(person: User, *, officer: User) -> None:
    """Only an officer decides, and never about themselves or somebody they manage (design: separation of duties)."""
    if not has_role(officer, Role.ACCREDITATION_OFFICER):
        raise NotAnOfficer(f"{officer} is not an accreditation officer.")
    if officer.pk == person.pk:
        raise DutiesNotSeparate("You cannot decide about your own accreditation. Another officer must.")
    # Whoever manages them in any employment: a seconded person may have two line managers.
    if line_manages(officer, person, clock.today()):
        raise DutiesNotSeparate(f"{officer} manages {person}, so another officer must decide.")


def require_unquestioned(accreditation: Accreditation, stopped: AccreditationDecision) -> None:
    """Nobody holds again, by whatever way, while a precaution that came after they were stopped is open (A1)."""
    if is_questioned_since(accreditation, stopped):
        raise PrecautionOpen(
            "A precaution was taken since about a trainer whose signatures this rests on. "
            "It must be closed first; until then this stays as it is."
        )


def required(reason: str) -> str:
    if not reason.strip():
        raise TermNotPossible("Give the reason for this decision.")
    return reason.strip()


def decide(
    accreditation: Accreditation,
    kind: DecisionKind,
    *,
    reason: str,
    by: User,
    effective_from: datetime | None = None,
    valid_until: date | None = None,
    scopes: Sequence[NewScope] = (),
    **particulars: Any,
) -> AccreditationDecision:
    """Write one decision: its row, its scopes, the register's row, the audit, the news and the e-mail to the person.

    `particulars` are the row's own fields for this kind: `conditions`, `second_actor`, `review_on`, `lifted_as` …
    """
    person = accreditation.user
    if kind is DecisionKind.RELINQUISHED:
        if by.pk != person.pk:
            raise DutiesNotSeparate("Only the person gives up an accreditation. An officer can revoke it.")
    else:
        require_separate(person, officer=by)
    now = clock.now()
    starts_at = effective_from or now
    _check_term(accreditation, kind, starts_at, now, valid_until)
    job = employment_on(person, timezone.localdate(now))
    decision = AccreditationDecision.objects.create(
        accreditation=accreditation,
        kind=kind,
        reason=required(reason),
        person=person,
        line_manager_id=job.line_manager_id if job else None,
        actor=by,
        effective_from=starts_at,
        valid_until=valid_until,
        recorded_at=now,
        register_number=take_next_number(about=person),
        **particulars,
    )
    _write_scopes(decision, scopes, accreditation.scheme.tier)
    rewrite_entry(accreditation, at=now)
    record(f"accreditation.{kind}", accreditation, by=by, detail={"register_number": decision.register_number})
    accreditation_changed.send(sender=AccreditationDecision, accreditation=accreditation, decision=decision)
    tell_person(decision)
    return decision


def _check_term(
    accreditation: Accreditation, kind: DecisionKind, starts_at: datetime, now: datetime, valid_until: date | None
) -> None:
    if starts_at > now and kind is not DecisionKind.GRANTED:
        raise TermNotPossible("Only a grant can start on a later day. Everything else takes effect when it is decided.")
    if starts_at < now and any(_counts_from(earlier) > starts_at for earlier in accreditation.decisions.all()):
        raise TermNotPossible("It cannot take effect before what was decided last.")
    if valid_until and valid_until <= timezone.localdate(max(starts_at, now)):
        raise TermNotPossible("The accreditation must end on a day after it starts.")


def _counts_from(decision: AccreditationDecision) -> datetime:
    """From when a decision counts. A grant that lies ahead can be followed by others before its first day."""
    return min(decision.effective_from, decision.recorded_at)


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
