"""The main job, done for everybody by an administrator with `flask` alone."""

from datetime import timedelta

MARCH = ("--from", "2027-03-01", "--to", "2027-03-31")


def test_an_administrator_does_the_whole_main_job_by_flask_alone(flask, told, at_now, now):
    """Case D5."""
    alice, bob = "alice@example.org", "bob@example.org"
    flask("users", "create", "--email", alice, "--name", "Alice Archer", "--role", "coach", "--phone", "+442079460101",
          "--timezone", "Europe/London", "--subjects", "maths")  # fmt: skip
    flask("users", "create", "--email", bob, "--name", "Bob Baker", "--phone", "+12125550102",
          "--timezone", "America/New_York", "--password-stdin", stdin="correct horse battery\n")  # fmt: skip
    first = told("slots", "create", "--coach", alice, "--starts-at", "2027-03-03T14:00")
    assert first["starts_at"] == "2027-03-03T14:00:00Z"
    later = told("slots", "create", "--coach", alice, "--starts-at", "2027-03-04T14:00Z")

    open_slots = told("slots", "list", "--status", "open")
    assert [slot["id"] for slot in open_slots] == [first["id"], later["id"]]
    assert all(rule["passes"] for rule in told("slots", "why", first["id"], "--student", bob))

    call = told("calls", "book", "--slot", first["id"], "--student", bob, "--note", "Integrals, please")
    flask("calls", "move", call["id"], "--to", later["id"], "--reason", "room closed", "--reopen")
    moved = told("calls", "show", call["id"])
    assert (moved["slot"]["id"], moved["note"], moved["move_reason"]) == (
        later["id"],
        "Integrals, please",
        "room closed",
    )

    spare = told("calls", "book", "--slot", first["id"], "--student", bob)
    flask("calls", "release", spare["id"], "--reason", "booked by mistake")
    assert [slot["id"] for slot in told("slots", "list", "--status", "open")] == [first["id"]]

    at_now.move_to(now + timedelta(days=4))
    assert [waiting["id"] for waiting in told("feedback", "missing")] == [call["id"]]
    flask(
        "feedback", "record", call["id"], "--satisfaction", 4, "--shared-note", "Good start", "--private-note", "Slow"
    )
    flask("feedback", "record", call["id"], "--satisfaction", 5)
    (logged,) = told("feedback", "list")
    assert logged["feedback"]["satisfaction"] == 5
    assert (logged["feedback"]["shared_note"], logged["feedback"]["private_note"]) == ("Good start", "Slow")
    assert told("feedback", "missing") == []

    history = told("calls", "list", *MARCH)
    assert [(past["id"], past["status"]) for past in history] == [(spare["id"], "cancelled"), (call["id"], "completed")]
    entries = told("audit", "list", "--object", f"call:{spare['id']}")
    assert [(entry["action"], entry["facts"].get("reason")) for entry in entries] == [
        ("call.cancelled", "booked by mistake"),
        ("call.booked", None),
    ]
    assert entries[0]["who"].startswith("admin ")
    flask("doctor")
