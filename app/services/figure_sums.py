"""What the calls and slots of all coaches come to, added up by the database: no row of theirs is read."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, case, func, type_coerce

from app.db import Duration, db
from app.domain.feedback import RATINGS
from app.domain.figures import Scores
from app.domain.periods import Period
from app.domain.rates import Rate
from app.domain.slots import SlotStatus
from app.models import Call, Feedback, Review, Slot
from app.services.figures import Totals, ended_calls, is_missed, offered_slots

# All, missed, how long; then how many of each score, and of each rating.
NO_CALLS = (0, 0, timedelta(), *(0 for _ in RATINGS), *(0 for _ in RATINGS))
# All, booked.
NO_SLOTS = (0, 0)


def totals_by(
    column: Literal["coach_id", "starts_at"], place: Callable[[Any], int], period: Period, now: datetime
) -> Mapping[int, Totals]:
    """Return what a period comes to, by coach or by start, put together by the place of each; in two statements.

    Weeks are put together here and not by the database, which does not know where they begin in a zone.
    """
    of_call, of_slot = getattr(Call, column), getattr(Slot, column)
    asked_calls = ended_calls((of_call, *_sums_of_calls()), _within(Call, period), now).group_by(of_call)
    asked_slots = offered_slots((of_slot, *_sums_of_slots()), _within(Slot, period), now).group_by(of_slot)
    calls = _added(db.session.execute(asked_calls), place)
    slots = _added(db.session.execute(asked_slots), place)
    return {
        where: _totals(calls.get(where, NO_CALLS), slots.get(where, NO_SLOTS)) for where in calls.keys() | slots.keys()
    }


def _sums_of_calls() -> tuple[ColumnElement[Any], ...]:
    # What was missed lasted not at all.
    lasting = case((is_missed(), Call.starts_at), else_=Call.ends_at) - Call.starts_at
    given = (_count(column == score) for column in (Feedback.satisfaction, Review.rating) for score in RATINGS)
    return func.count(), _count(is_missed()), type_coerce(func.sum(lasting), Duration), *given


def _sums_of_slots() -> tuple[ColumnElement[Any], ...]:
    return func.count(), _count(Slot.status == SlotStatus.BOOKED)


def _count(what: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(what)


def _within(table: type[Call | Slot], period: Period) -> tuple[ColumnElement[bool], ...]:
    return table.starts_at >= period.from_at, table.starts_at < period.to_at


def _added(rows: Iterable[Any], place: Callable[[Any], int]) -> dict[int, Sequence[Any]]:
    found: dict[int, Sequence[Any]] = {}
    for key, *sums in rows:
        where = place(key)
        found[where] = [one + other for one, other in zip(found[where], sums, strict=True)] if where in found else sums
    return found


def _totals(calls: Sequence[Any], slots: Sequence[Any]) -> Totals:
    count, missed, lasting, *given = calls
    scores, ratings = given[: len(RATINGS)], given[len(RATINGS) :]
    offered, booked = slots
    return Totals(
        calls=count,
        scores=Scores(dict(zip(RATINGS, scores, strict=True))),
        ratings=Scores(dict(zip(RATINGS, ratings, strict=True))),
        missed=Rate(missed, count),
        lasting=lasting,
        fill=Rate(booked, offered),
    )


NOTHING = _totals(NO_CALLS, NO_SLOTS)
