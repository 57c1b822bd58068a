"""Solution lines up to a recommendation."""

from django.db import transaction
from django.db.models import Max

from accreditation.models import Adaptation
from audit.services import record
from cases.constants.decisions import Agreement, Concern
from cases.constants.lines import LineKind, LineRoute, LineState
from cases.exceptions import AssessmentIncomplete, NotOnThisRoute
from cases.models import Case, Recommendation, SolutionLine
from cases.services.commitments import release_unordered
from cases.services.guards import line_for, move, open_case, require_route
from cases.services.panel import withdraw_with_line
from cases.services.provision import cancel_with_line
from cases.tiers import tier_of
from core import clock
from people.models import User
from people.vocabulary import Tier


@transaction.atomic
def propose_line(
    *,
    case: Case,
    kind: LineKind,
    purpose: str,
    by: User,
    adaptation: Adaptation | None = None,
    title: str = "",
    route: LineRoute = LineRoute.ASSESSED,
    same_need_as: SolutionLine | None = None,
) -> SolutionLine:
    """Put a solution before the person. What is not of the catalogue is agreed with them and needs no authorisation.

    `same_need_as` is another line of the case that is for the same need; items for one need are judged together (P5).
    Raises `NotOnThisRoute` for an adaptation outside the catalogue. The conversation is not needed yet.
    """
    case = open_case(case, by)
    if kind == LineKind.ADAPTATION and adaptation is None:
        raise NotOnThisRoute("Choose the adaptation from the catalogue.")
    if same_need_as and same_need_as.case_id != case.pk:
        raise NotOnThisRoute("Choose a solution of this case that is for the same need.")
    return add_line(
        case=case,
        kind=kind,
        purpose=purpose,
        adaptation=adaptation,
        title=title,
        route=route,
        same_need_as=same_need_as,
        by=by,
    )


def add_line(
    *,
    case: Case,
    kind: LineKind,
    purpose: str,
    by: User,
    adaptation: Adaptation | None = None,
    title: str = "",
    route: LineRoute = LineRoute.ASSESSED,
    same_need_as: SolutionLine | None = None,
) -> SolutionLine:
    """A line of a case that is locked and may have one: proposed by its own staff, or decided by the panel."""
    number = (case.lines.aggregate(last=Max("number"))["last"] or 0) + 1
    line = SolutionLine.objects.create(
        case=case,
        number=number,
        need=same_need_as.need if same_need_as else number,
        kind=kind,
        adaptation=adaptation,
        title=title or (adaptation.name if adaptation else LineKind(kind).label),
        purpose=purpose,
        route=route if adaptation else LineRoute.AGREED,
        proposed_at=clock.now(),
        proposed_by=by,
    )
    record("cases.line_proposed", case, by=by, detail={"line": line.number, "route": str(line.route)})
    return line


@transaction.atomic
def recommend(*, line: SolutionLine, tier: Tier, summary: str, by: User, tier_reason: str = "") -> Recommendation:
    """Recommend a line that was assessed. The tier may be raised above what the need has, with a reason, never lowered.

    Raises `AssessmentIncomplete` when the assessment found it wrong, or the person does not agree.
    """
    line = line_for(line, by, "recommend")
    assessment = line.caseassessments.get(round=line.round)
    if assessment.contraindications.filter(concern=Concern.PREVENTS).exists():
        raise AssessmentIncomplete("The case assessment found a concern that rules this out. Stop it, or assess again.")
    if line.item.capacity_check and not line.capacitychecks.filter(round=line.round).exists():
        raise AssessmentIncomplete("Record the check of capacity and the least restriction first: assess it again.")
    if assessment.agreement == Agreement.DISAGREES:
        raise AssessmentIncomplete("The person does not agree, so it cannot be recommended. Talk it through again.")
    least = tier_of(line).tier
    if tier.rank < least.rank:
        raise AssessmentIncomplete(f"The need is “{least.label.lower()}”. You may raise the tier, not lower it.")
    if tier.rank > least.rank and not tier_reason.strip():
        raise AssessmentIncomplete(f"Say why this is “{tier.label.lower()}” and not “{least.label.lower()}”.")
    recommendation = Recommendation.objects.create(
        line=line, round=line.round, at=clock.now(), by=by, tier=tier, tier_reason=tier_reason, summary=summary
    )
    move(line, LineState.RECOMMENDED, verb="line_recommended", by=by)
    return recommendation


@transaction.atomic
def send_to_assessment(*, line: SolutionLine, by: User) -> SolutionLine:
    """Send an undecided line to a (new) case assessment: one that direct access turned away, or one to think over.

    What was recorded stays, in its round.
    """
    line = line_for(line, by, "ask for a case assessment of")
    require_route(line, LineRoute.ASSESSED, LineRoute.DIRECT_ACCESS)
    if line.route == LineRoute.ASSESSED and line.state == LineState.PROPOSED:
        return line
    move(
        line,
        LineState.PROPOSED,
        verb="line_sent_to_assessment",
        by=by,
        route=LineRoute.ASSESSED,
        round=line.round + 1,
    )
    return line


@transaction.atomic
def stop_line(*, line: SolutionLine, reason: str, by: User) -> SolutionLine:
    """Stop a line that is not handed over, with the reason. An installer may ask for it at the door (P6)."""
    line = line_for(line, by, "stop")
    cancel_with_line(line, reason=reason, by=by)
    release_unordered(line, reason=f"The solution was stopped: {reason}", by=by)
    withdraw_with_line(line, reason=f"The solution was stopped: {reason}", by=by)
    move(
        line,
        LineState.STOPPED,
        verb="line_stopped",
        by=by,
        stopped_at=clock.now(),
        stopped_by=by,
        stopped_reason=reason,
    )
    return line
