"""What stands on an observation's sheet, who may read what of it, and what a trainer's own notes say (C2)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from competencies.constants import SheetState, Verdict
from competencies.models import (
    BlindView,
    Competency,
    Evidence,
    Observation,
    ObservationNote,
    ObservationRecord,
    ObservationSheet,
    ObservedPerson,
    PerformanceCriterion,
    SignOffRequest,
)
from people.models import User


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One person and one criterion on a sheet. More than one standing note: written on two devices, unseen by each."""

    person: ObservedPerson
    criterion: PerformanceCriterion
    standing: list[ObservationNote] = field(default_factory=list)

    @property
    def is_in_conflict(self) -> bool:
        return len(self._said) > 1

    @property
    def verdict(self) -> str:
        """What was tapped; nothing while two devices say different things."""
        verdicts = {verdict for verdict, _ in self._said if verdict}
        return verdicts.pop() if len(verdicts) == 1 else ""

    @property
    def verdict_words(self) -> str:
        return Verdict(self.verdict).label if self.verdict else "Nothing written"

    @property
    def text(self) -> str:
        """What was written, from both devices where there are two."""
        return "\n\n".join(dict.fromkeys(text for _, text in self._said if text))

    @property
    def seen(self) -> str:
        """Which notes a page shows here and in which sequence, for a form to send back."""
        return " ".join(f"{note.uuid}:{note.sequence}" for note in self.standing)

    @property
    def _said(self) -> list[tuple[str, str]]:
        return list(dict.fromkeys((note.verdict, note.text) for note in self.standing))


@dataclass(frozen=True, kw_only=True)
class Part:
    """One competency of one person on a sheet."""

    competency: Competency
    cells: list[Cell]


@dataclass(frozen=True, kw_only=True)
class PersonOnSheet:
    person: ObservedPerson
    parts: list[Part]

    @property
    def cells(self) -> list[Cell]:
        return [cell for part in self.parts for cell in part.cells]

    @property
    def written(self) -> int:
        return sum(bool(cell.verdict or cell.text) for cell in self.cells)

    @property
    def is_in_conflict(self) -> bool:
        return any(cell.is_in_conflict for cell in self.cells)


def grid_of(sheet: ObservationSheet, *, blank: bool = False) -> list[PersonOnSheet]:
    """Everybody on a sheet with each criterion. `blank` leaves the notes out: what a phone may keep for later."""
    notes: dict[tuple[int, int], list[ObservationNote]] = defaultdict(list)
    for note in () if blank else sheet.notes.filter(replaced_by=None):
        notes[note.person_id, note.criterion_id].append(note)
    competencies = competencies_of(sheet.observation)
    return [
        PersonOnSheet(
            person=person,
            parts=[
                Part(
                    competency=competency,
                    cells=[
                        Cell(person=person, criterion=criterion, standing=notes[person.pk, criterion.pk])
                        for criterion in competency.criteria.all()
                    ],
                )
                for competency in competencies
            ],
        )
        for person in sheet.observation.people.select_related("user")
    ]


def competencies_of(observation: Observation) -> list[Competency]:
    criteria = PerformanceCriterion.objects.order_by("position")
    return list(observation.competencies.prefetch_related(Prefetch("criteria", criteria)))


def sheets_of(trainer: User) -> QuerySet[ObservationSheet]:
    """A trainer's own sheets, those that are being written first and then the newest."""
    sheets = ObservationSheet.objects.filter(trainer=trainer).select_related("observation")
    return sheets.prefetch_related("observation__people__user", "observation__competencies").order_by(
        "-state", "-observation__observed_on", "-pk"
    )


def may_read_records(viewer: User) -> "QuerySet[ObservationRecord]":
    """The records that somebody may read: about themselves, their own, and those of an observation they watched too.

    A trainer reads the other's only once their own sheet is finished, so neither writes after the other's words.
    """
    finished = ObservationSheet.objects.filter(
        observation=OuterRef("observation"), trainer=viewer, state=SheetState.FINISHED
    )
    records = ObservationRecord.objects.select_related("trainer", "person", "observation")
    return records.filter(person=viewer) | records.filter(Exists(finished))


def records_behind(piece: Evidence, viewer: User) -> list[ObservationRecord]:
    """What trainers wrote in the observation that a piece of evidence rests on, as far as this person may read it.

    Whoever could sign reads another trainer's notes only after writing down their own view: by an own finished sheet,
    by a second view that is kept as written blind, or by a signature in this round.
    """
    if piece.observation_id is None:
        return []
    behind = ObservationRecord.objects.filter(
        observation=piece.observation_id, person=piece.user_id, finished_at__lte=piece.offered_at
    ).select_related("trainer")
    if has_written(piece.request, viewer) or viewer.pk == piece.user_id:
        return list(behind)
    return list(behind & may_read_records(viewer))


def has_written(request: SignOffRequest, trainer: User) -> bool:
    """Whether a trainer has written a view of their own in this round, which nothing they read now can change."""
    signatures = request.signatures.filter(round=request.round)
    return (
        signatures.filter(signer=trainer).exists()
        or BlindView.objects.filter(signer=trainer, first_signature__in=signatures).exists()
    )


def own_notes(request: SignOffRequest, trainer: User) -> dict[str, Any]:
    """What this trainer, and nobody else, wrote about the evidence of a request, in the shape of a signing draft."""
    observed = request.evidence.standing().exclude(observation=None).values("observation")
    records = ObservationRecord.objects.filter(trainer=trainer, person=request.user_id, observation__in=observed)
    met: dict[str, bool] = {}
    seen: dict[str, str] = {}
    for record in records.order_by("finished_at", "pk"):
        for row in record.seen:
            if row["competency"] != request.competency.code or row["verdict"] not in (Verdict.MET, Verdict.NOT_YET):
                continue
            met[row["code"]] = row["verdict"] == Verdict.MET
            seen[row["code"]] = row["note"]
    return {"criteria_met": met, "seen": seen}


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """An observation that a trainer proposes as evidence for one competency that takes evidence from the person now."""

    record: ObservationRecord
    competency: Competency


def proposals_for(user: User, takes_evidence: Collection[Competency]) -> list[Proposal]:
    """What trainers propose to somebody and they have not offered yet, the newest first. Two queries.

    `takes_evidence` are the competencies for which the person may offer something now.
    """
    records = ObservationRecord.objects.filter(person=user, is_proposed=True).select_related("observation", "trainer")
    offered = set(
        Evidence.objects.standing()
        .filter(user=user)
        .exclude(observation=None)
        .values_list("observation_id", "competency__code")
    )
    found: dict[tuple[int, str], Proposal] = {}
    for record in records.order_by("-finished_at", "-pk"):
        for competency in takes_evidence:
            key = (record.observation_id, competency.code)
            if competency.code in record.competencies_seen() and key not in offered:
                found.setdefault(key, Proposal(record=record, competency=competency))
    return list(found.values())
