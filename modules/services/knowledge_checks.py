"""Knowledge checks: drawn once, answered once, kept for ever (T8)."""

import random
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from audit.services import record
from core import clock
from core.exceptions import Refused
from modules.constants import QuestionKind
from modules.exceptions import AlreadySubmitted, AnswersIncomplete
from modules.models import Attempt, AttemptAnswer, AttemptQuestion, Enrolment, Question
from modules.services.learning import complete_if_due, entered
from people.models import User


@transaction.atomic
def start_attempt(*, enrolment: Enrolment, by: User, draw: random.Random | None = None) -> Attempt:
    """Draw the questions and fix them with the order of their choices.

    An attempt that is still open is given back as it is, so that two tabs show the same questions. There is no
    limit to how often somebody tries; each time is a new draw. `draw` makes it repeatable.
    """
    enrolment, version = entered(enrolment, by)
    if still_open := enrolment.attempts.open().first():
        return still_open
    chance = draw or random.SystemRandom()
    bank = list(Question.objects.filter(module=enrolment.module, is_active=True).prefetch_related("choices"))
    if not bank:
        raise Refused("This module has no questions yet.", code="no_questions")
    drawn = chance.sample(bank, min(version.questions_drawn, len(bank)))
    attempt = Attempt.objects.create(enrolment=enrolment, module_version=version, started_at=clock.now())
    AttemptQuestion.objects.bulk_create(
        AttemptQuestion(attempt=attempt, position=place, question=question, content=_as_drawn(question, chance))
        for place, question in enumerate(drawn, start=1)
    )
    record("modules.attempt_started", attempt, by=by)
    return attempt


def _as_drawn(question: Question, chance: random.Random) -> dict[str, Any]:
    choices = [
        {"id": choice.pk, "text": choice.text, "is_correct": choice.is_correct, "feedback": choice.feedback}
        for choice in question.choices.all()
    ]
    if question.kind != QuestionKind.TRUE_FALSE:
        chance.shuffle(choices)
    return {
        "code": question.code,
        "kind": question.kind,
        "stem": question.stem,
        "criterion": question.criterion,
        "source": question.source,
        "choices": choices,
    }


@transaction.atomic
def submit_attempt(*, attempt: Attempt, answers: Mapping[int, Collection[int]], by: User) -> Attempt:
    """Hand in the answers: the ids of the choices for each drawn question's id.

    Raises `AlreadySubmitted` the second time, from whichever tab, and `AnswersIncomplete` when they do not fit.
    """
    enrolment, version = entered(attempt.enrolment, by)
    questions = list(attempt.questions.all())
    marked = [_mark(question, answers.get(question.pk, ())) for question in questions]
    score = sum(answer.is_correct for answer in marked)
    submitted = Attempt.objects.record_submission(
        attempt.pk,
        at=clock.now(),
        score=score,
        out_of=len(questions),
        passed=score * 100 >= attempt.module_version.pass_mark * len(questions),
    )
    if not submitted:
        raise AlreadySubmitted("This knowledge check has been handed in already. The first result stands.")
    AttemptAnswer.objects.bulk_create(marked)
    attempt.refresh_from_db()
    record("modules.attempt_submitted", attempt, by=by, detail={"score": score, "out_of": len(questions)})
    complete_if_due(enrolment, version)
    return attempt


def _mark(question: AttemptQuestion, chosen: Collection[int]) -> AttemptAnswer:
    """Right when exactly the right choices were chosen."""
    picked = set(chosen)
    offered = {choice["id"] for choice in question.content["choices"]}
    if not picked or not picked <= offered:
        raise AnswersIncomplete(f"Question {question.position} has no answer that fits.")
    if question.content["kind"] != QuestionKind.MULTIPLE and len(picked) != 1:
        raise AnswersIncomplete(f"Question {question.position} takes one answer.")
    return AttemptAnswer(attempt_question=question, chosen=sorted(picked), is_correct=picked == question.right_choices)
