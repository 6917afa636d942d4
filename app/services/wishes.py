"""What students wait for: joined, changed, left, taken up again, and come true."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_, select, update

from app.db import db
from app.domain.actors import Actor
from app.domain.errors import NotFound, TooManyWishes
from app.domain.timezones import to_local
from app.domain.waitlist import ANY, MOST_WISHES, UNDO_LEAVING, Answer, Window, written
from app.models import CoachSubject, Offer, Slot, Subject, User, Wish
from app.services import audit, offers, people, waiting


def join(
    *,
    actor: Actor,
    student_id: int,
    coach_id: int | None = None,
    subject_id: int | None = None,
    window: Window = ANY,
    now: datetime,
) -> int:
    """Let a student wait for a coach or a subject, and return the wish's number.

    Who waits for the same already keeps their place, with the new days and times. Raises NotFound for oneself, for
    who does not coach and for a subject that is gone, TooManyWishes, UntilPast, UntilTooFar.
    """
    people.lock([student_id], now=now)
    if coach_id is not None and (student_id == coach_id or not db.session.scalar(select(people.is_coaching(coach_id)))):
        raise NotFound(kind="coach", number=coach_id)
    # Held, so that it is not merged with another while somebody begins to wait for it.
    held = select(Subject.id).where(Subject.id == subject_id).with_for_update(read=True, key_share=True)
    if subject_id is not None and not db.session.scalar(held):
        raise NotFound(kind="subject", number=subject_id)
    window.check_until(now, _timezone(student_id))
    standing = _standing(student_id, coach_id, subject_id)
    if standing is not None:
        _change(standing, **written(window))
        if standing.paused_at is not None:
            resume(actor=actor, wish_id=standing.id, now=now)
        return standing.id
    _check_room(student_id, now=now)
    wish = Wish(student_id=student_id, coach_id=coach_id, subject_id=subject_id, joined_at=now, **written(window))
    db.session.add(wish)
    db.session.flush()
    audit.record(actor, "waitlist.joined", "wish", wish.id, now=now)
    return wish.id


def leave(*, actor: Actor, wish_id: int, now: datetime) -> None:
    """End a wish; what is offered for it passes on. Left before, nothing happens. Raises NotFound for another's."""
    wish = _get_locked(actor, wish_id, now=now)
    if wish.left_at is None:
        _end(wish, now=now)
        audit.record(actor, "waitlist.left", "wish", wish_id, now=now)


def list_over(*, now: datetime) -> Sequence[int]:
    """Return the wishes whose last day is over by their student's clock."""
    # Where it is latest it is tomorrow.
    near = Wish.left_at.is_(None), Wish.until_on <= now.date()
    rows = db.session.execute(
        select(Wish.id, Wish.until_on, User.timezone).join(User, User.id == Wish.student_id).where(*near)
    )
    return sorted(number for number, until_on, timezone in rows if Window(until_on=until_on).is_over(now, timezone))


def end_over(wish_id: int, *, actor: Actor, now: datetime) -> None:
    """End a wish whose last day is over, unless the student has just chosen a later one."""
    wish = _get_locked(actor, wish_id, now=now)
    if wish.left_at is None and waiting.window_of(wish).is_over(now, _timezone(wish.student_id)):
        _end(wish, now=now)
        audit.record(actor, "waitlist.over", "wish", wish_id, now=now)


def come_back(*, actor: Actor, wish_id: int, now: datetime) -> None:
    """Take a wish up again that was just left, at its old place.

    If the student waits for the same by another wish meanwhile, that one stays. Raises NotFound when that was too long
    ago, TooManyWishes.
    """
    wish = _get_locked(actor, wish_id, now=now)
    if wish.left_at is None:
        return
    if wish.left_at <= now - UNDO_LEAVING:
        raise NotFound(kind="wish", number=wish_id)
    if _standing(wish.student_id, wish.coach_id, wish.subject_id) is None:
        _check_room(wish.student_id, now=now)
        _change(wish, left_at=None)
        audit.record(actor, "waitlist.joined", "wish", wish_id, now=now)


def resume(*, actor: Actor, wish_id: int, now: datetime) -> bool:
    """Let a paused wish wait again, at the end of the line, for others were asked meanwhile; return whether it was one.

    One that was just left in another window is taken up again first. Raises as `come_back` does.
    """
    come_back(actor=actor, wish_id=wish_id, now=now)
    wish = _get_locked(actor, wish_id, now=now)
    if wish.paused_at is None:
        return False
    _change(wish, paused_at=None, misses=0, joined_at=now)
    audit.record(actor, "waitlist.resumed", "wish", wish_id, now=now)
    return True


def note_booked(student_id: int, slot: Slot, *, is_request: bool, now: datetime) -> None:
    """End the wishes of a locked student that a slot they have booked makes true; what else was offered passes on.

    A request makes none true before it is confirmed: who is declined still waits, at the old place.
    """
    wishes = db.session.scalars(select(Wish).where(Wish.student_id == student_id, Wish.left_at.is_(None))).all()
    if not wishes:
        return
    offers.close_booked(student_id, slot.id, now=now)
    if is_request:
        return
    timezone = _timezone(student_id)
    taught = set(db.session.scalars(select(CoachSubject.subject_id).where(CoachSubject.coach_id == slot.coach_id)))
    for wish in wishes:
        is_aim = wish.coach_id == slot.coach_id or wish.subject_id in taught
        if is_aim and waiting.window_of(wish).holds(slot.starts_at, timezone):
            # Whoever takes it up again stands at the end of the line.
            _end(wish, now=now, joined_at=now)


def leave_all(student_id: int, *, now: datetime) -> None:
    """End whatever a student waits for, and let go of what is offered to them."""
    for wish in db.session.scalars(select(Wish).where(Wish.student_id == student_id, Wish.left_at.is_(None))):
        _end(wish, now=now)


def forget_subject(subject_id: int) -> None:
    """Take away the wishes for a subject that is no more."""
    meant = select(Wish.id).where(Wish.subject_id == subject_id)
    for offer in db.session.scalars(select(Offer).where(Offer.wish_id.in_(meant), Offer.ended_at.is_(None))):
        offers.let_go(offer)
    db.session.execute(delete(Offer).where(Offer.wish_id.in_(meant)))
    db.session.execute(delete(Wish).where(Wish.subject_id == subject_id))


def move_subject(subject_id: int, into_id: int, *, now: datetime) -> None:
    """Let those who wait for one subject wait for another instead, at their places."""
    both = select(Wish.student_id).where(Wish.subject_id == into_id, Wish.left_at.is_(None))
    doubled = Wish.subject_id == subject_id, Wish.left_at.is_(None), Wish.student_id.in_(both)
    for wish in db.session.scalars(select(Wish).where(*doubled)).all():
        _end(wish, now=now)
    db.session.execute(update(Wish).where(Wish.subject_id == subject_id).values(subject_id=into_id))


def _end(wish: Wish, *, now: datetime, **also: Any) -> None:
    offers.close_of_wish(wish.id, Answer.OVER, now=now)
    _change(wish, left_at=now, **also)


def _change(wish: Wish, **values: Any) -> None:
    db.session.execute(update(Wish).where(Wish.id == wish.id).values(**values))
    db.session.refresh(wish)


def _standing(student_id: int, coach_id: int | None, subject_id: int | None) -> Wish | None:
    aim = Wish.subject_id == subject_id if coach_id is None else Wish.coach_id == coach_id
    return db.session.scalar(select(Wish).where(Wish.student_id == student_id, Wish.left_at.is_(None), aim))


def _get_locked(actor: Actor, wish_id: int, *, now: datetime) -> Wish:
    student_id = db.session.scalar(select(Wish.student_id).where(Wish.id == wish_id))
    if student_id is None or not (actor.is_admin or actor.user_id == student_id):
        raise NotFound(kind="wish", number=wish_id)
    people.lock([student_id], now=now)
    return db.session.get_one(Wish, wish_id, populate_existing=True)


def _check_room(student_id: int, *, now: datetime) -> None:
    today = to_local(now, _timezone(student_id)).date()
    is_ahead = or_(Wish.until_on.is_(None), Wish.until_on >= today)
    count = select(func.count()).where(Wish.student_id == student_id, Wish.left_at.is_(None), is_ahead)
    if (db.session.scalar(count) or 0) >= MOST_WISHES:
        raise TooManyWishes(limit=MOST_WISHES)


def _timezone(user_id: int) -> str:
    return db.session.scalars(select(User.timezone).where(User.id == user_id)).one()
