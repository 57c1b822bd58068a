"""Scenarios as tests need them: one small scenario, loaded and published through the services, and runs of it."""

import tomllib
from pathlib import Path

from modules.models import Enrolment, ModuleVersion, Scenario, ScenarioRun
from modules.services import enrol, start_run, take_step
from modules.services.teaching_scenarios import load_scenario
from modules.teaching_files import Part
from people.models import User
from tests.factories.modules import draft_module, editor, governor, publish
from tests.factories.people import employed

FILE = Path(__file__).parents[1] / "teaching" / "scenarios" / "the-bath.toml"
# Ways through the fixture, by the choices taken.
GOOD = ["ask-task", "options"]
GOOD_BY_REFERRING = ["ask-day", "stop"]
UNSAFE = ["measure"]
WANDERING = ["ask-day", "back", "again", "ask-task", "shower"]


def scenario_file(text: str = "") -> Part:
    """The fixture as the loader reads it, or other text in its place."""
    return Part(place="tests/the-bath.toml", values=tomllib.loads(text or FILE.read_text()))


def published_scenario() -> Scenario:
    """The fixture of the tests: six nodes, three ways that end well or badly, and a way back."""
    load_scenario(scenario=scenario_file(), by=editor(), reviewer=governor())
    return Scenario.objects.get(slug="the-bath")


def module_with_scenario(code: str = "module-1") -> ModuleVersion:
    """A published module whose second lesson shows the scenario."""
    scenario = published_scenario()
    writer = editor()
    page = draft_module(code, by=writer)
    page.lessons[1].value["content"].append(("scenario", scenario))
    page.save_revision(user=writer)
    return publish(page, reviewer=governor(), by=writer)


def learner(version: ModuleVersion) -> Enrolment:
    """Somebody at work who takes the module."""
    user = employed()
    return enrol(user=user, module=version.module, by=user)


def play(enrolment: Enrolment, choices: list[str], scenario: Scenario | None = None) -> ScenarioRun:
    """A run with these choices, each with a reason."""
    user: User = enrolment.user
    run = start_run(enrolment=enrolment, scenario=scenario or Scenario.objects.get(slug="the-bath"), by=user)
    for position, choice in enumerate(choices, start=1):
        run = take_step(run=run, position=position, choice=choice, reason=f"Because of {choice}.", by=user)
    return run


def play_well(enrolment: Enrolment, scenario: Scenario) -> ScenarioRun:
    """A run along good choices to a good ending."""
    run = start_run(enrolment=enrolment, scenario=scenario, by=enrolment.user)
    position = 0
    while not run.finished_at:
        position += 1
        choice = run.version.graph.good_choices(run.stands_at.id)[0].id
        run = take_step(
            run=run, position=position, choice=choice, reason="It is the smallest change.", by=enrolment.user
        )
    return run
