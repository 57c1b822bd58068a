"""A learner plays a scenario in the browser's pages; editors see its graph and publish it (T8)."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from core import clock
from modules.models import Enrolment, ModuleVersion, Scenario, ScenarioRun, ScenarioVersion
from modules.services import start_run
from people.constants import Role
from tests.factories.modules import editor, governor
from tests.factories.people import employed
from tests.factories.scenarios import (
    GOOD,
    GOOD_BY_REFERRING,
    UNSAFE,
    WANDERING,
    learner,
    module_with_scenario,
    play,
    published_scenario,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def version() -> ModuleVersion:
    return module_with_scenario()


@pytest.fixture
def enrolment(version: ModuleVersion, client: Client) -> Enrolment:
    enrolment = learner(version)
    client.force_login(enrolment.user)
    return enrolment


def run_url(run: ScenarioRun) -> str:
    return reverse("modules:scenario_run", args=["module-1", run.pk])


def debrief_url(run: ScenarioRun) -> str:
    return reverse("modules:scenario_debrief", args=["module-1", run.pk])


def test_t8_a_learner_plays_to_the_end_and_comes_back_to_the_lesson(client: Client, enrolment: Enrolment) -> None:
    lesson = reverse("modules:lesson", args=["module-1", enrolment.module.versions.get().lessons[1].id])
    assert "Not started" in client.get(lesson).content.decode()
    start = reverse("modules:scenario", args=["module-1", "the-bath"])
    assert start in client.get(lesson).content.decode()
    page = client.post(start, follow=True)
    run = ScenarioRun.objects.get()
    assert "“I want a <b>walk-in</b>,” says Mr Lennox." in page.content.decode()
    assert "Going on" in client.get(lesson).content.decode()
    page = client.post(run_url(run), {"position": 1, "choice": "ask-task", "reason": "To hear it."}, follow=True)
    assert "He shows you, and the task becomes clear." in page.content.decode()
    assert "He cannot lift his left leg over the rim." in page.content.decode()
    page = client.post(run_url(run), {"position": 2, "choice": "options", "reason": ""}, follow=True)
    assert debrief_url(run) in page.content.decode()
    page = client.get(debrief_url(run)).content.decode()
    assert lesson in page
    assert "To hear it." in page
    assert "Finished: a good ending" in client.get(lesson).content.decode()
    assert "Play it again" in client.get(start).content.decode()


def test_t8_what_was_typed_is_kept_when_the_choice_is_missing(client: Client, enrolment: Enrolment) -> None:
    run = play(enrolment, [])
    page = client.post(run_url(run), {"position": 1, "reason": "I would rather wait."}).content.decode()
    assert "Choose what you do" in page
    assert "I would rather wait." in page
    page = client.post(run_url(run), {"position": 1, "choice": "measure", "reason": " "}).content.decode()
    assert "Say why you chose this" in page
    assert not run.steps.exists()


def test_t8_the_back_button_and_a_second_tab_take_no_step_twice(client: Client, enrolment: Enrolment) -> None:
    run = play(enrolment, GOOD[:1])
    sent = {"position": 1, "choice": "measure", "reason": "From the page before."}
    page = client.post(run_url(run), sent, follow=True).content.decode()
    assert "You had answered that already" in page
    assert "Beside the bath" in page
    assert [step.choice for step in run.steps.all()] == GOOD[:1]
    client.post(run_url(run), {"position": 2, "choice": "options"})
    page = client.post(run_url(run), {"position": 2, "choice": "shower"}, follow=True).content.decode()
    assert "A board to try" in page


def test_t8_the_debrief_puts_the_way_taken_beside_a_good_one_on_four_marks(
    client: Client, enrolment: Enrolment
) -> None:
    page = client.get(debrief_url(play(enrolment, WANDERING))).content.decode()
    for words in (
        "Reason for provision <strong",
        "Contraindications",
        "Alternatives considered and discussed",
        "Decision recorded",
        "A pattern of falls comes first.",
        "Because of back.",
        "Ask about the task before you name a thing.",
    ):
        assert words in page
    debrief = client.get(debrief_url(play(enrolment, WANDERING))).context["debrief"]
    assert {mark.label: mark.words for mark in debrief.marks} == {
        "Reason for provision": "Met",
        "Contraindications": "Not met",
        "Decision recorded": "Partly met",
        "Alternatives considered and discussed": "Not met",
    }
    assert [moment.choice for moment in debrief.good] == [
        "Ask him to talk you through yesterday",
        "Stop here and refer him about the falls",
    ]
    assert [moment.is_shared for moment in debrief.taken] == [True, False, False, False, False]


@pytest.mark.parametrize("way", [GOOD, GOOD_BY_REFERRING])
def test_t8_several_good_ways_are_each_their_own_good_way(client: Client, enrolment: Enrolment, way: list[str]) -> None:
    debrief = client.get(debrief_url(play(enrolment, way))).context["debrief"]
    assert debrief.is_good_throughout
    assert [moment.choice for moment in debrief.good] == [moment.choice for moment in debrief.taken]


def test_t8_nobody_else_sees_a_run(client: Client, enrolment: Enrolment) -> None:
    run = play(enrolment, GOOD)
    other = learner(enrolment.module.versions.get())
    for user in (other.user, editor(), employed(roles=(Role.TRAINER,))):
        client.force_login(user)
        for url in (run_url(run), debrief_url(run)):
            assert client.get(url).status_code == 404
            assert client.post(url).status_code in {404, 405}


def test_t8_the_debrief_waits_for_the_end(client: Client, enrolment: Enrolment) -> None:
    run = play(enrolment, GOOD[:1])
    page = client.get(debrief_url(run), follow=True).content.decode()
    assert "The debrief comes at the end" in page
    assert "Beside the bath" in page


def test_t8_a_scenario_that_no_lesson_of_the_module_shows_is_not_there(client: Client, enrolment: Enrolment) -> None:
    Scenario.objects.create(
        slug="elsewhere",
        title="Elsewhere",
        minutes=1,
        start="a",
        nodes=[],
        edited_by=editor(),
        edited_at=clock.now(),
    )
    assert client.get(reverse("modules:scenario", args=["module-1", "elsewhere"])).status_code == 404


@pytest.mark.parametrize("earlier", [0, 12])
def test_t8_pages_ask_the_same_however_much_was_played(
    client: Client, enrolment: Enrolment, earlier: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(earlier):
        play(enrolment, WANDERING)
    run = play(enrolment, GOOD)
    going_on = start_run(enrolment=enrolment, scenario=run.scenario, by=enrolment.user)
    lesson = enrolment.module.versions.get().lessons[1].id
    for url, most in (
        (debrief_url(run), 16),
        (run_url(going_on), 16),
        (reverse("modules:scenario", args=["module-1", "the-bath"]), 17),
        (reverse("modules:lesson", args=["module-1", lesson]), 20),
    ):
        client.get(url)
        with django_assert_max_num_queries(most):
            assert client.get(url).status_code == 200


def test_t8_editors_see_the_graph_drawn_and_in_words(client: Client) -> None:
    scenario = published_scenario()
    client.force_login(governor())
    page = client.get(reverse("modules:scenario_draft", args=[scenario.slug])).content.decode()
    assert page.count("<rect ") == 6
    assert page.count("marker-end=") == 8
    assert "From “At the door” you can go to:" in page
    assert "Fewer than five" in page
    assert scenario.title in client.get(reverse("modules:scenario_drafts")).content.decode()


def test_t8_a_broken_draft_shows_its_problems_and_cannot_be_published(client: Client) -> None:
    scenario = published_scenario()
    scenario.nodes[1].value["choices"] = []
    scenario.save()
    client.force_login(governor())
    url = reverse("modules:scenario_draft", args=[scenario.slug])
    page = client.get(url).content.decode()
    assert "“What his sister says” (the-sister) has no choices and is no ending." in page
    assert ">Problem</text>" in page
    page = client.post(url, {"read": scenario.digest}, follow=True).content.decode()
    assert "has no choices and is no ending" in page
    assert ScenarioVersion.objects.count() == 1


def test_t8_another_editor_publishes_what_they_read(client: Client) -> None:
    scenario = published_scenario()
    writer = editor()
    scenario.title, scenario.edited_by = "The bath, told anew", writer
    scenario.save()
    url = reverse("modules:scenario_draft", args=[scenario.slug])
    client.force_login(writer)
    assert "You wrote this draft." in client.get(url).content.decode()
    client.post(url, {"read": scenario.digest})
    assert ScenarioVersion.objects.count() == 1
    client.force_login(editor())
    client.post(url, {"read": scenario.digest})
    assert ScenarioVersion.objects.order_by("number").last().title == "The bath, told anew"


def test_t8_learners_do_not_see_drafts(client: Client, enrolment: Enrolment) -> None:
    assert client.get(reverse("modules:scenario_drafts")).status_code == 403
    assert client.get(reverse("modules:scenario_draft", args=["the-bath"])).status_code == 403


def test_t8_an_editor_writes_a_scenario_in_wagtail_and_sees_what_is_wrong(client: Client) -> None:
    writer = editor()
    writer.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(writer)
    text = rich_text("<p>Words.</p>", editor="default", features=["bold"])
    start = {"id": "start", "title": "Start", "html": text, "ending": "", "debrief": text, "choices": {"count": 0}}
    data = nested_form_data(
        {
            "slug": "new",
            "title": "New",
            "summary": "S",
            "minutes": 5,
            "setting": "Here",
            "tenure": "owner",
            "nation": "both",
            "competency": "SN-1",
            "criteria": "SN-1.1",
            "adaptations": "",
            "sources": "",
            "start": "start",
            "nodes": streamfield([("node", start)]),
        }
    )
    response = client.post(reverse("wagtailsnippets_modules_scenario:add"), data)
    assert response.status_code == 302, response.context["form"].errors
    made = Scenario.objects.get(slug="new")
    assert made.edited_by == writer
    page = client.get(reverse("wagtailsnippets_modules_scenario:edit", args=[made.pk])).content.decode()
    assert escape("“Start” (start) has no choices and is no ending.") in page
    assert reverse("modules:scenario_draft", args=["new"]) in page


def test_t8_unsafe_endings_are_finished_too(client: Client, enrolment: Enrolment) -> None:
    play(enrolment, UNSAFE)
    lesson = reverse("modules:lesson", args=["module-1", enrolment.module.versions.get().lessons[1].id])
    assert "Finished: an unsafe ending" in client.get(lesson).content.decode()
