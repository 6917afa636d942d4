"""Who waits for which slot, as conditions in SQL; and which slots are kept for them until the first is asked."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from app.db import alias_of
from app.domain.policy import Policy
from app.domain.waitlist import KEPT, SHARE, SHORTEST, Window, read_window
from app.models import Call, CoachSubject, Hold, Offer, Slot, Wish

# Of its own name, so that no list of coaches takes it for its own.
Taught = alias_of(CoachSubject, "taught")


def stands() -> ColumnElement[bool]:
    """Return the condition that a wish waits for an offer."""
    return and_(Wish.left_at.is_(None), Wish.paused_at.is_(None))


def window_of(wish: Wish) -> Window:
    """Return on which days and at which times a wish waits."""
    return read_window(wish.weekdays, wish.times, wish.until_on)


def opened_at() -> Any:
    """Return since when a slot is free: since it was published, or became free again."""
    return func.coalesce(Slot.reopened_at, Slot.created_at)


def wants_slot() -> ColumnElement[bool]:
    """Return the condition that a wish is for the slot's coach or subject, and was there before the slot was free.

    What others could have booked before somebody began to wait is kept for nobody; and nobody is asked about a slot
    twice, nor about one that they gave up.
    """
    # Two selects deep, a subquery finds the slot of the outermost only when it is told to.
    taught = select(Taught.subject_id).where(Taught.coach_id == Slot.coach_id).correlate(Slot)
    aims = or_(Wish.coach_id == Slot.coach_id, Wish.subject_id.in_(taught))
    was_asked = exists().where(Offer.slot_id == Slot.id, Offer.student_id == Wish.student_id)
    was_asked = was_asked.correlate(Slot, Wish)
    had_it = exists().where(Call.slot_id == Slot.id, Call.student_id == Wish.student_id).correlate(Slot, Wish)
    return and_(aims, Wish.student_id != Slot.coach_id, Wish.joined_at <= opened_at(), ~was_asked, ~had_it)


def leaves_time(policy: Policy, now: datetime) -> ColumnElement[bool]:
    """Return the condition that a slot begins late enough to be offered; nearer ones are simply open."""
    return Slot.starts_at >= policy.soonest_bookable(now) + SHARE * SHORTEST


def is_kept(student_id: int | None, *, policy: Policy, now: datetime) -> ColumnElement[bool]:
    """Return the condition that a slot has just become free and somebody waits who is not asked yet (case F8).

    Whom it is held for is asked already. It ends by itself: where no worker asks anybody, the slot opens.
    """
    since = now - KEPT
    is_just_let_go = exists().where(Hold.slot_id == Slot.id, Hold.until > since, Hold.until <= now)
    found = [
        or_(opened_at() > since, is_just_let_go),
        leaves_time(policy, now),
        exists(Wish.id).where(stands(), wants_slot()).correlate(Slot),
    ]
    if student_id is not None:
        found.append(~exists().where(Hold.slot_id == Slot.id, Hold.student_id == student_id, Hold.until > now))
    return and_(*found)
