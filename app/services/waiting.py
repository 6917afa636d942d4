"""Who waits for which slot, as conditions in SQL; and which slots are kept for them until the first is asked."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, exists, func, or_, select, union_all

from app.db import alias_of
from app.domain.policy import Policy
from app.domain.waitlist import Window, kept_from, read_window
from app.models import Call, CoachSubject, Hold, Offer, Slot, Wish
from app.services.asked import KEPT_FROM, KEPT_SINCE, NOW

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


def aims() -> Subquery:
    """Return the query for the wishes that wait, each with the coach, or with every coach of the subject.

    A join on either of two columns would try every wish with every slot.
    """
    of_coach = select(Wish.id.label("wish_id"), Wish.coach_id.label("coach_id")).where(Wish.coach_id.is_not(None))
    of_subject = select(Wish.id, Taught.coach_id).join(Taught, Taught.subject_id == Wish.subject_id)
    return union_all(of_coach.where(stands()), of_subject.where(stands())).subquery("aims")


def wants_slot() -> ColumnElement[bool]:
    """Return the condition that a wish with the aim was there before the slot was free, and may be asked about it.

    What others could have booked before somebody began to wait is kept for nobody; and nobody is asked about a slot
    twice, nor about one that they gave up.
    """
    # Two selects deep, a subquery finds the slot of the outermost only when it is told to.
    was_asked = exists().where(Offer.slot_id == Slot.id, Offer.student_id == Wish.student_id)
    was_asked = was_asked.correlate(Slot, Wish)
    had_it = exists().where(Call.slot_id == Slot.id, Call.student_id == Wish.student_id).correlate(Slot, Wish)
    return and_(Wish.student_id != Slot.coach_id, Wish.joined_at <= opened_at(), ~was_asked, ~had_it)


def leaves_time(policy: Policy, now: datetime) -> ColumnElement[bool]:
    """Return the condition that a slot begins late enough to be offered; nearer ones are simply open."""
    return Slot.starts_at >= kept_from(policy, now)


def is_kept(student: Any) -> ColumnElement[bool]:
    """Return the condition that a slot has just become free and somebody waits who is not asked yet (case F8).

    Whom it is held for is asked already. It ends by itself: where no worker asks anybody, the slot opens. It is asked
    with the parameters of `asked`.
    """
    is_just_let_go = exists().where(Hold.slot_id == Slot.id, Hold.until > KEPT_SINCE, Hold.until <= NOW)
    found = [or_(opened_at() > KEPT_SINCE, is_just_let_go), Slot.starts_at >= KEPT_FROM, _is_wanted()]
    if student is not None:
        found.append(~exists().where(Hold.slot_id == Slot.id, Hold.student_id == student, Hold.until > NOW))
    return and_(*found)


def _is_wanted() -> ColumnElement[bool]:
    """Return the condition that somebody waits for a slot: of two questions, for each of which there is an index."""
    for_coach = exists(Wish.id).where(Wish.coach_id == Slot.coach_id, stands(), wants_slot())
    taught = select(Wish.id).join(Taught, Taught.subject_id == Wish.subject_id)
    for_subject = taught.where(Taught.coach_id == Slot.coach_id, stands(), wants_slot())
    return or_(for_coach.correlate(Slot), for_subject.correlate(Slot).exists())
