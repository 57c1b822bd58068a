"""One link, many tabs: only PostgreSQL runs their transactions side by side (T10)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection, connections

from core import clock
from evaluation.exceptions import AlreadyAnswered
from evaluation.models import Answer, Invitation, Response
from evaluation.services import answer
from tests.factories.evaluation import answers_to, asked, questionnaires
from tests.factories.modules import publish_module

NOON = datetime(2027, 6, 4, 12, 0, tzinfo=UTC)
TABS = 12


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL: SQLite runs writers one by one")
@pytest.mark.usefixtures("wagtail_root")
def test_t10_many_tabs_at_once_make_one_response() -> None:
    with clock.fixed(NOON):
        questionnaires()
        invitation = asked(publish_module())

    def hand_in(scale: int) -> bool:
        try:
            with clock.fixed(NOON):
                mine = Invitation.objects.get(pk=invitation.pk)
                answer(invitation=mine, answers=answers_to(mine, scale=1 + scale % 5), by=None)
        except AlreadyAnswered:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(TABS) as pool:
        won = list(pool.map(hand_in, range(TABS)))
    assert sum(won) == 1
    response = Response.objects.get()
    assert Answer.objects.filter(response=response).count() == Answer.objects.count()
