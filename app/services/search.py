"""What a person looks for, as conditions on coaches and slots."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, case, cast, func, literal, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from app.db import alias_of
from app.domain import timezones
from app.domain.search import ANYTHING, QUARTER, Criteria
from app.domain.timezones import Stretch
from app.domain.words import wanted_words
from app.models import CoachLanguage, CoachProfile, CoachSubject, Slot, Subject
from app.services import coach_words, ratings, subjects
from app.services.asked import WEEK_END
from app.services.bookability import Booking

QUARTER_SECONDS = QUARTER // timedelta(seconds=1)
QUARTERS_OF_WEEK = 28
# Stands for words in a query that is kept.
ANY_WORD = "a"
# 1970 began on a Thursday.
FIRST_MONDAY = 3 * 24 * 3600


class SecondsSince1970(GenericFunction[int]):
    """An instant as a whole number of seconds."""

    type = BigInteger()
    inherit_cache = True


@compiles(SecondsSince1970, "sqlite")
def _of_microseconds(element: SecondsSince1970, compiler: Any, **settings: Any) -> str:
    return f"({compiler.process(element.clauses, **settings)} / 1000000)"


@compiles(SecondsSince1970, "postgresql")
def _of_timestamp(element: SecondsSince1970, compiler: Any, **settings: Any) -> str:
    # date_part reckons with floating point, which holds these numbers exactly; extract with decimals, far slower.
    return f"floor(date_part('epoch', {compiler.process(element.clauses, **settings)}))::bigint"


@dataclass(frozen=True, slots=True)
class Clock:
    """The reader's clock while slots may be booked: how far it is ahead of UTC until each change, and after them."""

    changes: tuple[Stretch, ...]
    offset: timedelta


def coach_conditions(criteria: Criteria, coach_id: Any, *, now: ratings.Instant) -> list[ColumnElement[bool]]:
    """Return the conditions on a coach: words, what they teach and speak, where they are, what they cost."""
    found: list[Any] = []
    if criteria.words:
        found.append(select(coach_words.find(criteria.words).subquery().c.coach_id))
    if criteria.subject:
        taught = select(CoachSubject.coach_id).join(Subject, Subject.id == CoachSubject.subject_id)
        found.append(taught.where(subjects.is_called(criteria.subject)))
    if criteria.language:
        found.append(select(CoachLanguage.coach_id).where(CoachLanguage.language == criteria.language))
    if criteria.place:
        found.append(coach_words.find_placed(criteria.place))
    if criteria.is_online:
        found.append(select(CoachProfile.user_id).where(CoachProfile.is_online))
    if criteria.price is not None:
        found.append(select(CoachProfile.user_id).where(CoachProfile.rate_cents <= criteria.price, is_in(criteria)))
    if criteria.rating:
        found.append(ratings.rated_at_least(criteria.rating, now=now))
    return [coach_id.in_(coaches) for coaches in found]


def alike(criteria: Criteria) -> Criteria:
    """Return criteria for which the query is the same with the same clock: its words are values, its zone the clock."""
    words, place = (ANY_WORD if wanted_words(text) else "" for text in (criteria.words, criteria.place))
    return replace(criteria, words=words, place=place, timezone=ANYTHING.timezone)


def is_in(criteria: Criteria) -> ColumnElement[bool]:
    """Return the condition that a coach's price is in the currency that is asked for, or else in that of most."""
    # Of its own name, so that it is not taken for the coach of whom this is asked.
    other = alias_of(CoachProfile, "priced")
    asked = select(other.currency).where(other.currency.is_not(None), other.removed_at.is_(None))
    ranked = asked.group_by(other.currency).order_by(func.count().desc(), other.currency)
    usual = ranked.limit(1).scalar_subquery()
    return CoachProfile.currency == (criteria.currency or usual)


def clock(criteria: Criteria, booking: Booking) -> Clock | None:
    """Return the clock by which days and times are asked for, None if none are."""
    if not criteria.weekdays and not criteria.time:
        return None
    # From a whole hour to a whole hour, so that it is reckoned once for all who ask within one.
    hour = booking.now.replace(minute=0, second=0, microsecond=0)
    until = booking.policy.furthest_bookable(hour + timedelta(hours=1))
    *changes, last = timezones.stretches(criteria.timezone, hour, until)
    return Clock(tuple(changes), last.offset)


def slot_conditions(criteria: Criteria, clock: Clock | None) -> list[ColumnElement[bool]]:
    """Return the conditions on a slot: in which quarters of the reader's week it starts, clock changes included."""
    soon = [Slot.starts_at < WEEK_END] if criteria.is_this_week else []
    if clock is None:
        return soon
    offset: Any = literal(_seconds(clock.offset), BigInteger())
    if clock.changes:
        offset = case(
            *((Slot.starts_at < stretch.until, literal(_seconds(stretch.offset))) for stretch in clock.changes),
            else_=offset,
        )
    wall_seconds = SecondsSince1970(Slot.starts_at) + offset + FIRST_MONDAY
    quarter = (wall_seconds // QUARTER_SECONDS) % QUARTERS_OF_WEEK
    # As a bit of a mask: PostgreSQL expects one slot of 200 in one quarter of 28, and would look for those few first.
    wanted: Any = literal(sum(1 << quarter for quarter in criteria.quarters_of_week()), Integer())
    return [*soon, wanted.bitwise_rshift(cast(quarter, Integer())).bitwise_and(1) != 0]


def like_coach(like_id: int, coach_id: Any) -> list[ColumnElement[bool]]:
    """Return the conditions on another coach than this one, who teaches something that this one teaches."""
    taught = select(CoachSubject.subject_id).where(CoachSubject.coach_id == like_id)
    return [coach_id != like_id, coach_id.in_(select(CoachSubject.coach_id).where(CoachSubject.subject_id.in_(taught)))]


def _seconds(offset: timedelta) -> int:
    return offset // timedelta(seconds=1)
