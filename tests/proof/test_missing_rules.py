"""Each rule of the database is taken away, and its check in tests/rules is seen to fail: no rule is checked in vain."""

import re

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.services.integrity import rule_of
from tests.proof.results import Result, tell
from tests.rules.broken import BROKEN
from tests.rules.sql import run
from tests.rules.test_refusals import told_by_sqlite

# A rule needs one row that breaks it; others of its rows try other sides of it.
ROWS = dict(reversed(BROKEN))
FORGIVING = """CREATE OR REPLACE FUNCTION refuse(rule text) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        IF rule <> '{rule}' THEN
            RAISE EXCEPTION 'the rule % forbids this', rule USING ERRCODE = 'check_violation', CONSTRAINT = rule;
        END IF;
    END $$"""


def take_away(world: Connection, rule: str) -> bool:
    """Take a rule out of the database; return False for a key that SQLite cannot do without."""
    return (_from_sqlite if world.dialect.name == "sqlite" else _from_postgresql)(world, rule)


def _from_postgresql(world: Connection, rule: str) -> bool:
    table = world.exec_driver_sql(f"SELECT conrelid::regclass FROM pg_constraint WHERE conname = '{rule}'").scalar()
    if table:
        world.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {rule} CASCADE")
    elif rule.startswith("uq_"):
        world.exec_driver_sql(f"DROP INDEX {rule}")
    else:
        world.exec_driver_sql(FORGIVING.format(rule=rule))
    return True


def _from_sqlite(world: Connection, rule: str) -> bool:
    if rule.startswith("fk_"):
        world.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        return True
    if rule.startswith("ck_"):
        world.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        return True
    found = world.exec_driver_sql("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").all()
    ours = [(kind, name) for kind, name, sql in found if name == rule or re.search(rf"ABORT, '{rule}'", sql)]
    ours = [(kind, name) for kind, name in ours if kind in ("index", "trigger")]
    for kind, name in ours:
        world.exec_driver_sql(f"DROP {kind} {name}")
    return bool(ours)


def is_refused(world: Connection, rule: str) -> bool:
    """Return whether the row that breaks the rule is still refused in its name, which is what its check asks."""
    try:
        run(world, ROWS[rule])
    except DBAPIError as error:
        named = rule_of(error) if isinstance(error, IntegrityError) else ""
        return named == (told_by_sqlite(rule) if world.dialect.name == "sqlite" else rule)
    return False


@pytest.mark.timeout(300)
def test_without_a_rule_its_check_fails(world, database):
    tried, missed = 0, []
    for rule in ROWS:
        before = world.begin_nested()
        if take_away(world, rule):
            tried += 1
            missed += [rule] if is_refused(world, rule) else []
        before.rollback()
        if database == "sqlite":
            world.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")
            world.exec_driver_sql("PRAGMA defer_foreign_keys = OFF")
    tell(Result("seeded bugs: a rule of the database is dropped", tried, "rules", len(missed), database))
    assert missed == []
    assert tried > 100
