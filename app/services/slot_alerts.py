"""Mails about slots that a coach has opened: one for all that were opened together, to those who can book them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, func, or_, select, type_coerce, update

from app.db import alias_of, db
from app.domain.notifications import SLOTS_OPENED
from app.domain.policy import Policy
from app.domain.slots import SlotStatus
from app.models import OutboxMessage, Slot, SlotAlert, User
from app.services import fair_access, outbox, people, waiting
from app.services.bookability import Booking
from app.services.outbox import Message
from app.services.slot_views import SlotView, open_where

# Of its own name, so that the condition on the coach does not take it for its own.
Student = alias_of(User, "student")
# A week is published slot by slot: one mail goes when that has come to rest, or when it has lasted.
REST, LONGEST_WAIT = timedelta(minutes=5), timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Told:
    """What one mail tells of: what a coach opened in (since, until].

    To a reader without a head start a slot is news when it is everybody's (`is_late`); what they heard of before they
    lost theirs, all until `known_until`, is none.
    """

    coach_id: int
    since: datetime
    until: datetime
    is_late: bool = False
    known_until: datetime | None = None

    def written(self) -> dict[str, Any]:
        """Return it as a message carries it."""
        facts = {"coach": self.coach_id, "since": self.since.isoformat(), "until": self.until.isoformat()}
        known = {"known_until": self.known_until.isoformat()} if self.known_until else {}
        return {**facts, **known, "late": True} if self.is_late else facts

    @classmethod
    def read(cls, facts: Mapping[str, Any]) -> "Told":
        """Return what a message tells of."""
        since, until = (datetime.fromisoformat(facts[name]) for name in ("since", "until"))
        known = facts.get("known_until")
        return cls(
            facts["coach"], since, until, facts.get("late", False), datetime.fromisoformat(known) if known else None
        )


def plan(*, policy: Policy, now: datetime) -> None:
    """Write what has become due: run by every tick of every worker, each mail is written once."""
    late = frozenset(fair_access.list_late(policy, now))
    for alert, until in _settled(late, policy, now):
        told = Told(alert.coach_id, alert.told_until, until)
        if alert.student_id in late:
            told = replace(told, is_late=True, known_until=_known_until(alert))
        if _open(Booking(alert.student_id, policy, now), told, limit=1):
            _tell(alert, told, now)


def list_opened(message: Message, *, policy: Policy, now: datetime, limit: int) -> Sequence[SlotView]:
    """Return those of the slots that a mail tells of which its reader can still book, soonest first."""
    return _open(Booking(message.user_id, policy, now), Told.read(message.payload), limit=limit)


def why_skip(message: Message, *, policy: Policy, now: datetime) -> str:
    """Return why a mail about new slots has become pointless, empty if it has not."""
    return "" if list_opened(message, policy=policy, now=now, limit=1) else "none of the slots can be booked any more"


def _settled(late: Collection[int], policy: Policy, now: datetime) -> Sequence[tuple[SlotAlert, datetime]]:
    """Return the alerts whose coach has opened something of late and is done with it, and until when."""
    is_new = and_(Slot.coach_id == SlotAlert.coach_id, Slot.status == SlotStatus.OPEN, Slot.starts_at > now)
    opened_at = waiting.opened_at()
    if late:
        opened_at = case((SlotAlert.student_id.in_(late), _opened_to_all_at(policy)), else_=opened_at)
    last = func.max(opened_at)
    statement = (
        select(SlotAlert, last)
        .join(Slot, is_new)
        .join(Student, Student.id == SlotAlert.student_id)
        .where(opened_at > SlotAlert.told_until, opened_at <= now, Student.deactivated_at.is_(None))
        .where(people.is_coaching(SlotAlert.coach_id))
        .group_by(SlotAlert.student_id, SlotAlert.coach_id, SlotAlert.told_until)
        .having(or_(last <= now - REST, func.min(opened_at) <= now - LONGEST_WAIT))
        .order_by(SlotAlert.coach_id, SlotAlert.student_id)
    )
    return [(alert, opened_at) for alert, opened_at in db.session.execute(statement) if opened_at]


def _opened_to_all_at(policy: Policy) -> Any:
    """Return since when a slot is news to who has no head start."""
    free_at, to_all_at = waiting.opened_at(), fair_access.opens_to_all_at(policy)
    return type_coerce(case((to_all_at > free_at, to_all_at), else_=free_at), Slot.created_at.type)


def _open(booking: Booking, told: Told, *, limit: int) -> Sequence[SlotView]:
    opened_at = _opened_to_all_at(booking.policy) if told.is_late else waiting.opened_at()
    is_new = [opened_at > told.since, opened_at <= told.until]
    if told.known_until:
        is_new.append(waiting.opened_at() > told.known_until)
    return open_where(booking, Slot.coach_id == told.coach_id, *is_new, limit=limit)


def _known_until(alert: SlotAlert) -> datetime | None:
    """Return until when this student heard of the coach's slots at once, having had a head start then."""
    mine = OutboxMessage.user_id == alert.student_id, OutboxMessage.kind == SLOTS_OPENED
    told = [Told.read(payload) for payload in db.session.scalars(select(OutboxMessage.payload).where(*mine))]
    return max((one.until for one in told if one.coach_id == alert.coach_id and not one.is_late), default=None)


def _tell(alert: SlotAlert, told: Told, now: datetime) -> None:
    student_id, coach_id = alert.student_id, alert.coach_id
    raised = (
        update(SlotAlert)
        .where(SlotAlert.student_id == student_id, SlotAlert.coach_id == coach_id, SlotAlert.told_until == told.since)
        .values(told_until=told.until)
        .returning(SlotAlert.coach_id)
    )
    # Whoever else did the same a moment ago has told them.
    if db.session.scalar(raised.execution_options(synchronize_session=False)) is None:
        return
    facts = told.written()
    outbox.write_to([student_id], SLOTS_OPENED, about=f"{SLOTS_OPENED}/{coach_id}/{facts['until']}", now=now, **facts)
