"""A coach's dashboard: the page, its files and plain SQL say the same, and little is told of few."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import bindparam, text

from app.db import UTCDateTime, db
from tests import past
from tests.conftest import NOW

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
# Of twelve weeks: those of Alice's calendar (London) with the present one.
SINCE = NOW.replace(hour=0) - 11 * WEEK


@pytest.fixture
def coached(site, world):
    """Alice has coached for 14 weeks."""
    site.do(lambda: past.generated(world.alice, [world.bob, world.charlie]))
    return world


def plain(site, statement, coach, since=SINCE, to=NOW):
    """Ask the database in its own words."""
    asked = text(statement).bindparams(bindparam("since", type_=UTCDateTime), bindparam("now", type_=UTCDateTime))
    return site.do(lambda: list(db.session.execute(asked, {"coach": coach, "since": since, "now": to})))


def rows_of(site, figure, which="12w"):
    answer = site.as_("alice").client.get(f"/dashboard.csv?figure={figure}&range={which}")
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))


CALLS = """FROM calls LEFT JOIN feedback ON feedback.call_id = calls.id WHERE calls.coach_id = :coach
           AND starts_at >= :since AND ends_at <= :now AND status IN ('confirmed', 'completed', 'no_show')"""
SLOTS = "FROM slots WHERE coach_id = :coach AND starts_at >= :since AND starts_at < :now AND status <> 'withdrawn'"


def test_page_file_and_sql_agree(site, coached):
    """Invariant I-24."""
    alice = coached.alice
    page = site.as_("alice").get("/dashboard").text
    scored = dict(plain(site, f"SELECT satisfaction, count(*) {CALLS} AND satisfaction > 0 GROUP BY 1", alice))
    assert {
        int(row["score"]): int(row["count"]) for row in rows_of(site, "distribution") if row["count"] != "0"
    } == scored
    mean = sum(score * count for score, count in scored.items()) / sum(scored.values())
    assert f"{mean:.1f} average of {sum(scored.values())} scores" in page

    ((calls, missed),) = plain(site, f"SELECT count(*), count(CASE status WHEN 'no_show' THEN 1 END) {CALLS}", alice)
    assert f"{missed} of {calls} calls missed" in page
    assert f"{(calls - missed) * 2} hours in {calls - missed} calls" in page
    by_month, by_week = rows_of(site, "missed"), rows_of(site, "hours")
    assert (sum(int(row["calls"]) for row in by_month), sum(int(row["missed"]) for row in by_month)) == (calls, missed)
    assert sum(float(row["hours"]) for row in by_week) == (calls - missed) * 2

    ((offered, booked),) = plain(site, f"SELECT count(*), count(CASE status WHEN 'booked' THEN 1 END) {SLOTS}", alice)
    assert f"{booked} of {offered} offered times booked" in page
    fill = rows_of(site, "fill")
    assert (sum(int(row["offered"]) for row in fill), sum(int(row["booked"]) for row in fill)) == (offered, booked)
    assert missed
    assert offered > booked > 0


def test_each_week_is_told_as_sql_has_it(site, coached):
    """Invariant I-24."""
    for number, row in enumerate(rows_of(site, "scores")):
        since = SINCE + number * WEEK
        ((count,),) = plain(site, f"SELECT count(satisfaction) {CALLS}", coached.alice, since, since + WEEK)
        assert (row["first_day"], int(row["count"])) == (f"{since:%Y-%m-%d}", count)


def test_the_weeks_before_are_compared(site, world):
    for week in range(12):
        score = 3 if week > 3 else 5
        for hour in (0, 3):
            site.do(lambda at=NOW - week * WEEK - hour * past.HOUR - 4 * past.HOUR, score=score:
                    past.held(world.alice, world.bob, at, score))  # fmt: skip
    alice = site.as_("alice")
    assert "5.0 average of 8 scores, up 2.0" in alice.get("/dashboard?range=4w").text
    assert "16 hours in 8 calls, as before" in alice.get("/dashboard?range=4w").text
    assert "Scores rose from 3.0 to 5.0." in alice.get("/dashboard").text
    assert "up" not in alice.get("/dashboard?range=all").one(".headlines").text


def test_who_has_many_calls_now_is_told_that_there_were_few_before(site, world):
    for day in range(2, 6):
        site.do(lambda day=day: past.held(world.alice, world.bob, NOW - day * DAY, 5))
    headlines = site.as_("alice").get("/dashboard?range=4w").one(".headlines").get_text()
    assert "8 hours in 4 calls, too few before to compare" in headlines
    assert headlines.count("too few before to compare") == 3
    assert "too few to compare" not in headlines


def test_of_few_calls_no_average_and_no_change_is_told(site, world):
    for day in (2, 3):
        site.do(lambda day=day: past.held(world.alice, world.bob, NOW - day * DAY, 5))
    alice = site.as_("alice")
    page = alice.get("/dashboard?range=4w")
    assert "2 scores, too few for an average" in page.text
    assert "in 2 calls, too few to compare" in page.text
    assert "Your first scores will appear here after 3 calls" in page.text
    assert not page.all("#scores svg")
    site.do(lambda: past.held(world.alice, world.bob, NOW - 4 * DAY, 5))
    page = alice.get("/dashboard?range=4w")
    assert "Too few scores for an average: median 5, from 3 scores" in page.text
    assert len(page.all("#scores svg")) == 2


def test_a_time_that_is_always_booked_leads_to_the_next_week_in_which_it_can_be_opened(site, world):
    evening, alice = NOW.replace(hour=18), site.as_("alice")
    for week in (1, 2):
        site.do(lambda week=week: past.booked(world.alice, world.bob, evening - week * WEEK))
    assert "Open more" not in alice.get("/dashboard").text
    site.do(lambda: past.booked(world.alice, world.bob, evening - 3 * WEEK))
    site.do(lambda: past.factories.slot(world.alice, evening, now=NOW - DAY))
    page = alice.get("/dashboard")
    assert "Mon 6–8 PM was always taken." in page.text
    [link] = [link for link in page.all("#fill a") if "Open more" in link.text]
    assert link.text == "Open more Monday evenings"
    assert link["href"] == "/schedule?week=2027-W10"
    grid = alice.get(link["href"])
    assert "2027-03-08T18:00Z" in {box["value"] for box in grid.all("input[name=slot]:not([checked])")}


def test_a_time_that_is_nearly_always_booked_says_how_often(site, world):
    for week in range(1, 11):
        site.do(lambda week=week: past.booked(world.alice, world.bob, NOW - week * WEEK))
    site.do(lambda: past.unbooked(world.alice, NOW - 11 * WEEK))
    page = site.as_("alice").get("/dashboard")
    assert "Mon 8–10 AM was taken 10 of 11 times." in page.text
    assert "Open more Monday mornings" in page.text


@pytest.mark.parametrize(
    ("weeks_ago", "told"),
    [
        ([2], "2 hours in 1 call. Most: 2 hours in Feb 15\u2009–\u200921, 2027."),
        ([1, 2, 2], "6 hours in 3 calls. Most: 4 hours in Feb 15\u2009–\u200921, 2027."),
        ([1, 3], "4 hours in 2 calls. Most: 2 hours in each of 2 weeks."),
        ([1, 2, 3], "6 hours in 3 calls. Most: 2 hours in each of 3 weeks."),
    ],
)
def test_a_week_is_named_as_that_of_most_hours_only_if_no_other_had_as_many(site, world, weeks_ago, told):
    for number, ago in enumerate(weeks_ago):
        site.do(lambda at=NOW - ago * WEEK + number * DAY: past.held(world.alice, world.bob, at))
    assert site.as_("alice").get("/dashboard?range=4w").one("#hours > h2 + p").text == told


def test_months_of_as_many_hours_are_counted(site, world):
    for ago in (4, 8):
        site.do(lambda at=NOW - ago * WEEK: past.held(world.alice, world.bob, at))
    told = site.as_("bob").get("/calls/hours").one("#by-month > h2 + p").text
    assert told == "4 hours in 2 calls. Most: 2 hours in each of 2 months."


@pytest.mark.parametrize(
    ("hour_cycle", "wide", "narrow"),
    [
        ("h12", ["10\u202fAM–12\u202fPM", "10\u202fPM–12\u202fAM"], ["10 AM", "10 PM"]),
        ("h23", ["10–12", "22–24"], ["10–12", "22–24"]),
    ],
)
def test_hours_of_the_day_are_told_on_the_clock_that_the_coach_chose(site, world, hour_cycle, wide, narrow):
    alice = site.as_("alice")
    alice.get("/settings").submit("/settings", hour_cycle=hour_cycle)
    for hours in (1, 13):
        for week in (1, 2, 3):
            site.do(lambda at=NOW + hours * past.HOUR - week * WEEK: past.booked(world.alice, world.bob, at))
    page = alice.get("/dashboard")
    sides = [[word.text for word in svg.select("text:not([class])")] for svg in page.all("#fill svg")]
    assert sides == [narrow, wide]
    assert [row.td.text for row in page.all("#fill tbody tr")] == wide
    assert page.one("#fill > h2 + p").text.endswith(f"Mon {wide[0]} was always taken.")
    assert [(row["from_hour"], row["to_hour"]) for row in rows_of(site, "fill")] == [("10", "12"), ("22", "24")]


def test_a_new_coach_is_told_what_will_be_there(site, world):
    page = site.as_("alice").get("/dashboard?range=all")
    assert page.status == 200
    assert not page.all("svg")
    assert "Hours appear here after your first call." in page.text


def test_each_plot_has_a_name_and_its_numbers_a_caption(site, coached):
    page = site.as_("alice").get("/dashboard")
    drawn = [figure for figure in page.all("figure") if figure.svg]
    assert len(drawn) == 6
    for figure in drawn:
        first, second = figure.select("svg[role=img] > title")
        assert first.text == second.text == f"{figure.h2.text}. {figure.p.text}"
        assert figure.table.caption
        assert {cell["scope"] for cell in figure.table.select("th")} == {"col", "row"}


def test_a_student_sees_their_hours_and_nothing_that_was_logged(site, coached):
    """Case I3."""
    page = site.as_("bob").get("/calls/hours")
    ((calls, missed),) = plain(
        site, "SELECT count(*), count(CASE status WHEN 'no_show' THEN 1 END) FROM calls WHERE student_id = :coach "
              "AND ends_at <= :now AND starts_at >= :since AND status IN ('confirmed', 'completed', 'no_show')",
        coached.bob, since=NOW - 52 * WEEK,
    )  # fmt: skip
    assert f"{(calls - missed) * 2} hours in {calls - missed} calls. Most:" in page.text
    assert f"You missed {missed} of {calls} call" in page.text
    assert "score" not in page.text.lower()
    assert "Your hours appear here" in site.as_("alice").get("/calls/hours").text


def test_a_coach_sees_their_own_calls_alone(site, coached):
    """Case E3."""
    site.do(lambda: past.factories.coach("dora"))
    assert "0 scores" in site.as_("dora").get("/dashboard").text


@pytest.mark.parametrize("path", ["/dashboard?range=never", "/dashboard.csv?range=never&figure=none"])
def test_what_is_unknown_is_the_usual(site, world, path):
    assert site.as_("alice").client.get(path).status_code == 200
