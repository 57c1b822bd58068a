"""Rows that are written at the least cost fail as every other statement does."""

import pytest
from django.db import OperationalError, connection

from core.inserting import insert_many
from people.models import Locality


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no connection that can be cut")
@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a5_a_connection_that_is_cut_while_rows_are_written_is_the_database_being_away() -> None:
    """So that a case system hears 503 and asks again, and not that something is wrong with its question."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [own] = cursor.fetchone()
    with connection.copy().cursor() as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [own])
        other.connection.close()
    with pytest.raises(OperationalError):
        insert_many([Locality(code="area-1", name="Area 1")])
    connection.close()


@pytest.mark.django_db
def test_rows_are_written_whole() -> None:
    insert_many([Locality(code="area-1", name="Area “1”"), Locality(code="area-2", name="Área\t2\\")])
    assert list(Locality.objects.order_by("code").values_list("name", flat=True)) == ["Area “1”", "Área\t2\\"]
