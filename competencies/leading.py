"""Answers to what sessions ask about trainers: who is one on a day, and who is qualified for a module (T6)."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from competencies.constants import SIGNED_LEVELS, Level
from competencies.models import TrainerStanding
from modules.models import Module
from people.models import User
from training_sessions.checks import TrainerAnswer


def may_lead(trainers: Collection[User], module: Module, day: date) -> dict[int, TrainerAnswer]:
    """One query for all of them. Anybody with trainer standing may lead; standing at the module's level qualifies.

    Nobody is signed off at the foundation level, so there any standing qualifies.
    """
    levels: dict[int, set[str]] = defaultdict(set)
    rows = TrainerStanding.objects.on(day).filter(user__in=trainers).order_by()
    for user_id, level in rows.values_list("user_id", "level"):
        levels[user_id].add(level)
    return {trainer.pk: _answer(trainer, module, levels[trainer.pk]) for trainer in trainers}


def _answer(trainer: User, module: Module, levels: set[str]) -> TrainerAnswer:
    if not levels:
        nothing = f"{trainer} has no current trainer standing on that day."
        return TrainerAnswer(not_current=nothing, not_qualified=nothing)
    if module.level not in SIGNED_LEVELS or module.level in levels:
        return TrainerAnswer()
    level = Level(module.level).label.lower()
    return TrainerAnswer(not_qualified=f"{trainer} has no trainer standing at the {level} level.")


def trainers_on(day: date) -> list[User]:
    """Everybody with standing on that day, by name."""
    standing = TrainerStanding.objects.on(day).values("user")
    return list(User.objects.filter(is_active=True, pk__in=standing).order_by("last_name", "first_name", "pk"))
