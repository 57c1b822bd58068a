"""The end of a case."""

from django.db import transaction

from audit.services import record
from cases.constants.intake import CaseState, ClosedReason
from cases.constants.lines import FINISHED
from cases.constants.panel import OPEN as OPEN_AT_PANEL
from cases.exceptions import LinesUnfinished
from cases.models import Case
from cases.services.guards import end_holds, open_case
from core import clock
from people.models import User


@transaction.atomic
def close_case(*, case: Case, reason: ClosedReason, by: User, note: str = "") -> Case:
    """Close a case whose lines each have an outcome or were stopped. Raises `LinesUnfinished` otherwise."""
    case = open_case(case, by)
    if waiting := [line for line in case.lines.all() if line.state not in FINISHED]:
        named = "; ".join(f"{line.title} ({line.get_state_display().lower()})" for line in waiting)
        raise LinesUnfinished(f"Record an outcome or stop each solution first: {named}.")
    if case.panel_referrals.filter(state__in=sorted(OPEN_AT_PANEL)).exists():
        raise LinesUnfinished("The Complex Cases Panel has this case. Withdraw the referral first, or wait for it.")
    case.state = CaseState.CLOSED
    case.closed_at, case.closed_by = clock.now(), by
    case.closed_reason, case.closing_note = reason, note
    case.save(update_fields=["state", "closed_at", "closed_by", "closed_reason", "closing_note"])
    end_holds(case.holds, note="The case is closed.", by=by)
    record("cases.closed", case, by=by, detail={"reason": str(reason)})
    return case
