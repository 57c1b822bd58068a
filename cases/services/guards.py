"""What every verb checks before it acts."""

from datetime import date
from typing import Any

from django.db.models import Manager, Q
from django.utils.formats import date_format
from django.utils.timezone import localtime

from audit.services import record
from cases.constants.hold import PAUSED_VERBS, HoldState
from cases.constants.intake import CaseState
from cases.constants.lines import ALLOWED_FROM, FINISHED, LineRoute, LineState
from cases.constants.panel import OPEN as OPEN_AT_PANEL
from cases.exceptions import (
    AtThePanel,
    CaseClosed,
    ConflictOfInterest,
    NotAtThatTime,
    NotOnThisRoute,
    NotYourOrganisation,
    OnHold,
    UnderReview,
)
from cases.models import Case, DeclaredRelation, Hold, SolutionLine
from core import clock
from core.transitions import lock, require_state
from people.models import User
from people.selectors import current_employment


def is_colleague(case: Case, user: User) -> bool:
    job = current_employment(user)
    return job is not None and job.organisation_id == case.organisation_id


def require_colleague(case: Case, by: User) -> None:
    """Only staff of the case's own organisation act on it (R1)."""
    if not is_colleague(case, by):
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
    require_not_on_hold(line, verb, by)
    return line


def require_not_on_hold(line: SolutionLine, verb: str, by: User) -> None:
    """Refuse a step that a standing hold of the line or of its case pauses, and name the hold.

    Why it waits is the case's own: others, a provider or a budget's holder, are told whom to ask.
    """
    parts = {part for part, verbs in PAUSED_VERBS.items() if verb in verbs}
    if not parts:
        return
    standing = Hold.objects.filter(Q(line=line) | Q(case=line.case_id, line=None), state=HoldState.STANDING)
    for hold in standing:
        if parts & set(hold.pauses):
            what = "This solution" if hold.line_id else "The whole case"
            since, again = (date_format(day, "j F Y") for day in (hold.from_on, hold.review_on))
            pauses = f"That pauses {hold.paused_words}. It is looked at again by {again}"
            if not is_colleague(line.case, by):
                raise OnHold(f"{what} is on hold since {since}. {pauses}. Ask {line.case.organisation}.")
            raise OnHold(f"{what} is on hold since {since}: {hold.reason} {pauses}; end the hold to go on before.")


def require_day_of_case(case: Case, day: date, what: str) -> None:
    """What was done in a case was done between the day of its referral and today; a slip of the pen in a year would
    stand in letters. Raises `NotAtThatTime`.
    """
    referred = localtime(case.referral.received_at).date()
    if not referred <= day <= clock.today():
        raise NotAtThatTime(f"{what} Enter a day from {date_format(referred, 'j F Y')}, the referral, to today.")


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
            "This solution is on the review list, because the register would not permit its authoriser any more. "
            "Somebody else must confirm it first."
        )


def require_not_at_the_panel(line: SolutionLine) -> None:
    """Nobody decides elsewhere what the Complex Cases Panel has before it (P8)."""
    if line.panel_referrals.filter(state__in=sorted(OPEN_AT_PANEL)).exists():
        raise AtThePanel(
            "The Complex Cases Panel has this solution. It can be authorised once the panel has decided, or the "
            "referral is withdrawn."
        )


def end_holds(holds: Manager[Hold], *, note: str, by: User) -> None:
    """End those that stand, because what they hold has ended."""
    holds.filter(state=HoldState.STANDING).update(
        state=HoldState.ENDED, ended_at=clock.now(), ended_by=by, end_note=note
    )


def move(line: SolutionLine, state: LineState, *, verb: str, by: User, **fields: Any) -> None:
    """Bring the line to its next state, and write what happened in the case's history.

    A hold ends with what it holds.
    """
    line.state = state
    for name, value in fields.items():
        setattr(line, name, value)
    line.save(update_fields=["state", *fields])
    if state in FINISHED:
        end_holds(line.holds, note="The solution is finished.", by=by)
    record(f"cases.{verb}", line.case, by=by, detail={"line": line.number, "round": line.round})
