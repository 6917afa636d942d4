"""The doctor's questions as one, and a second opinion on overlaps, which it finds by a way of its own."""

from sqlalchemy import text

from app.db import db
from app.services.invariants import ACTIVE, INVARIANTS

SECOND_OPINIONS = {
    "I-01 slots of one coach overlap": """
        SELECT a.id, b.id FROM slots a JOIN slots b ON a.coach_id = b.coach_id AND a.id < b.id
        WHERE a.status <> 'withdrawn' AND b.status <> 'withdrawn'
        AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
    """,
    "I-04 a person is in two places": f"""
        SELECT a.id, b.id FROM calls a JOIN calls b ON a.id < b.id
        AND (a.coach_id IN (b.coach_id, b.student_id) OR a.student_id IN (b.coach_id, b.student_id))
        WHERE a.{ACTIVE} AND b.{ACTIVE} AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
    """,
}


def check_invariants() -> None:
    """Fail with the names and the rows of the invariants that do not hold."""
    dialect = db.engine.dialect.name
    asked = {f"{one.number} {one.name}": one.query(dialect) for one in INVARIANTS} | SECOND_OPINIONS
    # One question for them all, for it is asked after every step of a long test.
    any_breach = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS ({asked[name]})" for name in asked)
    if dialect == "postgresql":
        # After a thousand storms beside other work they take longer than a page may.
        db.session.execute(text("SET LOCAL statement_timeout = 0"))
    broken = db.session.scalars(text(any_breach)).all()
    found = {name: db.session.execute(text(asked[name])).all()[:5] for name in broken}
    db.session.rollback()
    if found:
        raise AssertionError(found)  # an assert would tell the first few alone
