"""Put a case or a solution on hold, keep it so, and end it."""

from collections.abc import Collection
from datetime import date

from django.db import transaction

from audit.services import record
from cases.constants.hold import HOLD_LIFE, AskedBy, HoldState, Paused
from cases.constants.lines import FINISHED
from cases.exceptions import AlreadyOnHold, NotWhole
from cases.models import Case, Hold, HoldReview, SolutionLine
from cases.services.guards import open_case
from core import clock
from core.transitions import lock
from people.models import User


@transaction.atomic
def place_hold(
    *,
    case: Case,
    reason: str,
    asked_by: AskedBy,
    review_on: date,
    by: User,
    line: SolutionLine | None = None,
    asked_by_note: str = "",
    pauses: Collection[Paused] = (),
    from_on: date | None = None,
) -> Hold:
    """Say that a case, or one solution of it, waits. Raises `AlreadyOnHold` where one stands, for the same."""
    case = open_case(case, by)
    if line:
        line = lock(SolutionLine.objects, line.pk)
    if line and line.case_id != case.pk:
        raise NotWhole("That solution is of another case.")
    if line and line.state in FINISHED:
        raise NotWhole("That solution is finished. Nothing of it waits.")
    begins = from_on or clock.today()
    if not reason.strip():
        raise NotWhole("Say why it waits.")
    if review_on < clock.today() or review_on < begins:
        raise NotWhole("Choose a day of review that is still to come.")
    if Hold.objects.filter(case=case, line=line, state=HoldState.STANDING).exists():
        raise AlreadyOnHold("This is on hold already. Keep that hold, or end it first.")
    hold = Hold.objects.create(
        case=case,
        line=line,
        reason=reason,
        asked_by=asked_by,
        asked_by_note=asked_by_note,
        pauses=[one.value for one in Paused if one in pauses],
        from_on=begins,
        review_on=review_on,
        placed_at=clock.now(),
        placed_by=by,
    )
    record("cases.hold_placed", case, by=by, detail=_of_line(hold) | {"pauses": hold.pauses})
    return hold


@transaction.atomic
def keep_hold(*, hold: Hold, review_on: date, note: str, by: User) -> HoldReview:
    """Look at it again and let it stand, until a later day. What was written before stays."""
    hold = _locked(hold, by, "keep")
    if not note.strip():
        raise NotWhole("Say why it still waits.")
    if review_on <= clock.today():
        raise NotWhole("Choose a day of review that is still to come.")
    review = HoldReview.objects.create(
        hold=hold, was_due_on=hold.review_on, review_on=review_on, note=note, at=clock.now(), by=by
    )
    hold.review_on = review_on
    hold.save(update_fields=["review_on"])
    record("cases.hold_kept", hold.case, by=by, detail=_of_line(hold))
    return review


@transaction.atomic
def end_hold(*, hold: Hold, by: User, note: str = "") -> Hold:
    """End it: what it paused goes on."""
    hold = _locked(hold, by, "end")
    hold.state, hold.ended_at, hold.ended_by, hold.end_note = HoldState.ENDED, clock.now(), by, note
    hold.save(update_fields=["state", "ended_at", "ended_by", "end_note"])
    record("cases.hold_ended", hold.case, by=by, detail=_of_line(hold))
    return hold


def _locked(hold: Hold, by: User, verb: str) -> Hold:
    open_case(hold.case, by)
    hold = lock(Hold.objects, hold.pk)
    HOLD_LIFE.require(hold, verb)
    return hold


def _of_line(hold: Hold) -> dict[str, int]:
    return {"line": hold.line.number} if hold.line else {}
