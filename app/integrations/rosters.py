"""Files of people as spreadsheets write them (CSV, RFC 4180): with a BOM, semicolons or tabs, any line ends."""

import csv
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from io import StringIO

from app.domain.errors import (
    MisspeltColumn,
    NoAddressColumn,
    RepeatedColumn,
    RosterBroken,
    RosterNotUtf8,
    RosterTooLong,
    UnknownColumn,
)
from app.domain.rosters import COLUMNS, Row

LARGEST, MOST_ROWS = 8 * 2**20, 20_000
SEPARATORS = ",;\t"


def read(data: bytes) -> Sequence[Row]:
    """Return the rows that are not empty, their cells trimmed, by the lines on which they begin.

    Raises RosterNotUtf8, RosterTooLong, RosterBroken, NoAddressColumn, UnknownColumn, MisspeltColumn, RepeatedColumn.
    """
    if len(data) > LARGEST:
        raise RosterTooLong(rows=MOST_ROWS)
    records = _records(_text(data))
    headings = _headings(next(records, (1, []))[1])
    rows = [_row(line, cells, headings) for line, cells in records if any(cells)]
    if len(rows) > MOST_ROWS:
        raise RosterTooLong(rows=MOST_ROWS)
    return rows


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RosterNotUtf8(line=data.count(b"\n", 0, error.start) + 1) from error
    if "\0" in text:  # UTF-16 reads as UTF-8 with these
        raise RosterNotUtf8(line=text.count("\n", 0, text.index("\0")) + 1)
    return text


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the trimmed cells of each record, with the number of the line on which it begins.

    What separates them is what the line of headings has most of.
    """
    separator = max(SEPARATORS, key=StringIO(text, newline="").readline().count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, [cell.strip() for cell in cells]
            begins = reader.line_num + 1
    except csv.Error as error:
        raise RosterBroken(line=begins) from error


def _headings(cells: Sequence[str]) -> Sequence[str]:
    headings = [cell.lower() for cell in cells]
    for heading in headings:
        if heading and heading not in COLUMNS:
            near = get_close_matches(heading, COLUMNS, 1)
            raise MisspeltColumn(heading=heading, near=near[0]) if near else _unknown(heading)
        if heading and headings.count(heading) > 1:
            raise RepeatedColumn(heading=heading)
    if "email" not in headings:
        raise NoAddressColumn(known=", ".join(COLUMNS))
    return headings


def _unknown(heading: str) -> UnknownColumn:
    return UnknownColumn(heading=heading, known=", ".join(COLUMNS))


def _row(line: int, cells: Sequence[str], headings: Sequence[str]) -> Row:
    pairs = list(zip([*headings, *[""] * len(cells)], cells, strict=False))
    named = {heading: cell for heading, cell in pairs if heading}
    return Row(line, named, is_too_wide=any(cell for heading, cell in pairs if not heading))
