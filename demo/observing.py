"""Brings two observations: one of a session that was held, finished by both trainers, and one still being written."""

import tomllib
from uuid import UUID

from competencies.constants import Level, Verdict
from competencies.models import Observation, ObservationSheet
from competencies.observing import grid_of
from competencies.selectors import competencies_for_level
from competencies.services import TypedNote, finish_observation, keep_notes, start_observation
from core import clock
from demo.competence import SOURCE
from demo.partnership import Partnership
from demo.sessions import HELD
from training_sessions.models import SessionDate

COMPETENCIES = 2
WATCHED = ("physio", "nurse", "manager")
TODAY = ("physio", "nurse", "waiting")
# Of every so many criteria one is seen but not yet met, so that a record says more than yes.
NOT_YET_EVERY = 5


def load(p: Partnership) -> None:
    seen = tomllib.loads(SOURCE.read_text())["seen"]
    trainer = p.people["trainer_ot"]
    dates = SessionDate.objects.led_by(trainer.pk).filter(ends_at__lte=p.moment(HELD - 1))
    date = dates.select_related("session__place", "pair__first_trainer", "pair__second_trainer").get()
    with clock.fixed(p.moment(HELD, 10)):
        observation = _start(p, WATCHED, place=date.session.place.name, colleague="trainer_housing", date=date)
    for sheet in observation.sheets.select_related("trainer", "observation"):
        with clock.fixed(p.moment(HELD, 13, sheet.position)):
            _write(p, sheet, seen, people=len(WATCHED))
            proposed = [person.user_id for person in observation.people.all()]
            finish_observation(sheet=sheet, proposed=proposed, by=sheet.trainer)
    with clock.fixed(p.moment(0, 9)):
        unfinished = _start(p, TODAY, place="Harbour demonstration flat", colleague="trainer_care")
        _write(p, unfinished.sheets.select_related("trainer", "observation").get(trainer=trainer), seen, people=1)


def _start(
    p: Partnership, keys: tuple[str, ...], *, place: str, colleague: str, date: SessionDate | None = None
) -> Observation:
    return start_observation(
        people=[p.people[key] for key in keys],
        competencies=list(competencies_for_level(Level.SIMPLE).select_related("framework")[:COMPETENCIES]),
        observed_on=clock.today(),
        place=place,
        colleague=p.people[colleague],
        session_date=date,
        by=p.people["trainer_ot"],
    )


def _write(p: Partnership, sheet: ObservationSheet, seen: dict[str, list[str]], *, people: int) -> None:
    """Notes about the first so many people, one from each tap, as a phone would send them."""
    cells = [cell for row in grid_of(sheet)[:people] for cell in row.cells]
    notes = [
        TypedNote(
            uuid=UUID(int=p.random.getrandbits(128), version=4),
            sequence=1,
            person=cell.person.pk,
            criterion=cell.criterion.pk,
            verdict=Verdict.MET if place % NOT_YET_EVERY else Verdict.NOT_YET,
            text=p.random.choice(seen[cell.criterion.code]) if place % NOT_YET_EVERY else "Began well, then stopped.",
        )
        for place, cell in enumerate(cells, start=1)
    ]
    keep_notes(sheet=sheet, notes=notes, by=sheet.trainer)
