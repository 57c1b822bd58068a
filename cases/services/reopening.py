"""Opening a closed case again, and following somebody up (H19)."""

from datetime import date, datetime, timedelta
from typing import cast

from django.db import transaction

from audit.services import record
from cases.constants.intake import CaseState, ClosedReason
from cases.constants.lines import LineState
from cases.constants.reopening import ASK_AFTER_DAYS, LATEST_DAYS, CameOf, FollowUpWhy, ReopenedWhy
from cases.exceptions import FollowUpRefused, NotReopened
from cases.models import Case, FollowUp, Reopening, SolutionLine
from cases.selectors.handovers import may_own
from cases.selectors.scope import stage_of
from cases.services.clocks import start_clocks_anew
from cases.services.guards import require_colleague
from core import clock
from core.transitions import lock, require_state
from people.constants import Role
from people.models import User
from people.selectors import current_employment, has_role


@transaction.atomic
def reopen_case(*, case: Case, why: ReopenedWhy, words: str, by: User, owner: User | None = None) -> Reopening:
    """Open a closed case again: its owner or a manager does it. No decision of the past changes.

    It goes on where it stood, with the owner that it had, if they still work here; otherwise a new one is named.
    """
    case = lock(Case.objects.select_related("person"), case.pk)
    require_colleague(case, by)
    require_state(case, "reopen", allowed={CaseState.CLOSED})
    if by.pk != case.owner_id and not has_role(by, Role.MANAGER):
        raise NotReopened(f"{case.owner}, who owned this case, or a manager can open it again.")
    if case.person.died_on is not None:
        raise NotReopened("The person has died. If that was marked in error, put it right first.")
    if not words.strip():
        raise NotReopened("Say why the case is opened again.")
    owner = owner or case.owner
    if not _works_here(owner, case):
        raise NotReopened(f"{owner} does not work for {case.organisation} today. Choose somebody who does.")
    if owner.pk != case.owner_id and not may_own(case).filter(pk=owner.pk).exists():
        raise NotReopened(f"{owner} cannot own this case: it takes a caseworker without a private tie to the person.")
    reopening = Reopening(
        case=case,
        why=why,
        words=words.strip(),
        was_closed_at=cast(datetime, case.closed_at),
        was_closed_by=case.closed_by,
        was_closed_reason=case.closed_reason,
        was_closing_note=case.closing_note,
        owner=owner,
        received_at=clock.now(),
        by=by,
    )
    case.state, case.owner = CaseState.OPEN, owner
    case.closed_at, case.closed_by, case.closed_reason, case.closing_note = None, None, "", ""
    case.save(update_fields=["state", "owner", "closed_at", "closed_by", "closed_reason", "closing_note"])
    reopening.stage = stage_of(case)
    reopening.save()
    if trying := _waiting(case, FollowUpWhy.DISENGAGED):
        _end(trying, CameOf.REOPENED, by)
    start_clocks_anew(case, at=reopening.received_at, was_closed_at=reopening.was_closed_at)
    record("cases.reopened", case, by=by, detail={"why": str(why), "stage": reopening.stage, "owner": str(owner.pk)})
    return reopening


def _works_here(user: User, case: Case) -> bool:
    job = current_employment(user)
    return user.is_active and job is not None and job.organisation_id == case.organisation_id


def require_follow_up(case: Case, reason: str, follow_up_on: date | None) -> None:
    """Whoever drifts away is tried once more, on a named day, unless they may not be contacted (H19)."""
    if reason == ClosedReason.DISENGAGED and follow_up_on is None and case.person.may_be_contacted:
        raise FollowUpRefused("Name the day on which somebody tries once more to reach the person.")


@transaction.atomic
def set_follow_up(*, case: Case, why: FollowUpWhy, due_on: date, by: User) -> FollowUp:
    """Name the day on which somebody asks how the person is. One of each kind waits at a time; a new day moves it."""
    case = lock(Case.objects.select_related("person"), case.pk)
    require_colleague(case, by)
    if not case.person.may_be_contacted:
        raise FollowUpRefused("The person has died or moved away. Nobody follows them up.")
    if not clock.today() <= due_on <= clock.today() + timedelta(days=LATEST_DAYS):
        raise FollowUpRefused("Choose a day from today, within a year.")
    return _name_the_day(case, why, due_on, by)


def ask_after_hand_over(line: SolutionLine, by: User) -> None:
    """In some weeks somebody asks what it changed (M4). Whoever calls holds the line, and the person may be asked."""
    due_on = clock.today() + timedelta(days=ASK_AFTER_DAYS)
    _name_the_day(line.case, FollowUpWhy.HAND_OVER, due_on, by, line=line.number)


def _name_the_day(case: Case, why: FollowUpWhy, due_on: date, by: User, **about: int) -> FollowUp:
    values = {"due_on": due_on, "set_at": clock.now(), "set_by": by}
    follow_up, _ = FollowUp.objects.update_or_create(case=case, why=why, done_at=None, defaults=values)
    record("cases.follow_up_set", case, by=by, detail={"why": str(why), "due_on": due_on.isoformat(), **about})
    return follow_up


@transaction.atomic
def do_follow_up(*, follow_up: FollowUp, came_of: CameOf, by: User, words: str = "") -> FollowUp:
    """Write down what came of asking. It opens nothing by itself: a closed case is reopened by its owner."""
    follow_up = lock(FollowUp.objects.select_related("case"), follow_up.pk)
    require_colleague(follow_up.case, by)
    if follow_up.done_at is not None:
        raise FollowUpRefused("Somebody else wrote down already what came of it.")
    return _end(follow_up, came_of, by, words)


def answer_by_outcome(line: SolutionLine, by: User) -> None:
    """What the hand-over changed is recorded, so nobody asks again (M4). Whoever calls holds the line.

    One day stands for all that was handed over: it waits for the last of them.
    """
    # Locked before the other solutions are read, so that of two recorded at once the later one ends it.
    waiting = _waiting(line.case, FollowUpWhy.HAND_OVER)
    others = line.case.lines.filter(state=LineState.HANDED_OVER).exclude(pk=line.pk)
    if waiting and not others.exists():
        _end(waiting, CameOf.OUTCOME, by)


def _waiting(case: Case, why: FollowUpWhy) -> FollowUp | None:
    return FollowUp.objects.select_for_update().filter(case=case, why=why, done_at=None).first()


def _end(follow_up: FollowUp, came_of: CameOf, by: User, words: str = "") -> FollowUp:
    follow_up.done_at, follow_up.done_by = clock.now(), by
    follow_up.came_of, follow_up.words = came_of, words.strip()
    follow_up.save(update_fields=["done_at", "done_by", "came_of", "words"])
    record("cases.follow_up_done", follow_up.case, by=by, detail={"came_of": str(came_of)})
    return follow_up
