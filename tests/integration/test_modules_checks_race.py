"""One knowledge check, handed in by two tabs at once: only PostgreSQL runs them side by side (T8)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection, connections

from core import clock
from core.exceptions import Refused
from modules.models import Attempt, AttemptAnswer
from modules.services import enrol, start_attempt, submit_attempt
from tests.factories.modules import answers_to, publish_module
from tests.factories.people import employed

NOON = datetime(2027, 6, 4, 12, 0, tzinfo=UTC)
TABS = 8

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL: SQLite runs writers one by one"),
]


@pytest.mark.usefixtures("wagtail_root")
def test_t8_many_tabs_make_one_attempt_and_one_result() -> None:
    with clock.fixed(NOON):
        version, learner = publish_module(), employed()
        enrolment = enrol(user=learner, module=version.module, by=learner)

    def start(_: int) -> int:
        try:
            with clock.fixed(NOON):
                return start_attempt(enrolment=enrolment, by=learner).pk
        finally:
            connections.close_all()

    def hand_in(tab: int) -> str:
        try:
            with clock.fixed(NOON):
                answers = answers_to(attempt, is_right=tab % 2 == 0)
                return f"score {submit_attempt(attempt=attempt, answers=answers, by=learner).score}"
        except Refused as refusal:
            return refusal.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(TABS) as pool:
        assert len(set(pool.map(start, range(TABS)))) == 1
        attempt = Attempt.objects.get()
        said = list(pool.map(hand_in, range(TABS)))
    attempt.refresh_from_db()
    assert said.count("already_submitted") == TABS - 1
    assert f"score {attempt.score}" in said
    assert AttemptAnswer.objects.count() == attempt.out_of
    assert attempt.score == sum(AttemptAnswer.objects.values_list("is_correct", flat=True))
