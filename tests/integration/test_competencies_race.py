"""Two trainers, one place: only PostgreSQL runs their transactions side by side (C3)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection, connections

from competencies.models import Signature, SignOff, SignOffRequest
from core import clock
from core.exceptions import Refused
from people.models import User
from tests.factories import competencies as factory
from tests.factories.people import employed

NOON = datetime(2027, 6, 4, 12, 0, tzinfo=UTC)
RIVALS = 12


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL: SQLite runs writers one by one")
def test_c3_many_trainers_at_once_make_one_sign_off() -> None:
    with clock.fixed(NOON):
        request = factory.request_of(employed(organisation__code="lantern"))
        rivals = [factory.trainer(f"o{n}", f"profession-{n}", f"setting-{n}") for n in range(RIVALS)]

    def attempt(trainer: User) -> bool:
        try:
            with clock.fixed(NOON):
                factory.signed(SignOffRequest.objects.get(pk=request.pk), trainer)
        except Refused:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(RIVALS) as pool:
        won = list(pool.map(attempt, rivals))
    assert sum(won) == 2
    assert Signature.objects.count() == 2
    assert SignOff.objects.count() == 1
