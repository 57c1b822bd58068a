"""Answers to what sessions ask about trainers: who is one on a day, and who is qualified for a module (T6)."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from competencies.constants import StandingBasis
from competencies.models import TrainerStanding
from modules.models import Module
from people.models import User
from training_sessions.checks import TrainerAnswer


def may_lead(trainers: Collection[User], module: Module, day: date) -> dict[int, TrainerAnswer]:
    """One query for all of them. Standing for the module itself qualifies; a visiting signer leads nothing."""
    held: dict[int, set[int]] = defaultdict(set)
    rows = TrainerStanding.objects.on(day).exclude(basis=StandingBasis.VISITING).filter(user__in=trainers).order_by()
    for user_id, module_id in rows.values_list("user_id", "module_id"):
        held[user_id].add(module_id)
    return {trainer.pk: _answer(trainer, module, held[trainer.pk]) for trainer in trainers}


def _answer(trainer: User, module: Module, held: set[int]) -> TrainerAnswer:
    if not held:
        nothing = f"{trainer} has no current trainer standing on that day."
        return TrainerAnswer(not_current=nothing, not_qualified=nothing)
    if module.pk in held:
        return TrainerAnswer()
    return TrainerAnswer(not_qualified=f"{trainer} has no trainer standing for {module}.")


def trainers_on(day: date) -> list[User]:
    """Everybody with standing on that day, by name."""
    standing = TrainerStanding.objects.on(day).exclude(basis=StandingBasis.VISITING).values("user")
    return list(User.objects.filter(is_active=True, pk__in=standing).order_by("last_name", "first_name", "pk"))
