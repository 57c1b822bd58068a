"""Questions about knowledge checks: whether somebody may try now, what they knew of each outcome."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.formats import date_format
from django.utils.timezone import localtime

from core import clock
from modules.check_rules import rules_of
from modules.constants import Purpose
from modules.models import Attempt, AttemptAnswer, Enrolment, ModuleVersion
from modules.models.attempt import AttemptQuerySet
from modules.selectors import Progress


def retry_problem(enrolment: Enrolment, version: ModuleVersion) -> str | None:
    """Why somebody may not start the check of this version now, as a sentence; None when they may.

    Only attempts of this version that were not passed count, so that a new version starts afresh and a passed check
    can be practised.
    """
    rules = rules_of(version)
    if rules.attempts_allowed is None and rules.wait_minutes is None:
        return None
    if used := tries_used_up(enrolment, version):
        return (
            f"You have used all {used} tries of this check. Talk to your trainer or manager. "
            "An editor or the governance group can allow one more."
        )
    failed = _failed(enrolment, version)
    if rules.wait_minutes is not None and (
        last := failed.order_by("-submitted_at").values_list("submitted_at", flat=True).first()
    ):
        opens = last + timedelta(minutes=rules.wait_minutes)
        if clock.now() < opens:
            return f"You can try again on {date_format(localtime(opens), 'j F Y')} from {localtime(opens):%H:%M}."
    return None


def _failed(enrolment: Enrolment, version: ModuleVersion) -> AttemptQuerySet:
    return enrolment.attempts.checks().filter(module_version=version, passed=False)


def tries_used_up(enrolment: Enrolment, version: ModuleVersion) -> int | None:
    """How many tries somebody had of this version's check, when they are used up; None while they are not."""
    most = rules_of(version).attempts_allowed
    if most is None:
        return None
    allowed = most + enrolment.more_attempts.filter(module_version=version).count()
    return allowed if _failed(enrolment, version).count() >= allowed else None


def out_of_tries(version: ModuleVersion) -> list[Enrolment]:
    """Everybody who has not passed this version's check and has no try left, in one query."""
    most = rules_of(version).attempts_allowed
    if most is None:
        return []
    attempts = Attempt.objects.checks().filter(enrolment=OuterRef("pk"))
    mine = Q(attempts__module_version=version, attempts__purpose=Purpose.CHECK, attempts__passed=False)
    return list(
        Enrolment.objects.filter(module=version.module_id)
        .exclude(Exists(attempts.filter(passed=True)))
        .annotate(
            failed=Count("attempts", filter=mine, distinct=True),
            more=Count("more_attempts", filter=Q(more_attempts__module_version=version), distinct=True),
        )
        .filter(failed__gte=most + F("more"))
        .select_related("user")
        .order_by("user__last_name", "user__first_name", "pk")
    )


def may_look_before(progress: Progress) -> bool:
    """Whether somebody can still be asked what they knew before the first lesson (T10)."""
    if progress.completion or any(lesson.is_done for lesson in progress.lessons):
        return False
    asked = Attempt.objects.submitted().filter(purpose=Purpose.BEFORE, enrolment=progress.enrolment)
    return progress.enrolment is None or not asked.exists()


@dataclass(frozen=True, kw_only=True)
class OutcomeResult:
    """How somebody did in the questions that bear on one learning outcome."""

    code: str
    text: str
    right: int
    asked: int


def results_by_outcome(attempt: Attempt) -> dict[str, tuple[int, int]]:
    """For each outcome of the attempt's version, how many answers were right and how many were asked (T10).

    A question bears on every outcome that its criterion serves. Outcomes that no question bore on are left out.
    """
    return {one.code: (one.right, one.asked) for one in outcome_results(attempt)}


def outcome_results(attempt: Attempt) -> list[OutcomeResult]:
    """`results_by_outcome` with each outcome's words; one query."""
    answered = list(
        AttemptAnswer.objects.filter(attempt_question__attempt=attempt).values_list(
            "attempt_question__content__criterion", "is_correct"
        )
    )
    results = []
    for outcome in attempt.module_version.outcomes:
        marks = [is_right for criterion, is_right in answered if criterion in outcome["criteria"]]
        if marks:
            results.append(
                OutcomeResult(code=outcome["code"], text=outcome["text"], right=sum(marks), asked=len(marks))
            )
    return results
