"""Evidence that rests on something done here: a scenario, a reflection, a passed check, an attendance (C2, S4, T8)."""

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from competencies.constants import EvidenceKind
from competencies.exceptions import EvidenceNotAccepted
from competencies.models import Competency, Evidence
from competencies.records import hash_of
from competencies.selectors import may_read_evidence
from competencies.services import offer_evidence
from competencies.sources import Source, source_of, sources_of
from core import clock
from modules.models import Enrolment, Reflection, ScenarioRun
from modules.services import keep_reflections, publish_scenario
from tests.factories import competencies as factory
from tests.factories.modules import editor, governor, take_check
from tests.factories.people import employed
from tests.factories.scenarios import GOOD, UNSAFE, WANDERING, learner, module_with_scenario, play
from tests.factories.training_sessions import open_session
from training_sessions.constants import AttendanceStatus
from training_sessions.services import mark

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def competency() -> Competency:
    module_with_scenario("module-2")
    return factory.competency("SN-1")


@pytest.fixture
def enrolment(competency: Competency) -> Enrolment:
    """Somebody who may offer evidence for SN-1, and plays the scenario of its module."""
    enrolment = learner(competency.module.versions.get())
    factory.completed(enrolment.user, "module-2")
    return enrolment


def source_from(run: ScenarioRun) -> Source:
    source = source_of(run.enrolment.user, "scenario", run.pk)
    assert source
    return source


def offer(competency: Competency, source: Source, run: ScenarioRun) -> Evidence:
    return offer_evidence(
        competency=competency, kind=source.kind, shows="What I asked.", source=source, by=run.enrolment.user
    )


def test_c2_a_scenario_is_offered_with_its_debrief_and_stays_as_it_was(
    competency: Competency, enrolment: Enrolment
) -> None:
    run = play(enrolment, WANDERING)
    piece = offer(competency, source_from(run), run)
    assert (piece.kind, piece.scenario_run) == (EvidenceKind.SCENARIO, run)
    debrief = piece.snapshot["debrief"]
    assert debrief["title"] == "The bath that hurts"
    assert [moment["reason"] for moment in debrief["taken"]] == [f"Because of {choice}." for choice in WANDERING]
    assert {mark["label"]: mark["marked"] for mark in debrief["marks"]}["Contraindications"] == "not_met"
    scenario = run.scenario
    scenario.title, scenario.edited_by = "Other words", editor()
    scenario.save()
    publish_scenario(scenario=scenario, read=scenario.digest, by=governor())
    assert Evidence.objects.get().snapshot["debrief"]["title"] == "The bath that hurts"


def test_s4_a_reflection_is_offered_with_its_prompt(competency: Competency, enrolment: Enrolment) -> None:
    lesson = competency.module.versions.first().lessons[0]
    prompt = next(block for block in lesson.value["content"] if block.block_type == "reflection")
    keep_reflections(
        enrolment=enrolment, lesson_id=lesson.id, texts={prompt.id: "I would ask first."}, by=enrolment.user
    )
    source = source_of(enrolment.user, "reflection", Reflection.objects.get().pk)
    assert source
    piece = offer_evidence(
        competency=competency, kind=EvidenceKind.REFLECTION, shows="My view.", source=source, by=enrolment.user
    )
    assert (piece.snapshot["text"], piece.snapshot["prompt"]) == ("I would ask first.", prompt.value["prompt"])


def test_c2_a_passed_check_counts_and_a_failed_one_does_not(enrolment: Enrolment) -> None:
    take_check(enrolment, is_right=False)
    before = {source.key for source in sources_of(enrolment.user)}
    passed = take_check(enrolment, is_right=True, seed=2)
    after = {source.key for source in sources_of(enrolment.user)}
    assert after - before == {f"knowledge_check-{passed.pk}"}


def test_c2_being_at_a_session_counts_with_place_and_day(competency: Competency, enrolment: Enrolment) -> None:
    session = open_session(code="module-2")
    date = session.dates.get()
    first = date.pair.first_trainer
    with clock.fixed(date.ends_at):
        mark(date=date, user=enrolment.user, status=AttendanceStatus.ABSENT, by=first)
        assert not [one for one in sources_of(enrolment.user) if one.kind == EvidenceKind.ATTENDANCE]
        row = mark(date=date, user=enrolment.user, status=AttendanceStatus.PRESENT, by=first, reason="He came late.")
        source = source_of(enrolment.user, "attendance", row.pk)
        assert source
        piece = offer_evidence(
            competency=competency, kind=source.kind, shows="I led a station.", source=source, by=enrolment.user
        )
    assert piece.attendance == row
    assert (piece.snapshot["place"], piece.snapshot["held_on"]) == ("Harbour Centre", "18 June 2027")
    assert piece.snapshot["there"] == "There"


def test_c2_a_run_that_is_not_finished_is_no_source(enrolment: Enrolment) -> None:
    run = play(enrolment, GOOD[:1])
    assert source_of(enrolment.user, "scenario", run.pk) is None


def test_c2_nobody_offers_what_somebody_else_did(competency: Competency, enrolment: Enrolment) -> None:
    run = play(enrolment, GOOD)
    other = employed()
    factory.completed(other, "module-2")
    assert source_of(other, "scenario", run.pk) is None
    with pytest.raises(EvidenceNotAccepted, match="Only what you did yourself"):
        offer_evidence(
            competency=competency, kind=EvidenceKind.SCENARIO, shows="Mine.", source=source_from(run), by=other
        )
    assert not Evidence.objects.exists()


def test_c2_the_kind_is_that_of_the_source_and_one_thing_is_offered_once(
    competency: Competency, enrolment: Enrolment
) -> None:
    run = play(enrolment, GOOD)
    source = source_from(run)
    with pytest.raises(EvidenceNotAccepted, match="evidence of the kind “scenario”"):
        offer_evidence(
            competency=competency, kind=EvidenceKind.REFLECTION, shows="No.", source=source, by=enrolment.user
        )
    offer(competency, source, run)
    with pytest.raises(EvidenceNotAccepted, match="offered this already"):
        offer(competency, source, run)


def test_c2_the_database_refuses_a_link_that_its_kind_does_not_name(
    competency: Competency, enrolment: Enrolment
) -> None:
    request = factory.request_of(enrolment.user, competency)
    run = play(enrolment, GOOD)
    facts = {"user": enrolment.user, "competency": competency, "request": request, "round": 1, "shows": "X"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.create(**facts, kind=EvidenceKind.SUPERVISED_CASE, scenario_run=run, offered_at=clock.now())


def test_c2_signers_and_the_owner_read_it_and_nobody_else(competency: Competency, enrolment: Enrolment) -> None:
    run = play(enrolment, UNSAFE)
    piece = offer(competency, source_from(run), run)
    first, second = factory.trainer_pair()
    same_employer = factory.trainer("harbour", "nurse")
    for reader, may in (
        (enrolment.user, True),
        (first, True),
        (second, True),
        (same_employer, True),
        (factory.trainer("cove", "surveyor", "visits", "trainer"), False),
        (employed(), False),
        (governor(), False),
    ):
        assert may_read_evidence(piece, reader) is may
    factory.signed(piece.request, first)
    piece = Evidence.objects.get(pk=piece.pk)
    assert may_read_evidence(piece, first)
    assert not may_read_evidence(piece, same_employer)


def test_c3_what_evidence_rests_on_is_part_of_what_is_signed(competency: Competency, enrolment: Enrolment) -> None:
    run = play(enrolment, GOOD)
    piece = offer(competency, source_from(run), run)
    before = hash_of(piece.request)
    Evidence.objects.filter(pk=piece.pk)._raw_delete("default")
    plain = {field.attname: getattr(piece, field.attname) for field in Evidence._meta.fields}
    Evidence.objects.create(**(plain | {"snapshot": {"words": "Something else"}}))
    assert hash_of(piece.request) != before


@pytest.mark.parametrize("runs", [1, 8])
def test_c2_finding_sources_asks_once_for_each_kind(
    enrolment: Enrolment, runs: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(runs):
        play(enrolment, GOOD)
    with django_assert_num_queries(7):
        assert len([source.words for source in sources_of(enrolment.user)]) >= runs
