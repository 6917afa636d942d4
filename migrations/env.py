"""How Alembic reaches the database and the tables it compares with."""

from alembic import context
from alembic.operations.ops import MigrationScript
from flask import current_app

from app.db import Base

engine = current_app.extensions["migrate"].db.engine


def skip_empty(_context: object, _revision: object, directives: list[MigrationScript]) -> None:
    """Write no file when nothing has changed."""
    if getattr(context.config.cmd_opts, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives[:] = []


with engine.connect() as connection:
    if connection.dialect.name == "postgresql":
        # A request gives up after ten seconds; a migration takes what it takes, but waits no longer for a lock.
        connection.detach()  # and its connection goes back to no pool
        connection.exec_driver_sql("SET statement_timeout = 0")
        connection.commit()
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        process_revision_directives=skip_empty,
        # On both databases a migration happens whole or not at all.
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
