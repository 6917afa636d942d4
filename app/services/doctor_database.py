"""The database itself: can it be reached, are its settings safe, does it have all its tables and rules."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateTable

from app.db import Base, db

MIGRATIONS = Path(__file__).parents[2] / "migrations"

# What SQLite answers for each setting that the rules and the promise to keep what was saved depend on.
SQLITE_SETTINGS = {"foreign_keys": 1, "journal_mode": "wal", "synchronous": 2}
# What PostgreSQL must not have turned off to keep what it said was saved.
POSTGRESQL_SETTINGS = ("fsync", "full_page_writes", "synchronous_commit")

TRIGGERS = {
    "sqlite": frozenset(
        {
            "slots_no_overlap_insert", "slots_no_overlap_update", "slots_booked_by_call_insert",
            "slots_booked_by_call_update", "calls_begin_ahead_insert", "calls_slot_withdrawn_insert",
            "calls_slot_withdrawn_update", "calls_status_steps_update", "calls_feedback_exists_update",
            "calls_keep_people_update", "calls_move_ahead_only_update", "calls_are_kept_delete",
            "commitments_no_overlap_insert", "commitments_no_overlap_update", "commitments_match_call_insert",
            "commitments_match_call_update", "commitments_last_as_calls_delete", "feedback_after_call_insert",
            "feedback_keeps_author_update", "feedback_versions_are_kept_update", "audit_entries_are_kept_update",
            "audit_entries_are_kept_delete", "calls_book", "calls_move", "calls_cancel", "feedback_keep_version",
            "semesters_no_overlap_insert", "semesters_no_overlap_update", "reviews_after_call_insert",
            "reviews_keep_author_update", "reviews_answered_once_update", "review_versions_are_kept_update",
            "calls_review_exists_update", "reviews_keep_version",
            "calls_slot_held_insert", "calls_slot_held_update", "holds_slot_open_insert", "holds_slot_open_update",
            "slots_end_hold", "calls_take_hold", "calls_coach_off_insert", "calls_coach_off_update",
            "slots_coach_off_insert",
            "coach_words_add", "coach_words_drop", "coach_words_change",
        }
    ),
    "postgresql": frozenset(
        {
            "slots_check", "calls_check", "calls_effect", "commitments_check", "feedback_check",
            "feedback_keep_version", "feedback_versions_keep", "audit_entries_keep", "audit_entries_keep_facts",
            "audit_entries_tell", "messages_tell", "reviews_check", "reviews_keep_version", "review_versions_keep",
            "calls_reviewed_check",
            "calls_held", "holds_check", "slots_end_hold", "calls_coach_off", "calls_coach_off_moved",
            "slots_coach_off",
        }
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DatabaseState:
    """Which database it is, the settings that are wrong, and how far it is migrated."""

    name: str
    wrong_settings: tuple[str, ...]
    revision: str | None
    head: str | None

    @property
    def is_ahead(self) -> bool:
        """Return whether a newer version has migrated it already, which takes nothing away that this one needs."""
        return self.revision is not None and self.revision not in known_revisions()

    @property
    def is_behind(self) -> bool:
        """Return whether it lacks what this version needs."""
        return self.revision != self.head and not self.is_ahead


def trouble_of(error: Exception) -> str | None:
    """Return in one line what the database or its driver complained of, or None for any other error."""
    if not isinstance(error, DBAPIError):
        return None
    lines = str(error.orig).strip().splitlines()
    return lines[0] if lines else type(error.orig).__name__


@cache
def known_revisions() -> tuple[str, ...]:
    """Return the revisions that this version knows, its own in front.

    They are read once: an upgrade lays new files below the processes of the old version.
    """
    return tuple(script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions())


def examine() -> DatabaseState:
    """Return the state of the database. Raises the driver's error when it cannot be reached."""
    connection = db.session.connection()
    revision = MigrationContext.configure(connection).get_current_revision()
    head = known_revisions()[0]
    if connection.dialect.name == "sqlite":
        settings = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in SQLITE_SETTINGS}
        wrong = [f"{name}={value}" for name, value in settings.items() if value != SQLITE_SETTINGS[name]]
        version = connection.exec_driver_sql("SELECT sqlite_version()").scalar()
        return DatabaseState(f"SQLite {version}", tuple(wrong), revision, head)
    settings = {name: connection.exec_driver_sql(f"SHOW {name}").scalar() for name in POSTGRESQL_SETTINGS}
    wrong = [f"{name}=off" for name, value in settings.items() if value == "off"]
    version = connection.exec_driver_sql("SHOW server_version").scalar()
    return DatabaseState(f"PostgreSQL {version}", tuple(wrong), revision, head)


def list_missing_rules() -> list[str]:
    """Return the names of the triggers, constraints and indexes that the database should have and has not."""
    dialect = db.session.connection().dialect
    expected = set(TRIGGERS[dialect.name])
    for table in Base.metadata.sorted_tables:
        expected |= {str(index.name) for index in table.indexes}
        expected |= set(re.findall(r"CONSTRAINT (\w+)", str(CreateTable(table).compile(dialect=dialect))))
    return sorted(expected - (_sqlite_rules() if dialect.name == "sqlite" else _postgresql_rules()))


def list_orphans() -> list[str]:
    """Return the tables with rows that point at nothing, which only SQLite lets in while its foreign keys are off."""
    if db.session.connection().dialect.name != "sqlite":
        return []
    return sorted(set(db.session.scalars(text("PRAGMA foreign_key_check"))))


def _sqlite_rules() -> set[str]:
    found: set[str] = set()
    for kind, name, statement in db.session.execute(text("SELECT type, name, sql FROM sqlite_master")):
        found |= set(re.findall(r"CONSTRAINT (\w+)", statement or "")) if kind == "table" else {name}
    return found


def _postgresql_rules() -> set[str]:
    return set(
        db.session.scalars(
            text("""
                SELECT tgname::text FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
                WHERE NOT tgisinternal AND tgenabled = 'O' AND relnamespace = current_schema()::regnamespace
                UNION SELECT conname::text FROM pg_constraint
                WHERE convalidated AND connamespace = current_schema()::regnamespace
                UNION SELECT indexname::text FROM pg_indexes WHERE schemaname = current_schema()
            """)
        )
    )
