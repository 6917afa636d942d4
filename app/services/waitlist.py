"""The waitlist at work: which slots are to be offered, and to whom (case F8)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import ColumnElement, and_, exists, or_, select

from app.db import alias_of, db
from app.domain.actors import Actor
from app.domain.mail import UNDO_TIME
from app.domain.policy import Policy
from app.domain.slots import SlotStatus
from app.domain.waitlist import offered_until, place_of
from app.models import Hold, Offer, Slot, User, Wish
from app.services import bookability, fair_access, offers, people, waiting
from app.services.bookability import Booking

# Of its own name, so that the condition on the coach does not take it for its own.
Student = alias_of(User, "student")
# What has been open to everybody for longer is held for nobody any more: rules kept those who wait from it.
NEWS = timedelta(days=1)
# A slot, and those who may be asked about it with their zones.
Line = tuple[Slot, list[tuple[Wish, str]]]


def list_due(*, policy: Policy, now: datetime) -> Sequence[int]:
    """Return the slots that somebody is to be asked about now, soonest first."""
    lines = _lines(
        waiting.leaves_time(policy, now),
        Slot.starts_at <= policy.furthest_bookable(now),
        waiting.opened_at() > now - NEWS,
        # Whoever cancels may undo that, and whoever says no may have second thoughts.
        or_(Slot.reopened_at.is_(None), Slot.reopened_at <= now - UNDO_TIME),
        people.is_coaching(Slot.coach_id),
        ~exists().where(Hold.slot_id == Slot.id, Hold.until > now),
    )
    counts = fair_access.count_calls(policy, now) if lines else {}
    due: list[int] = []
    asked: set[int] = set()
    for line in lines:
        # Nobody is offered two times at once: who is to be asked about a sooner one keeps no later one from others.
        wish = _first(line, counts, passed=asked, policy=policy, now=now)
        if wish is not None:
            due.append(line[0].id)
            asked.add(wish.student_id)
    return due


def offer_next(*, actor: Actor, slot_id: int, policy: Policy, now: datetime) -> int | None:
    """Offer a slot to the first of those who wait and may book it; return the offer's number, None without one.

    Whom a rule keeps from it is passed over and keeps their place. Whoever else does the same at this moment, a slot is
    offered once.
    """
    lines = _lines(Slot.id == slot_id)
    if not lines:
        return None
    slot, in_line = lines[0]
    counts = fair_access.count_calls(policy, now, of={wish.student_id for wish, _ in in_line})
    wish = _first(lines[0], counts, policy=policy, now=now)
    if wish is None:
        return None
    asked = Booking(wish.student_id, policy, people.lock([slot.coach_id, wish.student_id], now=now), is_asked=True)
    if bookability.refusal(slot_id, asked) is not None or not _lines(Slot.id == slot_id, Wish.id == wish.id):
        return None
    until = _until(slot, policy=policy, now=now)
    return offers.make(actor=actor, wish=wish, slot=slot, until=until, now=now) if until else None


def _lines(*conditions: ColumnElement[bool]) -> list[Line]:
    """Return open slots with those who wait for them and are offered nothing else now."""
    is_asked = exists().where(Offer.student_id == Wish.student_id, Offer.ended_at.is_(None)).correlate(Wish)
    aims = waiting.aims()
    rows = db.session.execute(
        select(Slot, Wish, Student.timezone)
        .select_from(Slot)
        .join(aims, aims.c.coach_id == Slot.coach_id)
        .join(Wish, and_(Wish.id == aims.c.wish_id, waiting.wants_slot(), ~is_asked))
        .join(Student, Student.id == Wish.student_id)
        .where(Slot.status == SlotStatus.OPEN, *conditions)
        .order_by(Slot.starts_at, Slot.id)
        .execution_options(populate_existing=True)
    ).all()
    return [
        (slot, [(wish, timezone) for _, wish, timezone in of_slot])
        for slot, of_slot in groupby(rows, key=lambda row: row[0])
    ]


def _first(
    line: Line, counts: Mapping[int, int], *, passed: Collection[int] = (), policy: Policy, now: datetime
) -> Wish | None:
    """Return who is to be asked about a slot: the first whom it suits and no rule keeps from it, `passed` apart."""
    slot, waiting_for_it = line
    suited = [
        wish
        for wish, timezone in waiting_for_it
        if wish.student_id not in passed and waiting.window_of(wish).holds(slot.starts_at, timezone)
    ]
    if not suited or _until(slot, policy=policy, now=now) is None:
        return None
    for wish in sorted(suited, key=lambda one: place_of(one.id, one.student_id, one.joined_at, counts)):
        if bookability.refusal(slot.id, Booking(wish.student_id, policy, now, is_asked=True)) is None:
            return wish
    return None


def _until(slot: Slot, *, policy: Policy, now: datetime) -> datetime | None:
    return offered_until(bookability.last_chance(slot, policy), now=now, longest=policy.waitlist_offer)
