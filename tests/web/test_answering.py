"""A coach who approves bookings: what is asked for, confirmed and declined on the pages."""

from datetime import timedelta

import pytest

from app.db import transact
from app.services import coach_profiles
from app.services.coach_profiles import Changes
from tests import factories
from tests.conftest import NOW
from tests.factories import acting

# Bob's is the first.
CALL = "/calls/2"


def approving(site, world):
    changes = Changes(approves=True)
    site.do(
        lambda: transact(
            lambda: coach_profiles.edit(actor=acting(world.alice), coach_id=world.alice, changes=changes, now=NOW)
        )
    )


def asked_for(site, world):
    """Let Charlie ask for the open slot on its page; return the page of the call."""
    approving(site, world)
    page = site.as_("charlie").get(f"/slots/{world.open_slot}")
    assert "Ask for this call" in page.text
    assert "you hear until" in page.text
    return page.submit(f"/slots/{world.open_slot}/book", note="Integrals").follow()


def test_a_student_asks_and_is_told_until_when_to_wait(site, world):
    page = asked_for(site, world)
    assert "You have asked for" in page.text
    assert "Waiting for Alice Archer until" in page.text
    assert "+44" not in page.text
    assert "Take the request back" in page.text
    assert "Add to my calendar" not in page.text


def test_a_coach_confirms_from_home(site, world):
    asked_for(site, world)
    home = site.as_("alice").get("/")
    assert "Waiting for your answer" in home.text
    shown = home.submit(f"{CALL}/confirm").follow()
    assert "The call is confirmed." in shown.text
    assert "Charlie Chand" in shown.text
    assert "+91" in shown.text
    assert "Waiting for your answer" not in site.as_("alice").get("/").text


def test_a_coach_declines_with_a_reason(site, world):
    """Case A3."""
    asked_for(site, world)
    alice = site.as_("alice")
    listed = alice.get("/calls?view=requests")
    assert "Charlie Chand waits for your answer until" in listed.text
    form = alice.get(f"{CALL}/decline")
    assert form.submit(f"{CALL}/decline").status == 422
    shown = form.submit(f"{CALL}/decline", reason="On leave").follow()
    assert "The request is declined." in shown.text
    assert "Declined" in site.as_("charlie").get(CALL).text
    assert "On leave" in site.as_("charlie").get(CALL).text
    again = listed.submit(f"{CALL}/confirm")
    assert (again.status, "This call is already cancelled" in again.text) == (409, True)


def test_a_student_takes_a_request_back(site, world):
    asked_for(site, world)
    taken = site.as_("charlie").get(f"{CALL}/cancel")
    assert "Take back the request" in taken.text
    shown = taken.submit(f"{CALL}/cancel").follow()
    assert "The request is taken back." in shown.text


@pytest.mark.parametrize(
    ("who", "path", "reason", "named"),
    [("charlie", "cancel", "", "taking the request back"), ("alice", "decline", "On leave", "the refusal")],
)
def test_an_answer_that_is_undone_leaves_a_request_that_waits(site, world, who, path, reason, named):
    """Case D2."""
    asked_for(site, world)
    ended = site.as_(who).get(f"{CALL}/{path}").submit(f"{CALL}/{path}", reason=reason).follow()
    assert "You can undo this until" in ended.text
    assert ended.one(".banner button").get_text() == f"Undo {named}"
    undone = ended.submit(f"{CALL}/restore").follow()
    assert "Undone. The request waits for an answer again." in undone.text
    assert "Asked for again on" in undone.text
    assert "Asked for again" in undone.visitor.get("/calls?view=cancelled").text
    assert "takes place" not in undone.text
    assert "cancellation" not in site.as_(who).get(CALL).text


def test_what_has_lapsed_says_so_even_before_the_worker_ends_it(site, world, at_now):
    """Case F10."""
    asked_for(site, world)
    at_now.move_to(NOW + timedelta(hours=50))
    charlie, alice = site.as_("charlie"), site.as_("alice")
    for page in (charlie.get(CALL), charlie.get("/calls"), charlie.get("/"), alice.get(CALL), alice.get("/calls")):
        assert "There was no answer until" in page.text
        assert "Waiting for Alice" not in page.text
        assert "waits for your answer until" not in page.text
        assert not page.all(f'a[href="{CALL}/cancel"], a[href="{CALL}/move"]')
    assert "Not answered" in charlie.get("/calls").one("article").get_text()
    assert "Your request was not answered" in charlie.get("/").text
    assert "No request waits for your answer." in alice.get("/calls?view=requests").text
    assert "Confirm" not in alice.get(CALL).text


@pytest.mark.parametrize("way", ["cancel", "move"])
def test_a_form_that_was_open_while_a_request_lapsed_says_so(site, world, at_now, way):
    """Case F10."""
    asked_for(site, world)
    other = site.do(lambda: factories.slot(world.alice, NOW + timedelta(days=5)))
    at_now.move_to(NOW + timedelta(hours=47))
    form = site.as_("charlie").get(f"{CALL}/{way}" + (f"?to={other}" if way == "move" else ""))
    at_now.move_to(NOW + timedelta(hours=50))
    refused = form.submit(f"{CALL}/{way}")
    assert refused.status == 409
    assert "This request has lapsed" in refused.text
    assert "so the call does not take place. Coach and student are told." in refused.text


def test_the_profile_says_that_each_call_is_confirmed(site, world):
    alice = site.as_("alice")
    alice.get("/settings/coach").submit("/settings/coach", approves="y")
    assert "Alice Archer confirms each call." in site.visitor().get(f"/coaches/{world.alice}").text
    assert factories.USUAL.approval_period == timedelta(hours=48)
