"""A query that is asked thousands of times: Django writes its SQL once, and the database plans it once.

Writing the SQL of a query with a dozen columns takes Django longer than the database takes to answer it, and so does
planning it. Where that is most of the work (see benchmarks/register_check.py), the query is prepared here; everywhere
else a plain queryset is.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import orjson
import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorDebugWrapper, CursorWrapper
from django.db.models import JSONField, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from psycopg.pq import PipelineStatus
from psycopg.types.datetime import TimestamptzLoader

# Stands for the values while the SQL is written; no value from outside holds it.
PLACE = "\x00place"


class _PreparingCursor(psycopg.Cursor[Any]):
    """The driver's cursor that keeps the plan of every statement on the server, by its text.

    Moments come as the driver's compiled code reads them: Django asks for UTC, and then for its own name of it.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.adapters.register_loader("timestamptz", TimestamptzLoader)

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        return super().execute(query, params, **(options | {"prepare": True}))


class _LoggedCursor(CursorDebugWrapper):
    """Writes down the text that was asked: the driver does not remember what a prepared statement was."""

    def execute(self, sql: Any, params: Any = None) -> Any:
        with self.debug_sql(sql, params, use_last_executed_query=False):
            return CursorWrapper.execute(self, sql, params)


def own_connection() -> BaseDatabaseWrapper:
    """This thread's connection itself: every look at `django.db.connection` costs a search for it."""
    return connections[DEFAULT_DB_ALIAS]


def prepared_cursor() -> CursorWrapper:
    """A cursor for statements that are asked over and over: on PostgreSQL each is planned once for a connection."""
    own = own_connection()
    if own.vendor != "postgresql":
        return own.cursor()
    own.ensure_connection()
    # Django switches preparing off, also for whoever asks for it. Its own cursors never ask.
    own.connection.prepare_threshold = 0
    wrap = _LoggedCursor if own.queries_logged else CursorWrapper
    return wrap(_PreparingCursor(own.connection), own)


@contextmanager
def in_one_flight() -> Iterator[None]:
    """What is sent within leaves together, in its order, and the answers come back together: one wait, not several.

    On PostgreSQL (its pipeline mode); elsewhere each is asked by itself. Within a flight another is part of it: whoever
    needs an answer sooner waits for that one.
    """
    own = own_connection()
    if own.vendor != "postgresql":
        yield
        return
    own.ensure_connection()
    if own.connection.info.pipeline_status is not PipelineStatus.OFF:
        yield
        return
    with own.wrap_database_errors, own.connection.pipeline():
        yield


class _Written:
    """The SQL for one length of list, and what turns the columns of a row into values."""

    def __init__(self, build: Callable[[Sequence[str]], QuerySet[Any, Any]], size: int) -> None:
        self._compiler: SQLCompiler = build([f"{PLACE}{number}" for number in range(size)]).query.get_compiler(
            connection=own_connection()
        )
        self.sql, parameters = self._compiler.as_sql()
        self._parameters = list(parameters)
        self._places = [at for at, value in enumerate(parameters) if str(value).startswith(PLACE)]
        self._converters = self._compiler.get_converters([column for column, *_ in self._compiler.select])
        for place, (_, column) in self._converters.items():
            if isinstance(column.output_field, JSONField) and column.output_field.decoder is None:
                self._converters[place] = ([_from_json], column)

    def parameters(self, values: Sequence[str]) -> list[Any]:
        filled = self._parameters.copy()
        for place, value in zip(self._places, values, strict=True):
            filled[place] = value
        return filled

    def converted(self, rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._compiler.apply_converters(rows, self._converters)]


def _from_json(value: str | None, *of_column: Any) -> Any:
    """What Django's field makes of it, at a fifth of the time."""
    return None if value is None else orjson.loads(value)


class Sent:
    """A prepared query on its way. Within a flight its rows are there when the flight ends, or are waited for."""

    def __init__(self, cursor: CursorWrapper, written: _Written) -> None:
        self._cursor, self._written = cursor, written
        self._rows: list[tuple[Any, ...]] | None = None
        if own_connection().vendor != "postgresql":
            # SQLite keeps the state that a statement reads for as long as its rows are not all taken.
            self.rows()

    def rows(self) -> list[tuple[Any, ...]]:
        if self._rows is None:
            with self._cursor as cursor:
                self._rows = self._written.converted(cursor.fetchall())
        return self._rows


class PreparedQuery:
    """Rows by a list of texts: `build` makes a `values_list` queryset with `column__in` of whatever list it is given.

    Lists are filled up to the next power of two with their last value, so that few statements serve every length.
    """

    def __init__(self, build: Callable[[Sequence[str]], QuerySet[Any, Any]]) -> None:
        self._build = build
        # A compiler belongs to its thread's connection.
        self._own = threading.local()

    def rows(self, texts: Iterable[str]) -> list[tuple[Any, ...]]:
        return self.send(texts).rows()

    def send(self, texts: Iterable[str]) -> Sent:
        """Ask, and go on; see `in_one_flight`."""
        values = list(texts)
        size = 1 << (len(values) - 1).bit_length() if values else 1
        values += [values[-1] if values else ""] * (size - len(values))
        written = self._written(size)
        cursor = prepared_cursor()
        cursor.execute(written.sql, written.parameters(values))
        return Sent(cursor, written)

    def _written(self, size: int) -> _Written:
        kept: dict[int, _Written] = self._own.__dict__.setdefault("written", {})
        if size not in kept:
            kept[size] = _Written(self._build, size)
        return kept[size]
