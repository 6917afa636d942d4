"""The waitlist at work: which slots are to be offered, and to whom (case F8)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select

from app.db import db
from app.domain.actors import Actor
from app.domain.mail import UNDO_TIME
from app.domain.policy import Policy
from app.domain.slots import SlotStatus
from app.domain.waitlist import offered_until, place_of, read_window
from app.models import Hold, Offer, Slot, User, Wish
from app.services import bookability, fair_access, offers, people, waiting
from app.services.bookability import Booking

# So many slots at once; the others have their turn at the next tick.
MOST = 100


def list_due(*, policy: Policy, now: datetime) -> Sequence[int]:
    """Return the slots that somebody is to be asked about now, soonest first."""
    slots = db.session.scalars(
        select(Slot)
        .where(
            Slot.status == SlotStatus.OPEN,
            waiting.leaves_time(policy, now),
            Slot.starts_at <= policy.furthest_bookable(now),
            # Whoever cancels may undo that, and whoever says no may have second thoughts.
            or_(Slot.reopened_at.is_(None), Slot.reopened_at <= now - UNDO_TIME),
            people.is_coaching(Slot.coach_id),
            ~exists().where(Hold.slot_id == Slot.id, Hold.until > now),
            exists(Wish.id).where(waiting.stands(), waiting.wants_slot(), _is_free()).correlate(Slot),
        )
        .order_by(Slot.starts_at, Slot.id)
        .limit(MOST)
    ).all()
    counts = fair_access.count_calls(policy, now) if slots else {}
    return [slot.id for slot in slots if next(_candidates(slot, counts, policy=policy, now=now), None)]


def offer_next(*, actor: Actor, slot_id: int, policy: Policy, now: datetime) -> int | None:
    """Offer a slot to the first of those who wait and may book it; return the offer's number, None without one.

    Whom a rule keeps from it is passed over and keeps their place. Whoever else does the same at this moment, a slot is
    offered once.
    """
    slot = db.session.get_one(Slot, slot_id, populate_existing=True)
    counts = fair_access.count_calls(policy, now)
    wish = next(_candidates(slot, counts, policy=policy, now=now), None)
    if wish is None:
        return None
    asked = Booking(wish.student_id, policy, people.lock([slot.coach_id, wish.student_id], now=now), is_asked=True)
    if bookability.refusal(slot_id, asked) is not None or not _still_waits(wish, slot):
        return None
    until = offered_until(bookability.last_chance(slot, policy), now=now, longest=policy.waitlist_offer)
    return offers.make(actor=actor, wish=wish, slot=slot, until=until, now=now) if until else None


def _is_free() -> ColumnElement[bool]:
    """Return the condition that the student of a wish is offered nothing else now."""
    return ~exists().where(Offer.student_id == Wish.student_id, Offer.ended_at.is_(None)).correlate(Wish)


def _candidates(slot: Slot, counts: Mapping[int, int], *, policy: Policy, now: datetime) -> Iterator[Wish]:
    """Yield who may be offered a slot, the first in the line in front."""
    if offered_until(bookability.last_chance(slot, policy), now=now, longest=policy.waitlist_offer) is None:
        return
    rows = db.session.execute(
        select(Wish, User.timezone)
        .join(User, User.id == Wish.student_id)
        .join(Slot, Slot.id == slot.id)
        .where(waiting.stands(), waiting.wants_slot(), _is_free())
    ).all()
    line = sorted(rows, key=lambda row: place_of(row[0].id, row[0].student_id, row[0].joined_at, counts))
    for wish, timezone in line:
        if not read_window(wish.weekdays, wish.times, wish.until_on).holds(slot.starts_at, timezone):
            continue
        if bookability.refusal(slot.id, Booking(wish.student_id, policy, now, is_asked=True)) is None:
            yield wish


def _still_waits(wish: Wish, slot: Slot) -> bool:
    asked = select(Wish.id).join(Slot, Slot.id == slot.id)
    asked = asked.where(Wish.id == wish.id, waiting.stands(), waiting.wants_slot(), _is_free())
    return db.session.scalar(asked) is not None
