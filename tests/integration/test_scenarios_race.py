"""Two tabs of one learner, one step: only PostgreSQL runs their transactions side by side (T8)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection, connections

from core import clock
from core.exceptions import Refused
from modules.models import Enrolment, Scenario, ScenarioRun, ScenarioStep
from modules.services import start_run, take_step
from tests.factories.scenarios import learner, module_with_scenario, play

NOON = datetime(2027, 6, 4, 12, 0, tzinfo=UTC)
TABS = 8

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("wagtail_root"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL: SQLite runs writers one by one"),
]


@pytest.fixture
def enrolment(wagtail_root: None) -> Enrolment:
    with clock.fixed(NOON):
        return learner(module_with_scenario())


def in_every_tab(verb: Callable[[int], object]) -> int:
    """Do it in all tabs at once; how many were let through."""

    def attempt(number: int) -> bool:
        try:
            with clock.fixed(NOON):
                verb(number)
        except Refused:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(TABS) as pool:
        return sum(pool.map(attempt, range(TABS)))


def test_t8_tabs_that_answer_at_once_take_one_step(enrolment: Enrolment) -> None:
    with clock.fixed(NOON):
        run = play(enrolment, [])
    choices = ["ask-task", "measure"]

    def answer(number: int) -> None:
        own = ScenarioRun.objects.select_related("enrolment__user").get(pk=run.pk)
        choice = choices[number % len(choices)]
        take_step(run=own, position=1, choice=choice, reason=f"Tab {number}.", by=own.enrolment.user)

    assert in_every_tab(answer) == 1
    assert ScenarioStep.objects.filter(run=run).count() == 1


def test_t8_tabs_that_start_at_once_share_one_run(enrolment: Enrolment) -> None:
    def start(number: int) -> None:
        own = Enrolment.objects.select_related("user").get(pk=enrolment.pk)
        start_run(enrolment=own, scenario=Scenario.objects.get(), by=own.user)

    assert in_every_tab(start) == TABS
    assert ScenarioRun.objects.count() == 1
