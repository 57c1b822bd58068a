"""Trainer standing: founded by two governance members, earned by trainers, ended when it must be (T3, C3)."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format

from audit.services import record
from competencies.constants import FOUNDING_MONTHS, STANDING_REMIND_DAYS, Level, ProposalState, StandingBasis
from competencies.exceptions import FoundingNotAllowed, NotGovernance, StandingNotEarned
from competencies.lives import PROPOSAL_LIFE
from competencies.models import ProposedStanding, SignOff, StandingReminder, TrainerProposal, TrainerStanding
from competencies.selectors import current_sign_offs, standing_missing, standing_that_ends_by, tier_of
from core import clock
from core.periods import months_later
from core.transitions import lock
from modules.models import Module
from people.constants import Role
from people.models import User
from people.notices import notify
from people.selectors import has_role, holders_of
from people.services import ensure_role


@transaction.atomic
def found_trainer(
    *, user: User, module: Module, first: User, second: User, valid_from: date, reason: str
) -> TrainerStanding:
    """Found a trainer by the decision of two governance members. It shows as founding and lapses in twelve months.

    Until then it also counts as holding the competencies of the module's tier, because somebody has to sign first.
    It is made once for a person and module; after it has lapsed, standing is earned.
    """
    _require_two_members(user, first, second)
    if not reason.strip():
        raise FoundingNotAllowed("Say why this person is founded as a trainer.")
    User.objects.select_for_update().get(pk=user.pk)
    if TrainerStanding.objects.filter(user=user, module=module, basis=StandingBasis.FOUNDING).exists():
        raise FoundingNotAllowed(
            f"{user} has been founded as a trainer for {module} before. "
            "A founding decision is made once; after it standing is earned."
        )
    standing = TrainerStanding.objects.create(
        user=user,
        module=module,
        level=tier_of(module),
        basis=StandingBasis.FOUNDING,
        first_decided_by=first,
        second_decided_by=second,
        reason=reason.strip(),
        recorded_at=clock.now(),
        valid_from=valid_from,
        valid_until=months_later(valid_from, FOUNDING_MONTHS),
    )
    ensure_role(user=user, role=Role.TRAINER, by=second)
    detail = {"first": first.pk, "module": module.code, "level": standing.level}
    record("competencies.trainer_founded", standing, by=second, detail=detail)
    return standing


@transaction.atomic
def grant_standing(*, user: User, module: Module, by: User) -> TrainerStanding:
    """Record standing that a trainer has earned: the trainer module, its competencies, and those of the module's tier.

    It holds as long as the first of those sign-offs to end. Raises `StandingNotEarned` with all that is missing.
    """
    _require_governance(by)
    if by.pk == user.pk:
        raise StandingNotEarned("You cannot grant standing to yourself.")
    User.objects.select_for_update().get(pk=user.pk)
    today, level = clock.today(), tier_of(module)
    if missing := standing_missing(user, module, today):
        raise StandingNotEarned(" ".join(missing))
    if TrainerStanding.objects.on(today).filter(user=user, module=module, basis=StandingBasis.EARNED).exists():
        raise StandingNotEarned(f"{user} has earned standing for {module} already.")
    rests_on = current_sign_offs(user, today).filter(competency__level__in={level, Level.TRAINER}, competency__scope="")
    standing = TrainerStanding.objects.create(
        user=user,
        module=module,
        level=level,
        basis=StandingBasis.EARNED,
        first_decided_by=by,
        recorded_at=clock.now(),
        valid_from=today,
        valid_until=min(sign_off.holds_until for sign_off in rests_on),
    )
    ensure_role(user=user, role=Role.TRAINER, by=by)
    record("competencies.standing_granted", standing, by=by, detail={"module": module.code, "level": level})
    return standing


@transaction.atomic
def end_standing(*, standing: TrainerStanding, reason: str, by: User) -> TrainerStanding:
    """End standing today. What was signed under it stays; withdrawing a sign-off is an act of its own."""
    _require_governance(by)
    standing = lock(TrainerStanding.objects, standing.pk)
    if standing.user_id == by.pk:
        raise FoundingNotAllowed("You cannot decide about your own standing.")
    if standing.valid_until <= clock.today():
        raise FoundingNotAllowed("This standing has ended already.")
    if not reason.strip():
        raise FoundingNotAllowed("Say why the standing ends.")
    return end_early(standing, reason.strip(), by)


def end_standing_resting_on(sign_off: SignOff, by: User) -> None:
    """End earned standing at the level of a sign-off that was withdrawn, whoever withdrew it; all of it at trainer's.

    Called by `withdraw_sign_off`, in its transaction.
    """
    level = sign_off.competency.level
    earned = TrainerStanding.objects.on(clock.today()).filter(user=sign_off.user, basis=StandingBasis.EARNED)
    for standing in earned if level == Level.TRAINER else earned.filter(level=level):
        end_early(standing, f"The sign-off in {sign_off.competency.code} was withdrawn.", by)


def end_early(standing: TrainerStanding, reason: str, by: User) -> TrainerStanding:
    """Today is the first day on which it no longer holds. The row keeps until when it would have."""
    standing.was_until = standing.valid_until
    standing.valid_until = max(clock.today(), standing.valid_from)
    standing.ended_at, standing.ended_by, standing.end_reason = clock.now(), by, reason
    standing.save(update_fields=["valid_until", "was_until", "ended_at", "ended_by", "end_reason"])
    record("competencies.standing_ended", standing, by=by)
    return standing


@transaction.atomic
def propose_trainer(*, user: User, modules: Sequence[Module], reason: str, by: User) -> TrainerProposal:
    """Propose that somebody be founded as a trainer for modules. It counts for nothing until a second confirms it."""
    _require_governance(by)
    if by.pk == user.pk:
        raise FoundingNotAllowed("You cannot propose yourself.")
    if not modules:
        raise FoundingNotAllowed("Name at least one module.")
    if not reason.strip():
        raise FoundingNotAllowed("Say why this person should be founded as a trainer.")
    User.objects.select_for_update().get(pk=user.pk)
    if TrainerProposal.objects.filter(user=user, state=ProposalState.PROPOSED).exists():
        raise FoundingNotAllowed(f"A proposal about {user} is waiting for a second member already.")
    founded = TrainerStanding.objects.filter(user=user, module__in=modules, basis=StandingBasis.FOUNDING)
    if before := founded.select_related("module").first():
        raise FoundingNotAllowed(f"{user} has been founded for {before.module} before.")
    proposal = TrainerProposal.objects.create(user=user, reason=reason.strip(), proposed_at=clock.now(), proposed_by=by)
    ProposedStanding.objects.bulk_create(
        ProposedStanding(proposal=proposal, module=module, level=tier_of(module)) for module in modules
    )
    codes = [module.code for module in modules]
    record("competencies.trainer_proposed", proposal, by=by, detail={"modules": codes})
    return proposal


@transaction.atomic
def confirm_trainer(*, proposal: TrainerProposal, by: User) -> list[TrainerStanding]:
    """Confirm another member's proposal. The two of them found the trainer from today."""
    proposal = lock(TrainerProposal.objects, proposal.pk)
    PROPOSAL_LIFE.require(proposal, "confirm")
    founded = [
        found_trainer(
            user=proposal.user,
            module=named.module,
            first=proposal.proposed_by,
            second=by,
            valid_from=clock.today(),
            reason=proposal.reason,
        )
        for named in proposal.standings.select_related("module")
    ]
    _decide(proposal, ProposalState.CONFIRMED, by)
    return founded


@transaction.atomic
def decline_trainer(*, proposal: TrainerProposal, by: User) -> TrainerProposal:
    """Decline a proposal, or take one's own back."""
    _require_governance(by)
    proposal = lock(TrainerProposal.objects, proposal.pk)
    PROPOSAL_LIFE.require(proposal, "decline")
    if proposal.user_id == by.pk:
        raise FoundingNotAllowed("You cannot decide about yourself.")
    _decide(proposal, ProposalState.DECLINED, by)
    record("competencies.trainer_declined", proposal, by=by)
    return proposal


@transaction.atomic
def tell_of_ending_standing() -> int:
    """Tell each trainer, and governance, of standing that ends in 90, 30 or 7 days. Returns how many rows are news.

    The rows are locked, so that of two runs the later finds what the earlier has told.
    """
    today = clock.today()
    rows = standing_that_ends_by(today, today + timedelta(days=max(STANDING_REMIND_DAYS)))
    rows = rows.select_for_update(of=("self",)).prefetch_related("reminders")
    news = []
    for row in rows:
        stage = min(days for days in STANDING_REMIND_DAYS if (row.valid_until - today).days <= days)
        if stage not in {reminder.stage for reminder in row.reminders.all()}:
            news.append(StandingReminder(standing=row, stage=stage, told_at=clock.now()))
    StandingReminder.objects.bulk_create(news)
    by_trainer: dict[User, list[TrainerStanding]] = {}
    for reminder in news:
        by_trainer.setdefault(reminder.standing.user, []).append(reminder.standing)
    for trainer, ending in by_trainer.items():
        _tell_of_ending(trainer, "standing_ends", [_ending(row) for row in ending], "competencies:mine", today)
    if news:
        lines = [f"{reminder.standing.user}: {_ending(reminder.standing)}" for reminder in news]
        for member in holders_of(Role.GOVERNANCE):
            _tell_of_ending(member, "standings_end", lines, "competencies:trainers", today)
    return len(news)


def _ending(standing: TrainerStanding) -> str:
    kind = "founding standing" if standing.is_founding else "standing"
    return f"{kind} for {standing.module}, until and including {date_format(standing.last_day, 'j F Y')}"


def _tell_of_ending(user: User, template: str, lines: list[str], page: str, today: date) -> None:
    notify(
        user=user,
        template=f"competencies/email/{template}.txt",
        key=f"competencies.{template}.{user.pk}.{today.isoformat()}",
        context={"lines": lines, "path": reverse(page)},
    )


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
