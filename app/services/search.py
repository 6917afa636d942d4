"""What a person looks for, as conditions on coaches and slots."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, literal, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from app.db import db
from app.domain import timezones
from app.domain.search import QUARTER, Criteria, is_named
from app.models import CoachProfile, CoachSubject, Slot, Subject, User
from app.services.bookability import Booking

QUARTER_SECONDS = QUARTER // timedelta(seconds=1)
QUARTERS_OF_WEEK = 28
# 1970 began on a Thursday.
FIRST_MONDAY = 3 * 24 * 3600


class _SecondsSince1970(GenericFunction[int]):
    """An instant as a whole number of seconds."""

    type = BigInteger()
    inherit_cache = True


@compiles(_SecondsSince1970, "sqlite")
def _of_microseconds(element: _SecondsSince1970, compiler: Any, **settings: Any) -> str:
    return f"({compiler.process(element.clauses, **settings)} / 1000000)"


@compiles(_SecondsSince1970, "postgresql")
def _of_timestamp(element: _SecondsSince1970, compiler: Any, **settings: Any) -> str:
    # date_part reckons with floating point, which holds these numbers exactly; extract with decimals, far slower.
    return f"floor(date_part('epoch', {compiler.process(element.clauses, **settings)}))::bigint"


def coach_conditions(criteria: Criteria, coach_id: Any) -> list[ColumnElement[bool]]:
    """Return the conditions on a coach: what they teach and what they are called."""
    found: list[ColumnElement[bool]] = []
    if criteria.subject:
        taught = select(CoachSubject.coach_id).join(Subject, Subject.id == CoachSubject.subject_id)
        found.append(coach_id.in_(taught.where(Subject.key == criteria.subject.casefold())))
    if criteria.name:
        found.append(coach_id.in_(_named(criteria.name)))
    return found


def slot_conditions(criteria: Criteria, booking: Booking) -> list[ColumnElement[bool]]:
    """Return the condition on a slot: in which quarters of the reader's week it starts, clock changes included."""
    if not criteria.asks_when:
        return []
    *stretches, last = timezones.stretches(
        criteria.timezone, booking.now, booking.policy.furthest_bookable(booking.now)
    )
    offset: Any = literal(_seconds(last.offset), BigInteger())
    if stretches:
        offset = case(
            *((Slot.starts_at < stretch.until, literal(_seconds(stretch.offset))) for stretch in stretches),
            else_=offset,
        )
    wall_seconds = _SecondsSince1970(Slot.starts_at) + offset + FIRST_MONDAY
    quarter = (wall_seconds // QUARTER_SECONDS) % QUARTERS_OF_WEEK
    return [quarter.in_(sorted(criteria.quarters_of_week()))]


def like_coach(like_id: int, coach_id: Any) -> list[ColumnElement[bool]]:
    """Return the conditions on another coach than this one, who teaches something that this one teaches."""
    taught = select(CoachSubject.subject_id).where(CoachSubject.coach_id == like_id)
    return [coach_id != like_id, coach_id.in_(select(CoachSubject.coach_id).where(CoachSubject.subject_id.in_(taught)))]


def _seconds(offset: timedelta) -> int:
    return offset // timedelta(seconds=1)


def _named(name: str) -> Sequence[int]:
    # Neither database compares letters without their marks by itself; coaches are few enough to be read.
    people = select(User.id, User.name).join(CoachProfile, CoachProfile.user_id == User.id)
    found = db.session.execute(people.where(CoachProfile.removed_at.is_(None)))
    return [number for number, called in found if is_named(called, name)]
