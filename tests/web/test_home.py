"""The first page: for a visitor, a student, a coach."""

from datetime import timedelta

import pytest

from app.db import transact
from app.services import coaches
from tests import factories, past
from tests.conftest import NOW
from tests.factories import ADMIN

DAY = timedelta(days=1)


def describe(who, **said):
    transact(lambda: coaches.edit(actor=ADMIN, email=f"{who}@example.org", now=NOW, **said))


def test_a_visitor_sees_the_soonest_slots_of_different_coaches_and_what_is_taught(site, world):
    def make():
        factories.slot(world.alice, NOW + 4 * DAY)
        dora = factories.coach("dora")
        describe("alice", subject_names=["Maths"])
        describe("dora", subject_names=["Maths", "Spanish & more"])
        return factories.slot(dora, NOW + 5 * DAY)

    other = site.do(make)
    page = site.visitor().get("/")
    assert [chip["href"] for chip in page.all("#soonest a.chip")] == [f"/slots/{world.open_slot}", f"/slots/{other}"]
    taught = {link.get_text(" ", strip=True): link["href"] for link in page.all(".subjects a")}
    assert taught == {
        "Maths 2 coaches": "/coaches?subject=Maths",
        "Spanish & more 1 coach": "/coaches?subject=Spanish+%26+more",
    }
    assert len(page.visitor.get(taught["Spanish & more 1 coach"]).all("article.coach")) == 1


def test_a_visitor_of_an_empty_programme_is_told_and_led_on(site):
    """Case I1."""
    page = site.visitor().get("/")
    assert "No open times right now" in page.text
    assert page.one("#soonest a")["href"] == "/coaches"


def test_a_student_sees_the_next_call_first_with_both_times_and_the_phone(site, world, at_now):
    at_now.move_to(NOW + DAY + timedelta(hours=20, minutes=40))
    page = site.as_("bob").get("/")
    card = page.one("#next-call")
    words = " ".join(card.get_text(" ").split())
    assert "Your next call is in 3 hours 20 minutes" in words
    assert "Wed, Mar 3, 4:00–6:00 AM" in words
    assert "9:00–11:00 AM for Alice Archer (London time)" in words
    assert "+44 20 7946 0101" in words
    at_now.move_to(NOW + 2 * DAY + timedelta(hours=1))
    assert "Your call is on now" in site.as_("bob").get("/").text


def test_a_student_books_again_from_home(site, world):
    page = site.as_("bob").get("/")
    assert [chip["href"] for chip in page.all("#book-again a.chip")] == [f"/slots/{world.open_slot}"]
    assert page.visitor.get(f"/slots/{world.open_slot}").submit(f"/slots/{world.open_slot}/book").status == 303
    again = page.visitor.get("/")
    assert "No open times that you could book now" in again.one("#book-again").get_text()
    assert "After that" in again.text


def test_a_student_without_calls_is_led_to_the_coaches(site, world):
    """Case I1."""
    page = site.as_("charlie").get("/")
    assert "You have no calls ahead." in page.text
    assert page.one("main p.actions a.button")["href"] == "/coaches"
    assert not page.all("#book-again")
    assert page.one("#soonest a.chip")["href"] == f"/slots/{world.open_slot}"


def test_a_student_who_can_book_nothing_is_led_to_the_reason(site):
    """Case I1."""
    site.do(lambda: factories.person("charlie"))
    assert site.as_("charlie").get("/").one("#soonest a")["href"] == "/slots"


@pytest.mark.parametrize("who", ["visitor", "bob"])
def test_parts_that_may_be_old_ask_for_themselves_again(site, world, who):
    page = (site.visitor() if who == "visitor" else site.as_(who)).get("/")
    fresh = [part["id"] for part in page.all("main [data-fresh]")]
    assert fresh == (["soonest"] if who == "visitor" else ["book-again", "soonest"])


def test_a_coach_sees_calls_ahead_and_those_that_wait_for_feedback(site, world, at_now):
    before = site.as_("alice").get("/")
    assert "Bob Baker" in before.text
    assert not before.all("a[href='#queue-title']")
    at_now.move_to(NOW + 3 * DAY)
    page = site.as_("alice").get("/")
    assert "Bob Baker" in page.one(f"#call-{world.call}").get_text()
    # The cards stand last: a link at the top leads to them.
    assert page.one("main p > a[href='#queue-title']")
    assert page.one("#queue-title").get_text() == "How did it go?"


def test_a_coach_who_has_scored_all_at_home_is_led_to_no_more(site, world, at_now):
    second = site.do(lambda: past.booked(world.alice, world.charlie, NOW + DAY))
    at_now.move_to(NOW + 3 * DAY)
    alice = site.as_("alice")
    token = alice.get("/").all("main [name=csrf_token]")[0]["value"]

    def score(call, at):
        typed = {"csrf_token": token, "from_queue": "1", "satisfaction": "4"}
        return alice.post(f"/calls/{call}/feedback", typed, htmx=True, **{"HX-Current-URL": at})

    assert not score(second, "/").all("#to-score")
    assert score(world.call, "/").one("#to-score").get_text() == "No call waits for a score."
    assert not score(world.call, "/feedback").all("#to-score")
    # Saved is saved, wherever it says that it comes from.
    assert score(world.call, "http://[nowhere").status == 200


def test_the_navigation_counts_what_lies_ahead_and_what_waits(site, world, at_now):
    assert "Calls, 1 ahead" in site.as_("bob").get("/slots").one("header").get_text()
    assert "Calls, 1 ahead" in site.as_("alice").get("/slots").one("header").get_text()
    assert "ahead" not in site.as_("charlie").get("/slots").one("header").get_text()
    at_now.move_to(NOW + timedelta(days=3))
    alice = site.as_("alice").get("/slots").one("header").get_text()
    assert "How did it go? 1 left" in alice
    assert "ahead" not in alice
    # A page that counts something else says the same.
    assert "How did it go? 1 left" in site.as_("alice").get(f"/coaches/{world.alice}/reviews").one("header").get_text()
