"""The register that is kept in this deployment: the same function answers a case as answers every other case system."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from django.db import transaction
from django.db.models import Exists, OuterRef

from accreditation import answers
from accreditation.decisions import decide_many
from accreditation.models import Accreditation
from accreditation.questions import Question
from accreditation.selectors import CANDIDATES_AT_MOST, CANDIDATES_AT_ONCE, subject_number, who_may
from cases.registers.base import Asked, Competent, Reply
from cases.registers.near import nearest_first
from core import clock
from people.constants import OCCUPATIONAL_THERAPIST
from people.models import Employment, ProfessionalRegistration, User

T = TypeVar("T")


class RegisterHere:
    """It is asked in the transaction under way, so that question, answer and decision are one."""

    @transaction.atomic
    def ask(self, prepare: Callable[[], Asked | T], write: Callable[[Asked, Reply], T]) -> T:
        """The facts are read after the lock was taken, on this connection and in this transaction.

        Holding the person's accreditations makes a suspension wait until this decision is written, so that its review
        list finds the line (lock order: case line, then accreditation, then the register's counter).
        """
        asked = prepare()
        if not isinstance(asked, Asked):
            return asked
        if asked.question.subject:
            list(Accreditation.objects.select_for_update(no_key=True).filter(user=asked.by).order_by("pk"))
        answer = answers.ask([asked.question], asker=f"Threshold, case {asked.case.reference}")[0]
        reply = Reply(
            permitted=answer.decision,
            answer_id=str(answer.public_id),
            register_number=answer.register_number,
            reasons=tuple(answer.reasons),
            tier=answer.tier,
            accreditation_number=answer.accreditation_number,
        )
        return write(asked, reply)

    def number_of(self, user: User) -> str:
        return subject_number(user)

    def would_permit(self, question: Question) -> bool:
        return decide_many([question], clock.now())[0].permitted

    def nearest(self, question: Question, limit: int) -> list[Competent]:
        """Accredited assessors come from the register's list; registered occupational therapists, who authorise by
        their registration, are asked about in the same way.
        """
        numbers = {entry.user_id: entry.number for entry in who_may(question, limit=limit)}
        return nearest_first(question, _therapists(question, limit) | numbers)[:limit]

    def colleagues(self, question: Question, limit: int) -> list[User]:
        """Those to whom the register would say yes today."""
        numbers = {entry.user_id for entry in who_may(question, limit=limit)} | _therapists(question, limit).keys()
        jobs = Employment.objects.on(clock.today()).filter(user__in=numbers, organisation__code=question.organisation)
        return sorted({job.user for job in jobs.select_related("user")}, key=str)


def _therapists(question: Question, limit: int) -> dict[int, str]:
    """Registered occupational therapists to whom the register would say yes, nearest first, with their numbers.

    They are asked about so many at a time until there are enough, so that a thousand of them cost no more than a few.
    """
    today = clock.today()
    jobs = Employment.objects.on(today).filter(user=OuterRef("user"))
    candidates = (
        ProfessionalRegistration.objects.on(today)
        .filter(profession__code=OCCUPATIONAL_THERAPIST)
        .annotate(
            is_own=Exists(jobs.filter(organisation__code=question.organisation)),
            is_near=Exists(jobs.filter(localities__code=question.locality)),
        )
        .order_by("-is_own", "-is_near", "user__last_name", "user__first_name", "pk")
        .values_list("user_id", "number")
    )
    found: dict[int, str] = {}
    for start in range(0, CANDIDATES_AT_MOST, CANDIDATES_AT_ONCE):
        some = list(candidates[start : start + CANDIDATES_AT_ONCE])
        asked = [replace(question, subject=number, organisation="") for _, number in some]
        decisions = decide_many(asked, clock.now()) if asked else []
        found |= {user_id: number for (user_id, number), said in zip(some, decisions, strict=True) if said.permitted}
        if len(found) >= limit or len(some) < CANDIDATES_AT_ONCE:
            break
    return found
