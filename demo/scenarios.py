"""Plays the scenarios of the lessons as invented learners would, and finds a run that somebody offers as evidence."""

from competencies.sources import Source, source_of
from demo.partnership import Partnership
from modules.models import Enrolment, Scenario, ScenarioRun
from modules.services import start_run, take_step
from people.models import User

# One choice in so many is taken without thought, whatever comes of it.
STRAYS_ONE_IN = 6
REASONS = [
    "I want to hear how an ordinary day goes before I name a thing.",
    "It is the smallest change that lets them do what they want.",
    "Something here does not fit. I would rather stop and ask than guess.",
    "They should hear more than one way, the dull one included, and choose.",
    "If I do not write it down today, nobody can follow it tomorrow.",
]


def play(p: Partnership, enrolment: Enrolment, scenario: Scenario) -> ScenarioRun:
    """One run to an ending: good choices for the most part, with a reason for each."""
    run = start_run(enrolment=enrolment, scenario=scenario, by=enrolment.user)
    while not run.finished_at:
        node = run.stands_at
        choices = run.version.graph.good_choices(node.id)
        if not choices or p.random.randrange(STRAYS_ONE_IN) == 0:
            choices = list(node.choices)
        position, choice = len(run.taken) + 1, p.random.choice(choices).id
        run = take_step(run=run, position=position, choice=choice, reason=p.random.choice(REASONS), by=enrolment.user)
    return run


def played_for(user: User, competency: str) -> Source | None:
    """What somebody may offer for a competency: their last run of a scenario that was written for it."""
    runs = ScenarioRun.objects.finished().filter(enrolment__user=user).select_related("version")
    for run in runs.order_by("-finished_at", "-pk"):
        if run.version.content["competency"] == competency:
            return source_of(user, "scenario", run.pk)
    return None
