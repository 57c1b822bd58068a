"""From a decision to what it changed: money, order, hand-over, outcome."""

from decimal import Decimal

from django.db import transaction

from cases.constants.lines import ORDERED_FROM, LineRoute, LineState
from cases.constants.outcome import Met
from cases.exceptions import DutiesNotSeparate
from cases.models import Commitment, Outcome, Provision, SolutionLine
from cases.services.guards import line_for, move, require_no_open_review
from cases.services.satisfaction import ask_how_it_went
from core import clock
from core.transitions import require_state
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
def order(*, line: SolutionLine, provider: str, by: User, instructions: str = "") -> Provision:
    """Order from a provider. Raises `UnderReview` while the line is on the review list (P12)."""
    line = line_for(line, by, "order")
    require_state(line, "order", allowed=ORDERED_FROM[LineRoute(line.route)])
    require_no_open_review(line)
    provision = Provision.objects.create(
        line=line,
        round=line.round,
        provider=provider,
        instructions=instructions,
        ordered_at=clock.now(),
        ordered_by=by,
    )
    move(line, LineState.ORDERED, verb="provision_ordered", by=by)
    return provision


@transaction.atomic
def hand_over(*, line: SolutionLine, note: str, by: User) -> Provision:
    """Record that it was shown to the person and is theirs to use. Raises `UnderReview` as `order` does."""
    line = line_for(line, by, "hand over")
    require_no_open_review(line)
    provision = line.provisions.get(round=line.round)
    provision.handed_over_at, provision.handed_over_by, provision.hand_over_note = clock.now(), by, note
    provision.save(update_fields=["handed_over_at", "handed_over_by", "hand_over_note"])
    move(line, LineState.HANDED_OVER, verb="provision_handed_over", by=by)
    ask_how_it_went(line=line, by=by)
    return provision


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
