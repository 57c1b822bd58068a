"""What a trainer's act takes with it: the facts that made it lawful, and a standing that cannot end meanwhile."""

from typing import Any

from competencies.models import SignOffRequest, TrainerStanding
from competencies.signers import Signer
from core import clock
from people.models import User
from people.selectors import employment_on


def lock_standings(trainer: User) -> None:
    """Hold the trainer's standing as it is until the transaction ends: ending it comes before the act or after."""
    list(TrainerStanding.objects.select_for_update().filter(user=trainer).order_by("pk").values_list("pk", flat=True))


def facts_of_act(request: SignOffRequest, trainer: Signer) -> dict[str, Any]:
    """The fields of a `TrainerAct` on this request by somebody whom the rules have let through."""
    employment, level = trainer.employment, request.competency.level
    assert employment is not None  # noqa: S101 - the rules have seen to it
    standing, today = trainer.standings[level], clock.today()
    theirs = employment_on(request.user, today)
    return {
        "person": request.user,
        "person_line_manager_id": theirs.line_manager_id if theirs else None,
        "level": level,
        "standing": standing,
        "standing_level": standing.level,
        "standing_from": standing.valid_from,
        "standing_until": standing.valid_until,
        "employer": employment.organisation,
        "seconded_from": employment.seconded_from,
        "acted_on": today,
    }
