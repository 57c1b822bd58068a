"""Observed practice: what trainers write on their phones arrives once, stays apart and becomes a record (C2)."""

from itertools import permutations
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from competencies.constants import EvidenceKind, SheetState
from competencies.exceptions import EvidenceNotAccepted, ObservationNotAllowed
from competencies.lives import SHEET_LIFE
from competencies.models import Observation, ObservationNote, ObservationRecord, ObservedPerson
from competencies.observation_forms import notes_from
from competencies.observing import grid_of, own_notes, proposals_for, records_behind
from competencies.records import hash_of, shown
from competencies.services import finish_observation, keep_notes, offer_evidence, start_observation
from competencies.sources import source_of
from core import clock
from core.exceptions import ImmutableRecord, TransitionNotAllowed
from core.outbox import run_due
from people.models import User
from tests.factories import competencies as factory
from tests.factories.observing import a_note, an_observation, sheets_of, wrote
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def started(**changes: object) -> Observation:
    first, second = factory.trainer_pair()
    values = {
        "people": [employed()],
        "competencies": [factory.competency()],
        "observed_on": clock.today(),
        "place": "Flat",
        "by": first,
        "colleague": second,
    }
    return start_observation(**(values | changes))


def test_c2_an_observation_has_a_sheet_for_each_trainer() -> None:
    observation = an_observation(8)
    assert [str(sheet.state) for sheet in sheets_of(observation)] == ["writing", "writing"]
    assert observation.people.count() == 8


def test_c2_a_ninth_person_is_refused_by_service_and_database() -> None:
    with pytest.raises(ObservationNotAllowed, match="up to 8 people"):
        started(people=[employed() for _ in range(9)])
    observation = an_observation(8)
    for position in (8, 9):
        with pytest.raises(IntegrityError), transaction.atomic():
            ObservedPerson.objects.create(observation=observation, user=employed(), position=position)


def test_c2_only_current_trainers_watch_and_nobody_watches_themselves() -> None:
    trainer = factory.trainer_pair()[0]
    with pytest.raises(ObservationNotAllowed, match="no current trainer standing"):
        started(by=employed())
    with pytest.raises(ObservationNotAllowed, match="no current trainer standing"):
        started(colleague=employed())
    with pytest.raises(ObservationNotAllowed, match="cannot watch and be watched"):
        started(by=trainer, people=[trainer])
    with pytest.raises(ObservationNotAllowed, match="somebody else than you"):
        started(by=trainer, colleague=trainer)
    with pytest.raises(ObservationNotAllowed, match="not signed off by trainers"):
        started(competencies=[factory.competency("HC-1")])


def test_c2_the_same_note_twice_is_one_row() -> None:
    sheet, _ = sheets_of(an_observation())
    note = a_note(sheet)
    assert wrote(sheet, note) == wrote(sheet, note) == {str(note.uuid): 1}
    assert ObservationNote.objects.count() == 1


@pytest.mark.parametrize("order", list(permutations([1, 2, 3])))
def test_c2_notes_out_of_order_leave_the_newest(order: tuple[int, ...]) -> None:
    sheet, _ = sheets_of(an_observation())
    uuid = uuid4()
    for sequence in order:
        wrote(sheet, a_note(sheet, f"Draft {sequence}.", uuid=uuid, sequence=sequence))
    note = ObservationNote.objects.get()
    assert (note.sequence, note.text) == (3, "Draft 3.")


def test_c2_two_devices_that_know_nothing_of_each_other_keep_both_texts() -> None:
    sheet, _ = sheets_of(an_observation())
    one, other = a_note(sheet, "From the first phone."), a_note(sheet, "From the second.", verdict="not_yet")
    wrote(sheet, one)
    wrote(sheet, other)
    cell = grid_of(sheet)[0].cells[0]
    assert cell.is_in_conflict
    assert cell.verdict == ""
    assert cell.text == "From the first phone.\n\nFrom the second."
    with pytest.raises(ObservationNotAllowed, match="on two phones"):
        finish_observation(sheet=sheet, proposed=(), by=sheet.trainer)
    wrote(sheet, a_note(sheet, "Settled.", replaces={one.uuid: 1, other.uuid: 1}))
    assert [note.text for note in grid_of(sheet)[0].cells[0].standing] == ["Settled."]


def test_c2_what_was_written_on_after_it_was_read_elsewhere_stands_again() -> None:
    sheet, _ = sheets_of(an_observation())
    first = uuid4()
    wrote(sheet, a_note(sheet, "As read.", uuid=first))
    wrote(sheet, a_note(sheet, "On the tablet.", replaces={first: 1}))
    wrote(sheet, a_note(sheet, "As read, and more.", uuid=first, sequence=2))
    assert grid_of(sheet)[0].cells[0].text == "As read, and more.\n\nOn the tablet."


def test_c2_a_note_that_had_moved_on_is_not_replaced() -> None:
    sheet, _ = sheets_of(an_observation())
    first = uuid4()
    wrote(sheet, a_note(sheet, "Longer by now.", uuid=first, sequence=4))
    wrote(sheet, a_note(sheet, "Written after reading less.", replaces={first: 3}))
    assert grid_of(sheet)[0].cells[0].is_in_conflict


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "SN-2.1"},
        {"text": "x" * 2001},
        {"text": "\x00"},
        {"verdict": "perhaps"},
        {"sequence": 0},
        {"sequence": 10**12},
    ],
)
def test_c2_a_note_that_does_not_belong_is_refused(changes: dict) -> None:
    observation = an_observation()
    sheet, _ = sheets_of(observation)
    if "code" in changes:
        elsewhere, _ = sheets_of(an_observation(1, "SN-2"))
        note = a_note(elsewhere, code="SN-2.1")
    else:
        note = a_note(sheet, **changes)
    with pytest.raises(ObservationNotAllowed):
        wrote(sheet, note)
    assert not ObservationNote.objects.exists()


def test_c2_nobody_else_writes_on_a_sheet_or_finishes_it() -> None:
    observation = an_observation()
    sheet, second = sheets_of(observation)
    wrote(sheet, a_note(sheet))
    for other in (second.trainer, observation.people.first().user, employed()):
        with pytest.raises(ObservationNotAllowed):
            keep_notes(sheet=sheet, notes=[a_note(sheet)], by=other)
        with pytest.raises(ObservationNotAllowed):
            finish_observation(sheet=sheet, proposed=(), by=other)


def finished(observation: Observation | None = None) -> Observation:
    """Both trainers wrote about the first person and finished; the first proposes it."""
    observation = observation or an_observation()
    for sheet, text, proposed in zip(
        sheets_of(observation), ("Seen by one.", "Seen by two."), (True, False), strict=True
    ):
        wrote(sheet, a_note(sheet, text), a_note(sheet, "Not yet.", code="SN-1.2", verdict="not_yet"))
        ids = [person.user_id for person in observation.people.all()] if proposed else []
        finish_observation(sheet=sheet, proposed=ids, by=sheet.trainer)
    return observation


def test_c2_finishing_makes_a_record_that_never_changes() -> None:
    observation = finished()
    record = ObservationRecord.objects.first()
    assert [(row["code"], row["verdict"], row["note"]) for row in record.seen] == [
        ("SN-1.1", "met", "Seen by one."),
        ("SN-1.2", "not_yet", "Not yet."),
    ]
    assert ObservationRecord.objects.filter(observation=observation).count() == 2, "one person was not written about"
    with pytest.raises(ImmutableRecord):
        record.save()
    run_due()
    assert len(mail.outbox) == 2
    assert "propose that you offer it" in mail.outbox[0].body
    assert "Seen by one" not in mail.outbox[0].body


def test_c2_a_note_sent_again_after_finishing_is_answered_and_a_new_one_refused() -> None:
    sheet, _ = sheets_of(an_observation())
    note = a_note(sheet)
    wrote(sheet, note)
    finish_observation(sheet=sheet, proposed=(), by=sheet.trainer)
    assert wrote(sheet, note) == {str(note.uuid): 1}
    with pytest.raises(TransitionNotAllowed):
        wrote(sheet, a_note(sheet))


@pytest.mark.parametrize(
    ("state", "verb"),
    [
        (state, verb)
        for verb, step in SHEET_LIFE.steps.items()
        for state in SheetState
        if verb != "start" and state not in step.allowed_from
    ],
)
def test_c2_what_the_life_of_a_sheet_does_not_allow_is_refused(state: SheetState, verb: str) -> None:
    sheet, _ = sheets_of(an_observation())
    wrote(sheet, a_note(sheet))
    assert state == SheetState.FINISHED
    finish_observation(sheet=sheet, proposed=(), by=sheet.trainer)
    verbs = {
        "write": lambda: wrote(sheet, a_note(sheet)),
        "finish": lambda: finish_observation(sheet=sheet, proposed=(), by=sheet.trainer),
    }
    with pytest.raises(TransitionNotAllowed):
        verbs[verb]()


def test_c2_nothing_written_is_not_finished() -> None:
    sheet, _ = sheets_of(an_observation())
    with pytest.raises(ObservationNotAllowed, match="Nothing is written"), transaction.atomic():
        finish_observation(sheet=sheet, proposed=(), by=sheet.trainer)
    sheet.refresh_from_db()
    assert sheet.state == SheetState.WRITING


def offered(person: User, observation: Observation, code: str = "SN-1"):
    factory.completed(person, "module-2")
    source = source_of(person, EvidenceKind.OBSERVED_PRACTICE, observation.pk)
    assert source
    return offer_evidence(
        competency=factory.competency(code), kind=source.kind, shows="My visit.", source=source, by=person
    )


def test_c2_an_observation_is_evidence_that_shows_signers_no_notes() -> None:
    observation = finished()
    person = observation.people.first().user
    piece = offered(person, observation)
    assert piece.snapshot["words"] == "Watched by 2 trainers on 4 June 2027, Demonstration flat"
    assert "Seen by" not in str(shown(piece.request))
    assert len(set(piece.snapshot["records"])) == 2
    before = hash_of(piece.request)
    altered = piece.snapshot | {"records": []}
    type(piece).objects.filter(pk=piece.pk)._raw_delete("default")
    plain = {field.attname: getattr(piece, field.attname) for field in piece._meta.fields}
    type(piece).objects.create(**(plain | {"snapshot": altered}))
    assert hash_of(piece.request) != before, "a signature is bound to exactly these notes"


def test_c2_only_what_was_watched_is_offered_and_only_by_who_was() -> None:
    observation = finished()
    person, unwritten = (row.user for row in observation.people.all())
    assert source_of(unwritten, EvidenceKind.OBSERVED_PRACTICE, observation.pk) is None
    assert source_of(employed(), EvidenceKind.OBSERVED_PRACTICE, observation.pk) is None
    with pytest.raises(EvidenceNotAccepted, match="shows SN-1, not SN-2"):
        offered(person, observation, "SN-2")


def test_c3_own_notes_fill_the_own_signing_form_and_never_the_others() -> None:
    observation = finished()
    person = observation.people.first().user
    piece = offered(person, observation)
    first, second = sheets_of(observation)
    assert own_notes(piece.request, first.trainer)["seen"]["SN-1.1"] == "Seen by one."
    assert own_notes(piece.request, second.trainer)["seen"]["SN-1.1"] == "Seen by two."
    assert own_notes(piece.request, first.trainer)["criteria_met"] == {"SN-1.1": True, "SN-1.2": False}
    assert own_notes(piece.request, factory.trainer("cove", "surveyor", "visits"))["seen"] == {}


def test_c3_notes_are_read_by_who_watched_or_has_signed_or_is_the_person() -> None:
    observation = finished()
    person = observation.people.first().user
    piece = offered(person, observation)
    first, second = sheets_of(observation)
    could_sign = factory.trainer("cove", "physio", "home")
    assert [len(records_behind(piece, user)) for user in (person, first.trainer, second.trainer)] == [2, 2, 2]
    assert records_behind(piece, could_sign) == []
    factory.signed(piece.request, could_sign)
    assert len(records_behind(piece, could_sign)) == 2


def test_c3_a_trainer_whose_sheet_is_not_finished_does_not_read_the_others_notes() -> None:
    observation = an_observation()
    first, second = sheets_of(observation)
    wrote(first, a_note(first))
    finish_observation(sheet=first, proposed=(), by=first.trainer)
    piece = offered(observation.people.first().user, observation)
    assert records_behind(piece, second.trainer) == []
    assert piece.snapshot["trainers"] == 1


def test_c2_a_proposal_stands_until_it_is_offered() -> None:
    observation = finished()
    person = observation.people.first().user
    asked = factory.competency()
    [proposal] = proposals_for(person, [asked, factory.competency("SN-2")])
    assert proposal.competency == asked
    offered(person, observation)
    assert proposals_for(person, [asked]) == []


@pytest.mark.parametrize("people", [2, 8])
def test_c2_a_sheet_asks_the_same_queries_for_two_and_eight(
    people: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sheet, _ = sheets_of(an_observation(people))
    for place in range(people):
        wrote(sheet, a_note(sheet, person=place))
    with django_assert_num_queries(4):
        assert sum(row.written for row in grid_of(sheet)) == people


@pytest.mark.parametrize("body", [b'{"sheet": Infinity, "notes": []}', b"[" * 100_000, b'{"sheet": null}', b"3"])
def test_c2_what_no_device_sends_is_refused_in_words(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        notes_from(body)
