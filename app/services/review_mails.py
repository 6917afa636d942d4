"""Mails about reviews: students are asked for those that wait, and coaches told of one that shows now."""

from datetime import datetime, timedelta

from sqlalchemy import Text, cast, exists, func, literal, select

from app.db import db
from app.domain.actors import Actor, Channel
from app.domain.calls import CallStatus
from app.domain.notifications import ASKED_FOR, NEW_REVIEW, REVIEW_DUE
from app.domain.policy import Policy
from app.domain.reminders import LOOK_BACK, is_morning
from app.models import Call, OutboxMessage, Review, User
from app.services import call_views, outbox
from app.services.call_shapes import CallFilter, CallView, Reader
from app.services.outbox import Message
from app.services.paging import PAGE_SIZE
from app.services.ratings import is_public

# Nobody is asked while they put the phone down.
REST = timedelta(hours=1)


def plan(*, now: datetime) -> None:
    """Write what has become due: run by every tick of every worker, each mail is written once."""
    for student_id, latest in _asked(now):
        # By the latest call: no other mail asks before there is another call to ask about.
        outbox.write_to([student_id], REVIEW_DUE, about=f"review_due/{latest}", now=now)
    for call_id, coach_id in _shown(now):
        outbox.write_to([coach_id], NEW_REVIEW, about=f"new_review/{call_id}", now=now, call=call_id)


def why_skip(message: Message, *, policy: Policy, now: datetime) -> str:
    """Return why a mail about reviews has become pointless, empty if it has not."""
    if message.kind == REVIEW_DUE:
        return "" if count_waiting(message.user_id, policy=policy, now=now) else "nothing waits any more"
    shows = select(Review.call_id).where(Review.call_id == message.payload["call"], is_public(now))
    return "" if db.session.scalar(shows) is not None else "the review is hidden"


def count_waiting(student_id: int, *, policy: Policy, now: datetime) -> int:
    """Return how many calls of the last days a student has not reviewed."""
    return call_views.count(*_waiting(student_id, policy, now))


def list_waiting(student_id: int, *, policy: Policy, now: datetime) -> list[CallView]:
    """Return those calls, the latest first."""
    where, reader = _waiting(student_id, policy, now)
    return list(call_views.list_calls(where, reader, limit=PAGE_SIZE, latest_first=True).items)


def _waiting(student_id: int, policy: Policy, now: datetime) -> tuple[CallFilter, Reader]:
    where = CallFilter(student_id=student_id, lacks_review=True, from_at=now - ASKED_FOR)
    return where, Reader(Actor(student_id, Channel.WEB), policy, now)


def _asked(now: datetime) -> list[tuple[int, int]]:
    """Return the students for whom it is day and whose calls wait, each with the latest of these calls.

    A call that is asked about is named in the key of the mail, so that each asks once.
    """
    latest = func.max(Call.id)
    waiting = (
        select(User.id, User.timezone, latest)
        .join(Call, Call.student_id == User.id)
        .outerjoin(Review, Review.call_id == Call.id)
        .where(
            Call.starts_at > now - ASKED_FOR,
            Call.starts_at <= now,
            Call.ends_at <= now - REST,
            Call.status.in_((CallStatus.CONFIRMED, CallStatus.COMPLETED)),
            Review.call_id.is_(None),
            ~call_views.coach_missed(),
            User.deactivated_at.is_(None),
        )
        .group_by(User.id, User.timezone)
    )
    return [(number, call) for number, timezone, call in db.session.execute(waiting) if is_morning(now, timezone)]


def _shown(now: datetime) -> list[tuple[int, int]]:
    """Return the reviews that have begun to show of late and of which their coach was not told."""
    key = literal("new_review/") + cast(Review.call_id, Text) + "/" + cast(Review.coach_id, Text)
    lately = select(Review.call_id, Review.coach_id).where(
        Review.shown_from > now - LOOK_BACK, is_public(now), ~exists().where(OutboxMessage.dedup_key == key)
    )
    return [(call_id, coach_id) for call_id, coach_id in db.session.execute(lately)]
