"""Bugs that were met in the field, planted in the workers to show that the run finds each."""

from datetime import timedelta

from sqlalchemy import select

from app.db import db, transact
from app.domain.clock import utc_now
from app.domain.mail import MessageState
from app.failpoints import reach
from app.jobs import delivery
from app.models import Call
from app.services import notices, reminders, sending


def mark_then_send() -> None:
    """Mark each mail as sent before it is: whoever dies in between loses it."""

    def deliver(message, mailer):
        transact(lambda: sending.mark_ended(message, MessageState.SENT, now=utc_now()))
        reach("outbox.after_mark_commit")
        return delivery._send(message, mailer)

    delivery._deliver = deliver


def never_look_again() -> None:
    """Remind of what was once booked, whatever became of it since."""

    def due(ahead, now):
        return db.session.scalars(select(Call).where(Call.starts_at > now, Call.starts_at <= now + ahead)).all()

    reminders._due = due
    notices.why_skip = lambda *_args, **_more: ""


def claim_for_no_time() -> None:
    """Let everybody send what somebody else has in hand."""
    sending.LEASE = timedelta(0)
