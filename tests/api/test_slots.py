"""Slots by programs."""

from datetime import timedelta

import pytest

from tests import factories
from tests.api.programs import code_of
from tests.conftest import NOW


def ids(response):
    return [slot["id"] for slot in response.get_json()["items"]]


def test_everybody_lists_open_slots_by_their_start(world, programs):
    answer = programs.nobody.get("/slots")
    assert answer.status_code == 200
    assert answer.get_json() == {
        "items": [
            {
                "id": world.open_slot, "coach": {"id": world.alice, "name": "Alice Archer"},
                "starts_at": "2027-03-04T09:00:00Z", "ends_at": "2027-03-04T11:00:00Z", "status": "open",
                "place": "", "bookable": True, "why_not": [],
            }
        ],
        "next_cursor": None,
    }  # fmt: skip


def test_a_booked_slot_is_known_to_its_two_people_alone(world, programs):
    """Case E3."""
    for program, seen in (
        (programs.alice, True),
        (programs.bob, True),
        (programs.charlie, False),
        (programs.nobody, False),
    ):
        assert ids(program.get("/slots?status=booked")) == ([world.booked_slot] if seen else [])
        assert ids(program.get(f"/slots?status=all&student={world.bob}")) == ([world.booked_slot] if seen else [])
        assert program.get(f"/slots/{world.booked_slot}").status_code == (200 if seen else 404)


def test_a_slot_says_why_the_caller_cannot_book_it(world, programs):
    """Case A8."""
    slot = programs.alice.get(f"/slots/{world.open_slot}").get_json()
    assert (slot["bookable"], slot["why_not"]) == (False, ["own_slot"])
    assert programs.charlie.get(f"/slots/{world.open_slot}").get_json()["bookable"] is True


def test_a_long_list_comes_in_parts(site, world, programs):
    more = [site.do(lambda day=day: factories.slot(world.alice, NOW + timedelta(days=day))) for day in (5, 6, 7)]
    first = programs.nobody.get("/slots?limit=2").get_json()
    rest = programs.nobody.get(f"/slots?limit=2&cursor={first['next_cursor']}").get_json()
    assert [slot["id"] for slot in first["items"] + rest["items"]] == [world.open_slot, *more]
    assert rest["next_cursor"] is None


def test_slots_are_found_by_coach_and_time(world, programs):
    assert ids(programs.nobody.get(f"/slots?coach={world.alice}&from=2027-03-04T09:00:00Z")) == [world.open_slot]
    assert ids(programs.nobody.get("/slots?to=2027-03-04T09:00:00Z")) == []
    assert ids(programs.nobody.get("/slots?coach=999")) == []
    assert ids(programs.nobody.get("/slots?subject=Juggling")) == []


def test_a_coach_publishes_and_withdraws_a_slot(programs):
    made = programs.alice.post("/slots", {"starts_at": "2027-03-10T17:00:00Z", "place": "Room 4"})
    slot = made.get_json()
    assert (made.status_code, slot["ends_at"], slot["place"]) == (201, "2027-03-10T19:00:00Z", "Room 4")
    assert made.headers["Location"] == f"/api/v1/slots/{slot['id']}"
    assert programs.alice.send("DELETE", f"/slots/{slot['id']}").status_code == 204
    assert programs.alice.get(f"/slots/{slot['id']}").get_json()["status"] == "withdrawn"
    assert code_of(programs.alice.send("DELETE", f"/slots/{slot['id']}")) == (409, "slot_withdrawn")


def test_the_second_of_two_equal_hours_can_be_published(programs):
    """Case B10: London's clock shows 01:30 twice on that night."""
    for instant in ("2027-10-31T00:30:00Z", "2027-10-31T03:30:00Z"):
        assert programs.alice.post("/slots", {"starts_at": instant}).get_json()["starts_at"] == instant
    second = programs.alice.post("/slots", {"starts_at": "2028-10-29T01:30:00Z"})
    assert second.get_json()["starts_at"] == "2028-10-29T01:30:00Z"


def test_the_same_key_publishes_once(programs):
    """Case A4."""
    body = {"starts_at": "2027-03-10T17:00:00Z"}
    first, again = (programs.alice.post("/slots", body, Idempotency_Key="k1") for _ in range(2))
    assert (again.status_code, again.get_json()) == (201, first.get_json())
    other = programs.alice.post("/slots", {"starts_at": "2027-03-11T17:00:00Z"}, Idempotency_Key="k1")
    assert code_of(other) == (422, "idempotency_mismatch")


@pytest.mark.parametrize(
    ("starts_at", "refusal"),
    [
        ("2027-02-01T17:00:00Z", (422, "slot_in_past")),
        ("2027-03-03T10:00:00Z", (409, "slot_overlap")),
        ("2027-03-10T17:00:30Z", (422, "invalid")),
        ("2027-03-10T17:00", (422, "invalid")),
        (1803920400, (422, "invalid")),
    ],
)
def test_what_cannot_be_published_is_refused(programs, starts_at, refusal):
    assert code_of(programs.alice.post("/slots", {"starts_at": starts_at})) == refusal


def test_an_overlap_names_what_it_clashes_with(world, programs):
    """Case A6."""
    told = programs.alice.post("/slots", {"starts_at": "2027-03-03T10:00:00Z"}).get_json()
    assert told["clashes_with"] == {
        "kind": "slot", "id": world.booked_slot, "starts_at": "2027-03-03T09:00:00Z",
        "ends_at": "2027-03-03T11:00:00Z",
    }  # fmt: skip


def test_only_a_coach_publishes_and_only_their_own_are_withdrawn(world, programs):
    assert code_of(programs.bob.post("/slots", {"starts_at": "2027-03-10T17:00:00Z"})) == (403, "wrong_role")
    assert code_of(programs.bob.send("DELETE", f"/slots/{world.open_slot}")) == (404, "not_found")


def test_a_series_is_told_date_by_date_and_published_once(programs):
    """Cases A11, A12."""
    pattern = {
        "weekdays": [3], "time": "09:30", "timezone": "Europe/London", "from": "2027-03-01", "until": "2027-03-14",
    }  # fmt: skip
    asked = programs.alice.post("/slots/series", {**pattern, "dry_run": True})
    assert asked.status_code == 200
    assert [(day["date"], day["result"]) for day in asked.get_json()["dates"]] == [
        ("2027-03-03", "overlap"),
        ("2027-03-10", "publish"),
    ]
    assert asked.get_json()["slot_ids"] == []
    made = programs.alice.post("/slots/series", pattern)
    assert (made.status_code, len(made.get_json()["slot_ids"])) == (201, 1)


@pytest.mark.parametrize("year", ["0001", "1970", "9998", "9999"])
def test_a_year_that_no_zone_can_name_is_refused(site, world, programs, year):
    assert programs.alice.send("PATCH", "/me", {"timezone": "America/New_York"}).status_code == 200
    for day in ("01-01T00:00:00Z", "12-31T23:59:00Z"):
        told = programs.alice.post("/slots", {"starts_at": f"{year}-{day}"})
        assert code_of(told) == (422, "invalid")
        assert told.get_json()["errors"][0]["field"] == "starts_at"
