"""Pages of a long list cost the same wherever they are."""

from datetime import timedelta

import pytest

from app.db import db
from app.services.bookability import Booking
from app.services.paging import encode_cursor
from app.services.slot_views import list_open
from bench.filling import fill
from bench.slots import listening

SLOTS = 5_000


def count_steps(booking: Booking, cursor: str | None) -> int:
    """Return how many hundreds of steps SQLite takes to find a page."""
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    driver = db.session.connection().connection.driver_connection
    driver.set_progress_handler(step, 100)
    assert list_open(booking, cursor=cursor).next_cursor
    driver.set_progress_handler(None, 0)
    db.session.rollback()
    return steps


def test_a_page_deep_in_the_open_slots_costs_no_more_than_the_first(app, database, now, policy):
    if database != "sqlite":
        pytest.skip("only SQLite counts its steps; PostgreSQL's plan shows the cursor in the index condition")
    fill(SLOTS, now=now)
    visitor = Booking(None, policy, now)
    deep = encode_cursor(now + timedelta(hours=7), 0)
    assert count_steps(visitor, deep) < 2 * count_steps(visitor, None)


@pytest.mark.parametrize("is_student", [False, True])
def test_the_first_page_is_read_in_its_order_however_few_the_coaches(app, database, now, policy, is_student):
    if database != "postgresql":
        pytest.skip("SQLite has no figures that could mislead it")
    fill(SLOTS, now=now, coaches=50, students=1_250, every=2)
    with listening() as said:
        assert list_open(Booking(1_300 if is_student else None, policy, now)).next_cursor
    statement, parameters = said[-1]
    plan = db.session.connection().exec_driver_sql(f"EXPLAIN {statement}", parameters).scalars().all()
    assert any("ix_slots_open" in step for step in plan)
    assert not [step for step in plan if "Sort" in step or "Hash" in step]
