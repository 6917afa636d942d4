"""`flask reports demand`: what was wanted in vain, against what was offered."""

import csv
from io import StringIO

from app.db import transact
from app.domain.policy import Policy
from app.domain.search import Criteria
from app.services import demand
from tests.conftest import NOW

COLUMNS = ["axis", "value", "empty_searches", "lost_races", "alerts", "wishes", "offered", "booked"]


def test_table_json_and_csv_tell_the_same(app, at_now, flask, told):
    criteria = Criteria(weekdays=frozenset({2}))
    transact(lambda: demand.note_empty_search(criteria, policy=Policy(), now=NOW))
    today = ("--from", "2027-03-01", "--to", "2027-03-01", "--by", "weekday")
    rows = told("reports", "demand", *today)
    assert len(rows) == 7
    assert [row["value"] for row in rows if row["empty_searches"]] == ["tuesday"]
    assert list(rows[0]) == COLUMNS
    lines = list(csv.reader(StringIO(flask("reports", "demand", *today, "--csv").stdout)))
    assert lines[0] == COLUMNS
    assert ["weekday", "tuesday", "1", "0", "0", "0", "0", "0"] in lines
    assert "tuesday" in flask("reports", "demand").stdout
    assert not any(row["empty_searches"] for row in told("reports", "demand", "--to", "2027-02-28"))
