"""Each rule of the database refuses the row that breaks it, whoever writes it."""

import importlib.util
from pathlib import Path

import pytest
from sqlalchemy import UniqueConstraint, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.db import Base, JSONDocument, db
from app.services.integrity import rule_of
from tests.rules.broken import BROKEN
from tests.rules.sql import insert, run

ROOT = Path(__file__).parents[2]

# Another rule is always broken with these, and speaks first.
SPOKEN_FOR = {
    "uq_slots_copied": "pk_slots",
    "uq_calls_coach": "pk_calls",
    "uq_calls_parties": "pk_calls",
    "ck_calls_status": "calls_status_steps",
    "fk_holds_slot_id": "holds_slot_open",
    "fk_commitments_call_id": "commitments_match_call",
    "fk_commitments_person_id": "commitments_match_call",
}


def told_by_sqlite(rule: str) -> str:
    """Return what SQLite says of a rule: its name for checks and triggers, the columns of a key."""
    if rule.startswith("fk_"):
        return "FOREIGN KEY constraint failed"
    for table in Base.metadata.tables.values():
        keys = [table.primary_key, *(c for c in table.constraints if isinstance(c, UniqueConstraint)), *table.indexes]
        for key in keys:
            if key.name == rule:
                return ", ".join(f"{table.name}.{column.name}" for column in key.columns)
    return rule


@pytest.mark.parametrize(("rule", "statement"), BROKEN)
def test_the_rule_refuses_the_row_that_breaks_it(world, rule, statement):
    with pytest.raises(IntegrityError) as refused:
        run(world, statement)
    assert rule_of(refused.value) == (told_by_sqlite(rule) if world.dialect.name == "sqlite" else rule)


@pytest.mark.usefixtures("app")
def test_every_rule_there_is_has_been_tried():
    path = ROOT / "migrations" / "versions" / "0002_rules.py"
    specification = importlib.util.spec_from_file_location("rules", path)
    migration = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(migration)
    unique = {index.name for table in Base.metadata.sorted_tables for index in table.indexes if index.unique}
    rules = {rule for rule, *_ in migration.SQLITE_REFUSALS} | unique
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as connection:
            names = connection.execute(
                text(
                    "SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
                    " AND contype IN ('c', 'f', 'p', 'u', 'x') AND conrelid <> 'alembic_version'::regclass"
                )
            )
            rules |= set(names.scalars())
    tried = {rule for rule, _ in BROKEN}
    assert rules - tried == (set(SPOKEN_FOR) & rules)
    assert set(SPOKEN_FOR.values()) <= tried


COLUMNS = [(table, column) for table in Base.metadata.sorted_tables for column in table.columns]
NEEDED = [pytest.param(t.name, c.name, id=str(c)) for t, c in COLUMNS if not c.nullable and not c.primary_key]
WHOLE = [
    pytest.param(t.name, c.name, id=str(c))
    for t, c in COLUMNS
    if c.type.python_type not in (str, bytes) and not isinstance(c.type, JSONDocument)
]


@pytest.mark.parametrize(("table", "column"), NEEDED)
def test_a_column_that_is_needed_is_never_null(world, table, column):
    with pytest.raises(IntegrityError):
        run(world, insert(table, **{column: None}))


@pytest.mark.parametrize(("table", "column"), WHOLE)
def test_no_text_stands_where_a_number_or_an_instant_belongs(world, table, column):
    """On SQLite because its tables are STRICT."""
    with pytest.raises(DBAPIError):
        run(world, insert(table, **{column: "soon"}))
