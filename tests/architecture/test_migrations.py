"""Migrations go up, down and up again, say the same as the models, and happen whole or not at all."""

import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import select, text

from app import create_app
from app.db import Base, db, transact
from app.models import Attendance, AuditEntry
from config import Config
from tests import factories
from tests.conftest import NOW
from tests.databases import create_database

MIGRATIONS = Path(__file__).parents[2] / "migrations"

SQLITE_SCHEMA = (
    "SELECT type, name, coalesce(sql, '') FROM sqlite_master WHERE tbl_name <> 'alembic_version' ORDER BY 1, 2"
)
POSTGRESQL_SCHEMA = """
    SELECT 'column', table_name || '.' || column_name, data_type || is_nullable || coalesce(column_default, '')
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version'
    UNION SELECT 'constraint', conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND conrelid <> 'alembic_version'::regclass
    UNION SELECT 'index', indexname, indexdef FROM pg_indexes
    WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    UNION SELECT 'trigger', tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION SELECT 'function', proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    ORDER BY 1, 2
"""
RULES = """
    SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
    UNION SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    ORDER BY 1, 2
"""


def new_database(database, request, name):
    """Make an empty database; return its address."""
    if database == "sqlite":
        return f"sqlite:///{request.getfixturevalue('tmp_path') / name}.db"
    return create_database(request.getfixturevalue("postgresql"), name)


@pytest.fixture
def blank(database, request):
    """Return an application on a database without a table, with its context pushed."""
    app = create_app(Config.for_tests(database_url=new_database(database, request, "migrations")))
    with app.app_context():
        yield app
        db.engine.dispose()


def schema():
    query = SQLITE_SCHEMA if db.engine.dialect.name == "sqlite" else POSTGRESQL_SCHEMA
    with db.engine.connect() as connection:
        if db.engine.dialect.name != "sqlite":
            connection.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num varchar(32))"))
        return [tuple(row) for row in connection.execute(text(query))]


def revisions():
    return sorted(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("*.py"))


@pytest.mark.usefixtures("blank")
def test_migrations_go_up_down_and_up_step_by_step():
    seen = {"base": schema()}
    assert seen["base"] == []
    for revision in revisions():
        upgrade(directory=str(MIGRATIONS), revision=revision)
        seen[revision] = schema()
    for revision in reversed(["base", *revisions()[:-1]]):
        downgrade(directory=str(MIGRATIONS), revision=revision)
        assert schema() == seen[revision]
    upgrade(directory=str(MIGRATIONS))
    assert schema() == seen[revisions()[-1]]


@pytest.mark.usefixtures("blank")
def test_models_and_migrations_say_the_same():
    upgrade(directory=str(MIGRATIONS))
    check(directory=str(MIGRATIONS))


@pytest.mark.usefixtures("blank")
def test_a_table_without_a_migration_is_found():
    upgrade(directory=str(MIGRATIONS), revision=revisions()[0])
    with db.engine.begin() as connection:
        connection.execute(text("DROP TABLE idempotency_records"))
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{revisions()[-1]}'"))
    with pytest.raises(SystemExit):
        check(directory=str(MIGRATIONS))


def test_models_and_migrations_have_the_same_constraints(blank: Flask, database, request):
    """`flask db check` does not look at checks and exclusions."""
    upgrade(directory=str(MIGRATIONS))
    migrated = constraints()
    by_models = create_app(Config.for_tests(database_url=new_database(database, request, "models")))
    with by_models.app_context():
        Base.metadata.create_all(db.engine)
        modelled = constraints()
        db.engine.dispose()
    assert modelled == migrated


def constraints():
    """Return every table's rules, written alike whoever made the table."""
    with db.engine.connect() as connection:
        if db.engine.dialect.name != "sqlite":
            rules = [tuple(row) for row in connection.execute(text(RULES)) if "alembic" not in row[0]]
            return [rule for rule in rules if rule[0] != "ix_coach_words_document"]
        made = [row for row in connection.execute(text(SQLITE_SCHEMA)) if row[0] != "trigger"]
        # Full text is each database's own affair.
        made = [row for row in made if not row[1].startswith("coach_words_index")]
        return [(name, sorted(parts(sql))) for _, name, sql in made]


def parts(sql):
    """Split SQLite's own words for a table into columns and constraints, wherever a migration put them."""
    body = re.sub(r"\)\s*STRICT\s*$", "", sql)
    body = re.sub(r"(\w+) INTEGER (CONSTRAINT \w+) REFERENCES", r"\1 INTEGER, \2 FOREIGN KEY(\1) REFERENCES", body)
    lines = re.sub(r",\s*(?=\w+ (?:TEXT|INTEGER)\b)|(?=CONSTRAINT )", "\n", body).splitlines()
    return [line for line in (line.strip(" ,\t") for line in lines) if line]


@pytest.mark.usefixtures("blank")
def test_a_migration_that_fails_halfway_leaves_nothing_behind(tmp_path):
    upgrade(directory=str(MIGRATIONS))
    before = schema()
    copy = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, copy)
    (copy / "versions" / "9999_broken.py").write_text(
        "import sqlalchemy as sa\n"
        "from alembic import op\n"
        f"revision, down_revision = '9999', '{revisions()[-1]}'\n"
        "def upgrade():\n"
        "    op.create_table('half', sa.Column('id', sa.Integer()))\n"
        "    op.execute('DELETE FROM users')\n"
        "    raise ArithmeticError\n"
    )
    with pytest.raises(ArithmeticError):
        upgrade(directory=str(copy))
    assert schema() == before
    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == revisions()[-1:]


@pytest.mark.usefixtures("blank")
def test_what_was_found_missed_before_it_could_be_is_missed_from_0035_on():
    upgrade(directory=str(MIGRATIONS), revision="0034")
    alice, bob = factories.coach("alice"), factories.person("bob")
    found, admitted, held = (factories.call(factories.slot(alice, NOW + timedelta(days=day)), bob) for day in (2, 3, 4))
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE calls SET status = 'completed', outcome_at = ends_at"))
    missed = {"coach_id": alice, "student_id": bob, "finding": "coach_missed", "settled_at": NOW + timedelta(days=5)}
    transact(lambda: db.session.add(Attendance(call_id=found, **missed)))
    transact(lambda: db.session.add(Attendance(call_id=admitted, settled_by_id=alice, **missed)))
    upgrade(directory=str(MIGRATIONS))
    assert calls() == {found: ("no_show", 2), admitted: ("completed", 1), held: ("completed", 1)}
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "call.no_show")).one()
    assert (entry.object_id, entry.facts, entry.at) == (found, {"was": "completed"}, NOW + timedelta(days=5))
    db.session.close()
    downgrade(directory=str(MIGRATIONS), revision="0034")
    assert calls()[found] == ("no_show", 2)


def calls():
    with db.engine.connect() as connection:
        return {row[0]: (row[1], row[2]) for row in connection.execute(text("SELECT id, status, version FROM calls"))}


@pytest.mark.usefixtures("blank")
def test_a_migration_leaves_the_timeouts_of_requests_alone():
    with db.engine.connect() as connection:
        before = timeouts(connection)
    upgrade(directory=str(MIGRATIONS))
    with db.engine.connect() as connection:
        assert timeouts(connection) == before


def timeouts(connection):
    if connection.dialect.name == "sqlite":
        return [connection.execute(text("PRAGMA busy_timeout")).scalar()]
    return [connection.execute(text(f"SHOW {name}_timeout")).scalar() for name in ("statement", "lock")]


@pytest.mark.usefixtures("blank")
def test_an_index_left_behind_by_an_attempt_that_was_broken_off_is_built_anew():
    upgrade(directory=str(MIGRATIONS))
    whole = schema()
    downgrade(directory=str(MIGRATIONS), revision="0037")
    with db.engine.begin() as connection:
        connection.execute(text("CREATE INDEX ix_slots_soonest ON slots (id)"))
    upgrade(directory=str(MIGRATIONS))
    assert schema() == whole
