"""The coach's log, on the page."""

from datetime import timedelta

import pytest

from tests.conftest import NOW


@pytest.fixture
def after(world, at_now):
    """The call has ended."""
    at_now.move_to(NOW + timedelta(days=3))
    return world


def test_a_coach_logs_feedback_and_changes_it_later(site, after):
    """Case H1."""
    alice = site.as_("alice")
    path = f"/calls/{after.call}/feedback"
    alice.get(path).submit(path, satisfaction="4", shared_note="Well done", private_note="Tired").follow()
    again = alice.get(path)
    assert again.form(path)["satisfaction"] == "4"
    shown = again.submit(path, satisfaction="5").follow()
    assert "5 of 5" in shown.text
    assert "Tired" in shown.text


def test_the_student_sees_the_shared_note_alone(site, after):
    """Case H2."""
    path = f"/calls/{after.call}/feedback"
    site.as_("alice").get(path).submit(path, satisfaction="2", shared_note="Practise", private_note="Lazy")
    bob = site.as_("bob")
    for page in (bob.get(f"/calls/{after.call}"), bob.get("/calls?view=past"), bob.get("/")):
        assert "Lazy" not in page.html
        assert "2 of 5" not in page.html
    assert "Practise" in bob.get(f"/calls/{after.call}").text
    assert bob.get(path).status == 403


def test_feedback_is_logged_in_place(site, after):
    path = f"/calls/{after.call}/feedback"
    answer = site.as_("alice").get(path, htmx=True).submit(path, htmx=True, satisfaction="3")
    assert answer.status == 200
    assert answer.one(f"article#call-{after.call} [autofocus]").get_text() == "Saved: 3 of 5"


@pytest.mark.parametrize("rating", ["0", "6", "4.5", "", "٥", "five", "-1", "１"])
def test_a_rating_outside_1_to_5_is_refused_and_notes_are_kept(site, after, rating):
    """Case H4."""
    path = f"/calls/{after.call}/feedback"
    answer = site.as_("alice").get(path).submit(path, satisfaction=rating, shared_note="Kept")
    assert answer.status == 422
    assert answer.form(path)["shared_note"] == "Kept"
    assert "Choose a number from 1 to 5" in answer.text


def test_no_feedback_before_the_end(site, world):
    """Case H4."""
    answer = site.as_("alice").get(f"/calls/{world.call}/feedback")
    assert answer.status == 409
    assert "has not ended yet" in answer.text


def test_a_stranger_and_another_coach_find_no_such_call(site, after):
    """Case D3."""
    from tests import factories

    site.do(lambda: factories.coach("dora"))
    assert site.as_("dora").get(f"/calls/{after.call}/feedback").status == 404


def test_ended_calls_wait_on_the_coachs_home(site, after):
    assert site.as_("alice").get("/").all(f"#call-{after.call}-feedback")
