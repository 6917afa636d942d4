"""How answers look: on terminals of different widths, in pipes, in JSON."""

import io
import json
from datetime import UTC, date, datetime

import click
import pytest
from rich.console import Console

from app.cli.output import JSON, Column, show_list, write_table

ROWS = [
    {"id": 7, "name": "Inês Carvalho", "email": "ines.carvalho@example.org", "zone": "Europe/Lisbon", "note": "a\nb"},
    {"id": 12, "name": "조은혜", "email": "cho@example.org", "zone": "Asia/Seoul", "note": None},
]
COLUMNS = (
    Column("ID", lambda row: row["id"], is_whole=True, is_number=True),
    Column("Name", lambda row: row["name"]),
    Column("E-mail", lambda row: row["email"], rank=1),
    Column("Time zone", lambda row: row["zone"], rank=2),
    Column("Note", lambda row: row["note"], rank=3),
)


def on_terminal(width, rows=ROWS, columns=COLUMNS, **settings):
    console = Console(file=io.StringIO(), width=width, force_terminal=True, **settings)
    write_table(rows, columns, console)
    return console.file.getvalue().splitlines()


def test_a_pipe_gets_plain_aligned_text_with_every_column(capsys):
    write_table(ROWS, COLUMNS, Console(file=io.StringIO(), force_terminal=False, width=20))
    assert capsys.readouterr().out.splitlines() == [
        "ID  Name           E-mail                     Time zone      Note",
        " 7  Inês Carvalho  ines.carvalho@example.org  Europe/Lisbon  a b",
        "12  조은혜         cho@example.org            Asia/Seoul",
    ]


@pytest.mark.parametrize(
    ("width", "titles"),
    [
        (100, ["ID", "Name", "E-mail", "Time zone", "Note"]),
        (50, ["ID", "Name", "E-mail"]),
        (20, ["ID", "Name"]),
    ],
)
def test_a_narrow_terminal_leaves_out_the_least_important_columns(width, titles):
    lines = on_terminal(width, no_color=True, color_system=None)
    assert all(len(line) <= width for line in lines)
    assert [title.strip() for title in lines[0].split("   ") if title.strip()] == titles


def test_what_is_too_long_for_a_terminal_is_shortened_but_numbers_never():
    rows = [{"id": 123_456_789, "name": "x" * 120}]
    lines = on_terminal(40, rows, COLUMNS[:2], color_system=None)
    assert lines[2] == f"123456789   {'x' * 27}…".ljust(len(lines[2]))


def test_no_colour_is_written_when_none_is_wanted(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    assert not any("\x1b[3" in line for line in on_terminal(100))


def test_json_has_instants_in_utc_and_dates_as_they_are(capsys):
    rows = [{"at": datetime(2027, 3, 1, 9, tzinfo=UTC), "on": date(2027, 3, 1), "name": "조은혜"}]
    with click.Context(click.Command("list")) as ctx:
        ctx.meta[JSON] = True
        show_list(rows, (), empty="")
    out = capsys.readouterr().out
    assert json.loads(out) == [{"at": "2027-03-01T09:00:00Z", "on": "2027-03-01", "name": "조은혜"}]
    assert "조은혜" in out
