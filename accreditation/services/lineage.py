"""Suspend, as a precaution, what rests on one trainer's signatures: all of it in one transaction, or none."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from accreditation.constants import DecisionKind
from accreditation.exceptions import DutiesNotSeparate, LineageChanged, NotAnOfficer, PrecautionNotPossible
from accreditation.lineage import Touched, touched_by
from accreditation.models import Accreditation, Precaution, PrecautionClosing
from accreditation.services.deciding import decide, lock_in_order, open_for
from accreditation.services.register import begin_counting, hold_counter
from audit.services import record
from core import clock
from core.transitions import lock
from core.working_days import Calendar
from people.constants import Role
from people.models import User
from people.selectors import has_role


@dataclass(frozen=True, kw_only=True)
class Stopped:
    """What one precaution did: whom it suspended, and whom it did not and why."""

    precaution: Precaution
    suspended: list[Touched]
    spared: list[Touched]
    not_possible: list[Touched]


@transaction.atomic
def suspend_as_precaution(
    *,
    trainer: User,
    signed_from: date,
    signed_until: date,
    seen: Collection[str],
    spared: Collection[str] = (),
    reason: str,
    review_on: date,
    by: User,
) -> Stopped:
    """Suspend every accreditation resting on what the trainer signed in those days, but those `spared`.

    `seen` are the numbers that the officer was shown; somebody accredited since makes it `LineageChanged`, so that
    nobody is passed over and nobody is suspended unseen. Those already suspended or ended, and those about whom this
    officer may not decide, are named in the answer. Locks the accreditations in the order of their keys, then the
    counter; while it is held no term begins, and from this row on none rests on those signatures.
    """
    _check(trainer, signed_from, signed_until, reason, review_on, by)
    begin_counting()
    first_look = touched_by(trainer, signed_from, signed_until, officer=by)
    chosen = [one.accreditation_id for one in first_look if one.number in seen and one.number not in spared]
    locked = {row.pk: row for row in lock_in_order(chosen)}
    hold_counter()
    touched = touched_by(trainer, signed_from, signed_until, officer=by)
    if new := [one for one in touched if one.may_be_suspended and one.number not in seen]:
        names = ", ".join(f"{one.person} ({one.number})" for one in new)
        raise LineageChanged(f"Accredited on the same signatures since you looked: {names}. Look again, then confirm.")
    to_suspend = [one for one in touched if one.may_be_suspended and one.accreditation_id in locked]
    precaution = Precaution.objects.create(
        trainer=trainer,
        signed_from=signed_from,
        signed_until=signed_until,
        reason=reason.strip(),
        review_on=review_on,
        decided_by=by,
        decided_at=clock.now(),
    )
    for one in sorted(to_suspend, key=lambda touched_one: touched_one.accreditation_id):
        _suspend(precaution, locked[one.accreditation_id])
    numbers = sorted(one.number for one in to_suspend)
    record("accreditation.precaution_taken", precaution, by=by, detail={"trainer": trainer.pk, "suspended": numbers})
    return Stopped(
        precaution=precaution,
        suspended=to_suspend,
        spared=[one for one in touched if one.may_be_suspended and one.number in spared],
        not_possible=[one for one in touched if not one.may_be_suspended],
    )


@transaction.atomic
def close_precaution(*, precaution: Precaution, reason: str, by: User) -> PrecautionClosing:
    """Say that the signatures have been looked into: accreditations may rest again on those that still stand.

    The suspensions stay until two officers lift each.
    """
    precaution = lock(Precaution.objects, precaution.pk)
    _require_officer(by, precaution.trainer)
    if PrecautionClosing.objects.filter(precaution=precaution).exists():
        raise PrecautionNotPossible("This precaution has been closed already.")
    if not reason.strip():
        raise PrecautionNotPossible("Say what was found.")
    closing = PrecautionClosing.objects.create(
        precaution=precaution, reason=reason.strip(), closed_at=clock.now(), closed_by=by
    )
    record("accreditation.precaution_closed", precaution, by=by)
    return closing


def _check(trainer: User, signed_from: date, signed_until: date, reason: str, review_on: date, by: User) -> None:
    _require_officer(by, trainer)
    if not reason.strip():
        raise PrecautionNotPossible("Give the reason for this decision.")
    if signed_until < signed_from:
        raise PrecautionNotPossible("The last day cannot come before the first.")
    if review_on <= clock.today():
        raise PrecautionNotPossible("The date of review must be after today.")


def _require_officer(by: User, trainer: User) -> None:
    if not has_role(by, Role.ACCREDITATION_OFFICER):
        raise NotAnOfficer(f"{by} is not an accreditation officer.")
    if by.pk == trainer.pk:
        raise DutiesNotSeparate("You cannot decide about what you signed yourself. Another officer must.")


def _suspend(precaution: Precaution, accreditation: Accreditation) -> None:
    """One suspension, with its own decision, number, audit row and letter."""
    accreditation, _ = open_for(accreditation, DecisionKind.SUSPENDED)
    decide(
        accreditation,
        DecisionKind.SUSPENDED,
        reason=precaution.reason,
        by=precaution.decided_by,
        review_on=precaution.review_on,
        review_calendar=Calendar.SCOTLAND,
        precaution=precaution,
    )
