"""Playing a scenario: a run, its steps, its end (T8)."""

from django.db import transaction

from audit.services import record
from core import clock
from core.transitions import lock
from modules.exceptions import ChoiceNotOffered, ScenarioNotPublished, StepAlreadyTaken
from modules.models import Enrolment, Scenario, ScenarioRun, ScenarioStep
from modules.services.completing import complete_if_due
from modules.services.learning import entered
from people.models import User


@transaction.atomic
def start_run(*, enrolment: Enrolment, scenario: Scenario, by: User) -> ScenarioRun:
    """Start on the newest version. A run that is still open is given back, so that two tabs show the same one."""
    enrolment, _ = entered(enrolment, by)
    if still_open := enrolment.scenario_runs.open().filter(scenario=scenario).first():
        return still_open
    version = scenario.versions.order_by("-number").first()
    if version is None:
        raise ScenarioNotPublished("This scenario is not published yet.")
    run = ScenarioRun.objects.create(enrolment=enrolment, scenario=scenario, version=version, started_at=clock.now())
    record("modules.scenario_started", run, by=by)
    return run


@transaction.atomic
def take_step(*, run: ScenarioRun, position: int, choice: str, reason: str = "", by: User) -> ScenarioRun:
    """Take the step with this number. The step that reaches an ending finishes the run.

    Raises `StepAlreadyTaken` when the run stands elsewhere by now (the back button, a second tab, a form sent
    twice), and `ChoiceNotOffered` when the choice is not one of this node's, or its reason is missing.
    """
    enrolment, module_version = entered(run.enrolment, by)
    run = lock(ScenarioRun.objects, run.pk)
    if run.finished_at or position != len(run.taken) + 1:
        raise StepAlreadyTaken("You had answered that already, perhaps in another tab. You go on from here.")
    node = run.stands_at
    chosen = node.choice(choice)
    if chosen is None:
        raise ChoiceNotOffered("Choose one of the answers.")
    if node.asks_reason and not reason.strip():
        raise ChoiceNotOffered("Say why you chose this.")
    now = clock.now()
    ScenarioStep.objects.create(
        run=run,
        position=position,
        node=node.id,
        choice=chosen.id,
        leads_to=chosen.to,
        reason=reason.strip(),
        taken_at=now,
    )
    ending = run.version.graph.nodes[chosen.to]
    if ending.ending:
        ScenarioRun.objects.record_finish(run.pk, at=now, ending_node=ending.id, ending=ending.ending)
        record("modules.scenario_finished", run, by=by, detail={"ending": ending.ending})
        complete_if_due(enrolment, module_version)
    return ScenarioRun.objects.get(pk=run.pk)
