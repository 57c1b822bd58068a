"""Completions follow from what was done: derived when something happens, withdrawn when they no longer follow (T4)."""

from audit.services import record
from core import clock
from modules.constants import WaiverOf
from modules.counting import Counting, lacking
from modules.models import Completion, CompletionWithdrawn, Enrolment, ModuleVersion, Waiver
from modules.records import records_of
from modules.selectors import current_version, prerequisites_missing
from modules.services.certificates import issue_certificate
from modules.signals import completion_withdrawn, module_completed
from people.models import User


def complete_if_due(enrolment: Enrolment, version: ModuleVersion) -> Completion | None:
    """Derive the completion of a version from what was done in it, under the rules in force.

    The caller holds the enrolment's lock. What must come before the module must have come, once.
    """
    held = records_of([enrolment.pk])[enrolment.pk]
    if any(completion.module_version_id == version.pk for completion in held.completions):
        return None
    counting = enrolment.module.counting
    attempt = held.passed_for(version.pk)
    if lacking(version.lesson_heads, counting, held.done(version.lesson_heads, has_passed=attempt is not None)):
        return None
    if not held.completions and prerequisites_missing(enrolment.user, enrolment.module):
        return None
    completion = Completion.objects.create(
        user=enrolment.user,
        module_version=version,
        enrolment=enrolment,
        turn=Completion.ever.filter(user=enrolment.user, module_version=version).count() + 1,
        attempt=attempt if counting.check else None,
        waiver=_module_waiver(enrolment) if WaiverOf.MODULE in held.waived else None,
        counted=counting.as_data(),
        completed_at=clock.now(),
    )
    record("modules.completed", completion, by=enrolment.user)
    if completion.waiver is None:
        issue_certificate(completion=completion)
    module_completed.send(sender=Completion, completion=completion)
    _complete_what_waited(enrolment)
    return completion


def _module_waiver(enrolment: Enrolment) -> Waiver | None:
    return Waiver.objects.standing().filter(enrolment=enrolment, of=WaiverOf.MODULE).first()


def _complete_what_waited(enrolment: Enrolment) -> None:
    """A module taught in the room before the one that comes first completes when that one does."""
    waiting = Enrolment.objects.select_for_update().filter(
        user=enrolment.user, module__prerequisites__requires=enrolment.module
    )
    for one in waiting.order_by("pk"):
        if version := current_version(one.module.code):
            complete_if_due(one, version)


def withdraw_what_no_longer_follows(enrolment: Enrolment, *, reason: str, by: User) -> list[Completion]:
    """Withdraw each completion that what was done no longer bears out. The caller holds the enrolment's lock."""
    held = records_of([enrolment.pk])[enrolment.pk]
    fallen = []
    for completion in list(held.completions):
        lessons = completion.module_version.lesson_heads
        counting = counting_for(completion, enrolment)
        done = held.done(lessons, has_passed=held.has_ever_passed)
        if lacking(lessons, counting, done):
            withdraw_completion(completion=completion, reason=reason, by=by)
            fallen.append(completion)
    if fallen and (version := current_version(enrolment.module.code)):
        complete_if_due(enrolment, version)
    return fallen


def counting_for(completion: Completion, enrolment: Enrolment) -> Counting:
    """The rules that a completion answers to: those it was made under, or newer ones that reach back."""
    rules = enrolment.module.rules
    if rules and rules.reaches_back:
        return rules.counting
    return Counting(**completion.counted)


def withdraw_completion(*, completion: Completion, reason: str, by: User) -> CompletionWithdrawn:
    """Say that a completion no longer stands, and why, in the transaction of what undid it."""
    withdrawal = CompletionWithdrawn.objects.create(
        completion=completion, reason=reason, withdrawn_at=clock.now(), withdrawn_by=by
    )
    record("modules.completion_withdrawn", completion, by=by, detail={"reason": reason})
    completion_withdrawn.send(sender=Completion, completion=completion, withdrawal=withdrawal)
    return withdrawal
