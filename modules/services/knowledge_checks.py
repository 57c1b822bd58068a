"""Knowledge checks: drawn once, answered once, kept for ever (T8)."""

import random
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from audit.services import record
from core import clock
from core.exceptions import Refused
from core.transitions import lock
from modules.check_rules import rules_of
from modules.check_selectors import retry_problem, tries_used_up
from modules.constants import Purpose
from modules.exceptions import AlreadySubmitted, AnswersIncomplete, CheckNotOpen, TimeIsUp
from modules.forms import KnowledgeCheckForm
from modules.kinds import Answer
from modules.models import Attempt, AttemptAnswer, AttemptQuestion, Enrolment, ModuleVersion, MoreAttempts
from modules.records import lessons_done
from modules.services.completing import complete_if_due
from modules.services.drawing import questions_for
from modules.services.learning import entered, require_self, version_for
from people import drafts
from people.constants import Role
from people.models import User
from people.selectors import roles_of

HANDED_IN_ALREADY = "This knowledge check has been handed in already. The first result stands."
TIME_IS_UP = "The time for this check is up. It was handed in as it stood then."


@transaction.atomic
def start_attempt(
    *, enrolment: Enrolment, by: User, draw: random.Random | None = None, purpose: str = Purpose.CHECK
) -> Attempt:
    """Draw the questions and fix them with the order of their choices. `draw` makes it repeatable.

    An attempt that is still open is given back as it is, so that two tabs show the same questions; one whose time
    is up is handed in as it stands first. Raises `CheckNotOpen` when a rule of the version says not now: it is too
    soon after an attempt that was not passed, or there were enough; or, for `before`, a lesson has been done or it
    was answered already.
    """
    enrolment, version = entered(enrolment, by)
    if still_open := enrolment.attempts.open().filter(purpose=purpose).first():
        if not still_open.time_is_up:
            return still_open
        hand_in_as_it_stands(attempt=still_open, by=by)
    if problem := _problem_before(enrolment) if purpose == Purpose.BEFORE else retry_problem(enrolment, version):
        raise CheckNotOpen(problem)
    chance = draw or random.SystemRandom()
    drawn = questions_for(version=version, purpose=purpose, chance=chance)
    if not drawn:
        raise Refused("This module has no questions yet.", code="no_questions")
    now, minutes = clock.now(), rules_of(version).minutes_allowed
    is_timed = minutes is not None and purpose == Purpose.CHECK
    attempt = Attempt.objects.create(
        enrolment=enrolment,
        module_version=version,
        purpose=purpose,
        started_at=now,
        closes_at=now + timedelta(minutes=minutes) if minutes is not None and is_timed else None,
    )
    AttemptQuestion.objects.bulk_create(
        AttemptQuestion(attempt=attempt, position=place, question=question, content=question.as_drawn(chance))
        for place, question in enumerate(drawn, start=1)
    )
    record("modules.attempt_started", attempt, by=by, detail={"purpose": purpose})
    return attempt


def _problem_before(enrolment: Enrolment) -> str | None:
    """What somebody knew before can be asked once, and only before the first lesson (T10)."""
    if enrolment.attempts.submitted().filter(purpose=Purpose.BEFORE).exists():
        return "You have answered these questions already. They are asked once."
    if lessons_done([enrolment.pk]):
        return "These questions are for before the first lesson, and you have done one."
    return None


def draft_key(attempt: Attempt) -> str:
    """Where what is typed so far is kept (see `people.drafts`)."""
    return f"attempt:{attempt.pk}"


def keep_answers(*, attempt: Attempt, typed: QueryDict, by: User) -> None:
    """Keep what is typed so far. Raises `TimeIsUp` or `AlreadySubmitted`, and then keeps nothing."""
    require_self(attempt.enrolment.user, by)
    attempt = Attempt.objects.get(pk=attempt.pk)
    if attempt.submitted_at:
        raise AlreadySubmitted(HANDED_IN_ALREADY)
    if attempt.time_is_up:
        raise TimeIsUp(TIME_IS_UP)
    drafts.keep(drafts.Owner(user_id=by.pk, key=draft_key(attempt)), typed)


@transaction.atomic
def submit_attempt(*, attempt: Attempt, answers: Mapping[int, Answer], by: User) -> Attempt:
    """Hand in the answers, for each drawn question's id what its kind asks for (see `modules.kinds`).

    Raises `AlreadySubmitted` the second time, from whichever tab, `AnswersIncomplete` when they do not fit, and
    `TimeIsUp` when they come too late: hand it in as it stands then.
    """
    enrolment, version = entered(attempt.enrolment, by)
    attempt = Attempt.objects.get(pk=attempt.pk)
    if attempt.submitted_at:
        raise AlreadySubmitted(HANDED_IN_ALREADY)
    if attempt.time_is_up:
        raise TimeIsUp(TIME_IS_UP)
    questions = list(attempt.questions.all())
    for question in questions:
        if not question.kind.fits(question.content, answers.get(question.pk, ())):
            raise AnswersIncomplete(f"Question {question.position} has no answer that fits.")
    return _record(attempt, questions, answers, enrolment=enrolment, version=version, by=by)


@transaction.atomic
def hand_in_as_it_stands(*, attempt: Attempt, by: User) -> Attempt:
    """Hand in an attempt whose time is up, with the answers that were kept in time; the rest counts as not right.

    It counts as handed in when the time was up, whenever somebody looks. Done twice, the first stands.
    """
    enrolment, version = entered(attempt.enrolment, by)
    attempt = Attempt.objects.get(pk=attempt.pk)
    if attempt.submitted_at or not attempt.time_is_up:
        return attempt
    questions = list(attempt.questions.all())
    kept = drafts.held(by, draft_key(attempt))
    in_time = kept.fields if kept and attempt.closes_at and kept.kept_at < attempt.closes_at else {}
    answers = KnowledgeCheckForm(questions, MultiValueDict(in_time)).answers_that_fit
    return _record(attempt, questions, answers, enrolment=enrolment, version=version, by=by)


def _record(
    attempt: Attempt,
    questions: list[AttemptQuestion],
    answers: Mapping[int, Answer],
    *,
    enrolment: Enrolment,
    version: ModuleVersion,
    by: User,
) -> Attempt:
    marked = [_marked(question, answers.get(question.pk, [])) for question in questions]
    score = sum(answer.is_correct for answer in marked)
    passed = score * 100 >= attempt.module_version.pass_mark * len(questions)
    submitted = Attempt.objects.record_submission(
        attempt.pk,
        at=min(clock.now(), attempt.closes_at or clock.now()),
        score=score,
        out_of=len(questions),
        passed=passed if attempt.purpose == Purpose.CHECK else None,
    )
    if not submitted:
        raise AlreadySubmitted(HANDED_IN_ALREADY)
    AttemptAnswer.objects.bulk_create(marked)
    drafts.forget(by, draft_key(attempt))
    attempt.refresh_from_db()
    detail: dict[str, Any] = {"score": score, "out_of": len(questions), "purpose": attempt.purpose}
    record("modules.attempt_submitted", attempt, by=by, detail=detail)
    if attempt.purpose == Purpose.CHECK:
        complete_if_due(enrolment, version)
    return attempt


def _marked(question: AttemptQuestion, answer: Answer) -> AttemptAnswer:
    """The answer with its mark. Nothing given is not right."""
    chosen = answer if isinstance(answer, str | list) else sorted(answer)
    is_right = bool(chosen) and question.kind.is_right(question.content, chosen)
    return AttemptAnswer(attempt_question=question, chosen=chosen, is_correct=is_right)


@transaction.atomic
def allow_one_more(*, enrolment: Enrolment, reason: str, by: User) -> MoreAttempts:
    """Let somebody whose tries are used up try once more. An editor or the governance group, never for oneself."""
    enrolment = lock(Enrolment.objects, enrolment.pk)
    version = version_for(enrolment.module)
    if roles_of(by).isdisjoint({Role.EDITOR, Role.GOVERNANCE}) or by.pk == enrolment.user_id:
        raise Refused("An editor or a member of the governance group allows this, for somebody else.")
    if not reason.strip():
        raise Refused("Say why.")
    if not tries_used_up(enrolment, version):
        raise Refused(f"{enrolment.user} can still try.")
    allowed = MoreAttempts.objects.create(
        enrolment=enrolment, module_version=version, reason=reason, allowed_at=clock.now(), allowed_by=by
    )
    record("modules.attempt_allowed", allowed, by=by)
    return allowed
