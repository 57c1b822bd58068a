"""Trainer standing: founded by two governance members, earned by trainers, ended when it must be."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from audit.services import record
from competencies.constants import FOUNDING_MONTHS, SIGNED_LEVELS, Level, ProposalState, StandingBasis
from competencies.exceptions import FoundingNotAllowed, NotGovernance, StandingNotEarned
from competencies.models import TrainerProposal, TrainerStanding
from competencies.selectors import current_sign_offs, standing_missing
from core import clock
from core.periods import months_later
from core.transitions import lock, require_state
from people.constants import Role
from people.models import User
from people.selectors import has_role
from people.services import ensure_role


@transaction.atomic
def found_trainer(
    *, user: User, level: str, first: User, second: User, valid_from: date, reason: str
) -> TrainerStanding:
    """Found a trainer by the decision of two governance members. It shows as founding and lapses in twelve months.

    Until then it also counts as holding the competencies of the level, because somebody has to sign first. It is
    made once for a person and level; after it has lapsed, standing is earned.
    """
    _require_two_members(user, first, second)
    if level not in SIGNED_LEVELS:
        raise FoundingNotAllowed("Nobody signs at the foundation level, so there is nothing to found.")
    if not reason.strip():
        raise FoundingNotAllowed("Say why this person is founded as a trainer.")
    User.objects.select_for_update().get(pk=user.pk)
    if TrainerStanding.objects.filter(user=user, level=level, basis=StandingBasis.FOUNDING).exists():
        raise FoundingNotAllowed(
            f"{user} has been founded as a trainer at the {Level(level).label.lower()} level before. "
            "A founding decision is made once; after it standing is earned."
        )
    standing = TrainerStanding.objects.create(
        user=user,
        level=level,
        basis=StandingBasis.FOUNDING,
        first_decided_by=first,
        second_decided_by=second,
        reason=reason.strip(),
        recorded_at=clock.now(),
        valid_from=valid_from,
        valid_until=months_later(valid_from, FOUNDING_MONTHS),
    )
    ensure_role(user=user, role=Role.TRAINER, by=second)
    record("competencies.trainer_founded", standing, by=second, detail={"first": first.pk, "level": level})
    return standing


@transaction.atomic
def grant_standing(*, user: User, level: str, by: User) -> TrainerStanding:
    """Record standing that a trainer has earned: the trainer module, its competencies, and those of the level.

    It holds as long as the first of those sign-offs to end. Raises `StandingNotEarned` with all that is missing.
    """
    _require_governance(by)
    if by.pk == user.pk:
        raise StandingNotEarned("You cannot grant standing to yourself.")
    if level not in SIGNED_LEVELS:
        raise StandingNotEarned("Nobody signs at the foundation level.")
    User.objects.select_for_update().get(pk=user.pk)
    today = clock.today()
    if missing := standing_missing(user, level, today):
        raise StandingNotEarned(" ".join(missing))
    if TrainerStanding.objects.on(today).filter(user=user, level=level, basis=StandingBasis.EARNED).exists():
        raise StandingNotEarned(f"{user} has earned standing at this level already.")
    rests_on = current_sign_offs(user, today).filter(competency__level__in={level, Level.TRAINER}, competency__scope="")
    standing = TrainerStanding.objects.create(
        user=user,
        level=level,
        basis=StandingBasis.EARNED,
        first_decided_by=by,
        recorded_at=clock.now(),
        valid_from=today,
        valid_until=min(sign_off.valid_until for sign_off in rests_on),
    )
    ensure_role(user=user, role=Role.TRAINER, by=by)
    record("competencies.standing_granted", standing, by=by, detail={"level": level})
    return standing


@transaction.atomic
def end_standing(*, standing: TrainerStanding, reason: str, by: User) -> TrainerStanding:
    """End standing today. What was signed under it stays; withdrawing a sign-off is an act of its own."""
    _require_governance(by)
    standing = lock(TrainerStanding.objects, standing.pk)
    today = clock.today()
    if standing.user_id == by.pk:
        raise FoundingNotAllowed("You cannot decide about your own standing.")
    if standing.valid_until <= today:
        raise FoundingNotAllowed("This standing has ended already.")
    if not reason.strip():
        raise FoundingNotAllowed("Say why the standing ends.")
    standing.valid_until = max(today, standing.valid_from)
    standing.ended_at, standing.ended_by, standing.end_reason = clock.now(), by, reason.strip()
    standing.save(update_fields=["valid_until", "ended_at", "ended_by", "end_reason"])
    record("competencies.standing_ended", standing, by=by)
    return standing


@transaction.atomic
def propose_trainer(*, user: User, levels: Sequence[str], reason: str, by: User) -> TrainerProposal:
    """Propose that somebody be founded as a trainer. It counts for nothing until a second member confirms it."""
    _require_governance(by)
    if by.pk == user.pk:
        raise FoundingNotAllowed("You cannot propose yourself.")
    if not levels or not set(levels) <= set(SIGNED_LEVELS):
        raise FoundingNotAllowed("Name at least one level: simple, moderate or trainer.")
    if not reason.strip():
        raise FoundingNotAllowed("Say why this person should be founded as a trainer.")
    User.objects.select_for_update().get(pk=user.pk)
    if TrainerProposal.objects.filter(user=user, state=ProposalState.PROPOSED).exists():
        raise FoundingNotAllowed(f"A proposal about {user} is waiting for a second member already.")
    if founded := TrainerStanding.objects.filter(user=user, level__in=levels, basis=StandingBasis.FOUNDING).first():
        raise FoundingNotAllowed(f"{user} has been founded at the {founded.get_level_display().lower()} level before.")
    proposal = TrainerProposal.objects.create(
        user=user, levels=list(levels), reason=reason.strip(), proposed_at=clock.now(), proposed_by=by
    )
    record("competencies.trainer_proposed", proposal, by=by, detail={"levels": list(levels)})
    return proposal


@transaction.atomic
def confirm_trainer(*, proposal: TrainerProposal, by: User) -> list[TrainerStanding]:
    """Confirm another member's proposal. The two of them found the trainer from today."""
    proposal = lock(TrainerProposal.objects, proposal.pk)
    require_state(proposal, "confirm", allowed={ProposalState.PROPOSED})
    founded = [
        found_trainer(
            user=proposal.user,
            level=level,
            first=proposal.proposed_by,
            second=by,
            valid_from=clock.today(),
            reason=proposal.reason,
        )
        for level in proposal.levels
    ]
    _decide(proposal, ProposalState.CONFIRMED, by)
    return founded


@transaction.atomic
def decline_trainer(*, proposal: TrainerProposal, by: User) -> TrainerProposal:
    """Decline a proposal, or take one's own back."""
    _require_governance(by)
    proposal = lock(TrainerProposal.objects, proposal.pk)
    require_state(proposal, "decline", allowed={ProposalState.PROPOSED})
    if proposal.user_id == by.pk:
        raise FoundingNotAllowed("You cannot decide about yourself.")
    _decide(proposal, ProposalState.DECLINED, by)
    record("competencies.trainer_declined", proposal, by=by)
    return proposal


def _decide(proposal: TrainerProposal, state: ProposalState, by: User) -> None:
    proposal.state = state
    proposal.decided_at, proposal.decided_by = clock.now(), by
    proposal.save(update_fields=["state", "decided_at", "decided_by"])


def _require_governance(member: User) -> None:
    if not has_role(member, Role.GOVERNANCE):
        raise NotGovernance(f"{member} is not a member of the governance group.")


def _require_two_members(user: User, first: User, second: User) -> None:
    _require_governance(first)
    _require_governance(second)
    if first.pk == second.pk:
        raise FoundingNotAllowed("Founding a trainer takes two different members of the governance group.")
    if user.pk in {first.pk, second.pk}:
        raise FoundingNotAllowed("Nobody founds themselves as a trainer.")
