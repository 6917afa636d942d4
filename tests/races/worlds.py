"""The people and slots of a race: many of each, made quickly."""

import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import text

from app.db import db, transact
from app.domain.policy import FURTHEST_SLOT, Policy
from app.services import calls, slots
from tests import factories
from tests.conftest import NOW
from tests.factories import acting

CROWD = int(os.environ.get("RACE_CROWD", "16"))
ROUNDS = int(os.environ.get("RACE_ROUNDS", "10"))
# Seconds that one race may take.
PATIENCE = 600 + 3 * ROUNDS
# As far ahead as slots may be: a long race needs as many of them.
POLICY = Policy(booking_horizon=FURTHEST_SLOT)
FIRST = NOW + timedelta(days=2)


def hour(number: int) -> datetime:
    """Return the start of the so-manieth two-hour slot of the race."""
    return FIRST + number * timedelta(hours=2)


def students(count: int = CROWD) -> list[int]:
    """Make so many students."""
    return [factories.person(f"student{number}") for number in range(count)]


def publishing(coach_id: int, starts_at: datetime, **more: Any) -> partial:
    """Return the job of publishing a slot."""
    wall_time = starts_at.replace(tzinfo=None)
    return partial(
        slots.publish, actor=acting(coach_id), coach_id=coach_id, wall_time=wall_time, timezone="UTC", policy=POLICY,
        now=NOW, **more,
    )  # fmt: skip


def publish(wanted: Iterable[tuple[int, datetime]]) -> list[int]:
    """Publish slots by coach and start, in one transaction."""
    return transact(lambda: [publishing(coach_id, starts_at)().slot_id for coach_id, starts_at in wanted])


def booking(student_id: int, slot_id: int, **more: Any) -> partial:
    """Return the job of booking a slot."""
    return partial(
        calls.book, actor=acting(student_id), student_id=student_id, slot_id=slot_id, policy=POLICY, now=NOW, **more
    )


def count(question: str, **given: Any) -> int:
    """Return the answer to `SELECT count(*) FROM <question>` as the database stands now."""
    found = db.session.scalar(text(f"SELECT count(*) FROM {question}"), given)
    db.session.rollback()
    return int(found)
