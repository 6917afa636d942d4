"""What was counted outlives the proof that is broken off, and nothing is counted twice."""

from types import SimpleNamespace

import pytest

from tests.proof import __main__ as proof
from tests.proof import table
from tests.proof.results import Result, read, tell
from tests.races.counting import CONTENTION, EVERY, Count

DATABASES = ("sqlite",)


@pytest.fixture
def results(tmp_path, monkeypatch):
    path = tmp_path / "results"
    monkeypatch.setenv("PROOF_RESULTS", str(path))
    return path


@pytest.mark.usefixtures("app")
def test_storms_are_told_every_hundred_and_the_rest_at_the_end(results, database):
    storms, crowd = Count("S1", database), SimpleNamespace(rushes=0, contention=0, before_rush=None)
    storms.follow(crowd)
    for _ in range(EVERY + 20):
        crowd.before_rush()
        crowd.rushes += 1
    assert read(results)[0] == Result("S1", EVERY, "storms", 0, database)
    crowd.contention = 2
    storms.tell(wrong=1, deadlocks=3)
    assert read(results) == [
        Result("S1", EVERY + 20, "storms", 1, database),
        Result(CONTENTION, EVERY + 20, "storms", 3, database),
    ]


def test_the_page_is_written_of_what_a_broken_proof_has_counted(results, tmp_path, monkeypatch):
    tell(Result("bookings lost", 600, "kills", 0, "sqlite"))
    monkeypatch.setattr(table, "PAGE", tmp_path / "page.md")
    assert proof.run(["page"]) == 0
    assert "| bookings lost | SQLite | 600 kills | 0 | 1 in 200 |\n" in table.PAGE.read_text("utf-8")
