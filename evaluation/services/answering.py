"""Answering: once, and so that nobody can tell afterwards whose answers they are (T10)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from audit.services import record
from core import clock
from core.transitions import lock
from evaluation.constants import AGREEMENT, QuestionKind
from evaluation.exceptions import AlreadyAnswered, AnsweringClosed, AnswersDoNotFit, NotAsked
from evaluation.models import Answer, Invitation, Response
from evaluation.models.questionnaire import AskedQuestion
from people.models import User

BEFORE, NOW = "before", "now"


@dataclass(frozen=True, kw_only=True)
class Given:
    """One answer as it was given: a number, a choice or words. Confidence names its outcome."""

    code: str
    outcome: str = ""
    scale: int | None = None
    choice: str = ""
    words: str = ""


@transaction.atomic
def answer(*, invitation: Invitation, answers: Iterable[Given], by: User | None) -> None:
    """Keep the answers apart from the person. `by` is None when the signed link was used.

    The invitation is marked in the same transaction, under its lock, so that the second of two goes away with
    `AlreadyAnswered`. Nothing is returned and nothing that is written names both: there is no way back.
    """
    invitation = lock(Invitation.objects.select_related("module_version", "questionnaire_version"), invitation.pk)
    if by is not None and by.pk != invitation.asked_id:
        raise NotAsked("You were not asked this.")
    if invitation.is_answered:
        raise AlreadyAnswered("You have answered this already. The first answers stand.")
    if clock.today() >= invitation.closes_on:
        raise AnsweringClosed(f"This could be answered until {invitation.closes_on:%-d %B %Y}. It is closed now.")
    given = list(answers)
    _require_fit(invitation, given)
    Invitation.objects.filter(pk=invitation.pk).update(is_answered=True)
    response = Response.objects.create(
        purpose=invitation.purpose,
        module_version=invitation.module_version,
        questionnaire_version=invitation.questionnaire_version,
        organisation_id=invitation.organisation_id,
        locality_id=invitation.locality_id,
        delivery=invitation.delivery,
        pair=invitation.pair,
    )
    Answer.objects.bulk_create(
        Answer(
            response=response, code=one.code, outcome=one.outcome, scale=one.scale, choice=one.choice, words=one.words
        )
        for one in given
    )
    # Neither the person nor the response: the event counts that somebody answered this questionnaire.
    record("evaluation.answered", invitation.questionnaire_version, by=None)


def _require_fit(invitation: Invitation, given: list[Given]) -> None:
    """Every question with numbers or choices answered, nothing else, and each within what it allows."""
    outcomes = {outcome["code"] for outcome in invitation.module_version.outcomes}
    wanted: set[tuple[str, str]] = set()
    allowed: dict[tuple[str, str], AskedQuestion] = {}
    for question in invitation.questionnaire_version.asked:
        keys = [(question.code, "")]
        if question.kind == QuestionKind.CONFIDENCE:
            keys = [(f"{question.code}-{when}", outcome) for outcome in outcomes for when in (BEFORE, NOW)]
        allowed |= dict.fromkeys(keys, question)
        if question.kind != QuestionKind.WORDS:
            wanted |= set(keys)
    answered = {(one.code, one.outcome) for one in given}
    if len(answered) != len(given) or not wanted <= answered <= allowed.keys():
        raise AnswersDoNotFit("The answers do not fit the questions. Answer each question once.")
    for one in given:
        _require_allowed(allowed[one.code, one.outcome], one)


def _require_allowed(question: AskedQuestion, one: Given) -> None:
    match question.kind:
        case QuestionKind.SCALE | QuestionKind.CONFIDENCE:
            fits = one.scale in AGREEMENT and not one.choice and not one.words
        case QuestionKind.CHOICE:
            fits = one.choice in question.choices and one.scale is None and not one.words
        case QuestionKind.WORDS:
            fits = bool(one.words.strip()) and one.scale is None and not one.choice
    if not fits:
        raise AnswersDoNotFit(f"The answer to “{question.text}” is not one that can be given.")
