"""What students wait for, as they and the programme read it: with the place in the line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, or_, select

from app.db import alias_of, db
from app.domain.policy import Policy
from app.domain.waitlist import UNDO_LEAVING, Window, place_of
from app.models import CoachSubject, Subject, User, Wish
from app.services import fair_access, people, waiting

Student = alias_of(User, "student")


@dataclass(frozen=True, slots=True)
class WishView:
    """What one student waits for; `place` is where they stand among so many `waiting` for the same."""

    id: int
    student_id: int
    student_email: str
    coach_id: int | None
    coach_name: str | None
    subject: str | None
    window: Window
    joined_at: datetime
    misses: int
    is_paused: bool
    is_possible: bool
    place: int | None = None
    waiting: int = 0


def list_own(student_id: int, *, policy: Policy, now: datetime) -> Sequence[WishView]:
    """Return what a student waits for, the longest in front."""
    return _list(Wish.student_id == student_id, policy=policy, now=now)


def list_all(
    *, student_id: int | None = None, coach_id: int | None = None, policy: Policy, now: datetime, limit: int
) -> Sequence[WishView]:
    """Return what students wait for, the longest in front; perhaps of one student, or of those who wait for a coach."""
    asked = [(Wish.student_id, student_id), (Wish.coach_id, coach_id)]
    conditions = [column == value for column, value in asked if value is not None]
    return _list(*conditions, policy=policy, now=now, limit=limit)


def get_left(wish_id: int, student_id: int, *, now: datetime) -> WishView | None:
    """Return what a student has just left, as long as that can be undone."""
    rows = db.session.execute(
        _wishes().where(Wish.id == wish_id, Wish.student_id == student_id, Wish.left_at > now - UNDO_LEAVING)
    ).all()
    return _view(rows[0]) if rows else None


def waits_for(student_id: int, coach_id: int) -> bool:
    """Return whether a student waits for a coach."""
    own = exists().where(Wish.student_id == student_id, Wish.coach_id == coach_id, Wish.left_at.is_(None))
    return bool(db.session.scalar(select(own)))


def count_waiting(coach_id: int) -> int:
    """Return how many students wait for a coach, or for something that the coach teaches."""
    taught = select(CoachSubject.subject_id).where(CoachSubject.coach_id == coach_id)
    aims = or_(Wish.coach_id == coach_id, Wish.subject_id.in_(taught))
    statement = select(func.count(Wish.student_id.distinct())).where(waiting.stands(), aims)
    return db.session.scalar(statement.where(Wish.student_id != coach_id)) or 0


def _list(*conditions: Any, policy: Policy, now: datetime, limit: int | None = None) -> Sequence[WishView]:
    statement = _wishes().where(Wish.left_at.is_(None), *conditions).order_by(Wish.joined_at, Wish.id).limit(limit)
    rows = db.session.execute(statement).all()
    lines = _lines([row[0] for row in rows], policy=policy, now=now) if rows else {}
    return [
        _view(row, lines.get(_aim(row[0]), ()))
        for row in rows
        if not waiting.window_of(row[0]).is_over(now, row.timezone)
    ]


def _wishes() -> Any:
    coaches = people.is_coaching(Wish.coach_id)
    return (
        select(Wish, Student.email, Student.timezone, User.name, Subject.name, or_(Wish.coach_id.is_(None), coaches))
        .join(Student, Student.id == Wish.student_id)
        .outerjoin(User, User.id == Wish.coach_id)
        .outerjoin(Subject, Subject.id == Wish.subject_id)
    )


def _lines(wishes: Sequence[Wish], *, policy: Policy, now: datetime) -> dict[tuple[int | None, int | None], list[int]]:
    """Return the numbers of the wishes that wait for the same as each of these, in their order."""
    counts = fair_access.count_calls(policy, now)
    coaches, subjects = {wish.coach_id for wish in wishes} - {None}, {wish.subject_id for wish in wishes} - {None}
    standing = db.session.scalars(
        select(Wish).where(waiting.stands(), or_(Wish.coach_id.in_(coaches), Wish.subject_id.in_(subjects)))
    ).all()
    found: dict[tuple[int | None, int | None], list[int]] = {}
    for wish in sorted(standing, key=lambda one: place_of(one.id, one.student_id, one.joined_at, counts)):
        found.setdefault(_aim(wish), []).append(wish.id)
    return found


def _aim(wish: Wish) -> tuple[int | None, int | None]:
    return wish.coach_id, wish.subject_id


def _view(row: Any, line: Sequence[int] = ()) -> WishView:
    wish, email, _timezone, coach_name, subject, is_possible = row
    return WishView(
        wish.id, wish.student_id, email, wish.coach_id, coach_name, subject,
        waiting.window_of(wish), wish.joined_at, wish.misses, wish.paused_at is not None,
        bool(is_possible), line.index(wish.id) + 1 if wish.id in line else None, len(line),
    )  # fmt: skip
