"""What is offered to students who wait: made, declined, lapsed, over. While one runs, its slot is held for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from app.db import db
from app.domain import errors
from app.domain.actors import Actor
from app.domain.errors import DomainError, NotFound, OfferOver
from app.domain.holds import HoldReason
from app.domain.notifications import WAITLIST_OFFER, WAITLIST_OVER
from app.domain.policy import Policy
from app.domain.waitlist import MISSES, Answer
from app.models import Hold, Offer, Slot, User, Wish
from app.services import audit, bookability, holds, outbox, people
from app.services.bookability import Booking
from app.services.outbox import Message

# Of these the student knows: it is they who have no time or no need, and no mail has to say so.
OWN_DOING = (errors.StudentBusy, errors.OverLimit, errors.BookingPaused, errors.AccountDeactivated)


@dataclass(frozen=True, slots=True)
class OfferView:
    """A time that is offered to somebody who waits."""

    id: int
    wish_id: int
    slot_id: int
    coach_id: int
    coach_name: str
    coach_timezone: str
    starts_at: datetime
    ends_at: datetime
    place: str
    until: datetime


def make(*, actor: Actor, wish: Wish, slot: Slot, until: datetime, now: datetime) -> int | None:
    """Hold a slot for the locked student of a wish and tell them; return the offer's number.

    None if others were quicker, who hold the slot or have made this student another offer.
    """
    student_id = wish.student_id
    running = select(Offer.id).where(Offer.student_id == student_id, Offer.ended_at.is_(None))
    if db.session.scalar(running) is not None:
        return None
    held = holds.hold(
        actor=actor, slot_id=slot.id, student_id=student_id, reason=HoldReason.WAITLIST, until=until, now=now
    )
    if held is None:
        return None
    offer = Offer(
        wish_id=wish.id, student_id=student_id, coach_id=slot.coach_id, slot_id=slot.id, made_at=now, until=until
    )
    db.session.add(offer)
    db.session.flush()
    audit.record(actor, "waitlist.offered", "slot", slot.id, now=now, student=student_id, until=until)
    _tell(offer, slot, WAITLIST_OFFER, now=now)
    return offer.id


def decline(*, actor: Actor, offer_id: int, now: datetime) -> None:
    """Say no to what is offered: the next is asked, and the wish keeps its place.

    Declined before, nothing happens. Raises NotFound for another's, OfferOver.
    """
    student_id = db.session.scalar(select(Offer.student_id).where(Offer.id == offer_id))
    if student_id is None or not (actor.is_admin or actor.user_id == student_id):
        raise NotFound(kind="offer", number=offer_id)
    people.lock([student_id], now=now)
    offer = db.session.get_one(Offer, offer_id, populate_existing=True)
    if offer.answer == Answer.DECLINED:
        return
    if offer.ended_at is not None or offer.until <= now:
        raise OfferOver()
    _close(offer, Answer.DECLINED, now=now)
    db.session.execute(update(Wish).where(Wish.id == offer.wish_id).values(misses=0))
    audit.record(actor, "waitlist.declined", "slot", offer.slot_id, now=now, student=student_id)


def close_booked(student_id: int, slot_id: int, *, now: datetime) -> None:
    """End the offer of a slot that its student has booked."""
    running = select(Offer).where(Offer.student_id == student_id, Offer.ended_at.is_(None), Offer.slot_id == slot_id)
    for offer in db.session.scalars(running):
        _close(offer, Answer.BOOKED, now=now)


def close_of_wish(wish_id: int, answer: Answer, *, now: datetime) -> None:
    """End what is offered for a wish."""
    for offer in db.session.scalars(select(Offer).where(Offer.wish_id == wish_id, Offer.ended_at.is_(None))):
        _close(offer, answer, now=now)


def let_go(offer: Offer) -> None:
    """Free the slot of an offer."""
    holds.let_go(slot_id=offer.slot_id, student_id=offer.student_id)


def list_ended(*, policy: Policy, now: datetime) -> Sequence[int]:
    """Return the offers whose time is over, or which cannot be taken any more."""
    running = db.session.scalars(select(Offer).where(Offer.ended_at.is_(None)).order_by(Offer.until, Offer.id)).all()
    return [offer.id for offer in running if offer.until <= now or _refusal(offer, policy=policy, now=now)]


def settle(offer_id: int, *, policy: Policy, now: datetime) -> None:
    """End an offer whose time is over, or which cannot be taken any more, and tell its student once."""
    student_id = db.session.scalars(select(Offer.student_id).where(Offer.id == offer_id)).one()
    people.lock([student_id], now=now)
    offer = db.session.get_one(Offer, offer_id, populate_existing=True)
    if offer.ended_at is not None:
        return
    refused = _refusal(offer, policy=policy, now=now)
    slot = db.session.get_one(Slot, offer.slot_id)
    if refused is not None:
        _close(offer, Answer.OVER, now=now)
        if not isinstance(refused, OWN_DOING):
            _tell(offer, slot, WAITLIST_OVER, now=now, answer=Answer.OVER.value)
    elif offer.until <= now:
        _close(offer, Answer.LAPSED, now=now)
        wish = db.session.get_one(Wish, offer.wish_id, populate_existing=True)
        wish.misses += 1
        wish.paused_at = now if wish.misses >= MISSES else None
        db.session.flush()
        is_paused = wish.paused_at is not None
        _tell(offer, slot, WAITLIST_OVER, now=now, answer=Answer.LAPSED.value, paused=is_paused)


def list_running(student_id: int, *, now: datetime) -> Sequence[OfferView]:
    """Return what is offered to a student now."""
    rows = db.session.execute(
        select(
            Offer.id, Offer.wish_id, Slot.id, Slot.coach_id, User.name, User.timezone, Slot.starts_at, Slot.ends_at,
            Slot.place, Offer.until,
        )
        .join(Slot, Slot.id == Offer.slot_id)
        .join(User, User.id == Slot.coach_id)
        .join(Hold, (Hold.slot_id == Offer.slot_id) & (Hold.student_id == Offer.student_id))
        .where(Offer.student_id == student_id, Offer.ended_at.is_(None), Offer.until > now)
    )  # fmt: skip
    return [_view(row) for row in rows]


def _view(row: Any) -> OfferView:
    return OfferView(*row)


def why_skip(message: Message, *, policy: Policy, now: datetime) -> str:
    """Return why a mail with an offer has become pointless, empty if it has not."""
    del policy
    offer = db.session.get(Offer, message.payload["offer"], populate_existing=True)
    return "" if offer and offer.ended_at is None and offer.until > now else "the offer is over"


def _close(offer: Offer, answer: Answer, *, now: datetime) -> None:
    db.session.execute(update(Offer).where(Offer.id == offer.id).values(answer=answer.value, ended_at=now))
    if answer is not Answer.BOOKED:
        holds.release(slot_id=offer.slot_id, student_id=offer.student_id, now=now)


def _refusal(offer: Offer, *, policy: Policy, now: datetime) -> DomainError | None:
    return bookability.refusal(offer.slot_id, Booking(offer.student_id, policy, now, is_asked=True))


def _tell(offer: Offer, slot: Slot, kind: str, *, now: datetime, **more: Any) -> None:
    facts: dict[str, Any] = {
        "offer": offer.id,
        "slot": slot.id,
        "coach": slot.coach_id,
        "starts_at": slot.starts_at.isoformat(),
        "ends_at": slot.ends_at.isoformat(),
        "until": offer.until.isoformat(),
        **more,
    }
    outbox.write_to([offer.student_id], kind, about=f"{kind}/{offer.id}", now=now, **facts)
