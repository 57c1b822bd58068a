"""Solution lines up to a recommendation."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max

from accreditation.models import Adaptation
from audit.services import record
from cases.catalogue import contraindications_of
from cases.constants.decisions import Agreement, Concern
from cases.constants.lines import LineKind, LineRoute, LineState
from cases.exceptions import AssessmentIncomplete, ConversationMissing, NotOnThisRoute
from cases.models import Case, CaseAssessment, ContraindicationConsidered, Recommendation, SolutionLine
from cases.services.guards import line_for, move, open_case, require_route
from cases.services.provision import cancel_with_line
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
) -> SolutionLine:
    """Put a solution before the person. What is not of the catalogue is agreed with them and needs no authorisation.

    Raises `NotOnThisRoute` for an adaptation outside the catalogue. The conversation is not needed yet.
    """
    case = open_case(case, by)
    if kind == LineKind.ADAPTATION and adaptation is None:
        raise NotOnThisRoute("Choose the adaptation from the catalogue.")
    line = SolutionLine.objects.create(
        case=case,
        number=(case.lines.aggregate(last=Max("number"))["last"] or 0) + 1,
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
def assess(
    *,
    line: SolutionLine,
    reason_for_provision: str,
    minimum_intervention: str,
    contraindications: Mapping[str, tuple[str, str]],
    alternatives: str,
    discussion: str,
    long_term_suitability: str,
    decision: str,
    agreement: Agreement,
    by: User,
    agreement_note: str = "",
) -> CaseAssessment:
    """Record the case assessment of a line (P4). The recorded conversation comes first (P2).

    `contraindications` gives, for each that the catalogue names, what came of asking and a note.
    Raises `ConversationMissing` or `AssessmentIncomplete`.
    """
    line = line_for(line, by, "assess")
    require_route(line, LineRoute.ASSESSED)
    if not line.case.conversations.exists():
        raise ConversationMissing("Record the conversation with the person first. The case assessment builds on it.")
    marks = (reason_for_provision, minimum_intervention, alternatives, discussion, long_term_suitability, decision)
    if not all(mark.strip() for mark in marks):
        raise AssessmentIncomplete("Every part of the case assessment needs a few words.")
    if missing := [words for words in contraindications_of(line.adaptation) if words not in contraindications]:
        raise AssessmentIncomplete(f"Say what came of asking about: {'; '.join(missing)}.")
    if any(concern != Concern.NONE and not note.strip() for concern, note in contraindications.values()):
        raise AssessmentIncomplete("Explain each concern in a few words about what the person can do.")
    assessment = CaseAssessment.objects.create(
        line=line,
        round=line.round,
        at=clock.now(),
        by=by,
        reason_for_provision=reason_for_provision,
        minimum_intervention=minimum_intervention,
        alternatives=alternatives,
        discussion=discussion,
        long_term_suitability=long_term_suitability,
        decision=decision,
        agreement=agreement,
        agreement_note=agreement_note,
    )
    for words, (concern, note) in contraindications.items():
        ContraindicationConsidered.objects.create(assessment=assessment, words=words, concern=concern, note=note)
    move(line, LineState.ASSESSED, verb="line_assessed", by=by)
    return assessment


@transaction.atomic
def recommend(*, line: SolutionLine, tier: Tier, summary: str, by: User, tier_reason: str = "") -> Recommendation:
    """Recommend a line that was assessed. The tier may be raised above the catalogue's, with a reason, never lowered.

    Raises `AssessmentIncomplete` when the assessment found it wrong, or the person does not agree.
    """
    line = line_for(line, by, "recommend")
    assessment = line.caseassessments.get(round=line.round)
    if assessment.contraindications.filter(concern=Concern.PREVENTS).exists():
        raise AssessmentIncomplete("The case assessment found a concern that rules this out. Stop it, or assess again.")
    if assessment.agreement == Agreement.DISAGREES:
        raise AssessmentIncomplete("The person does not agree, so it cannot be recommended. Talk it through again.")
    least = Tier(line.item.tier)
    if tier.rank < least.rank:
        raise AssessmentIncomplete(f"The catalogue says “{least.label.lower()}”. You may raise the tier, not lower it.")
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
    line = line_for(line, by, "send to assessment")
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
