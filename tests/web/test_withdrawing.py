"""A coach takes back a time that a student has booked, and says what becomes of the call (case A13)."""

import pytest

from app.db import transact
from app.domain.slots import SlotStatus
from app.services import cancelling, holds, slot_views
from tests import factories
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("world")


def asking(site, world):
    return site.as_("alice").get(f"/slots/{world.booked_slot}/withdraw")


def answer(page, world, fate, **more):
    return page.submit(f"/slots/{world.booked_slot}/withdraw", **{f"call-{world.call}": fate}, **more)


def test_the_week_leads_to_the_question_and_nothing_is_cancelled_without_an_answer(site, world):
    """Case A13."""
    alice = site.as_("alice")
    where = f"/slots/{world.booked_slot}/withdraw"
    assert alice.get("/schedule").all(f"a[href='{where}']")
    page = alice.get(where)
    assert "Withdraw a time that Bob" in page.text
    unsaid = page.submit(where)
    assert (unsaid.status, "A student has booked this slot" in unsaid.text) == (409, True)
    assert site.as_("bob").get(f"/calls/{world.call}").all(f"a[href='/calls/{world.call}/cancel']")


def test_a_call_that_is_kept_stays_booked(site, world):
    """Case A13."""
    assert "The call stays booked." in answer(asking(site, world), world, "keep").follow().text
    assert site.do(lambda: slot_views.get(world.booked_slot)).status is SlotStatus.BOOKED


def test_cancelling_needs_a_reason_and_what_was_chosen_is_kept(site, world):
    """Case A13."""
    refused = answer(asking(site, world), world, "cancel")
    assert (refused.status, "Give a reason" in refused.text) == (422, True)
    assert refused.one(f"#call-{world.call}-cancel").has_attr("checked")
    shown = refused.submit(f"/slots/{world.booked_slot}/withdraw", reason="A funeral.").follow()
    assert "The call is cancelled, and its time withdrawn." in shown.text
    assert site.do(lambda: slot_views.get(world.booked_slot)).status is SlotStatus.WITHDRAWN
    assert "A funeral." in site.as_("bob").get(f"/calls/{world.call}").text
    assert site.do(lambda: holds.list_for_student(world.bob, now=NOW)) == []


def test_other_times_are_held_for_the_student_who_is_offered_some_and_the_form_sent_twice_does_it_once(site, world):
    """Case A13, case A4."""
    page = asking(site, world)
    for _ in range(2):
        shown = answer(page, world, "offer", reason="A funeral.")
        assert shown.status == 303
    held = site.do(lambda: holds.list_for_student(world.bob, call_id=world.call, now=NOW))
    assert [slot.slot_id for slot in held] == [world.open_slot]


def test_what_was_said_of_one_call_is_not_done_to_the_next(site, world):
    """Case A13."""
    page = asking(site, world)

    def swap():
        by = factories.acting(world.bob)
        transact(lambda: cancelling.cancel(actor=by, call_id=world.call, policy=factories.USUAL, now=NOW))
        return factories.call(world.booked_slot, world.charlie)

    call = site.do(swap)
    asked = answer(page, world, "cancel", reason="A funeral.")
    assert (asked.status, "Charlie" in asked.text) == (409, True)
    assert site.as_("charlie").get(f"/calls/{call}").all(f"a[href='/calls/{call}/cancel']")


def test_a_slot_that_was_booked_meanwhile_shows_the_week_as_it_is(site, world):
    """Case A13."""
    page = site.as_("alice").get("/schedule")
    site.do(lambda: factories.call(world.open_slot, world.charlie))
    told = page.submit(f"/slots/{world.open_slot}/withdraw", htmx=True)
    assert (told.status, "A student has booked this slot" in told.text) == (409, True)
    assert told.all(f"a[href='/slots/{world.open_slot}/withdraw']")


def test_of_an_open_slot_there_is_nothing_to_ask(site, world):
    assert site.as_("alice").get(f"/slots/{world.open_slot}/withdraw").follow().all("#week")
