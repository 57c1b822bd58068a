"""Taking a module: enrol, do its lessons, reflect, complete."""

from collections.abc import Mapping

from django.db import transaction

from audit.services import record
from core import clock
from core.exceptions import Refused
from core.transitions import lock
from modules.counting import LessonHead
from modules.exceptions import ModuleNotOpen, NotEnrolled
from modules.models import Completion, Enrolment, Module, ModuleVersion, Reflection, StepDone
from modules.selectors import current_version, prerequisites_missing
from modules.services.completing import complete_if_due
from people.models import User


@transaction.atomic
def enrol(*, user: User, module: Module, by: User) -> Enrolment:
    """Start a module; starting it twice changes nothing. Raises `ModuleNotOpen` with what is missing (T1, T2, T3)."""
    require_self(user, by)
    version_for(module)
    require_open(user, module)
    enrolment, is_new = Enrolment.objects.get_or_create(user=user, module=module, defaults={"enrolled_at": clock.now()})
    if is_new:
        record("modules.enrolled", enrolment, by=by)
    return enrolment


@transaction.atomic
def keep_reflections(*, enrolment: Enrolment, lesson_id: str, texts: Mapping[str, str], by: User) -> None:
    """Keep what was written under a lesson's prompts, by block id. What did not change is not kept twice."""
    enrolment, version = entered(enrolment, by)
    _keep(enrolment, version, _head(version, lesson_id), texts)


@transaction.atomic
def mark_lesson_done(
    *, enrolment: Enrolment, lesson_id: str, by: User, reflections: Mapping[str, str] | None = None
) -> Completion | None:
    """Mark a lesson as done, keeping its reflections. Returns the completion when this was the last thing missing."""
    enrolment, version = entered(enrolment, by)
    _keep(enrolment, version, _head(version, lesson_id), reflections or {})
    StepDone.objects.get_or_create(
        enrolment=enrolment, lesson_id=lesson_id, defaults={"module_version": version, "done_at": clock.now()}
    )
    return complete_if_due(enrolment, version)


def entered(enrolment: Enrolment, by: User) -> tuple[Enrolment, ModuleVersion]:
    """The enrolment, locked, and the version to work on, if this person may go on with it now."""
    require_self(enrolment.user, by)
    enrolment = lock(Enrolment.objects, enrolment.pk)
    version = version_for(enrolment.module)
    if not enrolment.completions.exists():
        require_open(enrolment.user, enrolment.module)
    return enrolment, version


def enrolled(user: User, module: Module, by: User) -> Enrolment:
    """The person's enrolment, locked, made where there is none: a fact about them is kept whatever comes before."""
    enrolment, is_new = Enrolment.objects.get_or_create(user=user, module=module, defaults={"enrolled_at": clock.now()})
    if is_new:
        record("modules.enrolled", enrolment, by=by)
    return lock(Enrolment.objects, enrolment.pk)


def version_for(module: Module) -> ModuleVersion:
    version = current_version(module.code)
    if version is None:
        raise ModuleNotOpen(["This module is not published at the moment."])
    return version


def require_open(user: User, module: Module) -> None:
    if missing := prerequisites_missing(user, module):
        raise ModuleNotOpen(missing)


def require_self(user: User, by: User) -> None:
    if user.pk != by.pk:
        raise Refused("Only the learner can do this.", code="not_the_learner")


def _head(version: ModuleVersion, lesson_id: str) -> LessonHead:
    for lesson in version.lesson_heads:
        if lesson.id == lesson_id:
            return lesson
    raise NotEnrolled("This lesson is not part of the module any more. Go back to the module's page.")


def _keep(enrolment: Enrolment, version: ModuleVersion, lesson: LessonHead, texts: Mapping[str, str]) -> None:
    """Keep the reflections that say something new. The caller holds the enrolment's lock."""
    written = {block_id: text for block_id, text in texts.items() if block_id in lesson.prompts and text.strip()}
    if not written:
        return
    kept = {
        reflection.block_id: reflection.text
        for reflection in Reflection.objects.filter(enrolment=enrolment, lesson_id=lesson.id)
    }
    for block_id, text in written.items():
        if kept.get(block_id) == text:
            continue
        Reflection.objects.create(
            enrolment=enrolment,
            module_version=version,
            lesson_id=lesson.id,
            block_id=block_id,
            prompt=lesson.prompts[block_id],
            text=text,
            written_at=clock.now(),
        )
