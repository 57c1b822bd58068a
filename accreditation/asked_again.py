"""An entry of the public register asked again by whoever has it: does it still hold? (A3)

It is answered before sessions, sign-in and forms are looked at, from one statement. The statement is written out, since
Django takes longer to build it than the database to answer it; a test holds both ways of reading equal.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import parse_etags

from accreditation.numbers import ALPHABET, LENGTH, PREFIX
from accreditation.public import PublicEntry, said_of
from core import clock

LOOKS = ("base.html", "accreditation/entry.html", "accreditation/scope.html")
PATH = re.compile(rf"/register/(?P<number>{PREFIX}-[{ALPHABET}]{{{LENGTH}}}-[{ALPHABET}])(?P<as_data>\.json|/)")
# As `public.entry_for` reads it: the person, the scheme, and where the person works on a day.
STATEMENT = """
SELECT entry.number, person.first_name, person.last_name, scheme.name, entry.starts_at, entry.valid_until,
       entry.is_suspended, entry.ended_as, entry.conditions_text, entry.conditions_from, entry.conditions_until,
       entry.register_number, entry.is_name_withheld,
       (SELECT employer.name FROM people_employment job JOIN people_organisation employer
            ON employer.id = job.organisation_id
        WHERE job.user_id = entry.user_id AND job.valid_from <= %s
            AND (job.valid_until IS NULL OR job.valid_until > %s)
        ORDER BY job.valid_from DESC LIMIT 1)
FROM accreditation_registerentry entry
JOIN people_user person ON person.id = entry.user_id
JOIN accreditation_scheme scheme ON scheme.id = entry.scheme_id
WHERE entry.number = %s AND entry.starts_at IS NOT NULL
"""


class AskedAgainMiddleware:
    """Answer 304 to whoever names the validator that an entry has now; let every other request through.

    Such a request is not counted against its address: the validator is made with the secret key, so that only those
    have it who were given the entry, and all they learn is that it still holds. To count it would cost more than to
    answer it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._still_holds(request) or self.get_response(request)

    def _still_holds(self, request: HttpRequest) -> HttpResponse | None:
        named = request.META.get("HTTP_IF_NONE_MATCH")
        if not named or request.method not in ("GET", "HEAD") or not (asked := PATH.fullmatch(request.path_info)):
            return None
        is_data = asked["as_data"] == ".json"
        if not is_data and not is_stranger(request):
            return None
        said = read_said(asked["number"])
        if said is None:
            return None
        etag = etag_of_data(said) if is_data else etag_of_page(said)
        # A proxy that compresses makes a validator weak; the entry is the same.
        if etag.removeprefix("W/") not in {one.removeprefix("W/") for one in parse_etags(named)}:
            return None
        response = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
        del response["Content-Type"]
        return ask_each_time(response, etag, is_data=is_data)


def read_said(number: str) -> PublicEntry | None:
    """What the public register says of an entry, by its number as it is kept, as `as_public` says it."""
    row = _row(number)
    if row is None:
        return None
    kept, first_name, last_name, scheme, starts_at, valid_until, is_suspended, ended_as, *rest = row
    conditions, conditions_from, conditions_until, register_number, is_withheld, employer = rest
    return said_of(
        number=kept,
        name=f"{first_name} {last_name}".strip(),
        organisation=employer or "",
        scheme=scheme,
        starts_at=_aware(starts_at),
        valid_until=valid_until,
        is_suspended=is_suspended,
        ended_as=ended_as,
        conditions=(conditions, conditions_from, conditions_until),
        register_number=register_number,
        is_name_withheld=is_withheld,
    )


def _row(number: str) -> tuple[Any, ...] | None:
    """The statement's one row. PostgreSQL keeps the plan with the connection, which is half of the work."""
    values = (clock.today(), clock.today(), number)
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        with connection.wrap_database_errors:
            server = connection.connection
            # Django's own cursors put values into the text and never prepare, so nothing else is changed by this.
            server.prepare_threshold = 0
            return psycopg.Cursor(server).execute(STATEMENT, values, prepare=True).fetchone()
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, values)
        return cursor.fetchone()


def _aware(moment: datetime) -> datetime:
    """SQLite gives a moment as it is stored, in UTC and without saying so."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def is_stranger(request: HttpRequest) -> bool:
    """Whoever has not signed in. Another's page has their name and forms on it, and is kept by nobody."""
    return settings.SESSION_COOKIE_NAME not in request.COOKIES


def etag_of_data(said: PublicEntry) -> str:
    return f'"{said.validator()}"'


def etag_of_page(said: PublicEntry) -> str:
    """The hour stands for words that are edited apart from any decision, such as a locality's name."""
    return f'W/"{said.validator(clock.now().strftime("%Y%m%d%H"), _look())}"'


@cache
def _look() -> str:
    """Changes with the page's templates, so that nobody is left with last year's layout."""
    source = "".join(get_template(name).template.source for name in LOOKS)  # type: ignore[attr-defined]
    return hashlib.sha256(source.encode()).hexdigest()


def ask_each_time(response: HttpResponse, etag: str, *, is_data: bool) -> HttpResponse:
    """Whoever keeps it must ask each time whether it still holds, since a suspension must show at once."""
    response["ETag"] = etag
    patch_cache_control(response, no_cache=True)
    if not is_data:
        patch_vary_headers(response, ["Cookie"])
    return response
