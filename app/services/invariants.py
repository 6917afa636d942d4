"""What must be true of the rows at every moment: each invariant is a query that finds the rows which break it.

The database's own rules keep most of them; `doctor` tells when one was lost, or when rows came in past them.
"""

from dataclasses import dataclass

# How long a slot lasts, in each database's language.
MINUTES = {
    "sqlite": "(ends_at - starts_at) / 60000000.0",
    "postgresql": "extract(epoch FROM ends_at - starts_at) / 60",
}


@dataclass(frozen=True, slots=True)
class Invariant:
    """One sentence of the design (its I-number), by name, and the query for the numbers of what breaks it."""

    number: str
    name: str
    kind: str
    breaches: str

    def query(self, dialect: str) -> str:
        """Return the query in a database's language."""
        return self.breaches.replace("{minutes}", MINUTES[dialect])


ACTIVE = "status <> 'cancelled'"
# What was logged or reviewed took place, unless an administrator has found otherwise.
TOOK_PLACE = """(calls.status = 'completed' OR (calls.status = 'no_show' AND EXISTS (
            SELECT 1 FROM attendance WHERE attendance.call_id = calls.id
            AND attendance.finding <> 'completed' AND attendance.settled_by_id IS NULL)))"""


def _entries(action: str, kind: str, number: str) -> str:
    return f"""(SELECT count(*) FROM audit_entries AS entry
        WHERE entry.object_kind = '{kind}' AND entry.object_id = {number} AND entry.action = '{action}')"""


def _told_once(name: str, kind: str, rows: str, number: str, action: str) -> Invariant:
    """Return the invariant that each of these rows has exactly one audit entry of an action, and nothing else has."""
    return Invariant(
        "I-22",
        name,
        kind,
        # The column is named with its table: a bare id would be that of the entry.
        f"""SELECT {number} AS number FROM {rows} AND {_entries(action, kind, number)} <> 1
        UNION SELECT object_id FROM audit_entries WHERE object_kind = '{kind}' AND action = '{action}'
        AND object_id NOT IN (SELECT {number} FROM {rows})""",
    )


def _overlaps(number: str, table: str, owner: str, condition: str = "TRUE") -> str:
    """Return the query for rows that begin before an earlier one of the same owner has ended."""
    # One pass in the order of starts: joining every row with its neighbours takes half a minute at 200,000.
    return f"""SELECT {number} AS number FROM (
            SELECT {number}, starts_at, max(ends_at) OVER (
                PARTITION BY {owner} ORDER BY starts_at, {number} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS busy_until FROM {table} WHERE {condition}) AS taken
        WHERE busy_until > starts_at"""


# Which step may follow which, in the order of a call's audit entries; a coach may correct the outcome.
STEPS = """'>call.booked', 'call.booked>call.moved', 'call.moved>call.moved', 'call.booked>call.cancelled',
    'call.moved>call.cancelled', 'call.booked>call.completed', 'call.moved>call.completed', 'call.booked>call.no_show',
    'call.moved>call.no_show', 'call.booked>call.confirmed', 'call.moved>call.confirmed', 'call.confirmed>call.moved',
    'call.confirmed>call.cancelled', 'call.confirmed>call.completed', 'call.confirmed>call.no_show',
    'call.completed>call.no_show', 'call.no_show>call.completed'"""

INVARIANTS = (
    Invariant(
        "I-01",
        "slots_overlap",
        "slot",
        _overlaps("id", "slots", "coach_id", "status <> 'withdrawn'"),
    ),
    Invariant(
        "I-02",
        "slot_held_twice",
        "slot",
        f"SELECT slot_id AS number FROM calls WHERE {ACTIVE} GROUP BY slot_id HAVING count(*) > 1",
    ),
    Invariant("I-03", "own_student", "call", "SELECT id AS number FROM calls WHERE student_id = coach_id"),
    Invariant(
        "I-04",
        "two_places_at_once",
        "call",
        _overlaps("call_id", "commitments", "person_id"),
    ),
    Invariant(
        "I-04",
        "commitments_differ",
        "call",
        f"""SELECT id AS number FROM calls WHERE {ACTIVE} AND 2 <> (
            SELECT count(*) FROM commitments WHERE call_id = calls.id AND person_id IN (coach_id, student_id)
            AND commitments.starts_at = calls.starts_at AND commitments.ends_at = calls.ends_at)
        UNION SELECT call_id FROM commitments WHERE NOT EXISTS (
            SELECT 1 FROM calls WHERE calls.id = call_id AND {ACTIVE} AND person_id IN (coach_id, student_id))""",
    ),
    Invariant("I-05", "slot_made_late", "slot", "SELECT id AS number FROM slots WHERE created_at >= starts_at"),
    Invariant(
        "I-05",
        "call_booked_late",
        "call",
        "SELECT id AS number FROM calls WHERE booked_at >= starts_at OR moved_at >= starts_at",
    ),
    Invariant(
        "I-06",
        "call_beside_slot",
        "call",
        """SELECT calls.id AS number FROM calls LEFT JOIN slots ON slots.id = calls.slot_id
        WHERE slots.id IS NULL OR slots.coach_id <> calls.coach_id
        OR slots.starts_at <> calls.starts_at OR slots.ends_at <> calls.ends_at""",
    ),
    Invariant(
        "I-07",
        "slot_status",
        "slot",
        f"""SELECT id AS number FROM slots WHERE (status = 'booked') <> EXISTS (
            SELECT 1 FROM calls WHERE slot_id = slots.id AND calls.{ACTIVE})""",
    ),
    Invariant(
        "I-08",
        "restored",
        "call",
        """SELECT calls.id AS number FROM calls JOIN calls AS undone ON undone.id = calls.restores_id
        WHERE undone.status <> 'cancelled' OR undone.coach_id <> calls.coach_id
        OR undone.student_id <> calls.student_id""",
    ),
    Invariant(
        "I-09",
        "steps",
        "call",
        f"""SELECT object_id AS number FROM (
            SELECT object_id,
                coalesce(lag(action) OVER (PARTITION BY object_id ORDER BY id), '') || '>' || action AS step
            FROM audit_entries WHERE object_kind = 'call' AND action LIKE 'call.%') AS taken
        WHERE step NOT IN ({STEPS})""",
    ),
    Invariant(
        "I-09",
        "status",
        "call",
        """SELECT calls.id AS number FROM calls JOIN audit_entries AS entry ON entry.id = (
            SELECT max(id) FROM audit_entries WHERE object_kind = 'call' AND object_id = calls.id
            AND action IN ('call.booked', 'call.cancelled', 'call.completed', 'call.no_show'))
        WHERE entry.action <> CASE WHEN calls.status IN ('pending', 'confirmed')
            THEN 'call.booked' ELSE 'call.' || calls.status END""",
    ),
    Invariant(
        "I-10",
        "feedback",
        "call",
        f"""SELECT feedback.call_id AS number FROM feedback LEFT JOIN calls ON calls.id = feedback.call_id
        WHERE calls.id IS NULL OR NOT {TOOK_PLACE} OR feedback.recorded_at < calls.ends_at
        OR feedback.coach_id <> calls.coach_id OR feedback.satisfaction NOT BETWEEN 1 AND 5""",
    ),
    Invariant(
        "I-10",
        "feedback_versions",
        "call",
        """SELECT call_id AS number FROM feedback
        WHERE version - 1 <> (SELECT count(*) FROM feedback_versions AS kept WHERE kept.call_id = feedback.call_id)""",
    ),
    Invariant(
        "I-10",
        "review",
        "call",
        f"""SELECT reviews.call_id AS number FROM reviews LEFT JOIN calls ON calls.id = reviews.call_id
        WHERE calls.id IS NULL OR NOT {TOOK_PLACE} OR reviews.recorded_at < calls.ends_at
        OR reviews.student_id <> calls.student_id OR reviews.coach_id <> calls.coach_id
        OR reviews.rating NOT BETWEEN 1 AND 5""",
    ),
    Invariant(
        "I-10",
        "review_versions",
        "call",
        """SELECT call_id AS number FROM reviews
        WHERE version - 1 <> (SELECT count(*) FROM review_versions AS kept WHERE kept.call_id = reviews.call_id)""",
    ),
    Invariant(
        "I-10",
        "review_shown",
        "call",
        """SELECT reviews.call_id AS number FROM reviews LEFT JOIN feedback ON feedback.call_id = reviews.call_id
        WHERE reviews.shown_from < reviews.recorded_at
        OR (reviews.shown_from > reviews.recorded_at AND reviews.shown_from > feedback.recorded_at)""",
    ),
    Invariant(
        "I-17",
        "idempotency",
        "user",
        """SELECT user_id AS number FROM idempotency_records
        GROUP BY user_id, key HAVING count(*) > 1 OR min(length(key)) = 0 OR min(length(request_hash)) <> 64""",
    ),
    Invariant(
        "I-20",
        "slot_length",
        "slot",
        "SELECT id AS number FROM slots WHERE {minutes} NOT BETWEEN 15 AND 480",
    ),
    Invariant(
        "I-02",
        "offer_held",
        "slot",
        """SELECT slot_id AS number FROM holds WHERE reason = 'waitlist' AND NOT EXISTS (
            SELECT 1 FROM offers WHERE offers.slot_id = holds.slot_id AND offers.student_id = holds.student_id
            AND offers.until = holds.until AND offers.ended_at IS NULL)""",
    ),
    Invariant(
        "I-02",
        "offer_wished_for",
        "slot",
        """SELECT offers.slot_id AS number FROM offers JOIN wishes ON wishes.id = offers.wish_id
        WHERE wishes.student_id <> offers.student_id OR (offers.ended_at IS NULL AND wishes.left_at IS NOT NULL)""",
    ),
    _told_once("slot_published", "slot", "slots WHERE TRUE", "slots.id", "slot.published"),
    _told_once("slot_withdrawn", "slot", "slots WHERE status = 'withdrawn'", "slots.id", "slot.withdrawn"),
    _told_once("call_booked", "call", "calls WHERE TRUE", "calls.id", "call.booked"),
    _told_once("call_confirmed", "call", "calls WHERE confirmed_at IS NOT NULL", "calls.id", "call.confirmed"),
    _told_once("call_cancelled", "call", "calls WHERE status = 'cancelled'", "calls.id", "call.cancelled"),
    _told_once("feedback_recorded", "call", "feedback WHERE TRUE", "feedback.call_id", "feedback.recorded"),
    _told_once("review_recorded", "call", "reviews WHERE TRUE", "reviews.call_id", "review.recorded"),
    _told_once("user_created", "user", "users WHERE TRUE", "users.id", "user.created"),
    Invariant(
        "I-22",
        "call_moved",
        "call",
        f"""SELECT id AS number FROM calls
        WHERE (moved_at IS NOT NULL) <> ({_entries("call.moved", "call", "calls.id")} > 0)""",
    ),
    Invariant(
        "I-22",
        "feedback_changed",
        "call",
        f"""SELECT call_id AS number FROM feedback
        WHERE version - 1 <> {_entries("feedback.changed", "call", "feedback.call_id")}""",
    ),
    Invariant(
        "I-22",
        "review_changed",
        "call",
        f"""SELECT call_id AS number FROM reviews
        WHERE version - 1 <> {_entries("review.changed", "call", "reviews.call_id")}""",
    ),
)
