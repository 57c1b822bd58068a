"""Tables that people open in a spreadsheet, and those that they bring from one.

A cell that a spreadsheet would take for a formula is written with an apostrophe before it, so that opening an export
runs nothing that somebody typed into a name.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

from core.exceptions import Refused

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
BYTE_ORDER_MARK = "\ufeff"
LARGEST_BYTES = 1_000_000
MOST_ROWS = 2_000


class TableUnusable(Refused):
    """The file is not a table with the columns that were asked for."""

    code = "table_unusable"


def safe(value: Any) -> str:
    """A value as the text of a cell that starts no formula. Numbers stay numbers."""
    text = "" if value is None else str(value)
    if isinstance(value, int | float):
        return text
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([safe(column) for column in columns])
    writer.writerows([safe(value) for value in row] for row in rows)
    return out.getvalue()


def csv_response(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A download that spreadsheets read as UTF-8. `name` is the file's name without `.csv`."""
    response = HttpResponse(BYTE_ORDER_MARK + csv_text(columns, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


def read_csv(content: bytes, *, columns: Sequence[str], most: int = MOST_ROWS) -> list[tuple[int, dict[str, str]]]:
    """The rows under the heading with their line numbers; cells by column, without the blanks around them.

    Commas, semicolons and tabs all part cells, and a byte order mark is no part of the first heading. Empty rows are
    passed over. Raises `TableUnusable` with a sentence that says what to change.
    """
    text = _text_of(content)
    heading = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=heading.count)
    try:
        table = list(_numbered(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)))
    except csv.Error as error:
        raise TableUnusable(f"The file cannot be read as CSV: {error}. Save it again as “CSV UTF-8”.") from None
    if not table:
        raise TableUnusable("The file is empty.")
    names = [cell.strip().lower() for cell in table[0][1]]
    if missing := [column for column in columns if column not in names]:
        found = ", ".join(f"“{name}”" for name in names if name) or "none"
        wanted = " and ".join(f"“{column}”" for column in missing)
        raise TableUnusable(f"The first line must name the columns. It lacks {wanted}; it has {found}.")
    places = {column: names.index(column) for column in columns}
    rows = table[1:]
    if len(rows) > most:
        raise TableUnusable(f"The file has {len(rows):,} rows. Split it into files of {most:,} rows or fewer.")
    return [
        (number, {column: cells[place].strip() if place < len(cells) else "" for column, place in places.items()})
        for number, cells in rows
    ]


def _numbered(reader: Any) -> Iterable[tuple[int, list[str]]]:
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, cells


def _text_of(content: bytes) -> str:
    if len(content) > LARGEST_BYTES:
        raise TableUnusable("The file is larger than 1 MB. Split it into smaller files.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise TableUnusable(
            f"Line {line} holds letters that are not UTF-8. In your spreadsheet choose “CSV UTF-8” when you save."
        ) from None
    if "\x00" in text:
        raise TableUnusable("This is not a CSV file. In your spreadsheet choose “CSV UTF-8” when you save.")
    return text
