"""The coach's log by programs."""

from datetime import timedelta

from tests.api.programs import code_of
from tests.conftest import NOW


def test_feedback_is_recorded_then_changed(at_now, world, programs):
    path = f"/calls/{world.call}/feedback"
    log = {"satisfaction": 4, "shared_note": "Well done", "private_note": "Ask about exams"}
    assert code_of(programs.alice.send("PUT", path, log)) == (409, "too_early_for_feedback")
    at_now.move_to(NOW + timedelta(days=2, hours=2))
    assert code_of(programs.alice.get(path)) == (404, "not_found")
    first = programs.alice.send("PUT", path, log)
    assert (first.status_code, first.get_json()) == (201, {**log, "changed_at": None})
    again = programs.alice.send("PUT", path, {"satisfaction": 5})
    assert (again.status_code, again.get_json()["satisfaction"]) == (200, 5)
    assert again.get_json()["private_note"] == "Ask about exams"


def test_its_student_is_told_the_shared_note_alone_and_not_before_the_review(at_now, world, programs):
    """Case H2."""
    at_now.move_to(NOW + timedelta(days=2, hours=2))
    log = {"satisfaction": 2, "shared_note": "Next: limits", "private_note": "Tired"}
    programs.alice.send("PUT", f"/calls/{world.call}/feedback", log)
    assert code_of(programs.bob.get(f"/calls/{world.call}/feedback")) == (404, "not_found")
    assert programs.bob.get(f"/calls/{world.call}").get_json()["feedback"] is None
    assert programs.bob.send("PUT", f"/calls/{world.call}/review", {"rating": 5}).status_code == 201
    expected = {"shared_note": "Next: limits", "changed_at": None}
    assert programs.bob.get(f"/calls/{world.call}/feedback").get_json() == expected
    assert programs.bob.get(f"/calls/{world.call}").get_json()["feedback"] == expected
    assert code_of(programs.charlie.get(f"/calls/{world.call}/feedback")) == (404, "not_found")
    assert code_of(programs.bob.send("PUT", f"/calls/{world.call}/feedback", {"satisfaction": 5})) == (
        403,
        "wrong_role",
    )


def test_satisfaction_is_a_whole_number_from_1_to_5(at_now, world, programs):
    """Case H4."""
    at_now.move_to(NOW + timedelta(days=2, hours=2))
    for given in (0, 6, 3.5, "3", True, None):
        told = programs.alice.send("PUT", f"/calls/{world.call}/feedback", {"satisfaction": given})
        assert code_of(told) == (422, "invalid")
        assert told.get_json()["errors"][0]["field"] == "satisfaction"
