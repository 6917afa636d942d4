"""The coach's log, on the page: the queue, five scores to press, notes afterwards."""

from datetime import timedelta

import pytest

from tests import factories
from tests.conftest import NOW
from tests.web.test_reads import Statements


@pytest.fixture
def after(world, at_now):
    """The call has ended."""
    at_now.move_to(NOW + timedelta(days=3))
    return world


@pytest.fixture
def path(after):
    return f"/calls/{after.call}/feedback"


@pytest.fixture
def two_waiting(site, world, at_now):
    """Two calls have ended: Bob's, then Charlie's; return the second."""
    second = site.do(lambda: factories.call(world.open_slot, world.charlie))
    at_now.move_to(NOW + timedelta(days=4))
    return second


def test_one_press_saves_the_score_and_the_notes_come_afterwards(site, after, path):
    """Case H1."""
    alice = site.as_("alice")
    notes = alice.get(path).submit(path, satisfaction="4").follow()
    assert "Saved: 4, Good" in notes.text
    shown = notes.submit(path, private_note="Tired", shared_note="Well done").follow()
    assert "Score: 4, Good" in shown.text
    assert "Tired" in shown.text
    again = alice.get(f"{path}?edit=1")
    assert again.one("button[aria-current]")["value"] == "4"
    changed = again.submit(path, satisfaction="5").follow()
    assert changed.form(path)["private_note"] == "Tired"
    assert "Saved: 5, Great" in changed.text


def test_the_student_sees_the_shared_note_alone_and_not_before_the_review(site, after, path, at_now):
    """Case H2."""
    alice = site.as_("alice")
    alice.get(path).submit(path, satisfaction="2").follow().submit(path, shared_note="Practise", private_note="Lazy")
    bob = site.as_("bob")
    for page in (bob.get(f"/calls/{after.call}"), bob.get("/calls?view=past"), bob.get("/")):
        assert "Lazy" not in page.html
        assert "Weak" not in page.html
        assert "Practise" not in page.html
    at_now.move_to(NOW + timedelta(days=9, hours=2))
    bob = site.as_("bob")
    assert "Practise" in bob.get(f"/calls/{after.call}").text
    assert bob.get("/calls?view=past").all(f'a[href="/calls/{after.call}#their-note"]')
    assert bob.get(path).status == 403


def test_a_score_in_place_leads_to_the_notes(site, after, path):
    answer = site.as_("alice").get(path, htmx=True).submit(path, htmx=True, satisfaction="3")
    assert answer.status == 200
    assert answer.one(f"article#call-{after.call} textarea[autofocus]")["name"] == "private_note"
    assert answer.one("#live").get_text(strip=True) == "Saved: 3, Fine."
    done = answer.submit(path, htmx=True, private_note="Fractions")
    assert done.one("h2[autofocus]").get_text() == "Saved: 3, Fine"
    assert "No call waits for a score." in done.text


@pytest.mark.parametrize("rating", ["0", "6", "4.5", "", "٥", "five", "-1", "１"])
def test_a_score_outside_1_to_5_is_refused(site, after, path, rating):
    """Case H4."""
    alice = site.as_("alice")
    answer = alice.get(path).submit(path, satisfaction=rating)
    assert answer.status == 422
    assert answer.text.startswith("Error:")
    assert "Choose a number from 1 to 5" in answer.text
    assert answer.one(".summary a")["href"].removeprefix("#") in {button["id"] for button in answer.all("button[id]")}


def test_notes_that_are_too_long_come_back_as_they_were_typed(site, after, path):
    notes = site.as_("alice").get(path).submit(path, satisfaction="4").follow()
    for htmx in (False, True):
        answer = notes.submit(path, htmx=htmx, private_note="n" * 4001, shared_note="Kept")
        assert answer.status == 422
        assert answer.form(path)["shared_note"] == "Kept"
        assert len(answer.form(path)["private_note"]) == 4001
        assert answer.one("#private_note-1[aria-invalid]")


def test_a_link_with_a_score_only_points_at_it(site, after, path):
    """Case D1."""
    alice = site.as_("alice")
    page = alice.get(f"{path}?score=4")
    assert page.one("button[aria-current]")["value"] == "4"
    assert "waits for its score" in alice.get("/feedback").text
    assert not alice.get(f"{path}?score=9").all("button[aria-current]")


def test_no_feedback_before_the_end(site, world):
    """Case H4."""
    answer = site.as_("alice").get(f"/calls/{world.call}/feedback")
    assert answer.status == 409
    assert "has not ended yet" in answer.text


def test_another_coach_finds_no_such_call(site, after, path):
    """Case D3."""
    site.do(lambda: factories.coach("dora"))
    assert site.as_("dora").get(path).status == 404


def test_a_coach_who_is_the_student_of_a_call_does_not_score_it(site, after, at_now):
    at_now.move_to(NOW)

    def make():
        return factories.call(factories.slot(after.alice, NOW + timedelta(days=4)), factories.coach("dora"))

    call = site.do(make)
    at_now.move_to(NOW + timedelta(days=5))
    assert site.as_("dora").get(f"/calls/{call}/feedback").status == 403


def test_the_queue_goes_from_the_oldest_call_to_the_last(site, world, two_waiting):
    alice = site.as_("alice")
    first = alice.get("/feedback")
    assert "2 calls wait for their score." in first.text
    assert "Bob Baker" in first.one("article h2").get_text()
    notes = first.submit(f"/calls/{world.call}/feedback", satisfaction="5").follow()
    assert "Next: Charlie Chand" in notes.text
    second = notes.submit(f"/calls/{world.call}/feedback", private_note="Quick").follow()
    assert second.one(f"article#call-{two_waiting} h2")
    last = second.submit(f"/calls/{two_waiting}/outcome", outcome="no_show").follow()
    assert "Saved: Charlie Chand did not come." in last.text
    assert "No call waits for a score." in last.text


def test_the_queue_goes_on_in_place(site, world, two_waiting):
    page = site.as_("alice").get("/feedback")
    notes = page.submit(f"/calls/{world.call}/feedback", htmx=True, satisfaction="5")
    following = notes.submit(f"/calls/{world.call}/feedback", htmx=True, private_note="Quick")
    assert "Charlie Chand" in following.one(f"article#call-{two_waiting} h2[autofocus]").get_text()
    missed = following.submit(f"/calls/{two_waiting}/outcome", htmx=True, outcome="no_show")
    assert missed.one("h2[autofocus]").get_text() == "Charlie Chand did not come."


def test_the_title_of_the_queue_says_how_many_are_left(site, world, two_waiting):
    alice, path = site.as_("alice"), f"/calls/{world.call}/feedback"
    queue = alice.get("/feedback")
    assert "2 left" in queue.soup.title.get_text()
    at_queue = {"HX-Current-URL": "http://localhost/feedback"}
    scored = alice.post(path, queue.form(path) | {"satisfaction": "5"}, htmx=True, **at_queue)
    assert scored.soup.title.get_text().startswith("How did it go? 1 left")
    missed = f"/calls/{two_waiting}/outcome"
    last = alice.post(missed, scored.form(path) | {"outcome": "no_show"}, htmx=True, **at_queue)
    assert last.soup.title.get_text().startswith("How did it go? –")
    elsewhere = alice.post(path, queue.form(path) | {"satisfaction": "4"}, htmx=True)
    assert elsewhere.soup.title is None or not elsewhere.soup.title.get_text()


def test_how_many_calls_are_left_and_what_is_saved_is_asked_once(site, world, two_waiting):
    alice, path = site.as_("alice"), f"/calls/{world.call}/feedback"
    at_queue = {"HX-Current-URL": "http://localhost/feedback"}
    scored = alice.post(path, alice.get("/feedback").form(path) | {"satisfaction": "5"}, htmx=True, **at_queue)
    with Statements() as said:
        alice.post(f"{path}/draft", scored.form(path) | {"private_note": "Qu"}, htmx=True, **at_queue)
        alice.post(f"{path}/draft", scored.form(path) | {"private_note": "Quick"}, htmx=True, **at_queue)
    # Once to keep it and once to tell of it, each time.
    assert sum("next_steps.body \nFROM" in statement for statement in said) == 4, said
    with Statements() as said:
        following = alice.post(path, scored.form(path) | {"private_note": "Quick"}, htmx=True, **at_queue)
    assert following.one(f"article#call-{two_waiting}")
    assert sum("count(" in statement for statement in said) == 1, said


def test_the_menu_counts_anew_with_each_call_that_is_dealt_with(site, world, two_waiting):
    page = site.as_("alice").get("/")
    assert page.one("header #menu-waiting").get_text() == "How did it go? 2 left"
    notes = page.submit(f"/calls/{world.call}/feedback", htmx=True, satisfaction="5")
    assert notes.one("#menu-waiting[hx-swap-oob]").get_text() == "How did it go? 1 left"
    following = notes.submit(f"/calls/{world.call}/feedback", htmx=True, private_note="Quick")
    assert following.one("#menu-waiting[hx-swap-oob]").get_text() == "How did it go? 1 left"
    last = following.submit(f"/calls/{two_waiting}/outcome", htmx=True, outcome="no_show")
    assert last.one("#menu-waiting[hx-swap-oob]").get_text() == "How did it go?"
    refused = page.submit(f"/calls/{world.call}/feedback", htmx=True, satisfaction="9")
    assert (refused.status, refused.all("#menu-waiting")) == (422, [])


def test_a_call_may_wait_until_later(site, two_waiting):
    alice = site.as_("alice")
    later = alice.get("/feedback").one("a[href^='/feedback?after=']")
    page = alice.get(str(later["href"]))
    assert page.one(f"article#call-{two_waiting}")
    assert not page.all("a[href^='/feedback?after=']")


def test_the_coach_says_that_the_student_missed_the_call_and_corrects_it(site, after, path):
    """Case F9."""
    alice = site.as_("alice")
    missed = alice.get(path).submit(f"/calls/{after.call}/outcome", outcome="no_show").follow()
    assert "Bob Baker did not come." in missed.text
    there = missed.submit(f"/calls/{after.call}/outcome", outcome="completed").follow()
    assert "Finished" in there.text


def test_no_outcome_before_the_end_nor_by_the_student(site, world, at_now):
    """Case F9."""
    alice, bob = site.as_("alice"), site.as_("bob")
    path, sent = f"/calls/{world.call}/outcome", {"outcome": "no_show"}
    assert alice.post(path, {**alice.get("/settings").form("/settings"), **sent}).status == 409
    assert alice.post(path, {**alice.get("/settings").form("/settings"), "outcome": "cancelled"}).status == 422
    site.leap(at_now, NOW + timedelta(days=3))
    assert bob.post(path, {**bob.get("/settings").form("/settings"), **sent}).status == 403


def test_ended_calls_are_scored_on_the_coachs_home_one_after_the_other(site, world, two_waiting):
    home = site.as_("alice").get("/")
    assert [card["id"] for card in home.all("article:has(.scores)")] == [f"call-{world.call}"]
    notes = home.submit(f"/calls/{world.call}/feedback", htmx=True, satisfaction="4")
    assert notes.one(f"article#call-{world.call} h2").get_text().startswith("Saved: 4, Good")
    following = notes.submit(f"/calls/{world.call}/feedback", htmx=True, private_note="Quick")
    assert following.one(f"article#call-{two_waiting} .scores")


def test_notes_that_come_with_no_score_stay_in_the_form(site, world, at_now):
    at_now.move_to(NOW + timedelta(days=3))
    path = f"/calls/{world.call}/feedback"
    page = site.as_("alice").get(path)
    refused = page.submit(path, satisfaction="six", private_note="Ask about\nchapter 3", shared_note="", next_steps="")
    assert refused.status == 422
    saved = refused.submit(path, satisfaction="4")
    assert saved.status == 303
    assert "Ask about" in site.as_("alice").get(path).text
