"""The table says what was counted, and no more."""

from tests.architecture.tree import parsed
from tests.proof import table
from tests.proof.results import Result, add, read, tell
from tests.proof.storms import KINDS


def test_nothing_wrong_in_so_many_tries_bounds_the_rate_by_three_of_them():
    assert Result("lost", 3000, "storms", 0, "sqlite").bound == 0.001
    assert Result("lost", 3000, "storms", 1, "sqlite").bound is None
    assert Result("lost", 0, "storms", 0, "sqlite").bound is None
    assert Result("dropped", 3000, "rules", 0, "sqlite").bound is None


def test_the_same_thing_tried_twice_is_one_line():
    tries = [Result("lost", 10, "kills", 0, "sqlite"), Result("lost", 5, "kills", 1, "sqlite")]
    assert add([*tries, Result("lost", 7, "kills", 0, "postgresql")]) == [
        Result("lost", 15, "kills", 1, "sqlite"),
        Result("lost", 7, "kills", 0, "postgresql"),
    ]


def test_what_is_told_is_written(tmp_path, monkeypatch):
    monkeypatch.setenv("PROOF_RESULTS", str(tmp_path / "results"))
    monkeypatch.setattr(table, "PAGE", tmp_path / "page.md")
    for _ in range(2):
        tell(Result("bookings lost", 600, "kills", 0, "sqlite"))
    tell(Result("bookings lost", 600, "kills", 2, "postgresql"))
    table.write(read(tmp_path / "results"), postgresql="PostgreSQL 15")
    written = table.PAGE.read_text("utf-8")
    assert "| bookings lost | SQLite | 1,200 kills | 0 | 1 in 400 |\n" in written
    assert "| bookings lost | PostgreSQL | 600 kills | 2 |  |\n" in written


def test_each_kind_of_storm_is_a_race():
    races = {node.name for name, module in parsed("tests/races") for node in module.body if hasattr(node, "name")}
    assert set(KINDS) <= races
