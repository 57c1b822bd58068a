"""What every verb checks before it acts."""

from typing import Any

from audit.services import record
from cases.constants.intake import CaseState
from cases.constants.lines import ALLOWED_FROM, LineRoute, LineState
from cases.constants.panel import OPEN as OPEN_AT_PANEL
from cases.exceptions import (
    AtThePanel,
    CaseClosed,
    ConflictOfInterest,
    NotOnThisRoute,
    NotYourOrganisation,
    UnderReview,
)
from cases.models import Case, DeclaredRelation, SolutionLine
from core.transitions import lock, require_state
from people.models import User
from people.selectors import current_employment


def require_colleague(case: Case, by: User) -> None:
    """Only staff of the case's own organisation act on it (R1)."""
    job = current_employment(by)
    if job is None or job.organisation_id != case.organisation_id:
        raise NotYourOrganisation(f"Only staff of {case.organisation} can do this. You do not work there today.")


def open_case(case: Case, by: User) -> Case:
    """The case, locked, if it is open and `by` works for its organisation."""
    case = lock(Case.objects, case.pk)
    require_colleague(case, by)
    if case.state != CaseState.OPEN:
        raise CaseClosed(f"Case {case.reference} is closed. Nothing can be added to it.")
    return case


def line_for(line: SolutionLine, by: User, verb: str) -> SolutionLine:
    """The line as it stands now, locked, if it is in a state from which the verb is allowed."""
    line = lock(SolutionLine.objects, line.pk)
    require_colleague(line.case, by)
    require_state(line, verb, allowed=ALLOWED_FROM[verb])
    return line


def require_route(line: SolutionLine, *routes: LineRoute) -> None:
    if line.route not in routes:
        wanted = " or ".join(route.label.lower() for route in routes)
        raise NotOnThisRoute(f"This solution goes by “{line.get_route_display().lower()}”, not by “{wanted}”.")


def require_no_relation(line: SolutionLine, by: User) -> None:
    """Nobody decides for themselves, a relative, a partner or a neighbour (design: authorisation)."""
    require_no_tie(line.case, by)


def require_no_tie(case: Case, by: User) -> None:
    relation = DeclaredRelation.objects.filter(person=case.person_id, user=by).first()
    if relation:
        raise ConflictOfInterest(
            f"You told us: “{relation.get_relation_display()}”. Somebody who has no private tie to the person "
            "must decide this."
        )


def require_no_open_review(line: SolutionLine) -> None:
    if line.review_items.filter(decided_at=None).exists():
        raise UnderReview(
            "This solution is on the review list, because whoever authorised it was suspended or lost their "
            "accreditation. Somebody else must confirm it first."
        )


def require_not_at_the_panel(line: SolutionLine) -> None:
    """Nobody decides elsewhere what the Complex Cases Panel has before it (P8)."""
    if line.panel_referrals.filter(state__in=sorted(OPEN_AT_PANEL)).exists():
        raise AtThePanel(
            "The Complex Cases Panel has this solution. It can be authorised once the panel has decided, or the "
            "referral is withdrawn."
        )


def move(line: SolutionLine, state: LineState, *, verb: str, by: User, **fields: Any) -> None:
    """Bring the line to its next state, and write what happened in the case's history."""
    line.state = state
    for name, value in fields.items():
        setattr(line, name, value)
    line.save(update_fields=["state", *fields])
    record(f"cases.{verb}", line.case, by=by, detail={"line": line.number, "round": line.round})
