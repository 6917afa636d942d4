"""What became of the mails about a call, for its two people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.db import db
from app.domain.mail import MessageState
from app.domain.notifications import Notice
from app.domain.policy import Policy
from app.domain.reminders import name_of
from app.models import OutboxMessage
from app.services.call_shapes import CallView
from app.services.notices import UNHEARD


@dataclass(frozen=True, slots=True)
class Delivery:
    """One mail to one of the two, and where it stands; nobody's address."""

    kind: Notice
    # How long before the start a reminder is, else nothing.
    ahead: timedelta | None
    user_id: int
    state: MessageState
    is_retried: bool
    reason: str
    at: datetime


def list_of(call: CallView, *, policy: Policy) -> Sequence[Delivery]:
    """Return the mails about a call as it stands, in the order in which they were due."""
    events = [f"{event}/{call.id}" for event in ("booked", "confirmed", "cancelled")]
    events += [f"moved/{call.id}/{version}" for version in range(2, call.version + 1)]
    events += [f"reminder/{name_of(ahead)}/{call.id}/{call.slot_id}" for ahead in policy.reminders]
    keys = [f"{event}/{person}" for event in events for person in (call.coach.id, call.student.id)]
    rows = select(OutboxMessage).where(OutboxMessage.dedup_key.in_(keys), OutboxMessage.last_error != UNHEARD)
    return [_delivery(row) for row in db.session.scalars(rows.order_by(OutboxMessage.due_at, OutboxMessage.id))]


def _delivery(row: OutboxMessage) -> Delivery:
    minutes = row.payload.get("minutes")
    return Delivery(
        kind=Notice(row.kind),
        ahead=None if minutes is None else timedelta(minutes=minutes),
        user_id=row.user_id,
        state=MessageState(row.state),
        is_retried=bool(row.last_error),
        reason=row.last_error,
        at=row.ended_at or row.next_attempt_at,
    )
