"""How a case asks the register: one question, put to the same function that answers every other case system.

The register is the one that is kept here, or another deployment's (`cases.registers`); nothing here knows which.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from accreditation.questions import Action, Question, Reason
from cases.constants.decisions import Basis, Sought
from cases.exceptions import RegisterNotReached
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
from cases.registers import Asked, Competent, Reply, chosen
from core import clock
from people.models import User
from people.vocabulary import Tier

BASES = {
    Reason.DIRECT_ACCESS: Basis.DIRECT_ACCESS,
    Reason.ACCREDITED: Basis.ACCREDITED,
    Reason.REGISTERED: Basis.REGISTERED,
}
NO_NUMBER = "The register knows no accreditation or professional registration of whoever asked."


@dataclass(frozen=True, kw_only=True)
class WhoMay:
    """Whom to ask instead; with nobody to name, `cannot_say` tells why not when that is not the register's answer."""

    people: list[Competent]
    cannot_say: str = ""


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
    question: Question | None = None

    @cached_property
    def who_may(self) -> list[Competent]:
        """Who may do what was refused. The register is asked for it when somebody wants to know."""
        return who_may(self.question).people if self.question else []


def ask(prepare: Callable[[], Asked | Said], write: Callable[[Asked, Reply], Said]) -> Said:
    """Ask the register, and take the step by its reply: see `cases.registers.Register.ask`."""
    return chosen().ask(prepare, write)


def about(line: SolutionLine, question: Question, *, by: User) -> Asked:
    """What somebody asks about a line that is locked."""
    return Asked(case=line.case, line=line, question=question, by=by)


def question_about(line: SolutionLine, *, by: User, tier: Tier, together_with: tuple[str, ...] = ()) -> Question:
    """May this person authorise this line? As a case system of the case's organisation would ask it.

    `together_with` are the codes of the other items for the same need, which the register judges together (P5).
    """
    return replace(_question(line, subject=chosen().number_of(by), tier=tier), together_with=together_with)


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
        subject=chosen().number_of(by),
        action=Action.HOUSING_MOT,
        tenure=case.home.known_tenure,
        locality=case.home.locality.code,
        organisation=case.organisation.code,
    )


def would_permit(question: Question) -> bool:
    """What the register would say now, without an answer that is kept: to warn before somebody begins."""
    return chosen().would_permit(question)


def basis_of(reply: Reply) -> Basis:
    """On what a permit stands."""
    return next(BASES[Reason(code)] for code in reply.reasons if Reason(code) in BASES)


def keep_refusal(line: SolutionLine, *, sought: Sought, by: User, question: Question, reply: Reply) -> Said:
    """Keep that the register said no, and say why and who may."""
    refusal = AuthorisationRefusal.objects.create(
        line=line,
        round=line.round,
        at=clock.now(),
        by=by,
        sought=sought,
        answer_id=reply.answer_id,
        register_number=reply.register_number,
        subject=question.subject,
        tier=reply.tier or question.tier or line.item.tier,
        reasons=list(reply.reasons),
    )
    return Said(permitted=False, record=refusal, reasons=why(refusal), question=question)


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
    """Who may do it instead: the case's own organisation first, then those who work in the home's locality.

    Raises `RegisterNotReached` when that cannot be said now.
    """
    return chosen().nearest(question, limit)


def who_may(question: Question) -> WhoMay:
    """Who may do it instead, or why that cannot be said."""
    try:
        return WhoMay(people=nearest(question))
    except RegisterNotReached as refusal:
        return WhoMay(people=[], cannot_say=str(refusal))


def permitted_colleagues(question: Question, *, limit: int = 50) -> list[User]:
    """Those of the asking organisation whom it is worth asking to authorise today, by name."""
    return chosen().colleagues(question, limit)
