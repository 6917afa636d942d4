"""What must be true of the rows at every moment (RELIABILITY's I-numbers), asked in SQL that both databases speak."""

from sqlalchemy import text

from app.db import db

ACTIVE = "status <> 'cancelled'"

BREACHES = {
    "I-01 a coach's slots overlap": """
        SELECT a.id, b.id FROM slots a JOIN slots b ON a.coach_id = b.coach_id AND a.id < b.id
        WHERE a.status <> 'withdrawn' AND b.status <> 'withdrawn'
        AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
    """,
    "I-02 two calls hold one slot": f"SELECT slot_id FROM calls WHERE {ACTIVE} GROUP BY slot_id HAVING count(*) > 1",
    "I-03 a coach is their own student": "SELECT id FROM calls WHERE student_id = coach_id",
    "I-04 a person is in two places": """
        SELECT a.person_id, a.call_id, b.call_id FROM commitments a JOIN commitments b ON a.person_id = b.person_id
        AND a.call_id < b.call_id WHERE a.starts_at < b.ends_at AND b.starts_at < a.ends_at
    """,
    "I-04 commitments are not those of the calls": f"""
        SELECT call_id, person_id, starts_at, ends_at FROM commitments
        EXCEPT SELECT id, coach_id, starts_at, ends_at FROM calls WHERE {ACTIVE}
        EXCEPT SELECT id, student_id, starts_at, ends_at FROM calls WHERE {ACTIVE}
    """,
    "I-04 a call lacks a commitment": f"""
        SELECT id FROM calls WHERE {ACTIVE} AND 2 <> (SELECT count(*) FROM commitments WHERE call_id = calls.id)
    """,
    "I-05 made or booked after its start": """
        SELECT id FROM slots WHERE created_at >= starts_at UNION ALL SELECT id FROM calls WHERE booked_at >= starts_at
    """,
    "I-06 a call is not at its slot's time": """
        SELECT calls.id FROM calls JOIN slots ON slots.id = calls.slot_id
        WHERE (calls.coach_id, calls.starts_at, calls.ends_at) <> (slots.coach_id, slots.starts_at, slots.ends_at)
    """,
    "I-07, I-08 a slot's status is not its calls'": f"""
        SELECT id FROM slots WHERE (status = 'booked') <> EXISTS (
            SELECT 1 FROM calls WHERE slot_id = slots.id AND calls.{ACTIVE})
    """,
    "I-08 a call restores what is not a cancelled call of the same people": """
        SELECT calls.id FROM calls JOIN calls AS undone ON undone.id = calls.restores_id
        WHERE undone.status <> 'cancelled' OR (undone.coach_id, undone.student_id) <> (calls.coach_id, calls.student_id)
    """,
    "I-10 feedback before the end, or without a completed call": """
        SELECT call_id FROM feedback JOIN calls ON calls.id = call_id
        WHERE calls.status <> 'completed' OR recorded_at < ends_at OR feedback.coach_id <> calls.coach_id
    """,
    "I-22 a call or a slot without exactly one first audit entry": """
        SELECT 'call', id FROM calls WHERE 1 <> (SELECT count(*) FROM audit_entries
            WHERE action = 'call.booked' AND object_kind = 'call' AND object_id = calls.id)
        UNION ALL
        SELECT 'slot', id FROM slots WHERE 1 <> (SELECT count(*) FROM audit_entries
            WHERE action = 'slot.published' AND object_kind = 'slot' AND object_id = slots.id)
    """,
    "I-22 a cancelled call or withdrawn slot without exactly one audit entry": """
        SELECT 'call', id FROM calls WHERE (CASE WHEN status = 'cancelled' THEN 1 ELSE 0 END) <> (
            SELECT count(*) FROM audit_entries
            WHERE action = 'call.cancelled' AND object_kind = 'call' AND object_id = calls.id)
        UNION ALL
        SELECT 'slot', id FROM slots WHERE (CASE WHEN status = 'withdrawn' THEN 1 ELSE 0 END) <> (
            SELECT count(*) FROM audit_entries
            WHERE action = 'slot.withdrawn' AND object_kind = 'slot' AND object_id = slots.id)
    """,
}


# One question for them all, for it is asked after every step of a long test.
ANY_BREACH = " UNION ALL ".join(
    f"SELECT {number} WHERE EXISTS ({query})" for number, query in enumerate(BREACHES.values())
)


def check_invariants() -> None:
    """Fail with the names and the rows of the invariants that do not hold."""
    broken = db.session.scalars(text(ANY_BREACH)).all()
    found = {name: db.session.execute(text(BREACHES[name])).all()[:5] for name in (list(BREACHES)[i] for i in broken)}
    db.session.rollback()
    assert not found
