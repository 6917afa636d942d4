"""How a coach has a week shown: which hours of the day, from which day on."""

from datetime import timedelta

import pytest

from tests.conftest import NOW
from tests.web.weeks import bands, heads, open_times, publish, ticked, words


@pytest.fixture
def alice(site, world):
    return site.as_("alice")


def test_bands_are_named_by_the_coachs_clock(alice):
    assert bands(alice.get("/schedule"))[:3] == ["8 AM", "10 AM", "12 PM"]
    assert alice.get("/settings").submit("/settings", hour_cycle="h23").status == 303
    page = alice.get("/schedule?hours=all")
    assert bands(page)[:5] == ["0–2", "2–4", "4–6", "6–8", "8–10"]
    assert words(page.one("label .at")) == "9:00"


def test_earlier_and_later_hours_stay_through_a_submit(alice):
    answer = publish(alice.get("/schedule?hours=all"), add=["2027-03-03T22:00Z"])
    shown = answer.follow()
    assert len(shown.all(".grid tbody tr")) == 12
    assert "hours=all" in answer.location
    assert len(alice.get("/schedule").all(".grid tbody tr")) == 8


def test_earlier_and_later_hours_are_a_link_away_until_all_are_shown(alice):
    page = alice.get("/schedule?week=2027-W10")
    assert not page.all("#week-usual")
    later = alice.get(page.one("#week-later")["href"])
    assert bands(later)[-1] == "10 PM"
    assert not later.all("#week-later")
    whole = alice.get(later.one("#week-earlier")["href"])
    assert len(bands(whole)) == 12
    assert not whole.all("#week-earlier, #week-later")
    assert bands(alice.get(whole.one("#week-usual")["href"])) == bands(page)


def test_a_withdrawal_keeps_the_hours_that_are_shown(alice, world):
    page = alice.get("/schedule?hours=all")
    answer = page.submit(f"/slots/{world.open_slot}/withdraw?hours=all")
    assert len(bands(answer.follow())) == 12


def test_the_day_starts_when_the_coach_says(alice):
    assert alice.get("/settings").submit("/settings", hour_cycle="h23").status == 303
    profile = alice.get("/settings/coach")
    assert profile.form("/settings/coach")["day_start_minutes"] == "480"
    assert profile.submit("/settings/coach", day_start_minutes="330").status == 303
    page = alice.get("/schedule?week=2027-W10")
    assert bands(page) == ["5:30", "7:30", "9:30", "11:30", "13:30", "15:30", "17:30"]
    assert words(page.one("label:has([value='2027-03-08T05:30Z'])")) == "Mon, Mar 8, 05:30–07:30"
    publish(page, add=["2027-03-08T05:30Z"])
    assert open_times(alice.get("/schedule?week=2027-W10")) == {"2027-03-08T05:30Z"}


@pytest.mark.parametrize("minutes", ["270", "495", "750", "x"])
def test_a_day_starts_on_no_other_time(alice, minutes):
    assert alice.get("/settings/coach").submit("/settings/coach", day_start_minutes=minutes).status == 422
    assert bands(alice.get("/schedule"))[0] == "8 AM"


@pytest.fixture
def from_sunday(alice):
    assert alice.get("/settings").submit("/settings", week_start="sunday").status == 303
    return alice


def test_a_week_from_sunday_on_has_the_same_name_as_its_monday(from_sunday):
    page = from_sunday.get("/schedule")
    assert heads(page) == ["Sun 28", "Mon 1", "Tue 2", "Wed 3", "Thu 4", "Fri 5", "Sat 6"]
    assert heads(from_sunday.get("/schedule?week=2027-W09")) == heads(page)
    later = from_sunday.get(page.one(".toolbar a:nth-of-type(2)")["href"])
    assert heads(later)[0] == "Sun 7"
    assert heads(from_sunday.get(later.one(".toolbar a:nth-of-type(1)")["href"])) == heads(page)


def test_a_sunday_is_published_undone_and_copied_in_the_week_it_begins(from_sunday):
    page = from_sunday.get("/schedule?week=2027-W10")
    answer = publish(page, add=["2027-03-07T14:00Z", "2027-03-13T14:00Z"])
    assert "week=2027-W10" in answer.location
    assert open_times(answer.follow()) == {"2027-03-07T14:00Z", "2027-03-13T14:00Z"}
    copied = publish(from_sunday.get("/schedule?week=2027-W11"), to="/schedule/copy")
    assert ticked(copied) == {"2027-03-14T14:00Z", "2027-03-20T14:00Z"}
    undone = answer.follow().submit("/schedule/undo")
    assert "week=2027-W10" in undone.location
    assert open_times(undone.follow()) == set()


@pytest.mark.usefixtures("from_sunday")
def test_on_sunday_the_week_that_begins_is_shown(site, at_now):
    at_now.move_to(NOW + timedelta(days=6))
    assert heads(site.as_("alice").get("/schedule"))[0] == "Sun 7"


def test_a_single_slot_on_sunday_leads_to_the_week_it_begins(from_sunday):
    page = from_sunday.get("/schedule")
    answer = page.submit("/schedule/slots?week=2027-W09", on="2027-03-07", starts_at="11:00")
    assert "2027-03-07T11:00Z" in open_times(answer.follow())


def test_a_week_turned_while_it_was_edited_publishes_nothing(alice):
    page = alice.get("/schedule?week=2027-W10")
    publish(page, add=["2027-03-14T14:00Z"])
    old = alice.get("/schedule?week=2027-W10")
    alice.get("/settings").submit("/settings", week_start="sunday")
    assert publish(old, remove=["2027-03-14T14:00Z"]).status == 409
    assert open_times(alice.get("/schedule?week=2027-W11")) == {"2027-03-14T14:00Z"}


def test_days_to_choose_from_begin_as_weeks_do(from_sunday):
    days = [words(label) for label in from_sunday.get("/schedule/series").all("label:has([name=weekdays])")]
    assert (days[0], days[-1]) == ("Sunday", "Saturday")
    found = from_sunday.get("/slots?day=7&day=1")
    assert [label.get_text(" ", strip=True) for label in found.all("label:has([name=day])")][:2] == [
        "Sun Sunday",
        "Mon Monday",
    ]
    assert [box["value"] for box in found.all("[name=day][checked]")] == ["7", "1"]
