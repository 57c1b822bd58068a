"""Playing a scenario, and what follows for the lesson (T8)."""

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from core.exceptions import ImmutableRecord, Refused
from modules.exceptions import (
    ChoiceNotOffered,
    NotReviewed,
    ScenarioNotPublishable,
    ScenarioNotPublished,
    ScenarioNotRead,
    StepAlreadyTaken,
    TeachingFileUnusable,
)
from modules.models import ModuleVersion, Scenario, ScenarioRun, ScenarioStep, ScenarioVersion
from modules.scenario_progress import choice_counts, finished_scenarios, unfinished_scenarios
from modules.services import publish_scenario, start_run, take_step
from modules.services.teaching_scenarios import load_scenario
from tests.factories.modules import draft_module, editor, governor, publish
from tests.factories.people import employed
from tests.factories.scenarios import (
    FILE,
    GOOD,
    UNSAFE,
    WANDERING,
    learner,
    module_with_scenario,
    play,
    published_scenario,
    scenario_file,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def version() -> ModuleVersion:
    return module_with_scenario()


def test_t8_each_choice_its_order_its_time_and_its_reason_are_kept(version: ModuleVersion, now: object) -> None:
    run = play(learner(version), WANDERING)
    kept = [(row.position, row.node, row.choice, row.reason, row.taken_at) for row in run.taken]
    assert [row[2] for row in kept] == WANDERING
    assert kept[0] == (1, "the-door", "ask-day", "Because of ask-day.", now)
    assert (run.ending, run.ending_node, run.finished_at) == ("unsafe", "ordered", now)


def test_t8_a_step_is_taken_once(version: ModuleVersion) -> None:
    """The back button, a form sent twice and a second tab all send a step that the run has left behind."""
    run = play(learner(version), GOOD[:1])
    user = run.enrolment.user
    with pytest.raises(StepAlreadyTaken):
        take_step(run=run, position=1, choice="measure", reason="Second thoughts.", by=user)
    assert [row.choice for row in run.steps.all()] == GOOD[:1]
    finished = take_step(run=run, position=2, choice="options", by=user)
    with pytest.raises(StepAlreadyTaken):
        take_step(run=finished, position=3, choice="options", by=user)


def test_t8_the_database_keeps_one_step_at_a_place_and_one_open_run(version: ModuleVersion, now: object) -> None:
    run = play(learner(version), GOOD[:1])
    with pytest.raises(IntegrityError), transaction.atomic():
        ScenarioStep.objects.create(run=run, position=1, node="x", choice="y", leads_to="z", taken_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        ScenarioRun.objects.create(enrolment=run.enrolment, scenario=run.scenario, version=run.version, started_at=now)


def test_t8_what_was_played_never_changes(version: ModuleVersion) -> None:
    run = play(learner(version), GOOD)
    for change in (run.save, run.delete, run.taken[0].delete, run.version.save, ScenarioRun.objects.all().delete):
        with pytest.raises(ImmutableRecord):
            change()


def test_t8_everyone_at_a_node_is_asked_for_the_reason(version: ModuleVersion) -> None:
    """One choice asks for it; the others must be explained as well, or the question would give the answer away."""
    run = play(learner(version), [])
    with pytest.raises(ChoiceNotOffered, match="Say why"):
        take_step(run=run, position=1, choice="measure", reason="  ", by=run.enrolment.user)
    with pytest.raises(ChoiceNotOffered, match="Choose one"):
        take_step(run=run, position=1, choice="options", reason="It is at another node.", by=run.enrolment.user)


def test_t8_only_the_learner_plays_their_run(version: ModuleVersion) -> None:
    run = play(learner(version), [])
    with pytest.raises(Refused, match="Only the learner"):
        take_step(run=run, position=1, choice="measure", reason="Mine.", by=employed())


def test_t8_an_open_run_goes_on_and_a_finished_one_may_be_played_again(version: ModuleVersion) -> None:
    enrolment = learner(version)
    first = play(enrolment, GOOD[:1])
    assert start_run(enrolment=enrolment, scenario=first.scenario, by=enrolment.user) == first
    take_step(run=first, position=2, choice="options", by=enrolment.user)
    assert play(enrolment, UNSAFE) != first


def test_t8_a_lesson_says_which_scenarios_are_not_finished(version: ModuleVersion) -> None:
    enrolment = learner(version)
    without, shown = version.lessons
    assert unfinished_scenarios(enrolment, without) == []
    play(enrolment, GOOD[:1])
    assert [one.slug for one in unfinished_scenarios(enrolment, shown)] == ["the-bath"]
    take_step(run=enrolment.scenario_runs.get(), position=2, choice="options", by=enrolment.user)
    assert unfinished_scenarios(enrolment, shown) == []
    assert finished_scenarios([enrolment]) == {enrolment.pk: {Scenario.objects.get().pk}}


def test_t8_a_run_stays_with_the_version_it_began_with(version: ModuleVersion) -> None:
    run = play(learner(version), GOOD[:1])
    scenario = run.scenario
    scenario.title = "Other words"
    scenario.edited_by = editor()
    scenario.save()
    newer = publish_scenario(scenario=scenario, read=scenario.digest, by=governor())
    run = take_step(run=run, position=2, choice="options", by=run.enrolment.user)
    assert (run.version.number, run.version.title, newer.number) == (1, "The bath that hurts", 2)
    assert play(run.enrolment, []).version == newer


def test_t8_a_scenario_with_a_dead_end_is_not_published() -> None:
    scenario = published_scenario()
    scenario.nodes[1].value["choices"] = []
    scenario.edited_by = editor()
    scenario.save()
    with pytest.raises(ScenarioNotPublishable, match="“What his sister says”") as refusal:
        publish_scenario(scenario=scenario, read=scenario.digest, by=governor())
    assert any("no choices" in problem for problem in refusal.value.problems)
    assert ScenarioVersion.objects.count() == 1


def test_t8_somebody_else_publishes_what_they_have_read() -> None:
    scenario = published_scenario()
    scenario.title, scenario.edited_by = "Other words", editor()
    scenario.save()
    for read, by, words in (
        (scenario.digest, scenario.edited_by, "You wrote this draft"),
        ("something else", governor(), "changed while you were reading"),
        (scenario.digest, employed(), "Only an editor"),
    ):
        with pytest.raises(ScenarioNotRead, match=words):
            publish_scenario(scenario=scenario, read=read, by=by)
    assert ScenarioVersion.objects.count() == 1


def test_t13_a_module_waits_for_its_scenarios() -> None:
    scenario = published_scenario()
    ScenarioVersion.objects.all()._raw_delete("default")
    writer = editor()
    page = draft_module(by=writer)
    page.lessons[0].value["content"].append(("scenario", scenario))
    page.save_revision(user=writer)
    with pytest.raises(ScenarioNotPublished, match="The bath that hurts"):
        publish(page, reviewer=governor(), by=writer)
    assert not issubclass(ScenarioNotPublished, NotReviewed)


def test_t8_a_file_is_loaded_once_and_a_bad_one_is_refused_by_name() -> None:
    published_scenario()
    assert load_scenario(scenario=scenario_file(), by=editor(), reviewer=governor()) is None
    text = FILE.read_text().replace('slug = "the-bath"', 'slug = "other"')
    for old, new, words in (
        ('reason = "partly"', 'reason = "maybe"', "node 1, choice 2: “reason” cannot be “maybe”"),
        ('to = "the-sister"', 'to = "nowhere"', "leads to “nowhere”"),
        ('tenure = "private_rent"', 'tenure = "tent"', "“tenure” cannot be “tent”"),
        ("minutes = 6\n", "", "“minutes” is missing"),
        ("Order the shower", "Order <b>the</b> shower", "“text” is plain text"),
    ):
        with pytest.raises(TeachingFileUnusable, match=rf"the-bath\.toml.*{words}"):
            load_scenario(scenario=scenario_file(text.replace(old, new)), by=editor(), reviewer=governor())
    assert Scenario.objects.count() == 1


@pytest.mark.parametrize("people", [5, 9])
def test_t8_editors_see_how_often_each_choice_was_taken_but_no_small_group(
    version: ModuleVersion, people: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(people):
        play(learner(version), GOOD)
    for _ in range(4):
        play(learner(version), UNSAFE)
    shown = ScenarioVersion.objects.get()
    with django_assert_num_queries(1):
        counts = {node.title: [row.people for row in node.rows] for node in choice_counts(shown)}
    assert counts["At the door"] == [people, None, None]
    assert counts["Beside the bath"] == [people, None, None]
