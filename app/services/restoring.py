"""What a restored database must not do again: what it would send now was most likely sent after the copy was made."""

from datetime import datetime

from sqlalchemy import func, select, update

from app.db import db
from app.domain.actors import Actor
from app.domain.mail import MessageState
from app.domain.policy import Policy
from app.models import AuditEntry, OutboxMessage
from app.services import audit, reminders, review_mails, slot_alerts

RESTORED = "restored from a backup"


def settle(*, actor: Actor, policy: Policy, now: datetime) -> int:
    """Skip every mail that waits or has become due since the copy, and return how many.

    Webhooks need none of it, for whoever is told twice knows the event by its number; nor do calendars, which hold a
    call once however often it is written.
    """
    reminders.plan(policy=policy, now=now)
    slot_alerts.plan(policy=policy, now=now)
    review_mails.plan(now=now)
    waiting = update(OutboxMessage).where(OutboxMessage.state == MessageState.WAITING)
    skipped = db.session.scalars(
        waiting.values(state=MessageState.SKIPPED, last_error=RESTORED, claimed_until=None, ended_at=now).returning(
            OutboxMessage.id
        )
    ).all()
    last = db.session.scalar(select(func.max(AuditEntry.at)))
    audit.record(actor, "database.restored", "database", 0, now=now, mails=len(skipped), until=last)
    return len(skipped)
