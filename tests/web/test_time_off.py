"""A coach takes time off on a page: what is booked inside is asked about, and who is ill says so once."""

from datetime import timedelta

import pytest

from app.services import holds
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("world")
PAGE = "/schedule/time-off"
DAY = timedelta(days=1)


def taking(first="2027-03-10", last=None, **more):
    return {"first_day": first, "last_day": last or first, **more}


def test_time_off_hides_open_slots_and_removing_it_brings_them_back(site, world):
    alice, charlie = site.as_("alice"), site.as_("charlie")
    page = alice.get(PAGE).submit(PAGE, **taking("2027-03-04")).follow()
    assert "1 open slot is hidden." in page.text
    assert charlie.get(f"/slots/{world.open_slot}").status == 409
    week = alice.get("/schedule?week=2027-W09")
    assert len(week.all("span.cell.blocked")) >= 7
    back = page.submit(f"{PAGE}/1/remove").follow()
    assert "No time off ahead." in back.text
    assert charlie.get(f"/slots/{world.open_slot}").status == 200


def test_publishing_the_week_keeps_what_a_time_off_hides(site, world):
    alice = site.as_("alice")
    alice.get(PAGE).submit(PAGE, **taking("2027-03-04"))
    week = alice.get("/schedule?week=2027-W09")
    assert "Nothing was changed." in week.submit("/schedule").follow().text
    alice.get(PAGE).submit(f"{PAGE}/1/remove")
    assert site.as_("charlie").get(f"/slots/{world.open_slot}").status == 200


def test_a_booked_call_inside_is_asked_about_and_stays_until_that_is_answered(site, world):
    """Case A13."""
    alice = site.as_("alice")
    asked = alice.get(PAGE).submit(PAGE, **taking("2027-03-03"))
    assert (asked.status, "1 booked call is inside" in asked.text) == (409, True)
    unsaid = asked.submit(PAGE, **{f"call-{world.call}": "offer"})
    assert (unsaid.status, "Give a reason" in unsaid.text) == (422, True)
    kept = unsaid.submit(PAGE, **{f"call-{world.call}": "keep"}).follow()
    assert "1 call stays booked." in kept.text
    assert "It stays booked." in kept.text


def test_who_is_ill_cancels_a_day_at_once_and_the_student_takes_another_time_with_one_click(site, world):
    """Case A13."""
    alice, bob = site.as_("alice"), site.as_("bob")
    done = alice.get(PAGE).submit("/schedule/ill", **taking("2027-03-03")).follow()
    assert "1 call is cancelled." in done.text
    assert "held for its student" in done.text
    call = bob.get(f"/calls/{world.call}")
    assert "I am ill." in call.text
    held = site.do(lambda: holds.list_for_student(world.bob, call_id=world.call, now=NOW))
    booked = call.submit(f"/slots/{held[0].slot_id}/book").follow()
    assert "You are booked" in booked.text
    assert site.do(lambda: holds.list_for_student(world.bob, now=NOW)) == []


@pytest.mark.parametrize("where", [PAGE, "/schedule/ill"])
@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (taking("2027-03-10", "2027-03-09"), "The last day is before the first"),
        (taking("2027-02-10"), "That time is in the past"),
        (taking("2027-03-10", "2028-03-20"), "That is too long to be off"),
        (taking("2027-03-10", "9999-12-31"), "Choose Fri, Mar 2, 2029 or an earlier day"),
        (taking("soon", "2027-03-10"), "Enter a date"),
    ],
)
def test_days_that_cannot_be_are_refused_with_what_was_typed(site, where, sent, told):
    page = site.as_("alice").get(PAGE).submit(where, **sent)
    assert (page.status, told in page.text) == (422, True)
    assert sent["last_day"] in page.html


def test_what_is_said_of_calls_that_are_none_counts_for_nothing(site, world):
    said = {"call-x": "keep", "call-99": "keep", f"call-{world.call}": "burn", "call-²": "keep"}
    assert site.as_("alice").get(PAGE).submit(PAGE, **taking("2027-03-03"), **said).status == 409


def test_a_coach_who_cancels_one_call_may_offer_others_and_a_student_may_not(site, world):
    """Case A13."""
    asks = f"/calls/{world.call}/cancel"
    assert "Hold up to 3" not in site.as_("bob").get(asks).text
    site.as_("alice").get(asks).submit(asks, reason="A funeral.")
    assert "held for you" in site.as_("bob").get(f"/calls/{world.call}").text
