"""Files of people: as spreadsheets write them, and what is no such file."""

import pytest

from app.domain.errors import (
    MisspeltColumn,
    NoAddressColumn,
    RepeatedColumn,
    RosterBroken,
    RosterNotUtf8,
    RosterTooLong,
    UnknownColumn,
)
from app.integrations import rosters


def read(text, encoding="utf-8"):
    return [(row.line, dict(row.cells)) for row in rosters.read(text.encode(encoding))]


ZOE = {"email": "zoë@example.org", "name": "Zoë, Zhang", "phone": "1"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_what_spreadsheets_write_is_read(encoding, end, separator):
    lines = ("Email,NAME , phone", 'zoë@example.org,"Zoë, Zhang", 1 ', "")
    text = end.join(line.replace('"Zoë, Zhang"', "#").replace(",", separator) for line in lines)
    assert read(text.replace("#", '"Zoë, Zhang"'), encoding) == [(2, ZOE)]


def test_empty_rows_do_not_count_and_rows_are_known_by_the_line_they_begin_on():
    text = 'email,name\n\na@example.org,"Ann\nof two lines"\n,\nb@example.org,Bob\n'
    assert read(text) == [
        (3, {"email": "a@example.org", "name": "Ann\nof two lines"}),
        (6, {"email": "b@example.org", "name": "Bob"}),
    ]


def test_a_row_may_be_short_and_empty_cells_beside_the_columns_do_not_count():
    assert read("email,name,,\na@example.org\nb@example.org,Bob,,,\n") == [
        (2, {"email": "a@example.org"}),
        (3, {"email": "b@example.org", "name": "Bob"}),
    ]


@pytest.mark.parametrize("row", ["a@example.org,Ann,x", "a@example.org,Ann,,,x"])
def test_a_cell_beside_the_columns_is_noticed(row):
    [found] = rosters.read(f"email,name,\n{row}\n".encode())
    assert found.is_too_wide


def test_a_line_end_that_is_none_in_a_file_stays_in_its_cell():
    assert read("email,name\na@example.org,Ann\u2028Archer\x0b\n")[0][1]["name"] == "Ann\u2028Archer"


def test_what_looks_like_a_formula_is_only_text():
    assert read('email,name\na@example.org,"=HYPERLINK(""http://x"")"\n')[0][1]["name"] == '=HYPERLINK("http://x")'


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ("email,name\na@example.org,Zoë\n".encode("latin-1"), 2),
        ("email,name\na@example.org,Zoë\n".encode("utf-16"), 1),
        ("email,name\na@example.org,Zoe\n".encode("utf-16-le"), 1),
        (b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00b\xee\x9d", 1),
        (b"email\na@example.org\n\xff\n", 3),
    ],
)
def test_what_is_not_utf_8_is_refused_with_the_first_line_that_cannot_be_read(data, line):
    with pytest.raises(RosterNotUtf8) as refused:
        rosters.read(data)
    assert refused.value.facts == {"line": line}


@pytest.mark.parametrize(
    ("headings", "error", "facts"),
    [
        ("email,city", UnknownColumn, {"heading": "city", "known": ", ".join(rosters.COLUMNS)}),
        ("E-Mail,name", MisspeltColumn, {"heading": "e-mail", "near": "email"}),
        ("email,time zone", MisspeltColumn, {"heading": "time zone", "near": "timezone"}),
        ("email,name,Email", RepeatedColumn, {"heading": "email"}),
        ("name,phone", NoAddressColumn, {"known": ", ".join(rosters.COLUMNS)}),
        ("", NoAddressColumn, {"known": ", ".join(rosters.COLUMNS)}),
    ],
)
def test_columns_that_cannot_be_are_refused_with_what_was_meant(headings, error, facts):
    with pytest.raises(error) as refused:
        rosters.read(f"{headings}\na@example.org,Ann\n".encode() if headings else b"")
    assert refused.value.facts == facts


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('email,name\na@example.org,Ann\nb@example.org,"Bob\nc@example.org,Cy\n', 3),
        ('email,name\na@example.org,"Ann" x\n', 2),
        ("email,name\na@example.org," + "x" * 200_000, 2),
    ],
)
def test_a_file_that_breaks_off_names_the_row(text, line):
    with pytest.raises(RosterBroken) as refused:
        rosters.read(text.encode())
    assert refused.value.facts == {"line": line}


def test_a_file_that_is_too_long_is_refused_before_it_is_read(monkeypatch):
    with pytest.raises(RosterTooLong):
        rosters.read(b"x" * (rosters.LARGEST + 1))
    monkeypatch.setattr(rosters, "MOST_ROWS", 2)
    assert len(rosters.read(b"email\na\nb\n")) == 2
    with pytest.raises(RosterTooLong):
        rosters.read(b"email\na\nb\nc\n")
