"""The end of a case."""

from datetime import date

from django.db import transaction

from audit.services import record
from cases.constants.intake import SAYS_WHY, CaseState, ClosedReason
from cases.constants.lines import FINISHED
from cases.constants.panel import OPEN as OPEN_AT_PANEL
from cases.constants.reopening import FollowUpWhy
from cases.exceptions import ClosingUnexplained, LinesUnfinished
from cases.models import Case
from cases.services.contact import call_off_home_visits
from cases.services.guards import end_holds, open_case
from cases.services.reopening import require_follow_up, set_follow_up
from core import clock
from people.models import User


@transaction.atomic
def close_case(*, case: Case, reason: ClosedReason, by: User, note: str = "", follow_up_on: date | None = None) -> Case:
    """Close a case whose lines each have an outcome or were stopped. Raises `LinesUnfinished` otherwise.

    Whoever drifted away is followed up on a named day, and a service that was not given says why (H19).
    """
    case = open_case(case, by)
    if reason in SAYS_WHY and not note.strip():
        raise ClosingUnexplained("Say what was tried, and why it ends without a service.")
    require_follow_up(case, reason, follow_up_on)
    if waiting := [line for line in case.lines.all() if line.state not in FINISHED]:
        named = "; ".join(f"{line.title} ({line.get_state_display().lower()})" for line in waiting)
        raise LinesUnfinished(f"Record an outcome or stop each solution first: {named}.")
    if case.panel_referrals.filter(state__in=sorted(OPEN_AT_PANEL)).exists():
        raise LinesUnfinished("The Complex Cases Panel has this case. Withdraw the referral first, or wait for it.")
    if case.urgent_notices.filter(decided_at=None).exists():
        raise LinesUnfinished("A danger in the home waits. Say which authority was told of it, or why none was.")
    case.state = CaseState.CLOSED
    case.closed_at, case.closed_by = clock.now(), by
    case.closed_reason, case.closing_note = reason, note
    case.save(update_fields=["state", "closed_at", "closed_by", "closed_reason", "closing_note"])
    end_holds(case.holds, note="The case is closed.", by=by)
    call_off_home_visits(case.home_visits.all(), why="The case is closed.", by=by)
    record("cases.closed", case, by=by, detail={"reason": str(reason)})
    if follow_up_on:
        why = FollowUpWhy.DISENGAGED if reason == ClosedReason.DISENGAGED else FollowUpWhy.AGREED
        set_follow_up(case=case, why=why, due_on=follow_up_on, by=by)
    return case
