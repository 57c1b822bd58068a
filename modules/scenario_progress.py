"""Where learners stand with the scenarios of a module, and what they chose, each in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Subquery

from modules.constants import Ending
from modules.models import Enrolment, Scenario, ScenarioRun, ScenarioStep, ScenarioVersion

# A group smaller than this is not shown, so that no colleague is recognised by a choice.
SMALLEST_GROUP = 5


@dataclass(frozen=True, kw_only=True)
class ScenarioState:
    """One scenario for one learner: what is published of it, the run that is open, and those that are finished."""

    version: ScenarioVersion
    open_run: ScenarioRun | None
    finished: list[ScenarioRun]

    @property
    def is_finished(self) -> bool:
        return bool(self.finished)

    @property
    def state(self) -> str:
        """The state's code, for its tag."""
        if self.open_run:
            return "started"
        return "completed" if self.finished else "not_started"

    @property
    def words(self) -> str:
        if self.open_run:
            return "Going on"
        if self.finished:
            return f"Finished: {Ending(str(self.finished[-1].ending)).label.lower()}"
        return "Not started"


def published_versions(scenarios: Collection[Scenario]) -> list[ScenarioVersion]:
    """The newest version of each of these scenarios that has one. One query."""
    newest = ScenarioVersion.objects.filter(scenario=OuterRef("scenario")).order_by("-number").values("pk")[:1]
    return list(ScenarioVersion.objects.filter(scenario__in=scenarios, pk=Subquery(newest)).select_related("scenario"))


def scenario_states(enrolment: Enrolment, scenarios: Collection[Scenario]) -> dict[int, ScenarioState]:
    """Where a learner stands with each of these scenarios that is published, by the scenario's id. Two queries."""
    if not scenarios:
        return {}
    runs: dict[int, list[ScenarioRun]] = defaultdict(list)
    for run in ScenarioRun.objects.filter(enrolment=enrolment, scenario__in=scenarios):
        runs[run.scenario_id].append(run)
    return {
        version.scenario_id: ScenarioState(
            version=version,
            open_run=next((run for run in runs[version.scenario_id] if not run.finished_at), None),
            finished=[run for run in runs[version.scenario_id] if run.finished_at],
        )
        for version in published_versions(scenarios)
    }


def scenarios_of_lesson(lesson: Any) -> list[Scenario]:
    """The scenarios that a lesson of a version's stream shows."""
    return [block.value for block in lesson.value["content"] if block.block_type == "scenario" and block.value]


def unfinished_scenarios(enrolment: Enrolment, lesson: Any) -> list[Scenario]:
    """The scenarios of a lesson that the learner has not yet played to an ending, any ending."""
    states = scenario_states(enrolment, scenarios_of_lesson(lesson))
    return [state.version.scenario for state in states.values() if not state.is_finished]


def finished_scenarios(enrolments: Collection[Enrolment]) -> dict[int, set[int]]:
    """The ids of the scenarios that each of these enrolments has finished, by the enrolment's id. One query."""
    finished: dict[int, set[int]] = defaultdict(set)
    rows = ScenarioRun.objects.finished().filter(enrolment__in=enrolments)
    for enrolment_id, scenario_id in rows.values_list("enrolment_id", "scenario_id"):
        finished[enrolment_id].add(scenario_id)
    return finished


@dataclass(frozen=True, kw_only=True)
class ChoiceCount:
    """How many people took a choice; `people` is None where the group is too small to be shown."""

    text: str
    is_good: bool
    people: int | None


@dataclass(frozen=True, kw_only=True)
class NodeCounts:
    """The choices of one node with how many people took each."""

    title: str
    rows: list[ChoiceCount]


def choice_counts(version: ScenarioVersion) -> list[NodeCounts]:
    """How many people took each choice, node by node. One query; no sum is given, so no small group follows from it."""
    counted = (
        ScenarioStep.objects.filter(run__version=version)
        .order_by()
        .values_list("node", "choice")
        .annotate(people=Count("run__enrolment", distinct=True))
    )
    taken = {(node, choice): people for node, choice, people in counted}
    return [
        NodeCounts(
            title=node.title,
            rows=[
                ChoiceCount(
                    text=choice.text,
                    is_good=choice.is_good,
                    people=people if (people := taken.get((node.id, choice.id), 0)) >= SMALLEST_GROUP else None,
                )
                for choice in node.choices
            ],
        )
        for node in version.graph.nodes.values()
        if node.choices
    ]
