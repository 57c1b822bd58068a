"""Start an observation, keep what trainers tap and write on their phones, and finish it (C2)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format

from audit.services import record
from competencies.constants import (
    MOST_CHANGES,
    MOST_COMPETENCIES_OBSERVED,
    MOST_OBSERVED,
    NOTE_LENGTH,
    SIGNED_LEVELS,
    FrameworkState,
    SheetState,
    Verdict,
)
from competencies.exceptions import ObservationNotAllowed
from competencies.lives import SHEET_LIFE
from competencies.models import (
    Competency,
    Observation,
    ObservationNote,
    ObservationRecord,
    ObservationSheet,
    ObservedPerson,
    TrainerStanding,
)
from competencies.observing import PersonOnSheet, grid_of
from core import clock
from core.transitions import lock
from people.models import User
from people.notices import notify
from training_sessions.access import leads
from training_sessions.models import SessionDate


@dataclass(frozen=True, kw_only=True)
class TypedNote:
    """One note as a device sends it. `replaces` says which notes, in which sequence, its writer had before them."""

    uuid: UUID
    sequence: int
    person: int
    criterion: int
    verdict: str
    text: str
    replaces: Mapping[UUID, int] = field(default_factory=dict)


@transaction.atomic
def start_observation(
    *,
    people: Sequence[User],
    competencies: Collection[Competency],
    observed_on: date,
    place: str,
    by: User,
    colleague: User | None = None,
    session_date: SessionDate | None = None,
) -> Observation:
    """Start an observation of up to eight people, with a sheet for each trainer who watches.

    Raises `ObservationNotAllowed` for anybody without current trainer standing, or for somebody watching themselves.
    """
    trainers = [by, colleague] if colleague else [by]
    _require_trainers(trainers)
    _require_people(people, trainers)
    _require_competencies(competencies)
    if session_date and not leads(by, session_date.session):
        raise ObservationNotAllowed("Only the trainers of this session can start an observation of it.")
    now = clock.now()
    observation = Observation.objects.create(
        observed_on=observed_on, place=place.strip(), session_date=session_date, started_by=by, started_at=now
    )
    observation.competencies.set(competencies)
    for position, user in enumerate(people, start=1):
        ObservedPerson.objects.create(observation=observation, user=user, position=position)
    for position, trainer in enumerate(trainers, start=1):
        ObservationSheet.objects.create(observation=observation, trainer=trainer, position=position)
    record("competencies.observation_started", observation, by=by, detail={"people": len(people)})
    return observation


@transaction.atomic
def keep_notes(*, sheet: ObservationSheet, notes: Sequence[TypedNote], by: User) -> dict[str, int]:
    """Keep what a device sends, and answer which of its notes are here, by uuid with the newest sequence.

    The same note may come twice, late or out of order: it is one row, and the highest sequence counts. Nothing that
    was written is dropped for what another device wrote without having read it.
    """
    sheet = lock(ObservationSheet.objects, sheet.pk)
    if sheet.trainer_id != by.pk:
        raise ObservationNotAllowed("Each trainer writes on their own sheet only.")
    held = {note.uuid: note for note in sheet.notes.all()}
    news = [note for note in notes if note.uuid not in held or held[note.uuid].sequence < note.sequence]
    if news:
        SHEET_LIFE.require(sheet, "write")
        places = {(cell.person.pk, cell.criterion.pk) for row in grid_of(sheet, blank=True) for cell in row.cells}
        for note in sorted(news, key=lambda note: note.sequence):
            _require_writable(note, held, places)
            held[note.uuid] = _write(sheet, note, held)
    return {str(note.uuid): held[note.uuid].sequence for note in notes}


@transaction.atomic
def finish_observation(*, sheet: ObservationSheet, proposed: Collection[int], by: User) -> list[ObservationRecord]:
    """Make what a trainer wrote a record for each person of whom something was seen, and close the sheet for good.

    `proposed` holds the ids of the people to whom the trainer proposes it as evidence.
    """
    sheet = lock(ObservationSheet.objects, sheet.pk)
    if sheet.trainer_id != by.pk:
        raise ObservationNotAllowed("Each trainer finishes their own sheet only.")
    SHEET_LIFE.require(sheet, "finish")
    rows = grid_of(sheet)
    if torn := [str(row.person) for row in rows if row.is_in_conflict]:
        raise ObservationNotAllowed(
            f"You wrote on two phones about {', '.join(torn)}. Look at both texts, keep what is right and save it."
        )
    now = clock.now()
    sheet.state, sheet.finished_at = SheetState.FINISHED, now
    sheet.save(update_fields=["state", "finished_at"])
    records = [_record_of(sheet, row, row.person.user_id in proposed, now) for row in rows if row.written]
    if not records:
        raise ObservationNotAllowed("Nothing is written yet. Write what you saw of at least one person.")
    # The words stand in the records now; which notes came in stays known, so that one sent again is not refused.
    sheet.notes.update(text="")
    record("competencies.observation_finished", sheet, by=by, detail={"records": len(records)})
    return records


def _require_trainers(trainers: Sequence[User]) -> None:
    if len({trainer.pk for trainer in trainers}) != len(trainers):
        raise ObservationNotAllowed("The second trainer is somebody else than you.")
    standing = TrainerStanding.objects.on(clock.today()).filter(user__in=trainers)
    current = set(standing.values_list("user_id", flat=True))
    for trainer in trainers:
        if trainer.pk not in current:
            raise ObservationNotAllowed(f"{trainer} has no current trainer standing, so cannot observe.")


def _require_people(people: Sequence[User], trainers: Sequence[User]) -> None:
    if not people:
        raise ObservationNotAllowed("Choose at least one person.")
    if len(people) > MOST_OBSERVED:
        raise ObservationNotAllowed(f"Choose up to {MOST_OBSERVED} people. You chose {len(people)}.")
    if len({person.pk for person in people}) != len(people):
        raise ObservationNotAllowed("Somebody is chosen twice.")
    if themselves := [trainer for trainer in trainers if trainer in people]:
        raise ObservationNotAllowed(f"{themselves[0]} cannot watch and be watched.")


def _require_competencies(competencies: Collection[Competency]) -> None:
    if not competencies:
        raise ObservationNotAllowed("Choose at least one competency.")
    if len(competencies) > MOST_COMPETENCIES_OBSERVED:
        raise ObservationNotAllowed(f"Choose up to {MOST_COMPETENCIES_OBSERVED} competencies.")
    for competency in competencies:
        if competency.level not in SIGNED_LEVELS or competency.framework.state != FrameworkState.APPROVED:
            raise ObservationNotAllowed(f"{competency.code} is not signed off by trainers, so it is not observed.")


def _require_writable(note: TypedNote, held: Mapping[UUID, ObservationNote], places: set[tuple[int, int]]) -> None:
    same = held.get(note.uuid)
    moved = same is not None and (same.person_id, same.criterion_id) != (note.person, note.criterion)
    if moved or (note.person, note.criterion) not in places:
        raise ObservationNotAllowed("A note is about somebody or something that is not on this sheet.")
    if not 1 <= note.sequence <= MOST_CHANGES or "\x00" in note.text:
        raise ObservationNotAllowed("A note is not as this page writes it.")
    if len(note.text) > NOTE_LENGTH:
        raise ObservationNotAllowed(f"A note is longer than {NOTE_LENGTH} characters.")
    if note.verdict and note.verdict not in Verdict.values:
        raise ObservationNotAllowed("A note says something else than seen and met, not yet or not seen.")


def _write(sheet: ObservationSheet, note: TypedNote, held: Mapping[UUID, ObservationNote]) -> ObservationNote:
    """The note as it stands now. One that had been replaced and was written on since stands again beside the other."""
    facts = {
        "sequence": note.sequence,
        "verdict": note.verdict,
        "text": note.text.strip(),
        "received_at": clock.now(),
        "replaced_by": None,
        "person_id": note.person,
        "criterion_id": note.criterion,
    }
    kept, _ = ObservationNote.objects.update_or_create(sheet=sheet, uuid=note.uuid, defaults=facts)
    for uuid, sequence in note.replaces.items():
        other = held.get(uuid)
        if other is None or uuid == note.uuid or other.sequence > sequence:
            continue
        if (other.person_id, other.criterion_id) == (note.person, note.criterion):
            other.replaced_by = kept
            other.save(update_fields=["replaced_by"])
    return kept


def _record_of(sheet: ObservationSheet, row: PersonOnSheet, is_proposed: bool, now: datetime) -> ObservationRecord:
    """The immutable record of one person; what was neither tapped nor written counts as not seen."""
    made = ObservationRecord.objects.create(
        sheet=sheet,
        observation=sheet.observation,
        trainer=sheet.trainer,
        person=row.person.user,
        seen=[
            {
                "competency": part.competency.code,
                "code": cell.criterion.code,
                "text": cell.criterion.text,
                "verdict": str(cell.verdict or Verdict.NOT_SEEN),
                "note": cell.text,
            }
            for part in row.parts
            for cell in part.cells
        ],
        is_proposed=is_proposed,
        finished_at=now,
    )
    notify(
        user=row.person.user,
        template="competencies/email/observed.txt",
        key=f"competencies.observed-{made.pk}",
        context={
            "trainer": str(sheet.trainer),
            "day": date_format(sheet.observation.observed_on, "j F Y"),
            "is_proposed": is_proposed,
        },
    )
    return made
