"""By which task somebody reads a record. Whoever has none is asked why first (R1)."""

from collections.abc import Callable, Collection

from django.db.models import Exists, Q

from accreditation.models import Accreditation
from audit.selectors import history_of
from cases.constants.intake import CaseState
from cases.constants.lines import DECIDED, LineRoute, LineState
from cases.constants.reading import ReadAs
from cases.models import (
    AssessmentDraft,
    Budget,
    Case,
    CaseHandover,
    DirectAccessReader,
    FastTrack,
    HomeVisit,
    InterimPlan,
    MotDraft,
    PanelProposal,
    SolutionLine,
    StatedReason,
)
from cases.selectors.history import READ
from core import clock
from people.constants import Role
from people.models import User
from people.selectors import organisations_managed_by, registered_therapist_on

REASON = "cases.reason_stated"

# Steps that the pathway gives to any caseworker of the organisation.
FOR_THE_TEAM = frozenset({LineState.COMMITTED, LineState.ARRANGED, LineState.ORDERED})
TO_BE_DECIDED = DECIDED | FOR_THE_TEAM | {LineState.RECOMMENDED}
TO_BE_PAID = frozenset({LineState.AUTHORISED, LineState.AWAITING_FUNDS, LineState.COMMITTED, LineState.ORDERED})


def read_as(case: Case, user: User, roles: Collection[str]) -> ReadAs | None:
    """By which task somebody of the organisation reads this record; None when they must give a reason first."""
    return next((task for task, holds in TASKS.items() if holds(case, user, roles)), None)


def _owns(case: Case, user: User, roles: Collection[str]) -> bool:
    return case.owner_id == user.pk


def _manages(case: Case, user: User, roles: Collection[str]) -> bool:
    return Role.MANAGER in roles and case.organisation_id in organisations_managed_by(user)


def _has_worked_on_it(case: Case, user: User, roles: Collection[str]) -> bool:
    return history_of(case).exclude(verb__in=(READ, REASON)).filter(actor_id=str(user.pk)).exists()


def _is_named(case: Case, user: User, roles: Collection[str]) -> bool:
    """For a visit, a fast track or the panel's plan, as one of its owners, or in what colleagues write together."""
    named = (
        HomeVisit.objects.filter(case=case, visitor=user),
        FastTrack.objects.filter(line__case=case, authoriser=user),
        InterimPlan.objects.filter(referral__case=case, owner=user),
        PanelProposal.objects.filter(referral__case=case, owner=user),
        CaseHandover.objects.filter(Q(from_owner=user) | Q(to_owner=user), case=case),
        AssessmentDraft.objects.filter(line__case=case, saved_by=user),
        MotDraft.objects.filter(case=case, saved_by=user),
    )
    asked = Q()
    for rows in named:
        asked |= Q(Exists(rows))
    return Case.objects.filter(asked, pk=case.pk).exists()


def _delivers(case: Case, user: User, roles: Collection[str]) -> bool:
    return any(line.state in FOR_THE_TEAM for line in case.lines.all())


def _may_be_asked(case: Case, user: User, roles: Collection[str]) -> bool:
    """Whether somebody is of the kind that authorises. Whether they may is for the register to say."""
    if not any(line.state in TO_BE_DECIDED for line in case.lines.all()):
        return False
    return Accreditation.objects.filter(user=user).exists() or registered_therapist_on(user, clock.today()) is not None


def _is_asked_as_therapist(case: Case, user: User, roles: Collection[str]) -> bool:
    waits = case.state == CaseState.OPEN and any(one.answered_at is None for one in case.questions.all())
    return waits and registered_therapist_on(user, clock.today()) is not None


def _holds_a_budget(case: Case, user: User, roles: Collection[str]) -> bool:
    if not any(line.state in TO_BE_PAID for line in case.lines.all()):
        return False
    serves = Q(organisation=case.organisation_id) | Q(serves=case.organisation_id)
    return Budget.objects.filter(serves, holders=user).exists()


def _reads_answers(case: Case, user: User, roles: Collection[str]) -> bool:
    """Answers about direct access wait, and somebody is named to read them for the organisation today."""
    if not any(_waits_to_be_read(line) for line in case.lines.all()):
        return False
    named = DirectAccessReader.objects.on(clock.today())
    return named.filter(organisation=case.organisation_id, user=user).exists()


def _waits_to_be_read(line: SolutionLine) -> bool:
    return line.route == LineRoute.DIRECT_ACCESS and line.state == LineState.PROPOSED


def _gave_a_reason(case: Case, user: User, roles: Collection[str]) -> bool:
    return StatedReason.objects.filter(case=case, by=user, until__gt=clock.now()).exists()


# The first that holds is the one that is written down.
TASKS: dict[ReadAs, Callable[[Case, User, Collection[str]], bool]] = {
    ReadAs.OWNER: _owns,
    ReadAs.MANAGER: _manages,
    ReadAs.WORKS_ON_IT: _has_worked_on_it,
    ReadAs.NAMED: _is_named,
    ReadAs.DELIVERY: _delivers,
    ReadAs.AUTHORISER: _may_be_asked,
    ReadAs.THERAPIST: _is_asked_as_therapist,
    ReadAs.BUDGET: _holds_a_budget,
    ReadAs.READER: _reads_answers,
    ReadAs.STATED: _gave_a_reason,
}
