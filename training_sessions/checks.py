"""Questions that sessions ask about trainers, and apps above answer (T6).

The app that knows who is a trainer registers its answers in `ready()`. While nobody has, nobody may lead: a rule
that cannot be asked keeps the door shut.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from modules.models import Module
from people.models import User


@dataclass(frozen=True, kw_only=True)
class TrainerAnswer:
    """What stands between somebody and leading a module on a day, in sentences; empty when nothing does."""

    not_current: str = ""
    not_qualified: str = ""


# For each of these people, by user id: may they lead on this day, and are they qualified for the module?
TrainerCheck = Callable[[Collection[User], Module, date], dict[int, TrainerAnswer]]
# Everybody who is a trainer on this day.
TrainerSearch = Callable[[date], list[User]]

NOBODY_ANSWERS = "Who is a trainer cannot be checked at the moment."

_check: TrainerCheck | None = None
_search: TrainerSearch | None = None


def register_trainer_check(*, check: TrainerCheck, search: TrainerSearch) -> None:
    global _check, _search
    _check, _search = check, search


def trainer_answers(trainers: Collection[User], module: Module, day: date) -> dict[int, TrainerAnswer]:
    """The answer for each of these people; whoever gets none is not a trainer."""
    answers = _check(trainers, module, day) if _check else {}
    closed = TrainerAnswer(not_current=NOBODY_ANSWERS, not_qualified=NOBODY_ANSWERS)
    return {trainer.pk: answers.get(trainer.pk, closed) for trainer in trainers}


def trainers_on(day: date) -> list[User]:
    return _search(day) if _search else []
