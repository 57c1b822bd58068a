"""From a decision to what it changed: money and outcome."""

from decimal import Decimal

from django.db import transaction

from cases.constants.lines import LineState
from cases.constants.outcome import Met
from cases.exceptions import DutiesNotSeparate
from cases.models import Commitment, Outcome, SolutionLine
from cases.services.guards import line_for, move
from core import clock
from people.models import User


@transaction.atomic
def await_funds(*, line: SolutionLine, reason: str, by: User) -> SolutionLine:
    """Say that an authorised line waits for money. It is approved; it is not closed, and nothing is taken back."""
    line = line_for(line, by, "wait for funds for")
    move(line, LineState.AWAITING_FUNDS, verb="line_awaits_funds", by=by, waiting_reason=reason)
    return line


@transaction.atomic
def commit_funds(*, line: SolutionLine, amount: Decimal, budget: str, by: User) -> Commitment:
    """Set money aside for an authorised line. Raises `DutiesNotSeparate` for whoever authorised it."""
    line = line_for(line, by, "commit money to")
    authorisation = line.authorisations.get(round=line.round)
    if authorisation.by_id == by.pk:
        raise DutiesNotSeparate("You authorised this. Somebody else must commit the money.")
    commitment = Commitment.objects.create(
        line=line,
        round=line.round,
        at=clock.now(),
        by=by,
        amount=amount,
        budget=budget,
        authorised_by=authorisation.by,
    )
    move(line, LineState.COMMITTED, verb="funds_committed", by=by, waiting_reason="")
    return commitment


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
    """Record what changed for the person, against their goals and by the four service outcomes (P3, M4)."""
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
    move(line, LineState.OUTCOME_RECORDED, verb="outcome_recorded", by=by)
    return outcome
