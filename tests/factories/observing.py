"""Observations as tests need them: two trainers, people, and what a device sends."""

from uuid import UUID, uuid4

from competencies.models import Observation, ObservationSheet
from competencies.services import TypedNote, keep_notes, start_observation
from core import clock
from people.models import User
from tests.factories import competencies as factory
from tests.factories.people import employed


def an_observation(people: int = 2, *codes: str, pair: tuple[User, User] | None = None) -> Observation:
    """Two trainers watch so many people against SN-1, or the competencies named."""
    first, second = pair or factory.trainer_pair()
    return start_observation(
        people=[employed() for _ in range(people)],
        competencies=[factory.competency(code) for code in codes or ("SN-1",)],
        observed_on=clock.today(),
        place="Demonstration flat",
        by=first,
        colleague=second,
    )


def sheets_of(observation: Observation) -> tuple[ObservationSheet, ObservationSheet]:
    first, second = observation.sheets.select_related("trainer", "observation")
    return first, second


def a_note(
    sheet: ObservationSheet,
    text: str = "Asked before she measured.",
    *,
    uuid: UUID | None = None,
    sequence: int = 1,
    person: int = 0,
    code: str = "SN-1.1",
    verdict: str = "met",
    replaces: dict[UUID, int] | None = None,
) -> TypedNote:
    """What a device sends about the person at this place and this criterion."""
    criteria = [row for one in sheet.observation.competencies.all() for row in one.criteria.all() if row.code == code]
    return TypedNote(
        uuid=uuid or uuid4(),
        sequence=sequence,
        person=sheet.observation.people.all()[person].pk,
        criterion=criteria[0].pk,
        verdict=verdict,
        text=text,
        replaces=replaces or {},
    )


def wrote(sheet: ObservationSheet, *notes: TypedNote) -> dict[str, int]:
    return keep_notes(sheet=sheet, notes=notes, by=sheet.trainer)
