"""From a scenario's draft to its version (T8)."""

import json
from typing import Any

from django.db import transaction

from audit.services import record
from core import clock
from core.transitions import lock
from modules.exceptions import ScenarioNotPublishable, ScenarioNotPublished, ScenarioNotRead
from modules.models import Scenario, ScenarioVersion
from people.constants import Role
from people.models import User
from people.selectors import roles_of

WRITERS = frozenset({Role.EDITOR, Role.GOVERNANCE})


@transaction.atomic
def publish_scenario(*, scenario: Scenario, read: str, by: User) -> ScenarioVersion:
    """Make the draft the version that learners play from now on. `read` is the fingerprint of what `by` has read.

    Raises `ScenarioNotPublishable` with every problem of its graph, and `ScenarioNotRead` for the author, and when
    the draft changed since it was read. What stands published already is given back.
    """
    if roles_of(by).isdisjoint(WRITERS):
        raise ScenarioNotRead("Only an editor or a member of the governance group publishes a scenario.")
    scenario = lock(Scenario.objects, scenario.pk)
    if scenario.edited_by_id == by.pk:
        raise ScenarioNotRead("You wrote this draft. Somebody else must read and publish it.")
    digest = scenario.digest
    if digest != read:
        raise ScenarioNotRead("The draft changed while you were reading it. Read it again.")
    if problems := scenario.graph.problems:
        raise ScenarioNotPublishable([problem.words for problem in problems])
    newest = scenario.versions.order_by("-number").first()
    if newest and newest.digest == digest:
        return newest
    version = ScenarioVersion.objects.create(
        scenario=scenario,
        number=newest.number + 1 if newest else 1,
        title=scenario.title,
        content=scenario.content,
        digest=digest,
        author=scenario.edited_by,
        published_at=clock.now(),
        published_by=by,
    )
    record("modules.scenario_published", version, by=by, detail={"number": version.number})
    return version


def require_scenarios_published(content: dict[str, Any]) -> None:
    """A module's draft goes live when every scenario that its lessons show has a published version."""
    wanted = {scenario for shown in scenarios_in(content).values() for scenario in shown}
    unpublished = Scenario.objects.filter(pk__in=wanted, versions=None).order_by("title")
    if titles := [f"“{scenario.title}”" for scenario in unpublished]:
        raise ScenarioNotPublished(f"Publish first what its lessons show: the scenario {', '.join(titles)}.")


def scenarios_in(content: dict[str, Any]) -> dict[str, list[int]]:
    """The ids of the scenarios that each lesson of a module's content shows, by the lesson's id."""
    return {
        lesson["id"]: [block["value"] for block in lesson["value"]["content"] if block["type"] == "scenario"]
        for lesson in json.loads(content["lessons"])
    }
