"""Forgetting what nobody has touched for long: idle accounts, sign-ins, looks at numbers, mails, waiting."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from operator import add
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, func, or_, select

from app.db import db
from app.domain.actors import Actor
from app.domain.ciphers import Cipher
from app.domain.slots import SlotStatus
from app.models import ApiToken, Call, Offer, OutboxMessage, PhoneView, SignIn, Slot, User, Wish
from app.services import erasure


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much was forgotten, or would be."""

    accounts: int = 0
    sign_ins: int = 0
    phone_views: int = 0
    mails: int = 0
    offers: int = 0
    wishes: int = 0

    def plus(self, other: "Forgotten") -> "Forgotten":
        """Return both together."""
        return Forgotten(*map(add, astuple(self), astuple(other)))


def foresee(*, before: datetime) -> Forgotten:
    """Return how much there is of before this instant."""
    idle = db.session.scalar(select(func.count()).select_from(_idle(before).subquery())) or 0
    counts = {
        name: db.session.scalar(select(func.count()).where(condition)) or 0 for name, condition in _old(before).items()
    }
    return Forgotten(accounts=idle, **counts)


def run(*, actor: Actor, before: datetime, reason: str, cipher: Cipher, most: int, now: datetime) -> Forgotten:
    """Erase accounts idle since before this instant, at most so many, and forget what else is that old.

    Small steps, for each holds up everybody who writes: it is run again until it erases fewer than `most`.
    """
    idle = db.session.scalars(_idle(before).order_by(User.id).limit(most)).all()
    for user_id in idle:
        erasure.erase(actor=actor, user_id=user_id, reason=reason, cipher=cipher, now=now)
    return Forgotten(accounts=len(idle), **{name: _forget(name, before) for name in TABLES})


# Those that point at others of them stand in front.
TABLES: Mapping[str, Any] = {
    "sign_ins": SignIn, "phone_views": PhoneView, "mails": OutboxMessage, "offers": Offer, "wishes": Wish,
}  # fmt: skip


def _old(before: datetime) -> Mapping[str, ColumnElement[bool]]:
    # Before its slot begins an offer says that its student was asked about it.
    is_old_offer = (Offer.ended_at < before) & Offer.slot_id.in_(select(Slot.id).where(Slot.starts_at < before))
    return {
        "sign_ins": SignIn.seen_at < before,
        "phone_views": PhoneView.seen_at < before,
        # What waits is still to be sent, however long ago it was written.
        "mails": OutboxMessage.ended_at < before,
        "offers": is_old_offer,
        "wishes": (Wish.left_at < before) & ~exists().where(Offer.wish_id == Wish.id, ~is_old_offer),
    }


def _forget(name: str, before: datetime) -> int:
    table = TABLES[name]
    gone = delete(table).where(_old(before)[name]).returning(*table.__table__.primary_key)
    rows: Sequence[Any] = db.session.execute(gone).all()
    return len(rows)


def _idle(before: datetime) -> Select[int]:
    """Return the accounts that nobody used since, by page or by program, and that no call or slot needs."""
    is_used = (
        exists().where(ApiToken.user_id == User.id, ApiToken.last_used_at >= before),
        exists().where(or_(Call.coach_id == User.id, Call.student_id == User.id), Call.ends_at >= before),
        exists().where(Slot.coach_id == User.id, Slot.ends_at >= before, Slot.status != SlotStatus.WITHDRAWN),
    )
    seen_at = func.coalesce(User.seen_at, User.created_at)
    return select(User.id).where(User.erased_at.is_(None), seen_at < before, *(~used for used in is_used))
