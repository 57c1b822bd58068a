"""The two decisions that stand on an answer of the register: authorisation and direct access.

Neither raises when the register says no: see `cases.register.Said`.
"""

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.services import record
from cases import register
from cases.constants.decisions import RedFlag, Relation, Sought
from cases.constants.lines import ALLOWED_FROM, LineRoute, LineState
from cases.exceptions import AlreadyDecided, NotDirectAccess
from cases.models import Authorisation, Case, DeclaredRelation, DirectAccessArrangement, SolutionLine
from cases.register import Said
from cases.services.guards import (
    line_for,
    move,
    open_case,
    require_colleague,
    require_no_relation,
    require_not_on_hold,
    require_route,
)
from core import clock
from core.transitions import lock, require_state
from people.models import User
from people.vocabulary import Tier


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


@transaction.atomic
def authorise(*, line: SolutionLine, by: User) -> Said:
    """Authorise a recommended line, if the register permits it (P7). It commits no money.

    The line is locked first; the register's facts are read after, on this connection and in this transaction, and
    its answer is kept whichever way it goes. Being an administrator authorises nothing.
    Raises `AlreadyDecided` for the second of two, and `ConflictOfInterest` for somebody close to the person.
    """
    line = lock(SolutionLine.objects, line.pk)
    require_colleague(line.case, by)
    _require_undecided(line)
    require_state(line, "authorise", allowed=ALLOWED_FROM["authorise"])
    require_not_on_hold(line, "authorise")
    require_no_relation(line, by)
    question = register.question_about(line, by=by, tier=_tier(line))
    answer = register.ask(line, question, by=by)
    if not answer.decision:
        said = register.keep_refusal(line, sought=Sought.AUTHORISE, by=by, question=question, answer=answer)
        record("cases.authorisation_refused", line.case, by=by, detail=_about(line, answer.public_id))
        return said
    try:
        with transaction.atomic():
            authorisation = Authorisation.objects.create(
                line=line,
                round=line.round,
                at=clock.now(),
                by=by,
                answer_id=str(answer.public_id),
                register_number=answer.register_number,
                subject=answer.accreditation_number or question.subject,
                basis=register.basis_of(answer),
                tier=answer.tier,
            )
    except IntegrityError:
        _require_undecided(line)
        raise
    move(line, LineState.AUTHORISED, verb="line_authorised", by=by)
    return Said(permitted=True, record=authorisation)


def _tier(line: SolutionLine) -> Tier:
    """The higher of the catalogue's tier and the recommended one."""
    recommended = Tier(line.recommendations.get(round=line.round).tier)
    return max(Tier(line.item.tier), recommended, key=lambda tier: tier.rank)


def _require_undecided(line: SolutionLine) -> None:
    """Say who was first, to whoever comes second."""
    first = Authorisation.objects.filter(line=line, round=line.round).select_related("by").first()
    if first:
        at = timezone.localtime(first.at)
        raise AlreadyDecided(f"This is already decided: {first.by} authorised it on {at:%-d %B %Y} at {at:%H:%M}.")


def _about(line: SolutionLine, answer_id: object) -> dict[str, object]:
    return {"line": line.number, "round": line.round, "answer": str(answer_id)}


@transaction.atomic
def arrange_direct_access(*, line: SolutionLine, answers: Mapping[str, bool], by: User) -> Said:
    """Arrange an item that the tenure's policy lists, without assessor, assessment or conversation (P6).

    `answers` says of each red-flag question whether it was answered yes; `by` is the named person who reads them.
    Raises `NotDirectAccess` when one is missing or yes. When the item is not on the list the refusal is kept.
    """
    line = line_for(line, by, "arrange")
    require_route(line, LineRoute.DIRECT_ACCESS)
    require_no_relation(line, by)
    if missing := [flag.label for flag in RedFlag if flag not in answers]:
        raise NotDirectAccess(f"Ask every question first: {' '.join(missing)}")
    if any(answers[flag] for flag in RedFlag):
        raise NotDirectAccess("An answer was yes, so somebody must assess this first. Nothing else in the case waits.")
    question = register.question_for_anyone(line)
    answer = register.ask(line, question)
    if not answer.decision:
        said = register.keep_refusal(line, sought=Sought.DIRECT_ACCESS, by=by, question=question, answer=answer)
        record("cases.direct_access_refused", line.case, by=by, detail=_about(line, answer.public_id))
        return said
    arrangement = DirectAccessArrangement.objects.create(
        line=line,
        round=line.round,
        at=clock.now(),
        by=by,
        answers={flag.value: answers[flag] for flag in RedFlag},
        answer_id=str(answer.public_id),
        register_number=answer.register_number,
    )
    move(line, LineState.ARRANGED, verb="line_arranged", by=by)
    return Said(permitted=True, record=arrangement)
