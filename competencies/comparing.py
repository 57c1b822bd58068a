"""Signers' records as pages show them: one with what it said before it was changed, or two beside each other."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from competencies.models import PerformanceCriterion, Signature
from competencies.records import SigningRecord
from competencies.signers import FACTS_OF_A_SIGNATURE

# What the page of a record reads, so that it costs the same however many criteria there are.
RELATED = ("signer", *FACTS_OF_A_SIGNATURE, "standing", "blind_view")


def with_records(signatures: QuerySet[Signature]) -> QuerySet[Signature]:
    return signatures.select_related(*RELATED).prefetch_related("criteria_seen__criterion")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What one trainer says of one criterion; `before` is what they had written blind, where it differs."""

    who: str
    is_met: bool
    seen: str
    before: "Answer | None" = None


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One criterion with the answers of one signer or of two, in order."""

    criterion: PerformanceCriterion
    answers: list[Answer]


@dataclass(frozen=True, kw_only=True)
class Read:
    """One signature as it is read: its criteria, and the view it had before it was changed, if it was."""

    signature: Signature
    rows: list[Compared]
    before: SigningRecord | None


def read(signature: Signature) -> Read:
    blind = signature.blind_view
    changed = SigningRecord.from_draft(blind.record) if blind and signature.changed_after_reading else None
    criteria = [row.criterion for row in signature.criteria_seen.all()]
    rows = side_by_side(criteria, [(str(signature.signer), SigningRecord.of(signature), changed)])
    return Read(signature=signature, rows=rows, before=changed)


def side_by_side(
    criteria: Sequence[PerformanceCriterion], records: Sequence[tuple[str, SigningRecord, SigningRecord | None]]
) -> list[Compared]:
    """Each criterion with every answer. A record is whose, what it says, and what it said before it was changed."""
    return [
        Compared(criterion=criterion, answers=[_answer(criterion.code, *record) for record in records])
        for criterion in criteria
    ]


def _answer(code: str, who: str, record: SigningRecord, before: SigningRecord | None) -> Answer:
    earlier = None
    if before and (before.criteria_met[code], before.seen[code]) != (record.criteria_met[code], record.seen[code]):
        earlier = Answer(who=who, is_met=before.criteria_met[code], seen=before.seen[code])
    return Answer(who=who, is_met=record.criteria_met[code], seen=record.seen[code], before=earlier)
