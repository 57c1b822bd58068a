"""How a case asks the register: one question, put to the same function that answers every other case system."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Exists, OuterRef

from accreditation import answers
from accreditation.decisions import decide_many
from accreditation.models import Accreditation, Answer
from accreditation.questions import Action, Question, Reason
from accreditation.selectors import CANDIDATES_AT_MOST, CANDIDATES_AT_ONCE, subject_number, who_may
from cases.constants.decisions import Basis, Sought
from cases.models import (
    Authorisation,
    AuthorisationRefusal,
    Case,
    DirectAccessArrangement,
    HousingMot,
    MotRefusal,
    RedFlagAnswer,
    ReviewItem,
    SolutionLine,
    TurnedAway,
)
from core import clock
from people.constants import OCCUPATIONAL_THERAPIST
from people.models import Employment, ProfessionalRegistration, User
from people.vocabulary import Tier

BASES = {
    Reason.DIRECT_ACCESS: Basis.DIRECT_ACCESS,
    Reason.ACCREDITED: Basis.ACCREDITED,
    Reason.REGISTERED: Basis.REGISTERED,
}
NO_NUMBER = "The register knows no accreditation or professional registration of whoever asked."


@dataclass(frozen=True, kw_only=True)
class Competent:
    """Somebody who may authorise what another may not."""

    name: str
    organisation: str
    number: str


@dataclass(frozen=True, kw_only=True)
class Said:
    """What came of asking the register: a record of the decision, or of the refusal with its reasons in words.

    A refusal is a result and not an exception, because the answer on which it stands must outlive it: an exception
    would take the answer and the record of the refusal back with the transaction.
    """

    permitted: bool
    record: (
        Authorisation
        | DirectAccessArrangement
        | RedFlagAnswer
        | ReviewItem
        | AuthorisationRefusal
        | TurnedAway
        | HousingMot
        | MotRefusal
    )
    reasons: tuple[str, ...] = ()
    who_may: list[Competent] = field(default_factory=list)


def question_about(line: SolutionLine, *, by: User, tier: Tier, together_with: tuple[str, ...] = ()) -> Question:
    """May this person authorise this line? As a case system of the case's organisation would ask it.

    `together_with` are the codes of the other items for the same need, which the register judges together (P5).
    """
    return replace(_question(line, subject=subject_number(by), tier=tier), together_with=together_with)


def question_about_nobody(line: SolutionLine, *, tier: Tier) -> Question:
    """Who may authorise this line? The question without a person, to find those to whom the answer would be yes."""
    return _question(line, subject="", tier=tier)


def question_for_anyone(line: SolutionLine) -> Question:
    """May anybody at all arrange this line? Only direct access is permitted to nobody in particular."""
    return _question(line, subject="", tier=None)


def _question(line: SolutionLine, *, subject: str, tier: Tier | None) -> Question:
    home = line.case.home
    return Question(
        subject=subject,
        action=Action.AUTHORISE,
        adaptation=line.item.code,
        tier=tier,
        tenure=home.known_tenure,
        locality=home.locality.code,
        organisation=line.case.organisation.code,
    )


def question_about_mot(case: Case, *, by: User) -> Question:
    """May this person carry out a Housing MOT in this home? It names no item, and no tier."""
    return Question(
        subject=subject_number(by),
        action=Action.HOUSING_MOT,
        tenure=case.home.known_tenure,
        locality=case.home.locality.code,
        organisation=case.organisation.code,
    )


def would_permit(question: Question) -> bool:
    """What the register would say now, without an answer that is kept: to warn before somebody begins."""
    return decide_many([question], clock.now())[0].permitted


def ask(line: SolutionLine, question: Question, *, by: User | None = None) -> Answer:
    """The register's durable answer about a line, as `ask_in`."""
    return ask_in(line.case, question, by=by)


def ask_in(case: Case, question: Question, *, by: User | None = None) -> Answer:
    """The register's durable answer, written in the transaction under way.

    Holding the person's accreditations makes a suspension wait until this decision is written, so that its review
    list finds the line (lock order: case line, then accreditation, then the register's counter).
    """
    if by:
        list(Accreditation.objects.select_for_update(no_key=True).filter(user=by).order_by("pk"))
    return answers.ask([question], asker=f"Threshold, case {case.reference}")[0]


def basis_of(answer: Answer) -> Basis:
    """On what a permit stands."""
    return next(BASES[Reason(code)] for code in answer.reasons if Reason(code) in BASES)


def keep_refusal(line: SolutionLine, *, sought: Sought, by: User, question: Question, answer: Answer) -> Said:
    """Keep that the register said no, and say why and who may."""
    refusal = AuthorisationRefusal.objects.create(
        line=line,
        round=line.round,
        at=clock.now(),
        by=by,
        sought=sought,
        answer_id=str(answer.public_id),
        register_number=answer.register_number,
        subject=question.subject,
        tier=answer.tier or question.tier or line.item.tier,
        reasons=list(answer.reasons),
    )
    return Said(permitted=False, record=refusal, reasons=why(refusal), who_may=nearest(question))


def why(refusal: AuthorisationRefusal) -> tuple[str, ...]:
    """Why the register said no, in sentences."""
    line = refusal.line
    if refusal.sought == Sought.DIRECT_ACCESS:
        tenure = line.case.home.get_tenure_display().lower()
        return (
            f"“{line.title}” is not on the direct-access list for this tenure ({tenure}). It needs a case assessment.",
        )
    return in_sentences(refusal.reasons, refusal.subject)


def in_sentences(reasons: Sequence[str], subject: str) -> tuple[str, ...]:
    """The register's reason codes, each as a sentence."""
    codes = [Reason(code) for code in reasons]
    return tuple(NO_NUMBER if code is Reason.UNKNOWN_SUBJECT and not subject else str(code.label) for code in codes)


def nearest(question: Question, *, limit: int = 10) -> list[Competent]:
    """Who may authorise it instead: the case's own organisation first, then those who work in the home's locality.

    Accredited assessors come from the register's list; registered occupational therapists, who authorise by their
    registration, are asked about in the same way.
    """
    numbers = {entry.user_id: entry.number for entry in who_may(question, limit=limit)}
    numbers = _therapists(question, limit) | numbers
    jobs = Employment.objects.on(clock.today()).filter(user__in=numbers).select_related("user", "organisation")

    def distance(job: Employment) -> tuple[bool, bool, str]:
        is_elsewhere = question.locality not in {place.code for place in job.localities.all()}
        return job.organisation.code != question.organisation, is_elsewhere, str(job.user)

    return [
        Competent(name=str(job.user), organisation=str(job.organisation), number=numbers[job.user_id])
        for job in sorted(jobs.prefetch_related("localities"), key=distance)[:limit]
    ]


def permitted_colleagues(question: Question, *, limit: int = 50) -> list[User]:
    """Those of the asking organisation to whom the register would say yes today, by name."""
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
