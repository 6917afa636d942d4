"""The line that says whose clock a page is on: every offset that its times have, or the place alone where it has none.

London's clocks go forward on March 28, New York's on March 14.
"""

import re
from datetime import timedelta

import pytest

from app.domain.search import TimeOfDay
from app.domain.waitlist import Window
from tests import factories, past
from tests.conftest import NOW

DAY = timedelta(days=1)


def zones_of(page):
    """Return what each line of the page says."""
    return re.findall(r"Times in ([^.]+)\.", page.text)


@pytest.mark.parametrize(
    ("week", "said"), [(9, "London (UTC+0)"), (12, "London (UTC+0 and UTC+1)"), (13, "London (UTC+1)")]
)
def test_a_week_has_the_offsets_of_its_own_days(site, world, week, said):
    assert zones_of(site.as_("alice").get(f"/schedule?week=2027-W{week:02}")) == [said, said]


def test_hours_that_are_the_same_in_summer_and_winter_are_those_of_a_place(site, world, at_now):
    site.do(lambda: past.held(world.alice, world.bob, NOW - 9 * DAY))
    alice, bob = site.as_("alice"), site.as_("bob")
    assert zones_of(alice.get("/dashboard")) == ["London"]
    assert zones_of(alice.get("/schedule/time-off")) == ["London"]
    assert zones_of(bob.get("/calls/hours")) == ["New York"]
    assert zones_of(bob.get("/waitlist/join")) == ["New York"]


def test_time_off_has_the_offsets_of_the_times_that_are_named(site, world):
    alice, path = site.as_("alice"), "/schedule/time-off"
    whole = {"first_day": "2027-03-04", "last_day": "2027-04-04"}
    page = alice.get(path).submit(path, **whole).follow()
    assert zones_of(page) == ["London"]
    site.do(lambda: factories.call(factories.slot(world.alice, NOW + 38 * DAY), world.charlie))
    asked = page.submit(path, first_day="2027-04-08", last_day="2027-04-08")
    assert (asked.status, zones_of(asked)) == (409, ["London (UTC+1)"])
    hours = {"first_day": "2027-03-02", "last_day": "2027-03-02", "from_time": "10:00", "until_time": "12:00"}
    page = page.submit(path, **hours).follow()
    assert zones_of(page) == ["London (UTC+0)"]
    page = page.submit(path, **{**hours, "first_day": "2027-04-06", "last_day": "2027-04-06"}).follow()
    assert zones_of(page) == ["London (UTC+0 and UTC+1)"]


def test_a_coachs_home_has_the_offsets_of_all_its_calls(site, world, at_now):
    site.do(lambda: factories.call(factories.slot(world.alice, NOW + 30 * DAY), world.bob))
    assert zones_of(site.as_("alice").get("/")) == ["London (UTC+0 and UTC+1)"]
    at_now.move_to(NOW + 28 * DAY)
    assert zones_of(site.as_("alice").get("/")) == ["London (UTC+1 and UTC+0)"]


def test_a_students_home_has_the_offsets_of_the_times_to_book_too(site, world):
    site.do(lambda: factories.slot(world.alice, NOW + 20 * DAY))
    assert zones_of(site.as_("bob").get("/")) == ["New York (UTC−5 and UTC−4)"]


def test_a_wish_for_hours_is_for_those_of_a_place_and_an_offer_has_its_own_offsets(site, world, at_now):
    evenings = Window(times=frozenset({TimeOfDay.EVENING}))
    dora = site.do(lambda: factories.coach("dora"))
    site.do(lambda: factories.wish(world.charlie, dora))
    site.do(lambda: factories.wish(world.bob, dora, window=evenings))
    assert zones_of(site.as_("charlie").get("/waitlist")) == []
    assert zones_of(site.as_("bob").get("/waitlist")) == ["New York"]


def test_what_is_held_has_the_offsets_of_its_time_and_of_how_long(site, world, at_now):
    dora = site.do(lambda: factories.coach("dora"))
    site.do(lambda: factories.wish(world.bob, dora))
    at_now.move_to(NOW + 11 * DAY)
    now = NOW + 11 * DAY
    site.do(lambda: (factories.slot(dora, NOW + 15 * DAY, now=now), factories.offer(now=now)))
    bob = site.as_("bob")
    assert zones_of(bob.get("/waitlist")) == ["New York (UTC−5 and UTC−4)"]
    assert zones_of(bob.get("/"))[0] == "New York (UTC−5 and UTC−4)"


def test_a_call_that_is_moved_over_a_clock_change_has_both_offsets(site, world):
    later = site.do(lambda: factories.slot(world.alice, NOW + 20 * DAY))
    bob = site.as_("bob")
    for path in (f"/calls/{world.call}/move", f"/calls/{world.call}/move?to={later}"):
        assert zones_of(bob.get(path)) == ["New York (UTC−5 and UTC−4)"]


def test_other_times_instead_of_one_that_is_taken_have_all_their_offsets(site, world):
    site.do(lambda: factories.slot(world.alice, NOW + 20 * DAY))
    bob = site.as_("bob")
    page = bob.get(f"/slots/{world.open_slot}")
    site.do(lambda: factories.call(world.open_slot, world.charlie))
    site.do(lambda: factories.slot(world.alice, NOW + 4 * DAY))
    taken = page.submit(f"/slots/{world.open_slot}/book")
    assert (taken.status, zones_of(taken)) == (409, ["New York (UTC−5 and UTC−4)"])


def until_after_the_change(world):
    """Make times of Alice's: with one of the world's 20 before New York's clock change, and 22 after it."""
    hours = [76, *(24 * day + hour for day in range(4, 13) for hour in (0, 4))]
    hours += [24 * day + hour for day in range(13, 24) for hour in (0, 4)]
    return [factories.slot(world.alice, NOW + hour * DAY / 24) for hour in hours]


def pages_of(person, path, link):
    """Return a list's first page, and those that are appended to it."""
    pages = [person.get(path)]
    while more := pages[-1].all(link):
        pages.append(person.get(str(more[0]["href"]), htmx=True))
    return pages


def test_times_that_are_appended_have_a_line_only_where_their_offset_is_another(site, world):
    site.do(lambda: until_after_the_change(world))
    pages = pages_of(site.as_("bob"), "/slots", "#slot-list-more")
    assert list(map(zones_of, pages)) == [["New York (UTC−5)"], ["New York (UTC−4)"], []]
    assert zones_of(site.as_("bob").get(str(pages[1].one("#slot-list-more")["href"]))) == ["New York (UTC−4)"]


def test_calls_that_are_appended_have_a_line_only_where_their_offset_is_another(site, world):
    site.do(lambda: [factories.call(slot, world.bob) for slot in until_after_the_change(world)])
    pages = pages_of(site.as_("bob"), "/calls", "#more-calls a")
    assert list(map(zones_of, pages)) == [["New York (UTC−5)"], ["New York (UTC−4)"], []]


@pytest.mark.parametrize(("day", "said"), [(9, []), (20, ["New York (UTC−5 and UTC−4)"])])
def test_coaches_who_are_appended_have_a_line_only_where_a_time_of_theirs_has_another_offset(site, world, day, said):
    for number in range(12):
        site.do(lambda at=number: factories.slot(factories.coach(f"c{at}"), NOW + (4 if at < 11 else day) * DAY))
    pages = pages_of(site.as_("bob"), "/coaches", "#coach-list-more")
    assert list(map(zones_of, pages)) == [["New York (UTC−5)"], said]
