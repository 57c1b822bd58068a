"""What was taught in the room, as the sessions tell it (T4)."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from audit.services import record
from core import clock
from core.transitions import lock
from modules.exceptions import LessonNotTaught
from modules.models import Completion, Enrolment, ModuleVersion, Taught, TaughtWithdrawn
from modules.services.completing import complete_if_due, withdraw_what_no_longer_follows
from modules.services.learning import enrolled
from people.models import User


@transaction.atomic
def record_taught(
    *,
    user: User,
    version: ModuleVersion,
    lesson_ids: Collection[str],
    session_code: str,
    taught_at: datetime,
    by: User,
) -> Completion | None:
    """Record that these lessons of a version were taught to somebody at a session, enrolling them where needed.

    Recording the same again changes nothing. Returns the completion when this was the last thing missing. Raises
    `LessonNotTaught` for a lesson that the version does not have, or a time that has not come yet.
    """
    _check(version, lesson_ids, session_code, taught_at)
    enrolment = enrolled(user, version.module, by)
    held = Taught.objects.filter(enrolment=enrolment, session_code=session_code)
    standing = set(held.standing().values_list("lesson_id", flat=True))
    turns: dict[str, int] = {}
    for lesson_id in held.values_list("lesson_id", flat=True):
        turns[lesson_id] = turns.get(lesson_id, 0) + 1
    new = [
        Taught(
            enrolment=enrolment,
            module_version=version,
            lesson_id=lesson_id,
            session_code=session_code,
            turn=turns.get(lesson_id, 0) + 1,
            taught_at=taught_at,
            recorded_at=clock.now(),
            recorded_by=by,
        )
        for lesson_id in dict.fromkeys(lesson_ids)
        if lesson_id not in standing
    ]
    if new:
        Taught.objects.bulk_create(new)
        record("modules.taught", enrolment, by=by, detail={"session": session_code, "lessons": len(new)})
    return complete_if_due(enrolment, version)


@transaction.atomic
def withdraw_taught(*, user: User, session_code: str, reason: str, by: User) -> int:
    """Take back what somebody was recorded as taught at a session, with the reason.

    A completion that no longer follows is withdrawn with it. Returns how many lessons were taken back.
    """
    if not reason.strip():
        raise LessonNotTaught("Say why the record of the session is corrected.")
    enrolments = Enrolment.objects.filter(user=user, taught__session_code=session_code).order_by("pk").distinct()
    count = 0
    for pk in list(enrolments.values_list("pk", flat=True)):
        enrolment = lock(Enrolment.objects, pk)
        rows = list(Taught.objects.standing().filter(enrolment=enrolment, session_code=session_code))
        TaughtWithdrawn.objects.bulk_create(
            TaughtWithdrawn(taught=row, reason=reason, withdrawn_at=clock.now(), withdrawn_by=by) for row in rows
        )
        if rows:
            detail = {"session": session_code, "lessons": len(rows), "reason": reason}
            record("modules.taught_withdrawn", enrolment, by=by, detail=detail)
            withdraw_what_no_longer_follows(enrolment, reason=f"A session was corrected: {reason}"[:300], by=by)
        count += len(rows)
    return count


def _check(version: ModuleVersion, lesson_ids: Collection[str], session_code: str, taught_at: datetime) -> None:
    if not session_code:
        raise LessonNotTaught("A lesson in the room is taught at a session. Name the session.")
    if taught_at > clock.now():
        raise LessonNotTaught("A lesson cannot be recorded as taught before it was.")
    if set(lesson_ids) - {lesson.id for lesson in version.lesson_heads}:
        raise LessonNotTaught("A lesson that was recorded as taught is not part of this version of the module.")
