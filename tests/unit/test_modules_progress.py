"""What others ask about learning: where somebody stands, and who completed what (T4)."""

from datetime import UTC, datetime
from typing import Any

import pytest

from core import clock
from modules.models import (
    Enrolment,
    ModuleVersion,
)
from modules.selectors import (
    completion_counts_by_organisation,
    learning_summary,
)
from modules.services import enrol
from people.models import User
from tests.factories.modules import (
    complete,
    do_lessons,
    publish_module,
    take_check,
)
from tests.factories.people import employed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def learner() -> User:
    return employed(organisation__code="harbour")


@pytest.fixture
def version() -> ModuleVersion:
    return publish_module()


@pytest.fixture
def enrolment(version: ModuleVersion, learner: User) -> Enrolment:
    return enrol(user=learner, module=version.module, by=learner)


def test_the_dashboard_says_where_somebody_stands(version: ModuleVersion, learner: User) -> None:
    publish_module("module-2", title="The second module", requires=(version.module,))
    first, second = learning_summary(learner)
    assert (first.standing, first.words, first.next_step) == (
        "Not started",
        "You can start this now.",
        "Look at this module",
    )
    assert (second.standing, second.words) == ("Not open to you yet", "Complete “The first module” first.")
    enrolment = enrol(user=learner, module=version.module, by=learner)
    do_lessons(enrolment, version, 1)
    first = learning_summary(learner)[0]
    assert first.standing == "Started"
    assert first.words == "1 of 2 lessons to do. The knowledge check to pass, with 70% or more."
    assert first.next_step == "Go on with lesson 2"
    do_lessons(enrolment, version)
    assert learning_summary(learner)[0].next_step == "Take the knowledge check"
    take_check(enrolment)
    assert learning_summary(learner)[0].words == "Completed on 4 June 2027."


def test_completions_are_counted_by_todays_employer(version: ModuleVersion) -> None:
    for code in ("harbour", "harbour", "northfield"):
        complete(employed(organisation__code=code))
    rows = [(row.organisation, row.module_code, row.count) for row in completion_counts_by_organisation()]
    assert rows == [("Harbour", "module-1", 2), ("Northfield", "module-1", 1)]


def test_counting_takes_one_query_however_many_there_are(
    version: ModuleVersion, django_assert_num_queries: Any
) -> None:
    complete(employed())
    with django_assert_num_queries(1):
        completion_counts_by_organisation()
    for _ in range(5):
        complete(employed())
    with django_assert_num_queries(1):
        completion_counts_by_organisation()


def test_completion_is_timed_by_the_clock(version: ModuleVersion, learner: User) -> None:
    with clock.fixed(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)):
        assert complete(learner).completed_at == clock.now()
