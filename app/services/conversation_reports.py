"""Conversations that one of their two people has reported: the only ones that an administrator may read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.db import alias_of, db
from app.domain.actors import Actor
from app.domain.errors import NotFound
from app.models import AuditEntry, Conversation, Message, User
from app.services import audit

REPORTED = "conversation.reported"
Coach, Student = alias_of(User), alias_of(User)


@dataclass(frozen=True, slots=True)
class Report:
    """Who reported which conversation, and why."""

    conversation: int
    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """One message, with its author's address."""

    number: int
    by: str
    sent_at: datetime
    body: str


def list_reports(*, limit: int) -> Sequence[Report]:
    """Return reports, the latest in front."""
    rows = db.session.execute(
        select(AuditEntry.object_id, AuditEntry.at, User.email, AuditEntry.facts)
        .join(User, User.id == AuditEntry.actor_id)
        .where(AuditEntry.action == REPORTED)
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    )
    return [Report(number, at, email, facts.get("reason", "")) for number, at, email, facts in rows]


def read(conversation_id: int, *, actor: Actor, now: datetime) -> Sequence[Line]:
    """Return the messages of a reported conversation, and write down who read them. Raises NotFound for any other."""
    is_reported = select(AuditEntry.id).where(
        AuditEntry.action == REPORTED, AuditEntry.object_kind == "conversation", AuditEntry.object_id == conversation_id
    )
    if db.session.scalar(is_reported.limit(1)) is None:
        raise NotFound(kind="report", number=conversation_id)
    audit.record(actor, "conversation.read", "conversation", conversation_id, now=now)
    rows = db.session.execute(
        select(Message, Coach.email, Student.email)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .join(Coach, Coach.id == Conversation.coach_id)
        .join(Student, Student.id == Conversation.student_id)
        .where(Message.conversation_id == conversation_id)
        .order_by(Message.number)
    )
    return [
        Line(message.number, coach if message.from_coach else student, message.sent_at, message.body)
        for message, coach, student in rows
    ]
