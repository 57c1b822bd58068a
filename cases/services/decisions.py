"""Authorisation, which stands on an answer of the register.

It does not raise when the register says no: see `cases.register.Said`.
"""

from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.services import record
from cases import register
from cases.constants.decisions import Relation, Sought
from cases.constants.lines import ALLOWED_FROM, LineState
from cases.exceptions import AlreadyDecided
from cases.models import Authorisation, Case, DeclaredRelation, SolutionLine
from cases.register import Said
from cases.registers import Asked, Reply
from cases.services.guards import (
    move,
    open_case,
    require_colleague,
    require_no_relation,
    require_not_at_the_panel,
    require_not_on_hold,
)
from cases.tiers import tier_of
from core import clock
from core.transitions import lock, require_state
from people.models import User


@transaction.atomic
def declare_relation(*, case: Case, relation: Relation, by: User) -> DeclaredRelation:
    """Say that one is, or is close to, the person. It stays said: from then on they decide nothing for them."""
    case = open_case(case, by)
    declared, is_new = DeclaredRelation.objects.get_or_create(
        person=case.person, user=by, defaults={"relation": relation, "declared_at": clock.now()}
    )
    if is_new:
        record("cases.relation_declared", case, by=by)
    return declared


def authorise(*, line: SolutionLine, by: User) -> Said:
    """Authorise a recommended line, if the register permits it (P7). It commits no money.

    The line is locked, and the register's facts are read after; a register elsewhere is asked first, and its answer
    counts only for the line as it was asked about. It is kept whichever way it goes. Being an administrator authorises
    nothing.
    Raises `AlreadyDecided` for the second of two, and `ConflictOfInterest` for somebody close to the person.
    """
    return register.ask(lambda: _may_be_asked(line, by), _decide)


def _may_be_asked(line: SolutionLine, by: User) -> Asked:
    line = lock(SolutionLine.objects, line.pk)
    require_colleague(line.case, by)
    _require_undecided(line)
    require_state(line, "authorise", allowed=ALLOWED_FROM["authorise"])
    require_not_on_hold(line, "authorise", by)
    require_no_relation(line, by)
    require_not_at_the_panel(line)
    need = tier_of(line)
    question = register.question_about(line, by=by, tier=need.tier, together_with=need.together)
    return register.about(line, question, by=by)


def _decide(asked: Asked, reply: Reply) -> Said:
    line, by, question = asked.the_line, asked.by, asked.question
    if not reply.permitted:
        said = register.keep_refusal(line, sought=Sought.AUTHORISE, by=by, question=question, reply=reply)
        record("cases.authorisation_refused", line.case, by=by, detail=_about(line, reply.answer_id))
        return said
    try:
        with transaction.atomic():
            authorisation = Authorisation.objects.create(
                line=line,
                round=line.round,
                at=clock.now(),
                by=by,
                answer_id=reply.answer_id,
                register_number=reply.register_number,
                subject=reply.accreditation_number or question.subject,
                basis=register.basis_of(reply),
                tier=reply.tier,
            )
    except IntegrityError:
        _require_undecided(line)
        raise
    move(line, LineState.AUTHORISED, verb="line_authorised", by=by)
    return Said(permitted=True, record=authorisation)


def _require_undecided(line: SolutionLine) -> None:
    """Say who was first, to whoever comes second."""
    first = Authorisation.objects.filter(line=line, round=line.round).select_related("by").first()
    if first:
        at = timezone.localtime(first.at)
        raise AlreadyDecided(f"This is already decided: {first.by} authorised it on {at:%-d %B %Y} at {at:%H:%M}.")


def _about(line: SolutionLine, answer_id: str) -> dict[str, object]:
    return {"line": line.number, "round": line.round, "answer": answer_id}
