"""What a coach sees of semesters: where the week is closed, and what is refused."""

from datetime import date

import pytest

from app.db import transact
from app.services import semesters
from tests.conftest import NOW
from tests.factories import ADMIN
from tests.web.weeks import open_times, publish, words

SPRING = "Spring (Mar 1 – 3, 2027)"
TUESDAY_14, FRIDAY_8, FRIDAY_9_30 = "2027-03-02T14:00Z", "2027-03-05T08:00Z", "2027-03-05T09:30Z"
THURSDAY_9 = "2027-03-04T09:00Z"


@pytest.fixture
def alice(site, world):
    """Return Alice, after whose two slots of this week a semester was defined that ends on Wednesday."""
    days = {"first_day": date(2027, 3, 1), "last_day": date(2027, 3, 3)}
    site.do(lambda: transact(lambda: semesters.add(actor=ADMIN, name="Spring", **days, now=NOW)))
    return site.as_("alice")


def test_the_week_is_closed_outside_the_semester_and_says_why(alice):
    page = alice.get("/schedule")
    assert page.one(f".grid [value='{TUESDAY_14}']")
    assert not page.all(f".grid [value='{FRIDAY_8}']")
    assert "Fri, Mar 5, 8:00–10:00 AM, outside the semesters" in page.text
    assert words(page.one("#week-outside")) == f"Slots lie within a semester: {SPRING}."


def test_what_was_published_before_stays_open(alice):
    assert open_times(alice.get("/schedule")) == {THURSDAY_9}


def test_where_the_whole_week_is_inside_nothing_is_said(site, world):
    assert not site.as_("alice").get("/schedule").all("#week-outside")


def test_publishing_outside_by_hand_is_refused_and_the_rest_is_saved(alice):
    answer = publish(alice.get("/schedule"), add=[TUESDAY_14, FRIDAY_9_30])
    assert answer.status == 422
    assert f"There is no semester at that time. Slots lie within a semester: {SPRING}." in answer.text
    assert open_times(alice.get("/schedule")) == {THURSDAY_9, TUESDAY_14}


def test_another_time_outside_is_refused_at_its_field(alice):
    answer = alice.get("/schedule").submit("/schedule/slots", on="2027-03-08", starts_at="14:00")
    assert answer.status == 422
    assert f"Slots lie within a semester: {SPRING}." in answer.text
    assert answer.form("/schedule/slots")["on"] == "2027-03-08"


def test_a_series_tells_which_dates_lie_outside(alice):
    typed = {"weekdays": ["2"], "at": "18:00", "first_on": "2027-03-02", "until": "2027-03-09"}
    shown = alice.get("/schedule/series").submit("/schedule/series", **typed, preview="1")
    assert "1 slot will be published" in shown.text
    assert "Left out: outside the semesters" in shown.text


def test_copying_last_week_leaves_out_what_lies_outside(alice):
    copied = publish(alice.get("/schedule?week=2027-W10"), to="/schedule/copy", htmx=True)
    assert "Copied 0 of 2." in copied.one("#week-note").text
    assert "outside the semesters" in copied.one("#week-note").text
