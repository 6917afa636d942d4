"""How Alembic reaches the database and the tables it compares with."""

from collections.abc import Mapping

from alembic import context
from alembic.operations.ops import MigrationScript
from flask import current_app

from app.db import Base

engine = current_app.extensions["migrate"].db.engine


def skip_empty(_context: object, _revision: object, directives: list[MigrationScript]) -> None:
    """Write no file when nothing has changed."""
    if getattr(context.config.cmd_opts, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives[:] = []


def is_declared(name: str | None, kind: str, parents: Mapping[str, str | None]) -> bool:
    """Return whether a table or column is the models' affair: full text each database keeps in a way of its own."""
    is_full_text = kind == "table" and (name or "").startswith("coach_words_index")
    return not is_full_text and (parents.get("table_name"), name) not in {
        ("coach_words", "document"), ("coach_words", "ix_coach_words_document"),
    }  # fmt: skip


with engine.connect() as connection:
    is_postgresql = connection.dialect.name == "postgresql"
    if is_postgresql:
        # A request gives up after ten seconds; a migration takes what it takes, but waits no longer for a lock.
        connection.exec_driver_sql("SET statement_timeout = 0")
        connection.commit()
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        process_revision_directives=skip_empty,
        include_name=is_declared,
        # On both databases a migration happens whole or not at all; what PostgreSQL does outside of one alone, in an
        # `autocommit_block`, has to bear being begun again.
        transaction_per_migration=True,
    )
    try:
        with context.begin_transaction():
            context.run_migrations()
    finally:
        if is_postgresql:
            connection.invalidate()  # so patient a connection goes back to no pool
