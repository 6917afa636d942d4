"""A person's calls and what was said about them, as far as they may see it; the other person by name alone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from app.db import alias_of, db
from app.domain.references import reference_of
from app.domain.reviews import is_log_shown
from app.models import Call, Feedback, FeedbackVersion, NextStep, Review, Slot, User

COPIED = (
    "starts_at", "ends_at", "status", "note", "booked_at", "answer_by", "confirmed_at", "moved_at",
    "move_reason", "outcome_at", "cancelled_at", "cancel_reason",
)  # fmt: skip
CALL = ("reference", "role", "with", "place", *COPIED, "cancelled_by")
SAID = ("satisfaction", "shared_note", "private_note", "version", "recorded_at")
GIVEN = ("reference", "student", *SAID)
STEP = ("reference", "coach", "student", "body", "agreed_at", "done_at")
RECEIVED = ("reference", "coach", "shared_note", "recorded_at", "changed_at")

Coach, Student = alias_of(User), alias_of(User)

Record = dict[str, Any]


def list_calls(user_id: int) -> Sequence[Record]:
    """Return the person's calls as coach and as student, by their start. No phone number is among it."""
    rows = db.session.execute(
        select(Call, Slot.place, Coach.name, Student.name)
        .join(Slot, Slot.id == Call.slot_id)
        .join(Coach, Coach.id == Call.coach_id)
        .join(Student, Student.id == Call.student_id)
        .where(or_(Call.coach_id == user_id, Call.student_id == user_id))
        .order_by(Call.starts_at, Call.id)
    )
    return [_call(*row, user_id=user_id) for row in rows]


def _call(call: Call, place: str, coach: str, student: str, *, user_id: int) -> Record:
    is_coach = call.coach_id == user_id
    parties = {call.coach_id: "coach", call.student_id: "student"}
    told = {
        "reference": reference_of(call.id),
        "role": "coach" if is_coach else "student",
        "with": student if is_coach else coach,
        "place": place,
        "cancelled_by": parties.get(call.cancelled_by_id or 0, "the programme") if call.cancelled_at else None,
    }
    return {**told, **{name: getattr(call, name) for name in COPIED}}


def list_given(user_id: int) -> Sequence[Record]:
    """Return what the person logged as a coach, with every earlier version."""
    present = select(Call.id, Student.name, *_said(Feedback)).join(Call, Call.id == Feedback.call_id)
    earlier = select(Call.id, Student.name, *_said(FeedbackVersion)).join(Call, Call.id == FeedbackVersion.call_id)
    rows = [
        row
        for statement in (present, earlier)
        for row in db.session.execute(
            statement.join(Student, Student.id == Call.student_id).where(Call.coach_id == user_id)
        )
    ]
    by_call = sorted(rows, key=lambda row: (row.id, row.version))
    return [
        {"reference": reference_of(row.id), "student": row.name, **{name: row._mapping[name] for name in SAID}}
        for row in by_call
    ]


def _said(table: Any) -> list[Any]:
    return [getattr(table, name) for name in SAID]


def list_steps(user_id: int) -> Sequence[Record]:
    """Return what the person agreed as coach and as student, by when."""
    rows = db.session.execute(
        select(NextStep.call_id, Coach.name, Student.name, NextStep.body, NextStep.agreed_at, NextStep.done_at)
        .join(Coach, Coach.id == NextStep.coach_id)
        .join(Student, Student.id == NextStep.student_id)
        .where(or_(NextStep.coach_id == user_id, NextStep.student_id == user_id))
        .order_by(NextStep.agreed_at, NextStep.id)
    )
    return [dict(zip(STEP, (reference_of(number), *told), strict=True)) for number, *told in rows]


def list_received(user_id: int, *, now: datetime) -> Sequence[Record]:
    """Return the notes that coaches shared with the person and that show by now.

    Scores and private notes are the coach's (case H2).
    """
    rows = db.session.execute(
        select(
            Call.ends_at, Review.call_id.is_not(None),
            Call.id, Coach.name, Feedback.shared_note, Feedback.recorded_at, Feedback.changed_at,
        )
        .join(Call, Call.id == Feedback.call_id)
        .join(Coach, Coach.id == Call.coach_id)
        .outerjoin(Review, Review.call_id == Call.id)
        .where(Call.student_id == user_id, Feedback.shared_note != "")
        .order_by(Call.starts_at, Call.id)
    )  # fmt: skip
    return [
        dict(zip(RECEIVED, (reference_of(number), *told), strict=True))
        for ends_at, is_reviewed, number, *told in rows
        if is_log_shown(ends_at=ends_at, is_reviewed=is_reviewed, now=now)
    ]
