"""Ask how it went, once, and keep the answers apart from whoever gave them (H11)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from audit.services import record
from cases.constants.people import ContactRoute
from cases.constants.satisfaction import CODE_LENGTH, CODE_SIGNS, SENT_BY, AnsweredHow, FilledInBy, SentHow
from cases.contact import may_contact, ways_to_contact, why_not
from cases.exceptions import AlreadyAnsweredHere, MayNotBeContacted, NotWhole
from cases.models import (
    Case,
    SatisfactionAnswer,
    SatisfactionInvitation,
    SatisfactionResponse,
    SolutionLine,
)
from cases.services.concern import concern_from_questionnaire
from cases.services.guards import require_colleague
from core import chance, clock, outbox
from core.transitions import lock
from evaluation.constants import AGREEMENT, Purpose, QuestionKind
from evaluation.models import QuestionnaireVersion
from evaluation.models.questionnaire import AskedQuestion
from people.models import User

EMAIL = "cases.satisfaction_email"


@dataclass(frozen=True, kw_only=True)
class Given:
    """One answer as it was given, or that they would rather not say."""

    code: str
    scale: int | None = None
    choice: str = ""
    words: str = ""
    is_declined: bool = False


@transaction.atomic
def ask_how_it_went(*, line: SolutionLine, by: User) -> SatisfactionInvitation | None:
    """Ask about a solution that has just been handed over.

    None while nothing is published, and for somebody who may be reached in no way. An e-mail goes out by itself only
    where nothing is written about how to get in touch safely; otherwise a caseworker reads that first and decides.
    """
    case = line.case
    version = _newest()
    if version is None or not any(way.may_be_used for way in ways_to_contact(case.person)):
        return None
    invitation, is_new = SatisfactionInvitation.objects.get_or_create(
        line=line,
        round=line.round,
        defaults={"questionnaire_version": version, "asked_on": clock.today(), "paper_code": _new_code()},
    )
    if is_new:
        record("cases.satisfaction_asked", case, by=by, detail={"line": line.number})
        if may_contact(case.person, by=ContactRoute.EMAIL) and not case.person.safe_contact.strip():
            _send(invitation, by=None)
    return invitation


def _newest() -> QuestionnaireVersion | None:
    return QuestionnaireVersion.objects.filter(questionnaire__purpose=Purpose.SATISFACTION).order_by("-number").first()


def _new_code() -> str:
    return "".join(CODE_SIGNS[chance.below(len(CODE_SIGNS))] for _ in range(CODE_LENGTH))


@transaction.atomic
def send_questionnaire(*, invitation: SatisfactionInvitation, how: SentHow, by: User) -> SatisfactionInvitation:
    """A caseworker, who has read how to get in touch safely, sends the e-mail or says that the letter is posted."""
    invitation = _open(invitation)
    case = invitation.line.case
    require_colleague(case, by)
    if reason := why_not(case.person, by=SENT_BY[how]):
        raise MayNotBeContacted(f"Nothing is sent in this way. {reason}")
    if how == SentHow.EMAIL:
        return _send(invitation, by=by)
    return _sent(invitation, how, by)


def _send(invitation: SatisfactionInvitation, *, by: User | None) -> SatisfactionInvitation:
    outbox.enqueue(kind=EMAIL, key=f"{EMAIL}.{invitation.token}", payload={"invitation": invitation.pk})
    return _sent(invitation, SentHow.EMAIL, by)


def _sent(invitation: SatisfactionInvitation, how: SentHow, by: User | None) -> SatisfactionInvitation:
    invitation.sent_how, invitation.sent_on, invitation.sent_by = how, clock.today(), by
    invitation.save(update_fields=["sent_how", "sent_on", "sent_by"])
    record("cases.satisfaction_sent", invitation.line.case, by=by, detail={"line": invitation.line.number})
    return invitation


def deliver(payload: dict[str, Any]) -> None:
    """Send the e-mail, unless it was answered since, or the person may not be written to any more."""
    found = SatisfactionInvitation.objects.select_related("line__case__person", "line__case__organisation")
    invitation = found.get(pk=payload["invitation"])
    case = invitation.line.case
    if invitation.is_answered or not may_contact(case.person, by=ContactRoute.EMAIL):
        return
    values = {
        "person": case.person,
        "organisation": case.organisation,
        "address": settings.WAGTAILADMIN_BASE_URL + reverse("say:answer-by-link", args=[invitation.token]),
        "code": invitation.paper_code,
    }
    subject, _, body = render_to_string("cases/emails/how_did_it_go.txt", values).strip().partition("\n")
    EmailMessage(subject.strip(), body.strip() + "\n", to=[case.person.email]).send()


@transaction.atomic
def answer_questionnaire(
    *,
    invitation: SatisfactionInvitation,
    answers: Iterable[Given],
    filled_in_by: FilledInBy,
    how: AnsweredHow = AnsweredHow.LINK,
    worry: str = "",
    by: User | None = None,
) -> None:
    """Keep the answers apart from the person. `by` is staff who keys in paper, or writes down a call; once.

    A serious worry is no answer: it reaches the safeguarding leads with the person's name, as the form says.
    Raises `AlreadyAnsweredHere` for the second of two.
    """
    invitation = _open(invitation)
    case = invitation.line.case
    if how != AnsweredHow.LINK:
        if by is None:
            raise NotWhole("Staff key in what came on paper or by telephone.")
        require_colleague(case, by)
    given = list(answers)
    _require_fit(invitation.questionnaire_version, given)
    invitation.is_answered, invitation.answered_how = True, how
    invitation.save(update_fields=["is_answered", "answered_how"])
    _keep(case, invitation, given, filled_in_by, how)
    record("cases.satisfaction_answered", case, by=by, detail={"line": invitation.line.number})
    if worry.strip():
        concern_from_questionnaire(case=case, what=worry)


def _open(invitation: SatisfactionInvitation) -> SatisfactionInvitation:
    invitation = lock(SatisfactionInvitation.objects, invitation.pk)
    if invitation.is_answered:
        raise AlreadyAnsweredHere("This has been answered already. What came first stands.")
    return invitation


def _keep(
    case: Case, invitation: SatisfactionInvitation, given: list[Given], filled_in_by: FilledInBy, how: AnsweredHow
) -> None:
    today = clock.today()
    response = SatisfactionResponse.objects.create(
        questionnaire_version=invitation.questionnaire_version,
        organisation=case.organisation,
        nation=case.home.locality.nation,
        year=today.year,
        quarter=(today.month + 2) // 3,
        filled_in_by=filled_in_by,
        how=how,
    )
    SatisfactionAnswer.objects.bulk_create(
        SatisfactionAnswer(
            response=response,
            code=one.code,
            is_declined=one.is_declined,
            scale=one.scale,
            choice=one.choice,
            words=one.words,
        )
        for one in given
    )


def _require_fit(version: QuestionnaireVersion, given: list[Given]) -> None:
    """Each answer is to a question of this version, once, and within what it allows. Nothing must be answered."""
    questions = {question.code: question for question in version.asked}
    if len({one.code for one in given}) != len(given):
        raise NotWhole("Answer each question once.")
    for one in given:
        if one.code not in questions or not _fits(questions[one.code], one):
            raise NotWhole("An answer does not fit its question.")


def _fits(question: AskedQuestion, one: Given) -> bool:
    if one.is_declined:
        return one.scale is None and not one.choice and not one.words
    match question.kind:
        case QuestionKind.SCALE:
            return one.scale in AGREEMENT and not one.choice and not one.words
        case QuestionKind.CHOICE:
            return one.choice in question.choices and one.scale is None and not one.words
        case QuestionKind.WORDS:
            return bool(one.words.strip()) and one.scale is None and not one.choice
    return False
