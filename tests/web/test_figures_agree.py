"""Page, file, API, commands and plain SQL tell the same of one world."""

import csv
import io
import json
from datetime import timedelta

import pytest
from sqlalchemy import bindparam, text

from app.db import Flag, UTCDateTime, db, transact
from app.domain.attendance import Claim, Finding
from app.domain.periods import Period, Range
from app.services import attendance, figures, reports
from tests import factories, past
from tests.api.programs import Program, token_of
from tests.conftest import NOW

# Twelve weeks on Alice's calendar (London) with the present one, and so in the programme's zone.
SINCE = NOW.replace(hour=0) - timedelta(weeks=11)

# Nobody came, or only the student: whatever was logged of it then.
MISSED = "calls.status = 'no_show' OR calls.id IN (SELECT call_id FROM attendance WHERE finding = 'coach_missed')"
SQL = """
SELECT count(*) AS calls, sum(CASE WHEN {missed} THEN 1 ELSE 0 END) AS missed,
       2 * sum(CASE WHEN {missed} THEN 0 ELSE 1 END) AS hours,
       count(satisfaction) AS scores, avg(1.0 * satisfaction) AS score_mean,
       count(rating) AS ratings, avg(1.0 * rating) AS rating_mean,
       (SELECT count(*) FROM slots WHERE coach_id = :coach AND starts_at >= :since AND starts_at < :now
           AND status <> 'withdrawn') AS offered,
       (SELECT count(*) FROM slots WHERE coach_id = :coach AND starts_at >= :since AND starts_at < :now
           AND status = 'booked') AS booked
FROM calls LEFT JOIN feedback ON feedback.call_id = calls.id AND NOT ({missed})
     LEFT JOIN reviews ON reviews.call_id = calls.id AND shown_from <= :now AND hidden_at IS NULL
WHERE calls.coach_id = :coach AND starts_at >= :since AND ends_at <= :now
      AND calls.status IN ('confirmed', 'completed', 'no_show')
""".replace("{missed}", MISSED)
HOURS = f"""
SELECT count(*), 2 * sum(CASE WHEN {MISSED} THEN 0 ELSE 1 END) FROM calls JOIN users ON users.id = student_id
WHERE ends_at <= :now AND status IN ('confirmed', 'completed', 'no_show') AND users.name = 'Bob Baker'
"""
REVIEW = """
INSERT INTO reviews (call_id, coach_id, student_id, rating, comment, shows_first_name, version, recorded_at, shown_from,
                     reply, hidden_reason)
SELECT id, coach_id, student_id, 1 + id % 5, '', :no, 1, ends_at, CASE id % 7 WHEN 0 THEN :later ELSE ends_at END,
       '', ''
FROM calls WHERE status = 'completed' AND id % 5 > 0
"""


def instants(statement, *names):
    return text(statement).bindparams(*(bindparam(name, type_=UTCDateTime) for name in names))


def find_missed(call, student=2):
    """Let a student say that the coach did not come to a call, and an administrator find the same."""
    said = {"actor": factories.acting(student), "claim": Claim.COACH_MISSED}
    transact(lambda: attendance.say(**said, call_id=call, now=NOW))
    found = {"actor": factories.ADMIN, "finding": Finding.COACH_MISSED, "reason": "Asked both."}
    transact(lambda: attendance.settle(**found, call_id=call, now=NOW))


@pytest.fixture
def coach(site):
    """Alice has coached for 14 weeks, and students have said something of most calls, of some only for themselves."""

    def make():
        alice = factories.coach("alice")
        past.generated(alice, [factories.person("bob"), factories.person("charlie")])
        said = text(REVIEW).bindparams(bindparam("later", type_=UTCDateTime), bindparam("no", type_=Flag))
        transact(lambda: db.session.execute(said, {"later": NOW + timedelta(days=1), "no": False}))
        find_missed(past.held(alice, 2, NOW - 5 * past.HOUR, 1))
        return alice

    return site.do(make)


def ask(site, statement, **given):
    """Ask the database in its own words."""
    return site.do(lambda: db.session.execute(instants(statement, *(given.keys() - {"coach"})), given).one())


def test_page_file_api_commands_and_sql_agree(site, coach):
    """Invariant I-24."""
    row = ask(site, SQL, coach=coach, since=SINCE, now=NOW)
    plain = {name: round(float(value), 4) for name, value in row._mapping.items()}
    assert all(plain.values()), plain

    api = Program(site.app, site.do(lambda: token_of("alice"))).get("/stats/me").get_json()["coach"]
    assert {name: api["total"][name] for name in plain} == pytest.approx(plain)
    assert sum(each["calls"] for each in api["steps"]) == plain["calls"]
    assert sum(each["hours"] for each in api["steps"]) == plain["hours"]
    assert sum(each["calls"] for each in api["distribution"]) == plain["scores"]
    assert sum(each["booked"] for each in api["fill"]) == plain["booked"]

    run = site.app.test_cli_runner().invoke
    days = ("--from", f"{SINCE:%Y-%m-%d}", "--to", f"{NOW:%Y-%m-%d}")
    for report in ("coaches", "programme"):
        told = json.loads(run(args=["reports", report, *days, "--json"]).stdout)
        asked = csv.DictReader(io.StringIO(run(args=["reports", report, *days, "--csv"]).stdout))
        counts = ("calls", "missed", "hours", "scores", "ratings", "offered", "booked")
        assert {name: sum(each[name] for each in told) for name in counts} == {name: plain[name] for name in counts}
        assert [[each[name] for name in counts] for each in told] == [
            [float(each[name]) for name in counts] for each in asked
        ]

    alice = site.as_("alice")
    page = alice.get("/dashboard").text
    assert f"{plain['score_mean']:.1f} average of {plain['scores']:.0f} scores" in page
    assert f"{plain['missed']:.0f} of {plain['calls']:.0f} calls missed" in page
    assert f"{plain['booked']:.0f} of {plain['offered']:.0f} offered times booked" in page
    for figure, column, whole in (("distribution", "count", "scores"), ("missed", "missed", "missed"),
                                  ("hours", "hours", "hours"), ("fill", "booked", "booked"),
                                  ("fill-steps", "offered", "offered"),
                                  ("fill-steps", "booked", "booked")):  # fmt: skip
        file = alice.client.get(f"/dashboard.csv?figure={figure}").get_data(as_text=True)
        assert sum(float(each[column]) for each in csv.DictReader(io.StringIO(file))) == plain[whole]


def test_the_score_of_a_call_that_its_coach_missed_counts_no_more(site):
    def totals():
        return [figures.read_coach(1, Range.ALL, timezone="UTC", now=NOW).total, *sums()]

    def sums():
        period = Period(NOW - timedelta(days=9), NOW, "UTC")
        return [line.total for line in (*reports.list_coaches(period, now=NOW), *reports.list_steps(period, now=NOW))]

    def find():
        alice, bob = factories.coach("alice"), factories.person("bob")
        calls = [past.held(alice, bob, NOW - days * past.DAY, 5) for days in (1, 2)]
        before = totals()
        find_missed(calls[0])
        return before, totals()

    before, after = site.do(find)
    assert {each.scores.count for each in before if each.calls} == {2}
    told = {(each.calls, each.scores.count, each.missed.part, each.lasting) for each in after if each.calls}
    assert told == {(2, 1, 1, timedelta(hours=2))}


def test_a_students_hours_are_those_of_their_own_calls(site, coach):
    bob = Program(site.app, site.do(lambda: token_of("bob"))).get("/stats/me").get_json()
    calls, hours = ask(site, HOURS, now=NOW)
    assert (bob["coach"], bob["student"]["calls"], bob["student"]["hours"]) == (None, calls, hours)
    assert [each["name"] for each in bob["student"]["coaches"]] == ["Alice Archer"]
    assert "satisfaction" not in str(bob)


def test_a_report_of_days_in_the_wrong_order_is_refused(site):
    result = site.app.test_cli_runner().invoke(
        args=["reports", "coaches", "--from", "2027-02-02", "--to", "2027-02-01"]
    )
    assert (result.exit_code, "--to is before --from" in result.output) == (2, True)
