"""What was said with the person, and how their goals turned out (P2, P3, P13)."""

from collections.abc import Sequence

from django.db import transaction

from audit.services import record
from cases.constants.conversation import Capacity
from cases.constants.outcome import Met
from cases.exceptions import AssessmentIncomplete
from cases.models import Case, Conversation, Goal, GoalMeasure, Power
from cases.services.deciding import record_capacity
from cases.services.guards import open_case, require_colleague
from core import clock
from people.models import User

DECIDED_IN_IT = "What the person wants, and which solutions to look into"


@transaction.atomic
def record_conversation(
    *,
    case: Case,
    what_matters: str,
    goals: Sequence[str],
    rehousing: tuple[str, str],
    equipment: tuple[str, str],
    technology: tuple[str, str],
    rehabilitation: tuple[str, str],
    took_part: str,
    capacity: Capacity,
    by: User,
    support_tried: str = "",
    power: Power | None = None,
    had_time_alone_offered: bool = False,
) -> Conversation:
    """Record a conversation: each of the four solutions with what was thought of it and the reason (P2), each goal as
    a row of its own (P3), and who decided in it, with the power that was seen (P13).
    """
    case = open_case(case, by)
    considered = {
        "rehousing": rehousing,
        "equipment": equipment,
        "technology": technology,
        "rehabilitation": rehabilitation,
    }
    if not all(reason.strip() for _, reason in considered.values()):
        raise AssessmentIncomplete("Say why for each of rehousing, equipment, technology and rehabilitation.")
    wanted = [words.strip() for words in goals if words.strip()]
    if not wanted:
        raise AssessmentIncomplete("Write at least one thing that the person wants to be able to do.")
    conversation = Conversation.objects.create(
        case=case,
        what_matters=what_matters,
        **{name: value for name, (value, _) in considered.items()},
        **{f"{name}_reason": reason for name, (_, reason) in considered.items()},
        took_part=took_part,
        had_time_alone_offered=had_time_alone_offered,
        capacity_record=record_capacity(
            case=case, decision=DECIDED_IN_IT, finding=capacity, support_tried=support_tried, power=power, by=by
        ),
        recorded_at=clock.now(),
        recorded_by=by,
    )
    for number, words in enumerate(wanted, start=1):
        Goal.objects.create(conversation=conversation, number=number, words=words)
    record("cases.conversation_recorded", case, by=by)
    return conversation


@transaction.atomic
def measure_goal(*, goal: Goal, met: Met, by: User, words: str = "") -> GoalMeasure:
    """Write down how far one goal is met now. It can be asked again later, and after the case is closed."""
    case = goal.conversation.case
    require_colleague(case, by)
    measure = GoalMeasure.objects.create(goal=goal, met=met, words=words, at=clock.now(), by=by)
    record("cases.goal_measured", case, by=by, detail={"met": str(met)})
    return measure
