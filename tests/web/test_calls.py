"""A person's calls: looking back and ahead, cancelling, moving, saying how they ended."""

import re
from datetime import timedelta

import pytest

from tests import factories
from tests.conftest import NOW


def test_a_student_cancels_and_the_slot_is_open_again(site, world):
    """Case F1."""
    bob = site.as_("bob")
    answer = bob.get(f"/calls/{world.call}/cancel").submit(f"/calls/{world.call}/cancel")
    shown = answer.follow()
    assert "The call is cancelled." in shown.text
    assert "tel:" not in shown.html
    assert site.visitor().get("/slots").all(f"#slot-{world.booked_slot}")


def test_a_coach_needs_a_reason_and_the_slot_is_withdrawn(site, world):
    """Case F1."""
    alice = site.as_("alice")
    form = alice.get(f"/calls/{world.call}/cancel")
    refused = form.submit(f"/calls/{world.call}/cancel")
    assert refused.status == 422
    assert "Give a reason" in refused.text
    form.submit(f"/calls/{world.call}/cancel", reason="I am ill")
    assert "I am ill" in site.as_("bob").get(f"/calls/{world.call}").text
    assert not site.visitor().get("/slots").all(f"#slot-{world.booked_slot}")


def test_the_cancel_page_says_what_happens_and_who_is_told(site, world):
    told = site.as_("bob").get(f"/calls/{world.call}/cancel").text
    assert "Alice Archer is told" in told
    assert "The time is open to others again." in told
    told = site.as_("alice").get(f"/calls/{world.call}/cancel").text
    assert "Bob Baker is told" in told
    assert "The time is no longer offered." in told


def test_the_cancel_form_sent_twice_is_the_same_success(site, world):
    """Case A4."""
    form = site.as_("bob").get(f"/calls/{world.call}/cancel")
    assert [form.submit(f"/calls/{world.call}/cancel").status for _ in range(3)] == [303, 303, 303]


def test_cancelling_from_a_second_tab_is_told_it_is_done(site, world):
    bob = site.as_("bob")
    first, second = bob.get(f"/calls/{world.call}/cancel"), bob.get(f"/calls/{world.call}/cancel")
    first.submit(f"/calls/{world.call}/cancel")
    answer = second.submit(f"/calls/{world.call}/cancel")
    assert answer.status == 409
    assert "already cancelled" in answer.text


def test_inside_the_notice_the_student_is_refused_and_shown_the_coachs_phone(site, world, at_now):
    """Case F2."""
    bob = site.as_("bob")
    form = bob.get(f"/calls/{world.call}/cancel")
    site.leap(at_now, NOW + timedelta(days=1, hours=13))
    answer = form.submit(f"/calls/{world.call}/cancel")
    assert answer.status == 409
    assert "too late" in answer.text
    shown = bob.get(f"/calls/{world.call}")
    assert "tel:+442079460101" in shown.html
    assert "too late" in shown.text


def test_inside_the_notice_the_coach_still_may(site, world, at_now):
    """Cases F2, F4."""
    at_now.move_to(NOW + timedelta(days=1, hours=23, minutes=50))
    form = site.as_("alice").get(f"/calls/{world.call}/cancel")
    assert form.submit(f"/calls/{world.call}/cancel", reason="Train broke down").status == 303


def test_a_student_moves_the_call_and_keeps_number_and_note(site, world):
    """Case F5."""
    bob = site.as_("bob")
    offered = bob.get(f"/calls/{world.call}/move")
    form = bob.get(str(offered.one(f"#slot-{world.open_slot}-chip")["href"]))
    assert "From Wed, Mar 3" in form.text
    assert "To Thu, Mar 4" in form.text
    shown = form.submit(f"/calls/{world.call}/move", reason="Exam").follow()
    assert "Thu, Mar 4, 4:00–6:00 AM" in shown.text
    assert "Chapter three" in shown.text
    assert "Exam" in site.as_("alice").get(f"/calls/{world.call}").text
    assert site.visitor().get("/slots").all(f"#slot-{world.booked_slot}")


def test_inside_the_notice_the_list_offers_the_student_no_way_that_would_be_refused(site, world, at_now):
    """Case F2."""
    at_now.move_to(NOW + timedelta(days=1, hours=13))
    ways = f"#call-{world.call}-move, #call-{world.call}-cancel"
    card = site.as_("bob").get("/calls")
    assert "Too late to cancel or move here" in card.text
    assert not card.all(ways)
    assert len(site.as_("alice").get("/calls").all(ways)) == 2


def test_a_student_who_moves_to_a_time_that_begins_too_soon_to_cancel_is_told_before(site, world):
    """Case F2."""
    soon = site.do(lambda: factories.slot(world.alice, NOW + timedelta(hours=8)))
    move = f"/calls/{world.call}/move?to="
    bob, alice = site.as_("bob"), site.as_("alice")
    assert "you cannot cancel or move it yourself once it is booked" in bob.get(f"{move}{soon}").text
    assert "You can cancel or move the call until" in bob.get(f"{move}{world.open_slot}").text
    assert "cancel or move" not in alice.get(f"{move}{soon}").one("main").text


def test_moving_is_refused_inside_the_notice_exactly_like_cancelling(site, world, at_now):
    """Case F3."""
    at_now.move_to(NOW + timedelta(days=1, hours=13))
    bob = site.as_("bob")
    answers = [bob.get(f"/calls/{world.call}/{verb}") for verb in ("cancel", "move")]
    assert [answer.status for answer in answers] == [409, 409]
    assert answers[0].text == answers[1].text


@pytest.mark.parametrize("to", [10**30, -1, "x"])
def test_a_number_that_no_slot_has_leaves_the_choice_of_a_new_time(site, world, to):
    page = site.as_("bob").get(f"/calls/{world.call}/move?to={to}")
    assert page.status == 200
    assert page.all(f'a[href="/calls/{world.call}/move?to={world.open_slot}"]')


def test_a_form_from_before_a_move_is_told_that_the_call_has_changed(site, world):
    bob, alice = site.as_("bob"), site.as_("alice")
    stale = bob.get(f"/calls/{world.call}/cancel")
    move = alice.get(f"/calls/{world.call}/move?to={world.open_slot}")
    move.submit(f"/calls/{world.call}/move", reason="Another class")
    answer = stale.submit(f"/calls/{world.call}/cancel")
    assert answer.status == 409
    assert "changed while you were looking" in answer.text
    assert "Thu, Mar 4" in answer.text


def test_a_move_without_a_time_offers_them_again(site, world):
    form = site.as_("bob").get(f"/calls/{world.call}/move?to={world.open_slot}")
    answer = form.submit(f"/calls/{world.call}/move", slot_id="")
    assert answer.status == 422
    assert answer.text.startswith("Error:")
    assert answer.all(f"#slot-{world.open_slot}-chip")


def test_a_coach_who_gives_no_reason_keeps_the_chosen_time(site, world):
    form = site.as_("alice").get(f"/calls/{world.call}/move?to={world.open_slot}")
    answer = form.submit(f"/calls/{world.call}/move", reason=" ")
    assert answer.status == 422
    assert "Give a reason" in answer.text
    assert answer.form(f"/calls/{world.call}/move")["slot_id"] == str(world.open_slot)


def test_a_time_that_was_just_taken_is_told_and_the_call_stays(site, world):
    """Case A7."""
    later = site.do(lambda: factories.slot(world.alice, NOW + timedelta(days=5)))
    bob = site.as_("bob")
    form = bob.get(f"/calls/{world.call}/move?to={world.open_slot}")
    site.do(lambda: factories.call(world.open_slot, world.charlie))
    for answer in (
        form.submit(f"/calls/{world.call}/move"),
        bob.get(f"/calls/{world.call}/move?to={world.open_slot}"),
    ):
        assert answer.status == 409
        assert "Someone booked that time a moment ago" in answer.text
        assert "Your call stays on Wed, Mar 3" in answer.text
        assert answer.one("a.chip")["href"] == f"/calls/{world.call}/move?to={later}"


def test_the_reason_of_a_move_to_a_time_that_was_just_taken_is_kept(site, world):
    later = site.do(lambda: factories.slot(world.alice, NOW + timedelta(days=5)))
    path = f"/calls/{world.call}/move"
    form = site.as_("alice").get(f"{path}?to={world.open_slot}")
    site.do(lambda: factories.call(world.open_slot, world.charlie))
    refused = form.submit(path, reason="I am ill")
    assert refused.status == 409
    chosen = refused.submit(path, look="1")
    assert chosen.form(path)["slot_id"] == str(later)
    assert chosen.form(path)["reason"] == "I am ill"
    assert "I am ill" in chosen.submit(path).follow().text


def test_looking_at_another_time_moves_nothing(site, world):
    later = site.do(lambda: factories.slot(world.alice, NOW + timedelta(days=5)))
    path = f"/calls/{world.call}/move"
    alice = site.as_("alice")
    looked = alice.get(f"{path}?to={world.open_slot}").submit(path, look="1", slot_id=str(later))
    assert looked.status == 200
    assert "Wed, Mar 3" in alice.get(f"/calls/{world.call}").one("main").text
    dora = site.do(lambda: factories.slot(factories.coach("dora"), NOW + timedelta(days=4)))
    assert looked.submit(path, look="1", slot_id=str(dora)).status == 422


def test_a_move_from_before_another_move_is_told_that_the_call_has_changed(site, world):
    later = site.do(lambda: factories.slot(world.alice, NOW + timedelta(days=5)))
    bob = site.as_("bob")
    stale = bob.get(f"/calls/{world.call}/move?to={world.open_slot}")
    bob.get(f"/calls/{world.call}/move?to={later}").submit(f"/calls/{world.call}/move")
    answer = stale.submit(f"/calls/{world.call}/move")
    assert answer.status == 409
    assert "changed while you were looking" in answer.text


def test_a_call_does_not_move_to_another_coach(site, world):
    other = site.do(lambda: factories.slot(factories.coach("dora"), NOW + timedelta(days=4)))
    assert site.as_("bob").get(f"/calls/{world.call}/move?to={other}").status == 422


def test_no_other_time_to_move_to_is_said(site, world):
    """Case I1."""
    site.do(lambda: factories.call(world.open_slot, world.charlie))
    assert "There is no other open time." in site.as_("bob").get(f"/calls/{world.call}/move").text
    assert "Publish a slot first" in site.as_("alice").get(f"/calls/{world.call}/move").text


def test_a_stranger_is_told_there_is_no_such_call(site, world):
    """Cases D3, E3."""
    charlie = site.as_("charlie")
    for path in ("", "/cancel", "/move"):
        answer = charlie.get(f"/calls/{world.call}{path}")
        assert answer.status == 404
        assert "Alice" not in answer.html.replace("Alice Archer</a>", "")


@pytest.mark.parametrize(("view", "days", "shown"), [("upcoming", 0, 1), ("past", 0, 0), ("past", 3, 1), ("x", 0, 1)])
def test_calls_move_from_upcoming_to_past_when_they_end(site, world, at_now, view, days, shown):
    at_now.move_to(NOW + timedelta(days=days))
    for who in ("bob", "alice"):
        assert len(site.as_(who).get(f"/calls?view={view}").all("article.card")) == shown


def test_cancelled_calls_have_a_list_of_their_own(site, world):
    bob = site.as_("bob")
    bob.get(f"/calls/{world.call}/cancel").submit(f"/calls/{world.call}/cancel")
    assert len(bob.get("/calls?view=cancelled").all("article.card")) == 1
    assert "no calls ahead" in bob.get("/calls").text


def test_the_list_goes_on_in_place_and_the_focus_goes_to_the_first_new_call(site, world):
    site.do(lambda: [
        factories.call(factories.slot(world.alice, NOW + timedelta(days=4 + day)), world.bob) for day in range(21)
    ])  # fmt: skip
    bob = site.as_("bob")
    whole = bob.get("/calls")
    assert len(whole.all("article.card")) == 20
    later = str(whole.one("#more-calls a")["href"])
    part = {"HX-Request": "true", "HX-Request-Type": "full"}  # HTMX itself selects what it needs
    for answer in (bob.get(later), bob.get(later, **part)):
        assert len(answer.all("article.card")) == 2
        assert not answer.all("#more-calls")
    assert answer.one(".page-of-calls [autofocus]").name == "h3"
    assert not bob.get(later).all("[autofocus]")


@pytest.mark.parametrize(
    ("view", "said"),
    [("upcoming", "no calls ahead"), ("past", "has ended yet"), ("cancelled", "was cancelled")],
)
def test_an_empty_list_says_so_and_offers_something(site, world, view, said):
    """Case I1."""
    page = site.as_("charlie").get(f"/calls?view={view}")
    assert said in page.text
    assert page.all("#call-list p a")


def test_the_receipt_tells_each_what_happens_next(site, world):
    """Case I3."""
    bob, alice = site.as_("bob").get(f"/calls/{world.call}"), site.as_("alice").get(f"/calls/{world.call}")
    assert "Starts in 2 days." in bob.text
    assert "Alice Archer calls you at 4:00 AM on +1 212-555-0102." in bob.text
    assert "You call Bob Baker at 9:00 AM." in alice.text
    assert re.search(r"Reference S-[0-9A-Z]{4}", bob.text)
    assert bob.one(".phone-block .number").get_text() == "+44 20 7946 0101"
    assert bob.one("[data-copy]")["data-copy"] == "+44 20 7946 0101"
    assert alice.one("a.call")["href"] == "tel:+12125550102"


def test_right_after_booking_the_receipt_says_so_once(site, world):
    bob = site.as_("bob")
    fresh = bob.get(f"/calls/{world.call}?new=1")
    assert fresh.one("h1[autofocus]").get_text().startswith("You are booked: Wed, Mar 3")
    assert bob.get(f"/calls/{world.call}").one("h1").get_text() == "Call with Alice Archer"


def test_a_call_that_is_on_says_so_and_can_no_longer_be_changed(site, world, at_now):
    at_now.move_to(NOW + timedelta(days=2, minutes=5))
    page = site.as_("alice").get(f"/calls/{world.call}")
    assert "It has begun." in page.text
    assert not page.all(f"#call-{world.call}-cancel")
