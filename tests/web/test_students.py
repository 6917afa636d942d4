"""A coach's students."""

from datetime import timedelta

import pytest

from app.db import transact
from app.services import feedback
from tests import factories
from tests.conftest import NOW
from tests.factories import acting

BOBS = "+12125550102"


def test_a_student_is_listed_with_the_next_call_and_the_phone(site, world):
    alice = site.as_("alice")
    page = alice.get("/students")
    assert [card.get_text() for card in page.all("article h2")] == ["Bob Baker"]
    assert "Next call: Wed, Mar 3, 9:00 AM" in page.text.replace("\u202f", " ")
    assert BOBS in page.html
    shown = alice.get(f"/students/{world.bob}")
    assert BOBS in shown.html
    assert "It is 4:00 AM for Bob Baker now (New York time)." in shown.text.replace("\u202f", " ")
    assert "Chapter three" in shown.text


def test_scores_and_notes_of_past_calls_stand_on_the_students_page(site, world, at_now):
    def make():
        later = factories.call(factories.slot(world.alice, NOW + timedelta(days=4)), world.bob)
        for call, score in ((world.call, 4), (later, 5)):
            transact(lambda call=call, score=score: feedback.record(
                actor=acting(world.alice), call_id=call, satisfaction=score, private_note=f"note {score}",
                now=NOW + timedelta(days=5),
            ))  # fmt: skip

    site.do(make)
    at_now.move_to(NOW + timedelta(days=5))
    page = site.as_("alice").get(f"/students/{world.bob}")
    assert "Scores, the latest first: 5, 4" in page.text
    assert "note 4" in page.text
    assert "No call ahead" in page.text
    assert "2 past calls" in site.as_("alice").get("/students").text


def test_the_phone_goes_a_month_after_the_last_call(site, world, at_now):
    """Case E1."""
    at_now.move_to(NOW + timedelta(days=32))
    alice = site.as_("alice")
    assert BOBS in alice.get("/students").html
    site.leap(at_now, NOW + timedelta(days=33))
    for path in ("/students", f"/students/{world.bob}"):
        page = alice.get(path)
        assert "Bob Baker" in page.text
        assert BOBS not in page.html
    assert "You see the phone number from the next booking on." in page.text


@pytest.mark.parametrize("who", ["bob", "alice"])
def test_a_cancelled_call_makes_nobody_a_student(site, world, who):
    """Case E1."""
    form = site.as_(who).get(f"/calls/{world.call}/cancel")
    form.submit(f"/calls/{world.call}/cancel", reason="ill")
    alice = site.as_("alice")
    assert "Nobody has booked a call with you yet." in alice.get("/students").text
    assert alice.get(f"/students/{world.bob}").status == 404


def test_somebody_elses_student_is_not_found(site, world):
    """Case E3."""
    site.do(lambda: factories.coach("dora"))
    dora = site.as_("dora")
    assert dora.get(f"/students/{world.bob}").status == 404
    assert "Bob" not in dora.get("/students").text
    assert site.as_("alice").get(f"/students/{world.charlie}").status == 404
