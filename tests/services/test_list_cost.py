"""Pages of a long list cost the same wherever they are."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import product

import pytest

from app.db import db
from app.domain.search import ANYTHING, Criteria, TimeOfDay
from app.services.bookability import Booking
from app.services.paging import encode_cursor
from app.services.slot_views import list_open
from bench.filling import fill
from bench.slots import listening

SLOTS = 5_000
TUESDAY_MORNINGS = Criteria(weekdays=frozenset({2}), time=TimeOfDay.MORNING)


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


def above(index: str, plan: Sequence[str]) -> list[str]:
    """Return the steps of a plan that what is read by an index goes through."""
    place = next(place for place, step in enumerate(plan) if index in step)
    depth, found = indent(plan[place]), []
    for step in reversed(plan[:place]):
        if "->" in step and indent(step) < depth:
            depth = indent(step)
            found.append(step)
    return [*found, plan[0]]


def indent(step: str) -> int:
    return len(step) - len(step.lstrip())


def test_a_page_deep_in_the_open_slots_costs_no_more_than_the_first(app, database, now, policy):
    if database != "sqlite":
        pytest.skip("only SQLite counts its steps; PostgreSQL's plan shows the cursor in the index condition")
    fill(SLOTS, now=now)
    visitor = Booking(None, policy, now)
    deep = encode_cursor(now + timedelta(hours=7), 0)
    assert count_steps(visitor, deep) < 2 * count_steps(visitor, None)


def test_the_first_page_is_read_in_its_order_and_not_sorted(app, database, now, policy):
    if database != "postgresql":
        pytest.skip("SQLite has no figures that could mislead it")
    fill(20_000, now=now, coaches=200, students=5_000, every=2)
    for student, criteria in product((None, 5_100), (ANYTHING, TUESDAY_MORNINGS)):
        with listening() as said:
            assert list_open(Booking(student, policy, now), criteria=criteria).items
        statement, parameters = said[-1]
        plan = db.session.connection().exec_driver_sql(f"EXPLAIN {statement}", parameters).scalars().all()
        assert not [step for step in above("ix_slots_open", plan) if "Sort" in step or "Hash" in step]
