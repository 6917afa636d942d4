"""The races are worth something: without the rules they see double bookings, deadlocks and lock failures."""

from collections.abc import Sequence
from functools import partial
from time import sleep

import pytest
from sqlalchemy import select, text

from app.db import db
from app.domain.errors import SlotTaken
from app.models import User
from tests import factories
from tests.proof.results import Result, tell
from tests.races.counting import count_deadlocks
from tests.races.crowd import DONE, Crowd, tally
from tests.races.worlds import CROWD, count, hour, publish, students

pytestmark = pytest.mark.timeout(600)

ROUNDS = 100
BUG = "seeded bugs: look, then insert, without lock or rule"


def look_then_insert(slot_id: int, student_id: int) -> None:
    """Book as a careless programme would: look whether a call is there, and insert if not, without a lock."""
    if db.engine.dialect.name == "sqlite":
        db.session.rollback()  # the writer's lock, which transact took, is the very thing left out
    if db.session.scalar(text("SELECT count(*) FROM calls WHERE slot_id = :slot"), {"slot": slot_id}):
        raise SlotTaken()
    db.session.rollback()
    db.session.execute(
        text(
            "INSERT INTO calls (slot_id, coach_id, student_id, starts_at, ends_at, status, note, version, booked_at,"
            " move_reason, cancel_reason) SELECT id, coach_id, :student, starts_at, ends_at, 'confirmed', '', 1,"
            " created_at, '', '' FROM slots WHERE id = :slot"
        ),
        {"slot": slot_id, "student": student_id},
    )


def drop_rules() -> None:
    """Take away every rule of the database that keeps two calls from one slot."""
    connection = db.session.connection(execution_options={"writes": True})
    connection.execute(text("DROP INDEX uq_calls_active_slot"))
    if connection.dialect.name == "sqlite":
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        for name in names:
            connection.execute(text(f"DROP TRIGGER {name}"))
    else:
        connection.execute(text("ALTER TABLE calls DISABLE TRIGGER USER"))
    db.session.commit()


@pytest.mark.usefixtures("race_app")
def test_the_race_for_a_slot_finds_double_bookings_when_nothing_prevents_them(gather, database):
    alice, everybody = factories.coach("alice"), students()
    slots = publish((alice, hour(number)) for number in range(ROUNDS))
    drop_rules()
    crowd = gather(CROWD)
    for slot in slots:
        crowd.rush([partial(look_then_insert, slot, student) for student in everybody])
        if count("calls WHERE slot_id = :slot", slot=slot) > 1:
            break
    else:
        tell(Result(BUG, 1, "bugs", 1, database))
        pytest.fail("the race has seen no double booking: it proves nothing")
    tell(Result(BUG, 1, "bugs", 0, database))


def lock_one_by_one(ids: Sequence[int]) -> None:
    """Lock people's rows in the order given, not in that of their ids."""
    for number in ids:
        db.session.execute(select(User.id).where(User.id == number).with_for_update(key_share=True))
        _meet()


def _meet() -> None:
    """Wait until both have come here once; a lock of the session outlives the transaction that is sent back."""
    db.session.execute(text("SELECT pg_advisory_lock(pg_backend_pid())"))
    while db.session.scalar(text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")) < 2:
        sleep(0.02)


def test_a_deadlock_is_seen(race_app, race_url):
    if race_url.startswith("sqlite"):
        pytest.skip("one lock for all cannot deadlock")
    alice, bob = factories.person("alice"), factories.person("bob")
    crowd = Crowd(race_url, 2)
    outcomes = crowd.rush([partial(lock_one_by_one, [alice, bob]), partial(lock_one_by_one, [bob, alice])])
    crowd.dismiss()
    found = tally(outcomes)
    assert set(found) == {DONE, "contention"}
    assert found[DONE] == 2
    # More than one where who was sent back took its row again before the other had woken.
    assert count_deadlocks() == found["contention"]
