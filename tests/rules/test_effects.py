"""What triggers do beside refusing: slots follow their calls, commitments too, feedback keeps what it said."""

import pytest
from sqlalchemy.exc import IntegrityError

from app.services.integrity import rule_of
from tests.rules.sql import ended_call, insert, run

STATUSES = ("pending", "confirmed", "completed", "no_show", "cancelled")
STEPS = {
    ("pending", "confirmed"), ("pending", "cancelled"), ("confirmed", "cancelled"), ("confirmed", "completed"),
    ("confirmed", "no_show"), ("completed", "no_show"), ("no_show", "completed"),
}  # fmt: skip


def rows(world, query):
    return [tuple(row) for row in world.exec_driver_sql(query)]


def statuses(world, *slot_ids):
    found = dict(rows(world, "SELECT id, status FROM slots"))
    return [found[slot_id] for slot_id in slot_ids]


def committed(world, call_id):
    return rows(world, f"SELECT person_id FROM commitments WHERE call_id = {call_id} ORDER BY person_id")


def test_a_call_books_its_slot_and_commits_both_people(world):
    run(world, insert("calls"))
    assert statuses(world, 11) == ["booked"]
    assert committed(world, 29) == [(1,), (3,)]


def test_a_cancelled_call_frees_its_slot_and_both_people(world):
    run(world, "UPDATE calls SET status = 'cancelled', cancelled_at = @0 WHERE id = 20")
    assert statuses(world, 10) == ["open"]
    assert committed(world, 20) == []
    run(world, insert("calls", slot_id=10, starts_at="@24", ends_at="@26"))
    assert statuses(world, 10) == ["booked"]


def test_a_moved_call_takes_its_people_along(world):
    run(world, "UPDATE calls SET slot_id = 11, starts_at = @30, ends_at = @32, moved_at = @0 WHERE id = 20")
    assert statuses(world, 10, 11) == ["open", "booked"]
    assert committed(world, 20) == [(1,), (2,)]
    run(world, insert("calls", slot_id=12, coach_id=4, student_id=2, starts_at="@25", ends_at="@27"))


def test_half_open_times_may_touch(world):
    """Case A6."""
    run(
        world,
        insert("slots", id=31, starts_at="@26", ends_at="@28"),
        insert("slots", id=32, starts_at="@22", ends_at="@24"),
        insert("slots", id=33, coach_id=4, starts_at="@27", ends_at="@29"),
        insert("calls", id=41, slot_id=31, student_id=2, starts_at="@26", ends_at="@28"),
        insert("calls", id=42, slot_id=32, student_id=2, starts_at="@22", ends_at="@24"),
    )
    assert statuses(world, 31, 32) == ["booked", "booked"]


def test_a_hold_lets_its_own_student_book_and_ends_with_that(world):
    run(world, insert("calls", slot_id=18, starts_at="@50", ends_at="@52", booked_at="@0"))
    assert rows(world, "SELECT id FROM holds") == []


def test_a_hold_that_has_lapsed_binds_nobody(world):
    run(
        world,
        "UPDATE holds SET created_at = @-9, until = @-1 WHERE id = 1",
        insert("calls", slot_id=18, student_id=2, starts_at="@50", ends_at="@52", booked_at="@-1"),
    )
    assert statuses(world, 18) == ["booked"]


def test_a_hold_ends_when_its_slot_is_withdrawn(world):
    run(world, "UPDATE slots SET status = 'withdrawn', withdrawn_at = @0 WHERE id = 18")
    assert rows(world, "SELECT id FROM holds") == []


def test_time_off_that_is_over_or_of_another_coach_closes_nothing(world):
    run(
        world,
        insert("slots", id=31, starts_at="@58", ends_at="@60"),
        insert("slots", id=32, coach_id=4, starts_at="@61", ends_at="@63"),
        insert("slots", id=33, starts_at="@62", ends_at="@64", status="withdrawn", withdrawn_at="@0"),
        insert("calls", id=41, slot_id=31, starts_at="@58", ends_at="@60"),
    )
    assert statuses(world, 31, 32, 33) == ["booked", "open", "withdrawn"]


def test_two_coaches_are_bookable_at_one_hour(world):
    """Case A2."""
    run(world, insert("calls", slot_id=12, coach_id=4, student_id=3, starts_at="@25", ends_at="@27"))
    assert statuses(world, 10, 12) == ["booked", "booked"]


def test_feedback_keeps_what_it_said(world):
    """Case H1."""
    run(world, "UPDATE feedback SET satisfaction = 2, version = 3, changed_at = @-1 WHERE call_id = 22")
    kept = rows(world, "SELECT version, satisfaction FROM feedback_versions WHERE call_id = 22 ORDER BY version")
    assert kept == [(1, 4), (2, 5)]


def test_words_may_be_taken_away_and_nothing_else_changes(world):
    """Invariant I-25."""
    run(
        world,
        "UPDATE feedback SET shared_note = 'a', private_note = 'b', version = 3, changed_at = @-1 WHERE call_id = 22",
        "UPDATE feedback SET satisfaction = 1, version = 4, changed_at = @0 WHERE call_id = 22",
        insert("audit_entries", id=2, facts='{"reason": "ill", "slot": 3}'),
        "UPDATE feedback SET shared_note = '', private_note = '' WHERE call_id = 22",
        "UPDATE feedback_versions SET shared_note = '', private_note = '' WHERE call_id = 22",
        """UPDATE audit_entries SET facts = '{"slot": 3}' WHERE id = 2""",
    )
    kept = "SELECT version, satisfaction, shared_note, private_note FROM feedback_versions ORDER BY version"
    assert rows(world, kept) == [(1, 4, "", ""), (2, 5, "", ""), (3, 5, "", "")]
    assert rows(world, "SELECT version, satisfaction, shared_note FROM feedback WHERE call_id = 22") == [(4, 1, "")]


@pytest.mark.parametrize("after", STATUSES)
@pytest.mark.parametrize("before", STATUSES)
def test_a_call_goes_from_one_status_to_another_only_by_its_steps(world, before, after):
    """Invariant I-09."""
    if before == "pending":
        slot, _call = ended_call(30, 30, -60)
        request = {"status": "pending", "answer_by": "@-61"}
        run(world, slot, insert("calls", id=30, slot_id=30, student_id=2, starts_at="@-60", ends_at="@-58", **request))
    else:
        run(world, *ended_call(30, 30, -60, before if before in ("completed", "no_show") else None))
    if before == "cancelled":
        run(world, "UPDATE calls SET status = 'cancelled', cancelled_at = @-61 WHERE id = 30")
    cancelled_at = "@-61" if after == "cancelled" else "NULL"
    outcome_at = "@-58" if after in ("completed", "no_show") else "NULL"
    step = (
        f"UPDATE calls SET status = '{after}', cancelled_at = {cancelled_at}, outcome_at = {outcome_at} WHERE id = 30"
    )
    if before == after or (before, after) in STEPS:
        run(world, step)
    else:
        with pytest.raises(IntegrityError) as refused:
            run(world, step)
        assert rule_of(refused.value) == "calls_status_steps"
