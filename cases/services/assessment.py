"""The case assessment: recorded whole, or saved bit by bit as a draft that colleagues share (P4)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from cases.ability import what_is_missing
from cases.catalogue import alternatives_of, contraindications_of
from cases.constants.conversation import Capacity
from cases.constants.decisions import Agreement, Concern
from cases.constants.lines import LineRoute, LineState
from cases.exceptions import AssessmentIncomplete, ConversationMissing, DraftMoved
from cases.models import (
    AlternativeConsidered,
    AssessmentDraft,
    CapacityCheck,
    CapacityRecord,
    CaseAssessment,
    ContraindicationConsidered,
    DraftEditor,
    Power,
    SolutionLine,
)
from cases.selectors.drafts import draft_key
from cases.services.deciding import record_capacity
from cases.services.guards import line_for, move, require_route
from core import clock
from people import drafts
from people.models import User


@dataclass(frozen=True, kw_only=True)
class CapacityDetails:
    """What an item that can watch or limit somebody asks for."""

    capacity: Capacity
    shown_by: str
    least_restrictive: str


@transaction.atomic
def assess(
    *,
    line: SolutionLine,
    reason_for_provision: str,
    minimum_intervention: str,
    contraindications: Mapping[str, tuple[str, str]],
    considered: Mapping[str, tuple[str, str]],
    discussion: str,
    long_term_suitability: str,
    decision: str,
    agreement: Agreement,
    by: User,
    alternatives: str = "",
    agreement_note: str = "",
    power: Power | None = None,
    carer_view: str = "",
    capacity_check: CapacityDetails | None = None,
) -> CaseAssessment:
    """Record the case assessment of a line (P4). The recorded conversation comes first (P2).

    `contraindications` and `considered` give, for each contraindication and alternative that the catalogue names, what
    came of it and a note. Raises `ConversationMissing` or `AssessmentIncomplete`.
    """
    line = line_for(line, by, "assess")
    require_route(line, LineRoute.ASSESSED)
    if not line.case.conversations.exists():
        raise ConversationMissing("Record the conversation with the person first. The case assessment builds on it.")
    marks = (reason_for_provision, minimum_intervention, discussion, long_term_suitability, decision)
    if not all(mark.strip() for mark in marks):
        raise AssessmentIncomplete("Every part of the case assessment needs a few words.")
    _require_contraindications(line, contraindications)
    _require_alternatives(line, considered, alternatives)
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
        capacity_record=_who_agreed(line, agreement, agreement_note, power, by),
        carer_view=carer_view,
    )
    for words, (concern, note) in contraindications.items():
        ContraindicationConsidered.objects.create(assessment=assessment, words=words, concern=concern, note=note)
    for words, (came_of_it, note) in considered.items():
        AlternativeConsidered.objects.create(assessment=assessment, words=words, came_of_it=came_of_it, note=note)
    _check_capacity(line, capacity_check, by)
    move(line, LineState.ASSESSED, verb="line_assessed", by=by)
    return assessment


def _who_agreed(line: SolutionLine, agreement: Agreement, note: str, power: Power | None, by: User) -> CapacityRecord:
    """Who made the decision about this solution; somebody else than the person by a power that was seen (P13)."""
    is_represented = agreement == Agreement.REPRESENTATIVE
    return record_capacity(
        case=line.case,
        decision=f"Whether to have: {line.title}",
        finding=Capacity.REPRESENTED if is_represented else Capacity.DECIDES,
        support_tried=note if is_represented else "",
        power=power,
        by=by,
    )


def _require_contraindications(line: SolutionLine, found: Mapping[str, tuple[str, str]]) -> None:
    """Each that the catalogue names was asked about, and each concern says what the person can or cannot do."""
    if missing := [words for words in contraindications_of(line.adaptation) if words not in found]:
        raise AssessmentIncomplete(f"Say what came of asking about: {'; '.join(missing)}.")
    if any(concern != Concern.NONE and not note.strip() for concern, note in found.values()):
        raise AssessmentIncomplete("Explain each concern in a few words about what the person can do.")
    for words, (concern, note) in found.items():
        if concern != Concern.NONE and (ask := what_is_missing(note)):
            raise AssessmentIncomplete(f"{words.capitalize()}: {ask}")


def _require_alternatives(line: SolutionLine, considered: Mapping[str, tuple[str, str]], others: str) -> None:
    """Each that the catalogue names was talked over; where it names none, somebody thought of one."""
    wanted = alternatives_of(line.adaptation)
    if missing := [words for words in wanted if words not in considered]:
        raise AssessmentIncomplete(f"Say what came of the alternatives: {'; '.join(missing)}.")
    if any(not note.strip() for _, note in considered.values()):
        raise AssessmentIncomplete("Say in a few words what came of each alternative.")
    if not wanted and not others.strip():
        raise AssessmentIncomplete("Write which alternatives you considered.")


def _check_capacity(line: SolutionLine, check: CapacityDetails | None, by: User) -> None:
    if not line.item.capacity_check:
        return
    if check is None or not (check.shown_by.strip() and check.least_restrictive.strip()):
        raise AssessmentIncomplete(
            "This item can watch or limit somebody. Record whether they understand it and decide, and why nothing "
            "less would do."
        )
    CapacityCheck.objects.create(
        line=line,
        round=line.round,
        at=clock.now(),
        by=by,
        capacity=check.capacity,
        shown_by=check.shown_by,
        least_restrictive=check.least_restrictive,
    )


@transaction.atomic
def open_draft(*, line: SolutionLine, by: User) -> DraftEditor:
    """Say that somebody has the case assessment open, so that colleagues see it."""
    now = clock.now()
    editor, is_new = DraftEditor.objects.get_or_create(
        line=line, round=line.round, user=by, defaults={"opened_at": now, "seen_at": now}
    )
    if not is_new:
        DraftEditor.objects.filter(pk=editor.pk).update(seen_at=now)
    return editor


@transaction.atomic
def save_draft(*, line: SolutionLine, version: int, fields: Mapping[str, str], by: User) -> AssessmentDraft:
    """Save what is written so far for everybody. `version` is the one that the writer began with.

    Raises `DraftMoved` when somebody has saved since: the writer then sees both and chooses.
    """
    line = line_for(line, by, "assess")
    _require_version(line, version)
    facts = {"fields": dict(fields), "saved_at": clock.now(), "saved_by": by, "version": version + 1}
    saved, _ = AssessmentDraft.objects.update_or_create(line=line, round=line.round, defaults=facts)
    open_draft(line=line, by=by)
    DraftEditor.objects.filter(line=line, round=line.round, user=by).update(saved_at=clock.now())
    drafts.forget_all(by, draft_key(line))
    return saved


@transaction.atomic
def record_from_draft(*, line: SolutionLine, version: int, by: User, **details: object) -> CaseAssessment:
    """Record the case assessment that was written in a draft, and drop the draft. Raises `DraftMoved` as above."""
    locked = line_for(line, by, "assess")
    _require_version(locked, version)
    assessment = assess(line=locked, by=by, **details)  # type: ignore[arg-type]
    AssessmentDraft.objects.filter(line=locked).delete()
    DraftEditor.objects.filter(line=locked).delete()
    drafts.forget_all(by, draft_key(locked))
    return assessment


def _require_version(line: SolutionLine, version: int) -> None:
    draft = AssessmentDraft.objects.filter(line=line, round=line.round).select_related("saved_by").first()
    if draft and draft.version != version:
        raise DraftMoved(f"{draft.saved_by} has saved this since you began. Compare both and choose.")
