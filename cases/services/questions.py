"""Asking an occupational therapist of the partnership, and the answer."""

from django.db import transaction
from django.db.models import QuerySet

from audit.services import record
from cases.exceptions import AlreadyDecided, NotATherapist
from cases.models import Case, TherapistQuestion
from cases.services.guards import open_case
from core import clock
from core.transitions import lock
from people.constants import OCCUPATIONAL_THERAPIST
from people.models import Employment, ProfessionalRegistration, User
from people.notices import notify

ASKED = "cases/email/question_asked.txt"
ANSWERED = "cases/email/question_answered.txt"


def therapists() -> QuerySet[User]:
    """The registered occupational therapists who work for a partner today."""
    today = clock.today()
    registered = ProfessionalRegistration.objects.on(today).filter(profession__code=OCCUPATIONAL_THERAPIST)
    employed = Employment.objects.on(today).filter(organisation__partnership="")
    return User.objects.filter(is_active=True, pk__in=registered.values("user")).filter(pk__in=employed.values("user"))


def is_therapist(user: User) -> bool:
    return therapists().filter(pk=user.pk).exists()


@transaction.atomic
def ask_a_therapist(*, case: Case, words: str, by: User) -> TherapistQuestion:
    """Ask the occupational therapists of the partnership. They are told that a question waits, and nothing more."""
    case = open_case(case, by)
    question = TherapistQuestion.objects.create(case=case, words=words, asked_at=clock.now(), asked_by=by)
    for therapist in therapists().exclude(pk=by.pk):
        notify(user=therapist, template=ASKED, key=f"cases.question:{question.pk}:{therapist.pk}", context={})
    record("cases.question_asked", case, by=by)
    return question


@transaction.atomic
def answer_question(*, question: TherapistQuestion, answer: str, by: User) -> TherapistQuestion:
    """Answer as a registered occupational therapist; whoever asked is told that the answer is there."""
    if not is_therapist(by):
        raise NotATherapist("Only a registered occupational therapist of the partnership answers here.")
    question = lock(TherapistQuestion.objects, question.pk)
    if question.answered_at:
        raise AlreadyDecided(f"{question.answered_by} has answered this already.")
    question.answer, question.answered_at, question.answered_by = answer, clock.now(), by
    question.save(update_fields=["answer", "answered_at", "answered_by"])
    notify(
        user=question.asked_by,
        template=ANSWERED,
        key=f"cases.answer:{question.pk}",
        context={"reference": question.case.reference},
    )
    record("cases.question_answered", question.case, by=by)
    return question
