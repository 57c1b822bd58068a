"""After a Housing MOT: danger told to an authority, results shared, the plan followed up (H4)."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime

from audit.services import record
from cases.constants.mot import ActionState, SharedHow, ToldHow
from cases.constants.people import ContactRoute
from cases.contact import why_not
from cases.exceptions import AlreadyDecided, NotAtThatTime, NotShared
from cases.models import Case, HousingMot, MotAction, MotShare, UrgentNotice
from cases.services.clocks import bring_clocks_up_to_date
from cases.services.guards import open_case, require_day_of_case
from core import clock
from core.transitions import lock
from people.models import User

SENT_BY = {SharedHow.POST: ContactRoute.LETTER, SharedHow.EMAIL: ContactRoute.EMAIL}


@transaction.atomic
def tell_authority(
    *, notice: UrgentNotice, authority: str, told_how: ToldHow, told_at: datetime, by: User, told_whom: str = ""
) -> UrgentNotice:
    """Record which authority was told of a danger: whom, when and by which route."""
    case, notice = _undecided(notice, by)
    if told_at > clock.now():
        raise NotAtThatTime("Enter when they were told. It cannot be in the future.")
    require_day_of_case(case, localtime(told_at).date(), "They cannot have been told on that day.")
    notice.authority, notice.told_whom, notice.told_how, notice.told_at = authority, told_whom, told_how, told_at
    return _decide(case, notice, "cases.authority_told", by)


@transaction.atomic
def leave_untold(*, notice: UrgentNotice, why: str, by: User) -> UrgentNotice:
    """Say why no authority was told, such as that the danger was put right on the spot."""
    case, notice = _undecided(notice, by)
    notice.not_told_because = why
    return _decide(case, notice, "cases.authority_not_told", by)


def _undecided(notice: UrgentNotice, by: User) -> tuple[Case, UrgentNotice]:
    case = open_case(notice.case, by)
    notice = lock(UrgentNotice.objects, notice.pk)
    if notice.decided_at:
        raise AlreadyDecided(f"This is already recorded, by {notice.decided_by}.")
    return case, notice


def _decide(case: Case, notice: UrgentNotice, verb: str, by: User) -> UrgentNotice:
    notice.decided_at, notice.decided_by = clock.now(), by
    notice.save()
    bring_clocks_up_to_date(case)
    record(verb, case, by=by)
    return notice


def require_contact(case: Case) -> None:
    """Nothing is sent to somebody who has died or moved away. Raises `NotShared`."""
    if not case.person.may_be_contacted:
        raise NotShared("The person has died or moved away. Nothing is sent to them.")


@transaction.atomic
def share_mot(*, mot: HousingMot, how: SharedHow, by: User, with_whom: str = "") -> MotShare:
    """Record that the results were given to the person or, with a name, to somebody they agreed to share them with.

    Raises `NotShared` for anybody else, and for a person who may not be contacted, or not in this way (R4).
    """
    case = open_case(mot.case, by)
    if with_whom and with_whom not in mot.may_share_with:
        raise NotShared("The person has not agreed to share the results with them.")
    if not with_whom:
        require_contact(case)
        if how in SENT_BY and (reason := why_not(case.person, by=SENT_BY[how])):
            raise NotShared(reason)
    share = MotShare.objects.create(
        mot=mot, is_person=not with_whom, with_whom=with_whom, how=how, at=clock.now(), by=by
    )
    bring_clocks_up_to_date(case)
    record("cases.mot_shared", case, by=by, detail={"mot": mot.number, "with_the_person": not with_whom})
    return share


@transaction.atomic
def follow_up_action(*, action: MotAction, state: ActionState, by: User, note: str = "") -> MotAction:
    """Say what came of one action of the plan. Raises `AlreadyDecided` for the second of two."""
    case = open_case(action.hazard.mot.case, by)
    action = lock(MotAction.objects, action.pk)
    if action.state != ActionState.OPEN:
        raise AlreadyDecided(f"This is already recorded: {action.get_state_display().lower()}.")
    action.state, action.note = state, note
    action.followed_up_at, action.followed_up_by = clock.now(), by
    action.save()
    record("cases.mot_action_followed_up", case, by=by, detail={"state": str(state)})
    return action
