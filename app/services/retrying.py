"""Letting a mail be tried again by hand."""

from datetime import datetime

from sqlalchemy import select

from app.db import db
from app.domain.actors import Actor
from app.domain.errors import MailHasEnded, NotFound
from app.domain.mail import MessageState
from app.models import OutboxMessage
from app.services import audit


def retry(*, actor: Actor, number: int, now: datetime) -> None:
    """Let a mail that failed or waits be tried at once. Raises NotFound, MailHasEnded.

    Its day of attempts begins anew. What was sent would come twice, and what was skipped was not to be sent.
    """
    row = db.session.scalar(select(OutboxMessage).where(OutboxMessage.id == number).with_for_update())
    if row is None:
        raise NotFound(kind="mail", number=number)
    if row.state not in (MessageState.WAITING, MessageState.FAILED):
        raise MailHasEnded()
    row.state, row.ended_at = MessageState.WAITING, None
    row.due_at = row.next_attempt_at = now
    audit.record(actor, "mail.retried", "mail", number, now=now)
    db.session.flush()
