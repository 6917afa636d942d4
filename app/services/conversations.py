"""Chat: opening a thread, writing, reading, wanting no more of it."""

from datetime import datetime

from sqlalchemy import exists, func, insert, select
from sqlalchemy.orm import InstrumentedAttribute

from app.db import db
from app.domain.actors import Actor
from app.domain.calls import Role
from app.domain.chat import MAIL_AFTER, MESSAGE_LENGTH, Standing, check_can_write
from app.domain.errors import NotFound
from app.domain.notifications import MESSAGES
from app.domain.text import NOTE_LENGTH, clean
from app.models import Call, Conversation, Message, User
from app.services import audit, idempotency, notifications, outbox, people

NEWS = MESSAGES


def open_with(*, actor: Actor, coach_id: int, student_id: int, body: str, key: str | None = None, now: datetime) -> int:
    """Write to a pair's thread, which is made if there is none; return its number.

    Raises NotFound for somebody who does not coach, for an own one and for a thread of others; else as `post` does.
    """
    if actor.user_id not in (coach_id, student_id) or coach_id == student_id:
        raise NotFound(kind="conversation")
    now = people.lock({coach_id, student_id}, now=now)
    if find(coach_id, student_id) is None and not db.session.scalar(select(people.is_coaching(coach_id))):
        raise NotFound(kind="conversation")

    def work() -> int:
        number = find(coach_id, student_id)
        if number is None:
            row = Conversation(coach_id=coach_id, student_id=student_id, opened_at=now, last_at=now)
            db.session.add(row)
            db.session.flush()
            number = row.id
        _write(actor, _get_locked(actor, number), body, now)
        return number

    request = {"action": "open_conversation", "coach": coach_id, "student": student_id, "body": body}
    number: int = idempotency.once(work, actor=actor, key=key, request=request, now=now)
    return number


def post(*, actor: Actor, conversation_id: int, body: str, key: str | None = None, now: datetime) -> int:
    """Write a message; return its number in the thread.

    Raises NotFound for a stranger, ChatBlocked, AnswerAwaited, and the errors of `text.clean`.
    """
    pair = db.session.execute(
        select(Conversation.coach_id, Conversation.student_id).where(Conversation.id == conversation_id)
    ).first()
    if pair is None or actor.user_id not in pair:
        raise NotFound(kind="conversation", number=conversation_id)
    now = people.lock({actor.user_id}, now=now)
    request = {"action": "post", "conversation": conversation_id, "body": body}
    number: int = idempotency.once(
        lambda: _write(actor, _get_locked(actor, conversation_id), body, now),
        actor=actor,
        key=key,
        request=request,
        now=now,
    )
    return number


def mark_read(*, actor: Actor, conversation_id: int, number: int, now: datetime) -> None:
    """Remember that the reader has seen all messages up to this one; never fewer than before. Raises NotFound.

    Whoever has seen them all need not be told of them any more.
    """
    row = _get_locked(actor, conversation_id)
    seen = _read(row, actor)
    number = min(number, row.last_number)
    if number > getattr(row, seen.key):
        setattr(row, seen.key, number)
        db.session.flush()
    if number == row.last_number:
        notifications.mark_thread(actor.user_id, conversation_id, now=now)


def set_blocked(*, actor: Actor, conversation_id: int, is_blocked: bool, now: datetime) -> None:
    """Let neither of the two write any more, or take that back; each has a say of their own. Raises NotFound."""
    row = _get_locked(actor, conversation_id)
    name = "coach_blocks" if actor.user_id == row.coach_id else "student_blocks"
    if getattr(row, name) != is_blocked:
        setattr(row, name, is_blocked)
        db.session.flush()
        action = "conversation.blocked" if is_blocked else "conversation.unblocked"
        audit.record(actor, action, "conversation", row.id, now=now)


def report(*, actor: Actor, conversation_id: int, reason: str, now: datetime) -> None:
    """Ask the programme to look at a thread. Raises NotFound, Missing, TooLong."""
    row = _get_locked(actor, conversation_id)
    reason = clean(reason, field="reason", limit=NOTE_LENGTH, required=True)
    audit.record(actor, "conversation.reported", "conversation", row.id, now=now, reason=reason, at=row.last_number)


def find(coach_id: int, student_id: int) -> int | None:
    """Return the number of a pair's thread, or None."""
    return db.session.scalar(
        select(Conversation.id).where(Conversation.coach_id == coach_id, Conversation.student_id == student_id)
    )


def standing(row: Conversation) -> Standing:
    """Return how the two people of a thread stand with each other; who has booked asks no questions."""
    is_blocked = row.coach_blocks or row.student_blocks
    if have_booked(row.coach_id, row.student_id):
        return Standing(has_booked=True, is_answered=True, questions=0, is_blocked=is_blocked)
    own = select(Message.from_coach, func.count()).where(Message.conversation_id == row.id)
    counts = {row[0]: row[1] for row in db.session.execute(own.group_by(Message.from_coach))}
    return Standing(has_booked=False, is_answered=True in counts, questions=counts.get(False, 0), is_blocked=is_blocked)


def have_booked(coach_id: int, student_id: int) -> bool:
    """Return whether the student has ever booked the coach."""
    return bool(db.session.scalar(select(exists().where(Call.coach_id == coach_id, Call.student_id == student_id))))


def _write(actor: Actor, row: Conversation, body: str, now: datetime) -> int:
    is_coach = actor.user_id == row.coach_id
    check_can_write(Role.COACH if is_coach else Role.STUDENT, standing(row))
    text = clean(body, field="body", limit=MESSAGE_LENGTH, required=True)
    other = db.session.get_one(User, row.student_id if is_coach else row.coach_id)
    other_read = row.student_read if is_coach else row.coach_read
    number = row.last_number + 1
    db.session.execute(
        insert(Message).values(conversation_id=row.id, number=number, from_coach=is_coach, body=text, sent_at=now)
    )
    row.last_number, row.last_at = number, now
    setattr(row, _read(row, actor).key, number)
    db.session.flush()
    # One mail for all that comes until the other looks again, not one each.
    outbox.write(
        NEWS, to=other, now=now, delay=MAIL_AFTER, dedup_key=f"messages/{row.id}/{other.id}/{other_read}",
        conversation=row.id, read=other_read,
    )  # fmt: skip
    return number


def why_skip_news(conversation_id: int, user_id: int, *, read: int) -> str:
    """Return why a mail about unread messages has become pointless, empty if it has not."""
    row = db.session.get_one(Conversation, conversation_id, populate_existing=True)
    is_read = (row.coach_read if user_id == row.coach_id else row.student_read) > read
    if is_read:
        return "the messages were read"
    return "the conversation is blocked" if row.coach_blocks or row.student_blocks else ""


def _get_locked(actor: Actor, conversation_id: int) -> Conversation:
    row = db.session.get(Conversation, conversation_id, with_for_update=True, populate_existing=True)
    if row is None or actor.user_id not in (row.coach_id, row.student_id):
        raise NotFound(kind="conversation", number=conversation_id)
    return row


def _read(row: Conversation, actor: Actor) -> InstrumentedAttribute[int]:
    return Conversation.coach_read if actor.user_id == row.coach_id else Conversation.student_read
