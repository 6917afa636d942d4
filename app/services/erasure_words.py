"""Taking away what was written in and about a person's calls: notes, their earlier versions, reasons, places."""

from typing import Any

from sqlalchemy import ColumnElement, Select, cast, or_, select, union, update
from sqlalchemy.types import Text

from app.db import db
from app.models import (
    AuditEntry,
    Call,
    CoachProfile,
    Conversation,
    Feedback,
    FeedbackVersion,
    Message,
    Review,
    ReviewVersion,
    Slot,
)
from app.services.erasure_plan import EMPTIED


def empty(user_id: int) -> None:
    """Empty every note and reason of a person's calls, whoever wrote them, and what they said of themselves as a coach.

    Scores, times and statuses stay: they are what is counted.
    """
    own_calls = _own_calls(user_id)
    left_slots = _left_slots(own_calls)
    _empty(Call, Call.id.in_(own_calls))
    for table in (Feedback, FeedbackVersion, Review, ReviewVersion):
        _empty(table, table.call_id.in_(own_calls))
    _empty(Message, _is_author(user_id))
    _empty(CoachProfile, CoachProfile.user_id == user_id)
    _empty(Slot, Slot.coach_id == user_id)
    slots = union(select(Call.slot_id).where(Call.id.in_(own_calls)), select(Slot.id).where(Slot.coach_id == user_id))
    for ids in (slots, left_slots):
        db.session.execute(update(Slot).where(Slot.id.in_(ids)).values(withdraw_reason=""))
        _forget_reasons(AuditEntry.object_kind == "slot", AuditEntry.object_id.in_(ids))
    _forget_reasons(AuditEntry.object_kind == "call", AuditEntry.object_id.in_(own_calls))
    _forget_reasons(AuditEntry.actor_id == user_id)


def _is_author(user_id: int) -> ColumnElement[bool]:
    coached = select(Conversation.id).where(Conversation.coach_id == user_id)
    learned = select(Conversation.id).where(Conversation.student_id == user_id)
    return or_(
        Message.conversation_id.in_(coached) & Message.from_coach,
        Message.conversation_id.in_(learned) & ~Message.from_coach,
    )


def _own_calls(user_id: int) -> Select[int]:
    return select(Call.id).where(or_(Call.coach_id == user_id, Call.student_id == user_id))


def _left_slots(own_calls: Select[int]) -> list[int]:
    """Return the slots that these calls were moved away from; only the audit knows them."""
    moves = select(AuditEntry.facts).where(
        AuditEntry.object_kind == "call", AuditEntry.action == "call.moved", AuditEntry.object_id.in_(own_calls)
    )
    return [facts["from_slot"] for facts in db.session.scalars(moves)]


def _empty(table: Any, condition: Any) -> None:
    values = EMPTIED[table]
    is_said = or_(*(getattr(table, name).is_distinct_from(value) for name, value in values.items()))
    db.session.execute(update(table).where(condition, is_said).values(**values))


def _forget_reasons(*conditions: Any) -> None:
    """Take the reason out of the facts of audit entries; a trigger lets nothing else of them change (I-22)."""
    statement = select(AuditEntry.id, AuditEntry.facts).where(
        *conditions, cast(AuditEntry.facts, Text).contains('"reason"')
    )
    for number, facts in db.session.execute(statement).all():
        told = {name: value for name, value in facts.items() if name != "reason"}
        db.session.execute(update(AuditEntry).where(AuditEntry.id == number).values(facts=told))
