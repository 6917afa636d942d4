"""Answers on stdout: a table on a terminal, plain text in a pipe, JSON when asked for; the rest goes to stderr."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click
from flask_babel import gettext
from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.domain.instants import as_json

JSON = "coachbook.json"
DRY_RUN = "coachbook.dry_run"
GAP = 2
TABLE_GAP = 3
# How much of a column that may be shortened has to be seen before another column gives way to it.
ENOUGH = 20

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, on a narrow terminal shortened unless it is to stay whole, or wraps.

    The column of the highest `rank` gives way first; one of rank 0 always stays.
    """

    title: Any
    cell: Callable[[Row], object]
    rank: int = 0
    is_whole: bool = False
    is_number: bool = False
    wraps: bool = False

    def text(self, row: Row) -> str:
        """Return what stands in this column, on one line."""
        value = self.cell(row)
        return "" if value is None else " ".join(str(value).split())


def wants_json() -> bool:
    """Return whether the command was asked to answer in JSON."""
    return bool(click.get_current_context().meta.get(JSON))


def emit(document: object) -> None:
    """Write JSON: stable keys, instants as RFC 3339 in UTC."""
    click.echo(json.dumps(document, default=as_json, ensure_ascii=False, indent=2))


def say(sentence: object, **facts: Any) -> None:
    """Tell what was done: the sentence, or its facts in JSON; a dry run that they do not tell of is told of here."""
    is_dry_run = click.get_current_context().meta.get(DRY_RUN)
    if is_dry_run is not None and "dry_run" not in facts:
        facts["dry_run"] = is_dry_run
        sentence = gettext("Dry run, nothing is changed: %(told)s", told=sentence) if is_dry_run else sentence
    if wants_json():
        emit(facts)
    else:
        click.echo(str(sentence))


def note(sentence: object) -> None:
    """Tell something beside the answer, on stderr."""
    click.echo(str(sentence), err=True)


def show_list(
    rows: Sequence[Row], columns: Sequence[Column], *, empty: object, limit: int | None = None, zone: str | None = None
) -> None:
    """Write rows, at most `limit` of them, and say when there are more; times stand in the zone named above them."""
    shown = rows if limit is None else rows[:limit]
    if wants_json():
        emit(shown)
    elif not shown:
        click.echo(str(empty))
    else:
        if zone:
            click.echo(gettext("Times in %(zone)s", zone=zone))
        write_table(shown, columns)
    if len(rows) > len(shown):
        note(gettext("Only the first %(count)s are shown: --limit shows more.", count=len(shown)))


def show_record(record: Row, lines: Sequence[tuple[object, object]], *, zone: str) -> None:
    """Write one thing, a line for each of its facts that is not empty."""
    if wants_json():
        emit(record)
        return
    click.echo(gettext("Times in %(zone)s", zone=zone))
    told = [(str(label), str(value)) for label, value in lines if value not in (None, "")]
    width = max(cell_len(label) for label, _ in told)
    for label, value in told:
        first, *others = value.splitlines()
        click.echo(f"{_padded(label, width)}{' ' * GAP}{first}")
        for other in others:
            click.echo(f"{' ' * (width + GAP)}{other}")


def write_table(rows: Sequence[Row], columns: Sequence[Column], console: Console | None = None) -> None:
    """Write a table that fits the terminal, or plain text when there is none."""
    console = console or Console(file=sys.stdout, highlight=False)
    if not console.is_terminal:
        _write_plain(rows, columns)
        return
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    kept = _fitting(rows, columns, console.width)
    for column, width in zip(kept, _widths(rows, kept, console.width), strict=True):
        table.add_column(
            str(column.title),
            width=width,
            no_wrap=not column.wraps,
            overflow="fold" if column.wraps else "ellipsis",
            justify="right" if column.is_number else "left",
        )
    for row in rows:
        table.add_row(*(Text(column.text(row)) for column in kept))
    console.print(table)


def _fitting(rows: Sequence[Row], columns: Sequence[Column], width: int) -> list[Column]:
    """Return the columns that fit, those of the highest rank left out first."""
    kept = list(columns)
    while _total([_needed(rows, column) for column in kept]) > width and any(column.rank for column in kept):
        kept.remove(max(kept, key=lambda column: column.rank))
    return kept


def _widths(rows: Sequence[Row], columns: Sequence[Column], width: int) -> list[int]:
    """Return how wide each column is: as it needs, but those that may be shortened share what is left."""
    widths = [_longest(rows, column) for column in columns]
    elastic = [index for index, column in enumerate(columns) if not column.is_whole]
    while _total(widths) > width and any(widths[index] > 1 for index in elastic):
        widths[max(elastic, key=lambda index: widths[index])] -= 1
    return widths


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + TABLE_GAP * (len(widths) - 1)


def _needed(rows: Sequence[Row], column: Column) -> int:
    longest = _longest(rows, column)
    return longest if column.is_whole else min(longest, ENOUGH)


def _longest(rows: Sequence[Row], column: Column) -> int:
    return max(cell_len(str(column.title)), *(cell_len(column.text(row)) for row in rows))


def _write_plain(rows: Sequence[Row], columns: Sequence[Column]) -> None:
    lines = [[str(column.title) for column in columns], *([column.text(row) for column in columns] for row in rows)]
    widths = [max(map(cell_len, cells)) for cells in zip(*lines, strict=True)]
    for line in lines:
        cells = (
            _padded(cell, width, is_number=column.is_number)
            for cell, width, column in zip(line, widths, columns, strict=True)
        )
        click.echo((" " * GAP).join(cells).rstrip())


def _padded(text: str, width: int, *, is_number: bool = False) -> str:
    space = " " * (width - cell_len(text))
    return space + text if is_number else text + space
