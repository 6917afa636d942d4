"""Reviews by programs."""

from datetime import timedelta

import pytest

from tests.api.programs import code_of
from tests.conftest import NOW

END = NOW + timedelta(days=2, hours=2)


@pytest.fixture
def path(world):
    return f"/calls/{world.call}/review"


def test_a_review_is_recorded_then_changed_by_its_student_alone(at_now, path, programs):
    assert code_of(programs.bob.send("PUT", path, {"rating": 4})) == (409, "too_early_for_review")
    at_now.move_to(END)
    assert code_of(programs.alice.send("PUT", path, {"rating": 4})) == (403, "wrong_role")
    assert code_of(programs.charlie.send("PUT", path, {"rating": 4})) == (404, "not_found")
    first = programs.bob.send("PUT", path, {"rating": 4, "comment": "Clear."})
    assert first.status_code == 201
    assert first.get_json().items() >= {"rating": 4, "comment": "Clear.", "shows_first_name": False}.items()
    again = programs.bob.send("PUT", path, {"rating": 5})
    assert (again.status_code, again.get_json()["comment"]) == (200, "Clear.")
    at_now.move_to(END + timedelta(days=15))
    assert code_of(programs.bob.send("PUT", path, {"rating": 1})) == (409, "review_closed")


def test_it_shows_to_coach_and_public_once_both_have_said_how_it_went(at_now, world, path, programs):
    at_now.move_to(END)
    programs.bob.send("PUT", path, {"rating": 4, "comment": "Clear.", "shows_first_name": True})
    public = f"/coaches/{world.alice}/reviews"

    def seen():
        call = programs.alice.get(f"/calls/{world.call}").get_json()
        (listed,) = programs.alice.get("/calls").get_json()["items"]
        coach = programs.nobody.get(f"/coaches/{world.alice}").get_json()
        items = programs.nobody.get(public).get_json()["items"]
        return programs.alice.get(path).status_code, call["review"], listed["review"], coach["rating"]["count"], items

    assert seen() == (404, None, None, 0, [])
    programs.alice.send("PUT", f"/calls/{world.call}/feedback", {"satisfaction": 3})
    at_now.move_to(END + timedelta(minutes=1))
    status, of_call, listed, count, items = seen()
    assert (status, of_call["rating"], listed, count) == (200, 4, of_call, 1)
    expected = {"rating": 4, "comment": "Clear.", "first_name": "Bob", "month": "2027-03", "reply": ""}
    assert items == [expected]


def test_a_rating_is_a_whole_number_from_1_to_5(at_now, path, programs):
    """Case H4."""
    at_now.move_to(END)
    for given in (0, 6, 4.5, "", "4", True, None):
        told = programs.bob.send("PUT", path, {"rating": given})
        assert code_of(told) == (422, "invalid")
        assert told.get_json()["errors"][0]["field"] == "rating"


def test_reviews_of_nobody_are_not_found(world, programs):
    assert code_of(programs.nobody.get(f"/coaches/{world.bob}/reviews")) == (404, "not_found")
    assert programs.nobody.get(f"/coaches/{world.alice}/reviews?order=best").status_code == 422
