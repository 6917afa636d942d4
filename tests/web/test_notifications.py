"""What a person was told of, on a page of its own: the latest first, new until it was seen."""

from datetime import timedelta

from app.db import transact
from app.domain.notifications import SHOWN, SLOTS_OPENED
from app.services import outbox
from app.web.notification_words import SAID
from tests import factories
from tests.conftest import NOW

MINUTE = timedelta(minutes=1)


def rows(page):
    return [row.get_text(" ", strip=True) for row in page.soup.select("#notification-list .rows > li")]


def test_a_booking_is_news_to_the_coach_until_it_is_marked(site, world, at_now):
    at_now.shift(MINUTE)
    alice = site.as_("alice")
    page = alice.get("/notifications")
    assert "Notifications, 1 new" in page.text
    assert [row for row in rows(page) if "Bob Baker booked" in row and "New" in row]
    assert page.one("#notification-list .rows a")["href"] == f"/calls/{world.call}"
    page = page.submit("/notifications/1/read").follow()
    assert "New" not in rows(page)[0]
    assert "Notifications, " not in page.text


def test_who_did_it_has_seen_it(site, world, at_now):
    at_now.shift(MINUTE)
    page = site.as_("bob").get("/notifications")
    assert ["You are booked with Alice Archer" in row for row in rows(page)] == [True]
    assert "new" not in page.text


def test_all_are_marked_at_once(site, world, at_now):
    site.do(lambda: factories.message(world.alice, world.bob, world.bob))
    site.do(lambda: factories.call(world.open_slot, world.bob))
    at_now.shift(MINUTE)
    alice = site.as_("alice")
    page = alice.get("/notifications")
    assert "Notifications, 2 new" in page.text
    page = page.submit("/notifications/read").follow()
    assert "Nothing is new any more." in page.text
    assert not page.soup.select("#notification-list form")


def test_what_was_taken_back_in_time_was_never_told(site, world, at_now):
    at_now.shift(MINUTE)
    bob = site.as_("bob")
    bob.get(f"/calls/{world.call}/cancel").submit(f"/calls/{world.call}/cancel")
    bob.get(f"/calls/{world.call}").submit(f"/calls/{world.call}/restore")
    at_now.shift(2 * MINUTE)
    assert not [row for row in rows(site.as_("alice").get("/notifications")) if "cancelled" in row]


def test_a_cancellation_is_told_with_the_time_that_it_had(site, world, at_now):
    bob = site.as_("bob")
    bob.get(f"/calls/{world.call}/cancel").submit(f"/calls/{world.call}/cancel")
    at_now.shift(2 * MINUTE)
    told = rows(site.as_("alice").get("/notifications"))
    assert [row for row in told if "The call with Bob Baker on Wed, Mar 3" in row and "was cancelled" in row]
    bob = site.as_("bob").get("/notifications")
    assert "new" not in bob.text


def test_others_notifications_cannot_be_marked(site, world):
    charlie = site.as_("charlie")
    token = charlie.get("/notifications").one("[name=csrf_token]")["value"]
    assert charlie.post("/notifications/1/read", {"csrf_token": token}).status == 404


def test_after_thirty_days_it_is_gone(site, world, at_now):
    at_now.shift(timedelta(days=31))
    assert (
        "Nothing new. What happens to your calls stands here for 30 days."
        in site.as_("alice").get("/notifications").text
    )


def test_every_kind_has_its_words():
    assert set(SAID) == set(SHOWN)


def test_opened_times_lead_to_their_coach(site, world, at_now):
    facts = {"coach": world.alice, "since": NOW.isoformat(), "until": NOW.isoformat()}
    site.do(lambda: transact(lambda: outbox.write_to([world.charlie], SLOTS_OPENED, about="x", now=NOW, **facts)))
    page = site.as_("charlie").get("/notifications")
    assert "Alice Archer opened times" in rows(page)[0]
    assert page.one("#notification-list .rows a")["href"] == f"/coaches/{world.alice}"
