"""Pages of a long list cost the same wherever they are."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import text

from app.db import db
from app.domain.search import ANYTHING, Criteria, TimeOfDay
from app.services.bookability import Booking
from app.services.coach_views import list_coaches
from app.services.paging import encode_cursor
from app.services.slot_views import list_open
from bench.filling import fill
from bench.slots import listening

SLOTS = 5_000
# More than the driver sends unprepared, and the database plans for each set of parameters.
OFTEN = 12
TUESDAY_MORNINGS = Criteria(weekdays=frozenset({2}), time=TimeOfDay.MORNING)


def count_steps(work: Callable[[], object]) -> int:
    """Return how many hundreds of steps SQLite takes for something."""
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    driver = db.session.connection().connection.driver_connection
    driver.set_progress_handler(step, 100)
    work()
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

    def find(cursor: str | None) -> None:
        assert list_open(visitor, cursor=cursor).next_cursor

    assert count_steps(lambda: find(deep)) < 2 * count_steps(lambda: find(None))


def test_the_first_page_is_read_in_its_order_and_not_sorted(app, database, now, policy):
    if database != "postgresql":
        pytest.skip("SQLite has no figures that could mislead it")
    fill(SLOTS, now=now, coaches=50, students=1_250, every=2)
    for student, criteria in product((None, 1_300), (ANYTHING, TUESDAY_MORNINGS)):
        with listening() as said:
            assert list_open(Booking(student, policy, now), criteria=criteria).items
        statement, parameters = said[-1]
        plan = db.session.connection().exec_driver_sql(f"EXPLAIN {statement}", parameters).scalars().all()
        assert is_read_in_order(plan)


def is_read_in_order(plan: Sequence[str]) -> bool:
    return not [step for step in above("ix_slots_soonest", plan) if "Sort" in step or "Hash" in step]


def test_whose_the_soonest_slots_are_stands_in_their_index(app, database, now, policy):
    if database != "postgresql":
        pytest.skip("SQLite looks the status up in the table, which it knows of the index")
    fill(20_000, now=now, coaches=200, students=5_000, every=2)
    db.session.rollback()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE slots")
    with listening() as said:
        list_coaches(Booking(5_100, policy, now), TUESDAY_MORNINGS)
    statement, parameters = next(one for one in said if "near AS" in one[0])
    plan = db.session.connection().exec_driver_sql(f"EXPLAIN {statement}", parameters).scalars().all()
    steps = plan[next(place for place, step in enumerate(plan) if "CTE near" in step) :]
    assert "Index Only Scan" in next(step for step in steps if "ix_slots_soonest" in step)


def test_a_list_that_is_asked_for_often_is_planned_once_and_still_read_in_its_order(app, database, now, policy):
    if database != "postgresql":
        pytest.skip("SQLite compiles a statement each time")
    fill(20_000, now=now, coaches=200, students=5_000, every=2)
    db.session.rollback()
    # Each connection prepares for itself, and the pool hands them out in turn: there is to be one.
    db.engine.dispose()
    for _ in range(OFTEN):
        with app.app_context():
            assert list_open(Booking(5_100, policy, now)).items
    prepared = "FROM pg_prepared_statements WHERE statement LIKE '%ORDER BY slots.starts_at%' AND generic_plans > 0"
    name, count = db.session.execute(text(f"SELECT name, cardinality(parameter_types) {prepared}")).one()
    # Without a value to go by.
    db.session.execute(text("SET LOCAL plan_cache_mode = force_generic_plan"))
    explain = f'EXPLAIN EXECUTE "{name}"({", ".join(["NULL"] * count)})'
    assert is_read_in_order(db.session.connection().exec_driver_sql(explain).scalars().all())
