"""Calls by programs."""

from datetime import timedelta

import pytest

from app.db import transact
from app.domain.attendance import Claim
from app.services import attendance, coaches
from tests import factories
from tests.api.programs import code_of
from tests.conftest import NOW
from tests.factories import ADMIN


def test_a_call_is_booked_and_both_see_each_others_phone(world, programs):
    made = programs.charlie.post("/calls", {"slot_id": world.open_slot, "note": "Integrals"})
    call = made.get_json()
    assert made.status_code == 201
    assert made.headers["Location"] == f"/api/v1/calls/{call['id']}"
    assert call == {
        "id": call["id"],
        "slot": {"id": world.open_slot, "starts_at": "2027-03-04T09:00:00Z",
                 "ends_at": "2027-03-04T11:00:00Z", "place": ""},
        "coach": {"id": world.alice, "name": "Alice Archer", "phone": "+442079460101"},
        "student": {"id": world.charlie, "name": "Charlie Chand", "phone": "+919876543103"},
        "status": "confirmed", "note": "Integrals", "booked_at": "2027-03-01T09:00:00Z", "cancelled_at": None,
        "cancel_reason": "", "feedback": None, "review": None, "attendance": None, "answer_by": None,
        "confirmed_at": None,
    }  # fmt: skip
    assert programs.alice.get(f"/calls/{call['id']}").get_json() == call
    assert code_of(programs.bob.get(f"/calls/{call['id']}")) == (404, "not_found")


def test_both_are_told_what_was_said_of_who_came(site, world, programs, at_now):
    at_now.move_to(NOW + timedelta(days=3))
    said = {"actor": factories.acting(world.bob), "call_id": world.call, "claim": Claim.COACH_MISSED}
    site.do(lambda: transact(lambda: attendance.say(**said, now=NOW + timedelta(days=3))))
    told = programs.bob.get(f"/calls/{world.call}").get_json()["attendance"]
    assert told == {
        "claim": "coach_missed", "said_at": told["said_at"], "is_disputed": False, "finding": None, "settled_at": None,
        "settled_reason": "",
    }  # fmt: skip
    assert told["said_at"].startswith("2027-03-04T09:00:00")
    assert programs.alice.get(f"/calls/{world.call}").get_json()["attendance"] == told


def test_the_same_key_books_once(world, programs):
    """Case A4."""
    first, again = (
        programs.charlie.post("/calls", {"slot_id": world.open_slot}, Idempotency_Key="once") for _ in range(2)
    )
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_json() == again.get_json()


@pytest.mark.parametrize("key", ["", " "])
def test_an_empty_key_is_refused_and_books_nothing(world, programs, key):
    told = programs.charlie.post("/calls", {"slot_id": world.open_slot}, Idempotency_Key=key)
    assert code_of(told) == (422, "required")
    assert told.get_json()["errors"][0]["field"] == "Idempotency-Key"
    assert programs.charlie.get("/calls").get_json()["items"] == []


@pytest.mark.parametrize(
    ("who", "slot", "refusal"),
    [
        ("alice", "open_slot", (403, "own_slot")),
        ("charlie", "booked_slot", (409, "slot_taken")),
        ("charlie", "none", (404, "not_found")),
    ],
)
def test_what_cannot_be_booked_is_refused(world, programs, who, slot, refusal):
    """Case A5."""
    number = getattr(world, slot, 999)
    assert code_of(getattr(programs, who).post("/calls", {"slot_id": number})) == refusal


def test_a_student_in_two_places_is_told_which_call_it_is(site, world, programs):
    """Case A9."""
    dora = site.do(lambda: factories.coach("dora"))
    clashing = site.do(lambda: factories.slot(dora, NOW + timedelta(days=2, hours=1)))
    told = programs.bob.post("/calls", {"slot_id": clashing})
    assert code_of(told) == (409, "student_busy")
    assert told.get_json()["clashes_with"]["id"] == world.call


def test_a_person_lists_their_calls_by_role_status_and_time(world, programs):
    def found(program, query=""):
        return [call["id"] for call in program.get(f"/calls{query}").get_json()["items"]]

    assert found(programs.alice) == found(programs.bob) == [world.call]
    assert found(programs.charlie) == []
    assert (found(programs.bob, "?role=student"), found(programs.bob, "?role=coach")) == ([world.call], [])
    assert (found(programs.bob, "?status=confirmed"), found(programs.bob, "?status=cancelled")) == ([world.call], [])
    assert found(programs.bob, "?from=2027-03-04T00:00:00Z") == []
    assert found(programs.bob, "?to=2027-03-04T00:00:00Z") == [world.call]


def test_a_student_cancels_without_a_reason_and_a_coach_with_one(world, programs):
    assert code_of(programs.alice.post(f"/calls/{world.call}/cancel")) == (422, "reason_required")
    cancelled = programs.bob.post(f"/calls/{world.call}/cancel").get_json()
    assert (cancelled["status"], cancelled["cancelled_at"]) == ("cancelled", "2027-03-01T09:00:00Z")
    assert cancelled["coach"]["phone"] is None
    assert code_of(programs.bob.post(f"/calls/{world.call}/cancel")) == (409, "already_cancelled")


def test_a_call_is_moved_to_another_slot_of_its_coach(world, programs):
    """Case F5."""
    moved = programs.bob.post(f"/calls/{world.call}/move", {"slot_id": world.open_slot}).get_json()
    assert (moved["id"], moved["slot"]["id"]) == (world.call, world.open_slot)
    assert code_of(programs.charlie.post(f"/calls/{world.call}/move", {"slot_id": world.booked_slot})) == (
        404,
        "not_found",
    )


def test_a_coach_answers_what_a_student_asks_for(site, world, programs):
    """Case A3."""
    site.do(lambda: transact(lambda: coaches.edit(actor=ADMIN, email="alice@example.org", approves=True, now=NOW)))
    asked = programs.charlie.post("/calls", {"slot_id": world.open_slot}).get_json()
    assert (asked["status"], asked["answer_by"], asked["coach"]["phone"]) == ("pending", "2027-03-03T09:00:00Z", None)
    path = f"/calls/{asked['id']}"
    assert code_of(programs.charlie.post(f"{path}/confirm")) == (403, "wrong_role")
    assert code_of(programs.alice.post(f"{path}/decline")) == (422, "reason_required")
    confirmed = programs.alice.post(f"{path}/confirm").get_json()
    assert (confirmed["status"], confirmed["confirmed_at"]) == ("confirmed", "2027-03-01T09:00:00Z")
    assert code_of(programs.alice.post(f"{path}/decline", {"reason": "x"})) == (409, "already_answered")
    assert programs.nobody.get(f"/coaches/{world.alice}").get_json()["approves"]


def test_its_coach_says_how_a_call_ended(site, at_now, world, programs):
    path = f"/calls/{world.call}/outcome"
    assert code_of(programs.alice.post(path, {"outcome": "no_show"})) == (409, "too_early_for_outcome")
    at_now.move_to(NOW + timedelta(days=2, hours=2))
    assert code_of(programs.bob.post(path, {"outcome": "completed"})) == (403, "wrong_role")
    assert programs.alice.post(path, {"outcome": "no_show"}).get_json()["status"] == "no_show"
    assert code_of(programs.alice.post(path, {"outcome": "cancelled"})) == (422, "invalid")
