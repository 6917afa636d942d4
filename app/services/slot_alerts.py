"""Mails about slots that a coach has opened: one for all that were opened together, to those who can book them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select, update

from app.db import alias_of, db
from app.domain.notifications import SLOTS_OPENED
from app.domain.policy import Policy
from app.domain.slots import SlotStatus
from app.models import Slot, SlotAlert, User
from app.services import bookability, outbox, people, waiting
from app.services.bookability import Booking
from app.services.outbox import Message
from app.services.slot_views import SlotView, slots_where

# Of its own name, so that the condition on the coach does not take it for its own.
Student = alias_of(User, "student")
# A week is published slot by slot: one mail goes when that has come to rest, or when it has lasted.
REST, LONGEST_WAIT = timedelta(minutes=5), timedelta(minutes=30)


def plan(*, policy: Policy, now: datetime) -> None:
    """Write what has become due: run by every tick of every worker, each mail is written once."""
    for alert, opened_at in _settled(now):
        booking = Booking(alert.student_id, policy, now)
        if _open(booking, alert.coach_id, alert.told_until, opened_at, limit=1):
            _tell(alert, opened_at, now)


def list_opened(message: Message, *, policy: Policy, now: datetime, limit: int) -> Sequence[SlotView]:
    """Return those of the slots that a mail tells of which its reader can still book, soonest first."""
    facts = message.payload
    since, until = datetime.fromisoformat(facts["since"]), datetime.fromisoformat(facts["until"])
    return _open(Booking(message.user_id, policy, now), facts["coach"], since, until, limit=limit)


def why_skip(message: Message, *, policy: Policy, now: datetime) -> str:
    """Return why a mail about new slots has become pointless, empty if it has not."""
    return "" if list_opened(message, policy=policy, now=now, limit=1) else "none of the slots can be booked any more"


def _settled(now: datetime) -> Sequence[tuple[SlotAlert, datetime]]:
    """Return the alerts whose coach has opened something of late and is done with it, and until when."""
    is_new = and_(Slot.coach_id == SlotAlert.coach_id, Slot.status == SlotStatus.OPEN, Slot.starts_at > now)
    opened_at = waiting.opened_at()
    last = func.max(opened_at)
    statement = (
        select(SlotAlert, last)
        .join(Slot, is_new)
        .join(Student, Student.id == SlotAlert.student_id)
        .where(opened_at > SlotAlert.told_until, Student.deactivated_at.is_(None))
        .where(people.is_coaching(SlotAlert.coach_id))
        .group_by(SlotAlert.student_id, SlotAlert.coach_id, SlotAlert.told_until)
        .having(or_(last <= now - REST, func.min(opened_at) <= now - LONGEST_WAIT))
        .order_by(SlotAlert.coach_id, SlotAlert.student_id)
    )
    return [(alert, opened_at) for alert, opened_at in db.session.execute(statement) if opened_at]


def _open(booking: Booking, coach_id: int, since: datetime, until: datetime, *, limit: int) -> Sequence[SlotView]:
    is_new = and_(waiting.opened_at() > since, waiting.opened_at() <= until)
    return slots_where(Slot.coach_id == coach_id, is_new, bookability.is_bookable(booking), limit=limit)


def _tell(alert: SlotAlert, until: datetime, now: datetime) -> None:
    since, student_id, coach_id = alert.told_until, alert.student_id, alert.coach_id
    told = (
        update(SlotAlert)
        .where(SlotAlert.student_id == student_id, SlotAlert.coach_id == coach_id, SlotAlert.told_until == since)
        .values(told_until=until)
        .returning(SlotAlert.coach_id)
    )
    # Whoever else did the same a moment ago has told them.
    if db.session.scalar(told.execution_options(synchronize_session=False)) is None:
        return
    facts: dict[str, Any] = {"coach": coach_id, "since": since.isoformat(), "until": until.isoformat()}
    outbox.write_to([student_id], SLOTS_OPENED, about=f"{SLOTS_OPENED}/{coach_id}/{facts['until']}", now=now, **facts)
