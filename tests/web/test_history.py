"""A coach's past calls: the table, its filters, and the file."""

import csv
from datetime import timedelta
from io import StringIO

import pytest

from app.db import transact
from app.domain.calls import CallStatus
from app.services import feedback, outcomes, reviews
from tests import factories
from tests.conftest import NOW
from tests.factories import acting


@pytest.fixture
def past(site, world, at_now):
    """Bob's call of Mar 3 scored 4 with a note, Charlie's of Mar 4 missed, Bob's of Mar 5 without a score."""

    def make():
        missed = factories.call(world.open_slot, world.charlie)
        factories.call(factories.slot(world.alice, NOW + timedelta(days=4)), world.bob, note="=cmd()")
        alice, later = acting(world.alice), NOW + timedelta(days=5)
        note = "+ good\nsecond line"
        transact(lambda: feedback.record(
            actor=alice, call_id=world.call, satisfaction=4, private_note=note, now=later
        ))  # fmt: skip
        transact(lambda: outcomes.record(actor=alice, call_id=missed, outcome=CallStatus.NO_SHOW, now=later))

    site.do(make)
    at_now.move_to(NOW + timedelta(days=5))
    return site.as_("alice")


def days(page):
    return [row.select_one("time").get_text()[5:10] for row in page.all("tbody tr")]


def test_the_table_tells_of_every_past_call_latest_first(past):
    page = past.get("/history")
    assert days(page) == ["Mar 5", "Mar 4", "Mar 3"]
    assert [" ".join(row.get_text(" ").split()) for row in page.all("tbody tr td:nth-child(3)")][1:] == [
        "Missed",
        "4, Good",
    ]
    assert page.all("tbody tr td:nth-child(5)")[2].get_text() == "+ good"
    assert page.one("#history-title").get_text() == "3 calls"


def test_the_zone_of_a_list_holds_on_either_side_of_a_clock_change(site, world, at_now):
    alice = site.as_("alice")
    after = site.do(lambda: factories.call(factories.slot(world.alice, NOW + timedelta(days=30)), world.bob))
    assert "Times in London (UTC+0 and UTC+1)." in alice.get("/calls").text
    at_now.move_to(NOW + timedelta(days=31))
    assert "Times in London (UTC+1 and UTC+0)." in site.as_("alice").get("/history").text
    assert "Times in London (UTC+1)." in site.as_("alice").get(f"/calls/{after}").text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("student={charlie}", ["Mar 4"]),
        ("score=4", ["Mar 3"]),
        ("score=5", []),
        ("note=y", ["Mar 3"]),
        ("from=2027-03-04", ["Mar 5", "Mar 4"]),
        ("to=2027-03-04", ["Mar 4", "Mar 3"]),
        ("from=2027-03-04&to=2027-03-04", ["Mar 4"]),
        ("from=2027-03-04&student={bob}", ["Mar 5"]),
        ("to=9999-12-31", ["Mar 5", "Mar 4", "Mar 3"]),
    ],
)
def test_filters_keep_some(past, world, asked, found):
    asked = asked.format(**vars(world))
    assert days(past.get(f"/history?{asked}")) == found
    assert len(past.client.get(f"/history.csv?{asked}").text.splitlines()) == (1 + len(found) + ("Mar 3" in found))


def test_filtering_in_place_says_how_many_there_are(past):
    answer = past.get("/history?score=4", htmx=True)
    assert answer.one("section#history-list h2").get_text() == "1 call"
    assert answer.one("#live[hx-swap-oob]").get_text(strip=True) == "1 call"
    assert not past.get("/history").one("#live").get_text(strip=True)
    assert answer.one("a[download]")["href"] == "/history.csv?score=4"


def test_a_filter_that_nothing_matches_leads_back(past):
    """Case I1."""
    page = past.get("/history?score=1")
    assert "No past call matches all of these." in page.text
    assert page.one("#history-list p a")["href"] == "/history"


@pytest.mark.parametrize(
    "asked", ["from=yesterday", "score=9", "student=999999999999999999999", "score=x", "score=%20"]
)
def test_a_filter_that_cannot_be_read_says_so_and_the_others_hold(past, asked):
    page = past.get(f"/history?{asked}&note=y")
    assert page.status == 422
    assert page.text.startswith("Error:")
    assert page.one("h1 + #history-errors .summary")
    assert days(page) == ["Mar 3"]


@pytest.mark.parametrize(("typed", "shown"), [("yesterday", ""), ("2027-3-4", "2027-03-04")])
def test_a_field_for_a_date_holds_only_what_a_browser_shows_there(past, typed, shown):
    assert past.get(f"/history?from={typed}").one("#from")["value"] == shown


def test_before_the_first_call_has_ended_there_is_something_to_do(site, world):
    """Case I1."""
    page = site.as_("alice").get("/history")
    assert "No finished calls yet." in page.text
    assert page.all('#history-list a[href="/schedule"]')


def test_no_cell_of_the_file_is_a_formula(past):
    answer = past.client.get("/history.csv")
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="calls.csv"'
    rows = list(csv.DictReader(StringIO(answer.text, newline="")))
    assert [row["date"] for row in rows] == ["2027-03-03", "2027-03-04", "2027-03-05"]
    assert rows[0]["private_note"] == "'+ good\nsecond line"
    assert rows[2]["student_note"] == "'=cmd()"
    assert [row["status"] for row in rows] == ["completed", "no_show", "confirmed"]
    assert (rows[0]["start"], rows[0]["timezone"], rows[0]["satisfaction"]) == ("09:00", "Europe/London", "4")
    assert "+1212" not in answer.text


def test_the_students_review_stands_beside_the_score_once_the_coach_may_see_it(site, past, world, at_now):
    """The third call has no score: its review stays blind for seven days."""
    bob = acting(world.bob)
    for call, rating in ((world.call, 5), (world.call + 2, 2)):
        said = {"actor": bob, "call_id": call, "rating": rating, "now": NOW + timedelta(days=4, hours=23)}
        site.do(lambda said=said: transact(lambda: reviews.record(**said)))
    at_now.move_to(NOW + timedelta(days=5, minutes=1))
    assert [cell.get_text() for cell in past.get("/history").all("tbody tr td:nth-child(4)")] == ["", "", "5 stars"]
    rows = list(csv.DictReader(StringIO(past.client.get("/history.csv").text, newline="")))
    assert [(row["satisfaction"], row["rating"]) for row in rows] == [("4", "5"), ("", ""), ("", "")]


def test_a_long_file_is_whole(past, monkeypatch):
    whole = past.client.get("/history.csv").text
    monkeypatch.setattr("app.web.history.PAGE", 1)
    assert past.client.get("/history.csv").text == whole


def test_another_coachs_history_is_another_ones(site, past):
    """Case E3."""
    site.do(lambda: factories.coach("dora"))
    dora = site.as_("dora")
    assert not dora.get("/history").all("tbody tr")
    assert len(dora.client.get("/history.csv").text.splitlines()) == 1
