"""A person's calls: looking back and ahead, cancelling, moving, saying how they ended."""

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


def test_cancelling_in_place_swaps_the_card(site, world):
    bob = site.as_("bob")
    form = bob.get(f"/calls/{world.call}/cancel", htmx=True)
    answer = form.submit(f"/calls/{world.call}/cancel", htmx=True)
    assert answer.status == 200
    assert answer.one(f"article#call-{world.call} .badge.danger").get_text() == "Cancelled"
    assert answer.one("#live[hx-swap-oob]")


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
    at_now.move_to(NOW + timedelta(days=1, hours=13))
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
    form = bob.get(f"/calls/{world.call}/move")
    shown = form.submit(f"/calls/{world.call}/move", slot_id=world.open_slot, reason="Exam").follow()
    assert "Thu, Mar 4, 4:00 AM–6:00 AM" in shown.text
    assert "Chapter three" in shown.text
    assert "Exam" in site.as_("alice").get(f"/calls/{world.call}").text
    assert site.visitor().get("/slots").all(f"#slot-{world.booked_slot}")


def test_moving_is_refused_inside_the_notice_exactly_like_cancelling(site, world, at_now):
    """Case F3."""
    at_now.move_to(NOW + timedelta(days=1, hours=13))
    bob = site.as_("bob")
    answers = [bob.get(f"/calls/{world.call}/{verb}") for verb in ("cancel", "move")]
    assert [answer.status for answer in answers] == [409, 409]
    assert answers[0].text == answers[1].text


def test_a_form_from_before_a_move_is_told_that_the_call_has_changed(site, world):
    bob, alice = site.as_("bob"), site.as_("alice")
    stale = bob.get(f"/calls/{world.call}/cancel")
    move = alice.get(f"/calls/{world.call}/move")
    move.submit(f"/calls/{world.call}/move", slot_id=world.open_slot, reason="Another class")
    answer = stale.submit(f"/calls/{world.call}/cancel")
    assert answer.status == 409
    assert "changed while you were looking" in answer.text
    assert "Thu, Mar 4" in answer.text


def test_moving_without_a_choice_comes_back(site, world):
    form = site.as_("bob").get(f"/calls/{world.call}/move")
    answer = form.submit(f"/calls/{world.call}/move", reason="Exam")
    assert answer.status == 422
    assert answer.form(f"/calls/{world.call}/move")["reason"] == "Exam"


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


def test_the_coach_says_that_the_student_missed_the_call_and_corrects_it(site, world, at_now):
    """Case F9."""
    at_now.move_to(NOW + timedelta(days=3))
    alice = site.as_("alice")
    missed = alice.get(f"/calls/{world.call}").submit(f"/calls/{world.call}/outcome", outcome="no_show").follow()
    assert "Missed" in missed.text
    there = missed.submit(f"/calls/{world.call}/outcome", outcome="completed").follow()
    assert "Finished" in there.text


def test_no_outcome_before_the_end_nor_by_the_student(site, world, at_now):
    """Case F9."""
    alice = site.as_("alice")
    token = alice.get("/schedule").form("/schedule/slots")["csrf_token"]
    sent = {"csrf_token": token, "outcome": "no_show", "key": "k"}
    assert alice.post(f"/calls/{world.call}/outcome", sent).status == 409
    assert alice.post(f"/calls/{world.call}/outcome", {**sent, "outcome": "cancelled"}).status == 422
    at_now.move_to(NOW + timedelta(days=3))
    bob = site.as_("bob")
    token = bob.get(f"/slots/{site.do(lambda: factories.slot(world.alice, NOW + timedelta(days=9)))}").soup
    token = token.select_one("[name=csrf_token]")["value"]
    assert bob.post(f"/calls/{world.call}/outcome", {**sent, "csrf_token": token}).status == 403
