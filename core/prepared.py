"""A query that is asked thousands of times: Django writes its SQL once, and afterwards only the values change.

Writing the SQL of a query with a dozen columns takes Django longer than the database takes to answer it. Where that is
most of the work (see benchmarks/register_check.py), the query is prepared here; everywhere else a plain queryset is.
"""

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

# Stands for the values while the SQL is written; no value from outside holds it.
PLACE = "\x00place"
Written = tuple[SQLCompiler, str, list[Any], list[int]]


class PreparedQuery:
    """Rows by a list of texts: `build` makes a `values_list` queryset with `column__in` of whatever list it is given.

    Lists are filled up to the next power of two with their last value, so that few statements serve every length.
    """

    def __init__(self, build: Callable[[Sequence[str]], QuerySet[Any, Any]]) -> None:
        self._build = build
        # A compiler belongs to its thread's connection.
        self._own = threading.local()

    def rows(self, texts: Iterable[str]) -> list[tuple[Any, ...]]:
        values = list(texts)
        size = 1 << (len(values) - 1).bit_length() if values else 1
        values += [values[-1] if values else ""] * (size - len(values))
        compiler, sql, parameters, places = self._written(size)
        parameters = parameters.copy()
        for place, value in zip(places, values, strict=True):
            parameters[place] = value
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            found = cursor.fetchall()
        return [tuple(row) for row in compiler.results_iter([found], tuple_expected=True)]

    def _written(self, size: int) -> Written:
        written: dict[int, Written] = self._own.__dict__.setdefault("written", {})
        if size not in written:
            query = self._build([f"{PLACE}{number}" for number in range(size)]).query
            compiler = query.get_compiler(connection=connection)
            sql, parameters = compiler.as_sql()
            places = [at for at, value in enumerate(parameters) if str(value).startswith(PLACE)]
            written[size] = compiler, sql, list(parameters), places
        return written[size]
