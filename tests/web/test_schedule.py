"""A coach's schedule: publishing, weekly series, withdrawing."""

from datetime import timedelta

import pytest

from tests import factories
from tests.conftest import NOW


def publish(alice, **typed):
    return alice.get("/schedule").submit("/schedule/slots", **typed)


def series(alice, **typed):
    wanted = {"weekdays": ["2", "4"], "at": "18:00", "first_on": "2027-03-08", "until": "2027-03-19", **typed}
    return alice.get("/schedule/series").submit("/schedule/series", **wanted)


def test_a_coach_publishes_a_slot_in_their_own_zone(site, world):
    alice = site.as_("alice")
    shown = publish(alice, on="2027-07-05", starts_at="14:00", place="Room 4").follow()
    assert "Mon, Jul 5, 2:00–4:00 PM" in shown.text
    assert "Room 4" in shown.text
    assert "1:00–3:00 PM" in site.visitor().get("/slots").text


def test_an_overlapping_slot_is_refused_and_the_other_named(site, world):
    """Case A6."""
    answer = publish(site.as_("alice"), on="2027-03-03", starts_at="10:00", place="Room 4")
    assert answer.status == 409
    assert "Wed, Mar 3, 9:00–11:00 AM" in answer.text
    assert answer.form("/schedule/slots")["place"] == "Room 4"


def test_touching_slots_live_together(site, world):
    """Case A6."""
    assert publish(site.as_("alice"), on="2027-03-03", starts_at="11:00").status == 303
    assert publish(site.as_("alice"), on="2027-03-03", starts_at="07:00").status == 303


def test_a_past_time_is_refused(site, world):
    answer = publish(site.as_("alice"), on="2027-02-28", starts_at="10:00")
    assert answer.status == 422
    assert "in the past" in answer.text


def test_a_time_that_the_clocks_skip_is_refused_with_its_neighbours(site, world):
    """Case B10."""
    answer = publish(site.as_("alice"), on="2027-03-28", starts_at="01:30")
    assert answer.status == 422
    assert "12:30 AM" in answer.text
    assert "2:30 AM" in answer.text


def test_a_time_that_comes_twice_takes_the_first_and_says_so(site, world, at_now):
    """Case B10."""
    at_now.move_to(NOW + timedelta(days=180))
    shown = publish(site.as_("alice"), on="2027-10-31", starts_at="01:30").follow()
    assert "comes twice" in shown.text
    assert "UTC+1" in shown.text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"on": "31.12.2027", "starts_at": "10:00"}, "Enter a date"),
        ({"on": "2027-02-30", "starts_at": "10:00"}, "Enter a date"),
        ({"on": "2027-05-01", "starts_at": "25:00"}, "Enter a time"),
        ({"on": "", "starts_at": "10:00"}, "Fill this in"),
        ({"on": "9999-12-31", "starts_at": "23:00"}, "too far ahead"),
        ({"on": "2027-05-01", "starts_at": "10:00", "place": "x" * 201}, "at most 200"),
    ],
)
def test_bad_input_says_what_to_type_and_keeps_the_rest(site, world, typed, words):
    answer = publish(site.as_("alice"), **typed)
    assert answer.status == 422
    assert words in answer.text
    # What is no time, a browser would not show in a field for one.
    kept = "" if words == "Enter a time" else typed["starts_at"]
    assert answer.form("/schedule/slots")["starts_at"] == kept


def test_a_series_is_shown_date_by_date_before_anything_is_saved(site, world):
    """Cases A11, A12."""
    alice = site.as_("alice")
    shown = series(alice, preview="1")
    assert shown.status == 200
    assert len(shown.all("#report tbody tr")) == 4
    assert "4 slots will be published" in shown.text
    assert len(site.visitor().get("/slots").all("article.open")) == 1


def test_publishing_a_series_makes_what_the_preview_said_and_again_makes_none(site, world):
    """Case A11."""
    alice = site.as_("alice")
    shown = series(alice, preview="1")
    done = shown.submit("/schedule/series", weekdays=["2", "4"], publish="1")
    assert "4 slots are published." in done.follow().text
    assert "0 slots are published." in series(alice, publish="1").follow().text
    assert len(site.visitor().get("/slots").all("article.open")) == 5


def test_a_series_without_a_weekday_or_backwards_comes_back(site, world):
    alice = site.as_("alice")
    empty = series(alice, weekdays=[])
    assert empty.status == 422
    assert empty.form("/schedule/series")["at"] == "18:00"
    assert series(alice, until="2027-03-01").status == 422


def test_a_coach_withdraws_an_open_slot(site, world):
    alice = site.as_("alice")
    page = alice.get("/schedule")
    shown = page.submit(f"/slots/{world.open_slot}/withdraw").follow()
    assert "Withdrawn" in shown.text
    assert not site.visitor().get("/slots").all("article.open")


def test_withdrawing_in_place_swaps_the_week(site, world):
    page = site.as_("alice").get("/schedule")
    answer = page.submit(f"/slots/{world.open_slot}/withdraw", htmx=True)
    assert answer.status == 200
    assert answer.one("#week")
    assert not answer.all(f"#slot-{world.open_slot}")
    assert "Withdrawn: Thu, Mar 4" in answer.one("#week-note").text


def test_a_withdrawn_slot_is_brought_back_with_its_place(site, world):
    alice = site.as_("alice")
    publish(alice, on="2027-03-05", starts_at="09:30", place="Room 4")
    [slot] = [li["id"] for li in alice.get("/schedule").all(".week-list li") if "Room 4" in li.text]
    shown = alice.get("/schedule").submit(f"/slots/{slot.removeprefix('slot-')}/withdraw").follow()
    assert "Room 4" not in shown.text
    assert "Room 4" in shown.submit("/schedule/undo").follow().text


@pytest.mark.parametrize("key", ["k" * 10_000, "k\0"])
def test_a_slot_is_not_said_to_be_withdrawn_when_it_is_not(site, world, key):
    answer = site.as_("alice").get("/schedule").submit(f"/slots/{world.open_slot}/withdraw", key=key)
    assert answer.status == 422
    assert "Nothing was changed" in answer.text
    assert site.visitor().get("/slots").all("article.open")


def test_another_coachs_slot_cannot_be_withdrawn(site, world):
    """Case D3."""
    site.do(lambda: factories.coach("dora"))
    dora = site.as_("dora")
    token = dora.get("/schedule").form("/schedule/slots")["csrf_token"]
    assert dora.post(f"/slots/{world.open_slot}/withdraw", {"csrf_token": token, "key": "k"}).status == 404


def test_a_student_has_no_schedule(site, world):
    answer = site.as_("bob").get("/schedule")
    assert answer.status == 403
    assert answer.all("a[href='/slots']")


def test_a_slot_over_midnight_is_listed_once_under_its_start(site, world):
    """Case B7."""
    alice = site.as_("alice")
    publish(alice, on="2027-03-07", starts_at="23:00")
    assert "Sun, Mar 7, 11:00 PM–1:00 AM" in alice.get("/schedule?week=2027-W09").text
    assert "11:00 PM" not in alice.get("/schedule?week=2027-W10").text
    assert publish(alice, on="2027-03-08", starts_at="00:30").status == 409


@pytest.mark.parametrize("week", ["2027-W09", "rubbish", "2027-W99", "", "-1"])
def test_any_week_can_be_asked_for(site, world, week):
    assert site.as_("alice").get("/schedule", week=week).status == 200
    assert site.as_("alice").get(f"/schedule?week={week}").status == 200
