"""Tables out to a spreadsheet and in from one: no formula runs, and what is wrong is told in words."""

from contextlib import suppress
from datetime import date

import pytest
from django.db.models import DateField, F, Value
from django.db.models.functions import Cast
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.periods import DaysLater, MonthsLater, months_later
from core.spreadsheets import LARGEST_BYTES, MOST_ROWS, TableUnusable, csv_response, csv_text, read_csv
from people.models import Organisation
from tests.factories.people import OrganisationFactory

COLUMNS = ["email", "module"]


@pytest.mark.parametrize("typed", ["=1+1", "+441632960100", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_a_cell_that_would_be_a_formula_is_text(typed: str) -> None:
    assert csv_text(["name"], [[typed]]).split("\r\n", 1)[1].lstrip('"').startswith("'")


def test_numbers_and_nothing_stay_what_they_are() -> None:
    assert csv_text(["a", "b"], [[-2, None]]) == "a,b\r\n-2,\r\n"


def test_a_download_is_read_as_utf_8_and_not_kept() -> None:
    response = csv_response("staff", ["name"], [["Agnieszka Wójcik"]])
    assert response.content.decode("utf-8-sig") == "name\r\nAgnieszka Wójcik\r\n"
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_however_a_spreadsheet_saves_it(delimiter: str, mark: bytes, end: str) -> None:
    text = end.join([f"Email {delimiter} MODULE", "", f' sam@example.org {delimiter}"module-1"', ""])
    assert read_csv(mark + text.encode(), columns=COLUMNS) == [(3, {"email": "sam@example.org", "module": "module-1"})]


def test_a_row_that_is_too_short_has_empty_cells() -> None:
    assert read_csv(b"email,module\nsam@example.org\n", columns=COLUMNS)[0][1]["module"] == ""


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"email;modul\nx;y\n", "lacks “module”; it has “email”, “modul”"),
        (b"email,module\nsam,module-1\nj\xf3zef,module-1\n", "Line 3 holds letters that are not UTF-8"),
        (b"PK\x03\x04\x00\x00", "not a CSV file"),
        (b'email,module\n"sam,module-1\n', "cannot be read as CSV"),
        (b"email,module\n" + b"a,b\n" * (MOST_ROWS + 1), "2,001 rows"),
        (b"x" * (LARGEST_BYTES + 1), "larger than 1 MB"),
    ],
)
def test_what_is_wrong_is_told_in_words(content: bytes, told: str) -> None:
    with pytest.raises(TableUnusable, match=told):
        read_csv(content, columns=COLUMNS)


@given(content=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with suppress(TableUnusable):
        rows = read_csv(b"email,module\n" + content, columns=COLUMNS)
        assert all(set(cells) == set(COLUMNS) for _, cells in rows)


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(day=st.dates(date(1999, 1, 1), date(2060, 12, 31)), months=st.integers(0, 120), days=st.integers(0, 4000))
def test_the_database_counts_days_and_months_as_we_do(day: date, months: int, days: int) -> None:
    OrganisationFactory(code="any")
    given_day = Cast(Value(day), DateField())
    row = Organisation.objects.annotate(
        day=given_day, months=MonthsLater(F("day"), months), days=DaysLater(F("day"), days)
    ).get()
    assert row.months == months_later(day, months)
    assert (row.days - day).days == days
