"""What a solution changed for the person."""

from django.db import transaction

from cases.constants.lines import LineState
from cases.constants.outcome import Met
from cases.models import Outcome, SolutionLine
from cases.services.guards import line_for, move
from cases.services.reopening import answer_by_outcome
from core import clock
from people.models import User


@transaction.atomic
def record_outcome(
    *,
    line: SolutionLine,
    goals_met: Met,
    difference: str,
    stay_at_home: str,
    avoid_hospital: str,
    home_from_hospital: str,
    right_housing: str,
    by: User,
    own_words: str = "",
) -> Outcome:
    """Record what changed for the person, against their goals and by the four service outcomes (P3, M4).

    Whoever was to be asked what the hand-over changed has answered by it.
    """
    line = line_for(line, by, "record the outcome of")
    outcome = Outcome.objects.create(
        line=line,
        round=line.round,
        at=clock.now(),
        by=by,
        goals_met=goals_met,
        difference=difference,
        stay_at_home=stay_at_home,
        avoid_hospital=avoid_hospital,
        home_from_hospital=home_from_hospital,
        right_housing=right_housing,
        own_words=own_words,
    )
    answer_by_outcome(line, by)
    move(line, LineState.OUTCOME_RECORDED, verb="outcome_recorded", by=by)
    return outcome
