"""Waivers: that somebody need not do a module, a lesson or a check, given by somebody else and with the reason (T4)."""

from django.db import transaction

from audit.services import record
from core import clock
from core.transitions import lock
from modules.constants import WaiverOf
from modules.exceptions import WaiverNotAllowed
from modules.models import Completion, Enrolment, Module, Waiver, WaiverWithdrawn
from modules.services.completing import complete_if_due, withdraw_what_no_longer_follows
from modules.services.learning import enrolled, version_for
from people.constants import Role
from people.models import User
from people.selectors import has_role


@transaction.atomic
def give_waiver(
    *, user: User, module: Module, of: WaiverOf, reason: str, by: User, lesson_id: str = ""
) -> tuple[Waiver, Completion | None]:
    """Waive a lesson, the check or the whole module for somebody. Returns the completion when that was what lacked.

    Raises `WaiverNotAllowed` unless a member of the governance group gives it, for somebody else, with a reason.
    """
    _require_governance(by)
    if user.pk == by.pk:
        raise WaiverNotAllowed("Nobody waives anything for themselves. Ask another member of the governance group.")
    if not reason.strip():
        raise WaiverNotAllowed("Say why it is waived.")
    version = version_for(module)
    titles = {lesson.id: lesson.title for lesson in version.lesson_heads}
    if of == WaiverOf.LESSON and lesson_id not in titles:
        raise WaiverNotAllowed("Name a lesson of this module.")
    enrolment = enrolled(user, module, by)
    lesson_id = lesson_id if of == WaiverOf.LESSON else ""
    if Waiver.objects.standing().filter(enrolment=enrolment, of=of, lesson_id=lesson_id).exists():
        raise WaiverNotAllowed("This is waived already.")
    waiver = Waiver.objects.create(
        enrolment=enrolment,
        user=user,
        of=of,
        lesson_id=lesson_id,
        lesson_title=titles.get(lesson_id, ""),
        reason=reason,
        given_at=clock.now(),
        given_by=by,
    )
    record("modules.waived", waiver, by=by, detail={"reason": reason})
    return waiver, complete_if_due(enrolment, version)


@transaction.atomic
def withdraw_waiver(*, waiver: Waiver, reason: str, by: User) -> list[Completion]:
    """Take a waiver back. Returns the completions that no longer follow and are withdrawn with it."""
    _require_governance(by)
    if waiver.user_id == by.pk:
        raise WaiverNotAllowed("Nobody decides about a waiver of their own.")
    if not reason.strip():
        raise WaiverNotAllowed("Say why the waiver is withdrawn.")
    enrolment = lock(Enrolment.objects, waiver.enrolment_id)
    if WaiverWithdrawn.objects.filter(waiver=waiver).exists():
        raise WaiverNotAllowed("This waiver has been withdrawn already.")
    WaiverWithdrawn.objects.create(waiver=waiver, reason=reason, withdrawn_at=clock.now(), withdrawn_by=by)
    record("modules.waiver_withdrawn", waiver, by=by, detail={"reason": reason})
    return withdraw_what_no_longer_follows(enrolment, reason=f"A waiver was withdrawn: {reason}"[:300], by=by)


def _require_governance(by: User) -> None:
    if not has_role(by, Role.GOVERNANCE):
        raise WaiverNotAllowed("Only a member of the governance group waives part of a module.")
