"""Joining the waitlist, answering what is offered, leaving: by plain forms."""

from datetime import timedelta

import pytest

from app.db import transact
from app.services import accounts, offers, slots, subjects
from tests import factories
from tests.conftest import NOW
from tests.factories import ADMIN, USUAL, acting

DAY = timedelta(days=1)


@pytest.fixture
def bob(site, world):
    """Dora coaches Algebra and has no open times; Alice has."""
    site.do(lambda: factories.coach("dora"))
    site.do(lambda: transact(lambda: subjects.set_for_coaches(actor=ADMIN, names={4: ["Algebra"]}, now=NOW)))
    return site.as_("bob")


def open_slot(site, day=5):
    return site.do(lambda: (factories.slot(4, NOW + day * DAY), factories.offer()))


def test_a_student_joins_where_nothing_is_open_and_books_what_is_offered(site, bob, world):
    """Case F8."""
    assert not bob.get(f"/coaches/{world.alice}").all("#join-waitlist")
    page = bob.get("/coaches/4").submit("/coaches/4/wait").follow()
    assert "You are on the waitlist for Dora Diaz." in page.text
    assert "Place 1 of 1" in page.text
    assert "You are on the waitlist." in bob.get("/coaches/4").text
    slot, _ = open_slot(site)
    page = bob.get("/waitlist")
    assert "Held for you until" in page.text
    at_home = bob.get("/").one("#offer-1").get_text(" ")
    assert "Held for you until" in at_home
    assert "Times in New York (UTC−5)." in at_home
    assert "Madrid time" in at_home
    assert site.as_("charlie").get(f"/slots/{slot}").status == 409
    assert "Held for you until" in bob.get(f"/slots/{slot}").text
    assert bob.get(f"/slots/{slot}").submit(f"/slots/{slot}/book").follow().status == 200
    assert "You are on no waitlist" in bob.get("/waitlist").text


def test_declining_twice_is_declining_once_and_leaving_can_be_undone(site, bob):
    """Case A4."""
    bob.get("/coaches/4").submit("/coaches/4/wait")
    open_slot(site)
    page = bob.get("/waitlist")
    other_tab = bob.get("/waitlist")
    for tab in (page, other_tab):
        assert "Declined." in tab.submit("/waitlist/offers/1/decline").follow().text
    left = bob.get("/waitlist").submit("/waitlist/1/leave").follow()
    assert "You no longer wait for Dora Diaz." in left.text
    back = left.submit("/waitlist/1/return").follow()
    assert "You have your place again." in back.text
    assert "Place 1 of 1" in back.text


def test_a_stale_page_says_that_the_offer_is_over(site, bob):
    bob.get("/coaches/4").submit("/coaches/4/wait")
    slot, _ = open_slot(site)
    page, slot_page = bob.get("/waitlist"), bob.get(f"/slots/{slot}")
    site.do(lambda: transact(lambda: slots.withdraw(actor=acting(4), slot_id=slot, now=NOW)))
    site.do(lambda: transact(lambda: offers.settle(1, policy=USUAL, now=NOW)))
    answer = page.submit("/waitlist/offers/1/decline")
    assert (answer.status, "This offer is over" in answer.text) == (409, True)
    assert slot_page.submit(f"/slots/{slot}/book").status == 409


def test_a_wish_for_a_subject_begins_with_what_was_looked_for(site, bob):
    empty = bob.get("/slots?subject=algebra&day=1&time=evening")
    form = bob.get(empty.one("#join-waitlist")["href"])
    page = form.submit("/waitlist/join").follow()
    assert "Algebra" in page.text
    assert "Mon; Evening" in page.text
    wrong = form.submit("/waitlist/join", until_on="2027-02-01")
    assert (wrong.status, "That day is over" in wrong.text) == (422, True)
    far = form.submit("/waitlist/join", until_on="9999-12-31")
    assert (far.status, "Choose Fri, Mar 2, 2029 or an earlier day, or none." in far.text) == (422, True)
    assert far.one("[name=until_on]")["value"] == "9999-12-31"
    assert far.all("[name=day][value='1'][checked]")
    assert bob.get("/waitlist/join").submit("/waitlist/join").status == 422


def test_who_is_paused_is_told_and_can_wait_again(site, bob):
    bob.get("/coaches/4").submit("/coaches/4/wait")

    def miss():
        for number, day in enumerate((5, 6), start=1):
            slot = factories.slot(4, NOW + day * DAY)
            factories.offer()
            transact(lambda n=number: offers.settle(n, policy=USUAL, now=NOW + DAY))
            transact(lambda s=slot: slots.withdraw(actor=acting(4), slot_id=s, now=NOW))

    site.do(miss)
    page = bob.get("/waitlist")
    assert "Paused: 2 offers in a row were not answered." in page.text
    assert "You wait again, at the end of the line." in page.submit("/waitlist/1/resume").follow().text
    assert "You have your place again." in page.submit("/waitlist/1/resume").follow().text


def test_a_coach_sees_that_a_slot_is_offered_and_not_to_whom(site, bob):
    bob.get("/coaches/4").submit("/coaches/4/wait")
    dora = site.as_("dora")
    assert "1 student waits for a time with you" in dora.get("/").text
    open_slot(site)
    week = dora.get("/schedule?week=2027-W09")
    assert "Offered to a student on the waitlist" in week.text
    assert "Bob" not in week.one("#week").get_text()


def test_a_coach_who_is_gone_is_said_to_be(site, bob):
    bob.get("/coaches/4").submit("/coaches/4/wait")
    site.do(lambda: transact(lambda: accounts.deactivate(actor=ADMIN, email="dora@example.org", now=NOW)))
    page = bob.get("/waitlist")
    assert "Dora Diaz takes no bookings now." in page.text
    assert not page.all("a[href='/coaches/4']")


def test_a_visitor_is_led_to_sign_in(site, bob):
    page = site.visitor().get("/coaches/4")
    assert "next=/coaches/4" in page.one("a[href^='/login?next=/coaches']")["href"].replace("%2F", "/")
