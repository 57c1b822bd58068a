"""What the register says of its entries, in public words (A3): for lists, and for whoever asks an entry again.

It is read by one statement, which is written out, since Django takes longer to build it than the database to answer it;
a test holds this way of reading and `public.entry_for` equal.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import psycopg
from django.db import connection
from django.utils.crypto import salted_hmac

from accreditation.constants import Status
from accreditation.standing import conditions_on, status_from, words_for
from core import clock
from people.constants import NAME_WITHHELD

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
WHERE entry.starts_at IS NOT NULL AND entry.number {among}
"""
ON_POSTGRESQL = STATEMENT.format(among="= ANY(%s)")
ON_SQLITE = STATEMENT.format(among="IN (SELECT value FROM json_each(%s))")


@dataclass(frozen=True, kw_only=True)
class PublicEntry:
    """One entry, with what anyone may know. `name` and `organisation` are "" where they are withheld."""

    number: str
    name: str
    organisation: str
    scheme: str
    status: Status
    status_words: str
    conditions: str
    starts_at: datetime
    valid_until: date
    register_number: int
    is_name_withheld: bool

    @property
    def called(self) -> str:
        """What a page calls the person."""
        return NAME_WITHHELD if self.is_name_withheld else self.name

    def validator(self, *also: object) -> str:
        """A text that changes whenever anything that the entry says changes, a day passing included.

        It is made with the secret key: nobody reads from it how often something was decided that is not shown.
        """
        said = "\x1f".join(map(str, [*vars(self).values(), *also]))
        return salted_hmac("accreditation.public", said).hexdigest()


def read_said(numbers: Sequence[str]) -> dict[str, PublicEntry]:
    """What the public register says of each of these entries, by their numbers as they are kept."""
    return {row[0]: _of_row(row) for row in _rows(numbers)}


def _of_row(row: tuple[Any, ...]) -> PublicEntry:
    number, first_name, last_name, scheme, starts_at, valid_until, is_suspended, ended_as, *rest = row
    conditions, conditions_from, conditions_until, register_number, is_withheld, employer = rest
    return said_of(
        number=number,
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


def _rows(numbers: Sequence[str]) -> list[tuple[Any, ...]]:
    """The statement's rows. PostgreSQL keeps the plan with the connection, which is half of the work."""
    today = clock.today()
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        with connection.wrap_database_errors:
            server = connection.connection
            # Django's own cursors put values into the text and never prepare, so nothing else is changed by this.
            server.prepare_threshold = 0
            values = (today, today, list(numbers))
            return psycopg.Cursor(server).execute(ON_POSTGRESQL, values, prepare=True).fetchall()
    with connection.cursor() as cursor:
        cursor.execute(ON_SQLITE, (today, today, json.dumps(list(numbers))))
        return cursor.fetchall()


def _aware(moment: datetime) -> datetime:
    """SQLite gives a moment as it is stored, in UTC and without saying so."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def said_of(
    *,
    number: str,
    name: str,
    organisation: str,
    scheme: str,
    starts_at: datetime,
    valid_until: date,
    is_suspended: bool,
    ended_as: str,
    conditions: tuple[str, date | None, date | None],
    register_number: int,
    is_name_withheld: bool,
) -> PublicEntry:
    """What may be said now of an entry, from what its row holds. `conditions` are the words and their days."""
    status = status_from(
        starts_at=starts_at, valid_until=valid_until, is_suspended=is_suspended, ended_as=ended_as, at=clock.now()
    )
    restrictions = conditions_on(clock.today(), *conditions) if conditions[0] else ""
    return PublicEntry(
        number=number,
        name="" if is_name_withheld else name,
        organisation="" if is_name_withheld else organisation,
        scheme=scheme,
        status=status,
        status_words=words_for(status, restrictions),
        conditions=restrictions,
        starts_at=starts_at,
        valid_until=valid_until,
        register_number=register_number,
        is_name_withheld=is_name_withheld,
    )
