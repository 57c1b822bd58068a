"""Insert rows of one model at the least cost, where inserting is most of the work. Their keys are not read back."""

from collections.abc import Sequence
from functools import cache
from operator import attrgetter
from typing import Any

import orjson
from django.db import models
from psycopg.types.json import Jsonb

from core.prepared import own_connection, prepared_cursor


def insert_many(rows: Sequence[models.Model]) -> None:
    """Write new rows of one model in the transaction under way.

    PostgreSQL takes them by COPY, at a quarter of what `bulk_create` costs (see benchmarks/register_check.py).
    """
    model, own = type(rows[0]), own_connection()
    if own.vendor != "postgresql":
        model._default_manager.bulk_create(rows)
        return
    fields = _fields(model)
    values_of = attrgetter(*(field.attname for field in fields))
    # The driver knows every other kind of value as it is.
    documents = [place for place, field in enumerate(fields) if isinstance(field, models.JSONField)]
    # Django wraps the errors of what it knows, and COPY is not of that.
    with own.wrap_database_errors, own.cursor() as cursor, cursor.copy(_copy(model)) as copy:
        for row in rows:
            values = list(values_of(row))
            for place in documents:
                values[place] = Jsonb(values[place], dumps=orjson.dumps)
            copy.write_row(values)


def insert_one(row: models.Model) -> None:
    """Write one new row in the transaction under way, by a statement that is planned once."""
    model, own = type(row), own_connection()
    values = [field.get_db_prep_save(getattr(row, field.attname), own) for field in _fields(model)]
    with prepared_cursor() as cursor:
        cursor.execute(_insert(model), values)


@cache
def _fields(model: type[models.Model]) -> list["models.Field[Any, Any]"]:
    return [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]


@cache
def _into(model: type[models.Model]) -> str:
    """The table with its columns, as both ways of writing name it. Both databases quote names alike."""
    quote = own_connection().ops.quote_name
    return f"{quote(model._meta.db_table)} ({', '.join(quote(str(field.column)) for field in _fields(model))})"


@cache
def _copy(model: type[models.Model]) -> str:
    return f"COPY {_into(model)} FROM STDIN"


@cache
def _insert(model: type[models.Model]) -> str:
    return f"INSERT INTO {_into(model)} VALUES ({', '.join(['%s'] * len(_fields(model)))})"  # noqa: S608
