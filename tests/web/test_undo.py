"""Undoing a cancellation, on the page."""

from datetime import timedelta

import pytest

from tests import factories
from tests.conftest import NOW


@pytest.fixture
def cancelled(site, world):
    """Return how a person cancels the call; it gives back the page of the call."""

    def cancel(who, **typed):
        form = site.as_(who).get(f"/calls/{world.call}/cancel")
        return form.submit(f"/calls/{world.call}/cancel", **typed).follow()

    return cancel


@pytest.mark.parametrize(("who", "typed"), [("bob", {}), ("alice", {"reason": "ill"})])
def test_undo_leads_to_the_call_as_it_was(site, world, cancelled, who, typed):
    """Case D2."""
    page = cancelled(who, **typed)
    answer = page.submit(f"/calls/{world.call}/restore")
    assert answer.status == 303
    shown = answer.follow()
    assert "Undone. The call takes place as before." in shown.text
    assert "Chapter three" in shown.text
    for person in ("bob", "alice"):
        old = site.as_(person).get(f"/calls/{world.call}")
        assert "This cancellation was undone." in old.text
        assert old.one(".banner a")["href"] == answer.location
        assert "tel:" in site.as_(person).get(answer.location).html


def test_undo_sent_three_times_is_the_same_success(site, world, cancelled):
    """Case A4."""
    page = cancelled("bob")
    answers = [page.submit(f"/calls/{world.call}/restore") for _ in range(3)]
    assert {(answer.status, answer.location) for answer in answers} == {(303, answers[0].location)}
    assert len(site.as_("bob").get("/calls").all("article.card")) == 1


def test_only_who_cancelled_is_offered_the_undo(site, world, cancelled):
    page = cancelled("bob")
    other = site.as_("alice").get(f"/calls/{world.call}")
    assert not other.all("form[action$=restore]")
    token = site.as_("alice").get("/settings")
    answer = token.visitor.post(f"/calls/{world.call}/restore", {**token.form("/settings"), "key": "k"})
    assert answer.status == 403
    assert page.visitor.get("/calls?view=cancelled").all("article.card")


def test_somebody_who_booked_meanwhile_keeps_the_time_and_others_are_offered(site, world, cancelled):
    """Case A7."""
    page = cancelled("bob")
    site.do(lambda: factories.call(world.booked_slot, world.charlie))
    answer = page.submit(f"/calls/{world.call}/restore")
    assert answer.status == 409
    assert "Someone booked that time a moment ago" in answer.text
    assert answer.all(f'a[href="/slots/{world.open_slot}"]')
    again = page.visitor.get(f"/calls/{world.call}")
    assert not again.all("form[action$=restore]")
    assert "Other times with Alice Archer" in again.text


def test_from_the_start_on_there_is_nothing_to_undo(site, world, cancelled, at_now):
    page = cancelled("bob")
    site.leap(at_now, NOW + timedelta(days=2))
    assert page.submit(f"/calls/{world.call}/restore").status == 409
    assert not page.visitor.get(f"/calls/{world.call}").all("form[action$=restore]")


def test_a_coach_is_told_of_the_students_other_call_without_its_time(site, world, cancelled):
    page = cancelled("alice", reason="ill")
    site.do(lambda: factories.call(
        factories.slot(factories.coach("dora"), NOW + timedelta(days=2, hours=1)), world.bob
    ))  # fmt: skip
    answer = page.submit(f"/calls/{world.call}/restore")
    assert answer.status == 409
    assert "The student has another call at that time" in answer.text
    assert "10:00" not in answer.text


def test_a_coach_is_told_of_a_limit_and_not_of_the_calls_that_reach_it(site, world, cancelled, monkeypatch):
    page = cancelled("alice", reason="ill")
    config = site.app.config["COACHBOOK"].model_copy(update={"max_open_calls": 1})
    monkeypatch.setitem(site.app.config, "COACHBOOK", config)
    site.do(lambda: factories.call(world.open_slot, world.bob))
    answer = page.submit(f"/calls/{world.call}/restore")
    told = "A student may have 1 call ahead at a time. Ask the student whether another one can be cancelled."
    assert (answer.status, told in answer.text) == (409, True)
    assert "Mar 4" not in answer.one("main").get_text()
