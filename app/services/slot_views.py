"""Slots as people see them: open ones of all coaches, one slot, a coach's own week, an administrator's list."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from app.db import alias_of, db
from app.domain.calls import CallStatus
from app.domain.errors import DomainError, NotFound
from app.domain.holds import HoldReason
from app.domain.profiles import Caller
from app.domain.search import ANYTHING, Criteria
from app.domain.slots import SlotStatus
from app.models import Call, CoachProfile, Hold, Slot, User
from app.services import bookability, paging, people, search
from app.services.asked import LIMIT, given
from app.services.bookability import Booking
from app.services.booking_rules import KINDS
from app.services.paging import PAGE_SIZE, Page

Rows = Select[*tuple[Any, ...]]
Student = alias_of(User, "student")
# Of its own name, so that no rule of bookability takes it for its own.
Profile = alias_of(CoachProfile, "profile")


@dataclass(frozen=True, slots=True)
class SlotView:
    """A slot; its call and student only where the reader may know of them."""

    id: int
    coach_id: int
    coach_name: str
    coach_timezone: str
    starts_at: datetime
    ends_at: datetime
    place: str
    status: SlotStatus
    rate_cents: int | None = None
    currency: str | None = None
    caller: Caller = Caller.COACH
    approves: bool = False
    call_id: int | None = None
    student_name: str | None = None
    student_id: int | None = None
    # What it is held for, as its coach may know.
    held_for: HoldReason | None = None


@dataclass(frozen=True, slots=True)
class SlotFilter:
    """Which slots: of a coach or of some, starting in [from, to), in one status (`past` counts as one).

    Those booked by a student are for lists that know of calls: open slots are nobody's. `like_coach_id` means other
    coaches who teach something that this one teaches.
    """

    coach_id: int | None = None
    student_id: int | None = None
    from_at: datetime | None = None
    to_at: datetime | None = None
    status: str = "all"
    like_coach_id: int | None = None
    coach_ids: Collection[int] = ()


PUBLIC = (
    Slot.id, Slot.coach_id, User.name, User.timezone, Slot.starts_at, Slot.ends_at, Slot.place, Slot.status,
    Profile.rate_cents, Profile.currency, Profile.caller, Profile.approves,
)  # fmt: skip
PRIVATE = (*PUBLIC, Call.id, Student.name, Student.id)


def list_open(
    booking: Booking,
    where: SlotFilter = SlotFilter(),
    criteria: Criteria = ANYTHING,
    *,
    cursor: str | None = None,
    limit: int = PAGE_SIZE,
) -> Page[SlotView]:
    """Return the slots that this person may book now and looks for, soonest first."""
    # The cursor first: of several lower bounds SQLite begins at the first, and would read all the pages before.
    narrowed = (*paging.after(cursor, Slot.starts_at, Slot.id), *_narrowed(booking, where, criteria))
    bookable = bookability.is_bookable(booking)
    is_common = not narrowed and bookability.is_lasting(booking)
    statement = _every_open(bookable) if is_common else _of_coaches(*narrowed, bookable)
    return _page(statement, limit, given(booking))


def open_where(booking: Booking, *conditions: ColumnElement[bool], limit: int) -> Sequence[SlotView]:
    """Return the slots that this person may book now and that fulfil these conditions, soonest first."""
    statement = _of_coaches(*conditions, bookability.is_bookable(booking))
    return _page(statement, limit, given(booking)).items


def count_open(booking: Booking, where: SlotFilter, criteria: Criteria, *, most: int) -> int:
    """Return how many slots `list_open` would find, counting up to `most`."""
    found = _open(booking, where, criteria).order_by(Slot.starts_at).limit(most).subquery()
    return db.session.scalar(select(func.count()).select_from(found), given(booking)) or 0


def why_none(booking: Booking, where: SlotFilter, criteria: Criteria) -> DomainError | None:
    """Return what keeps this person from most of the slots that a visitor would be shown first; None if there are none.

    What holds for one of them alone, such as another call at its time, does not say why there is nothing (case I1).
    """
    everybody = replace(booking, student_id=None)
    soonest = _open(everybody, where, criteria).order_by(Slot.starts_at, Slot.id).limit(PAGE_SIZE)
    slot_ids = db.session.scalars(soonest, given(everybody)).all()
    broken = bookability.list_broken_rules(slot_ids, booking) if slot_ids else {}
    reasons = {number: broken[number][0] for number in slot_ids if broken.get(number)}
    usual = max(reasons.values(), key=[*reasons.values()].count, default=None)
    slot_id = next((number for number, reason in reasons.items() if reason == usual), None)
    return bookability.refusal(slot_id, booking) if slot_id else None


def get(slot_id: int) -> SlotView:
    """Return what everybody may know of one slot. Raises NotFound."""
    row = db.session.execute(_with_coach(select(*PUBLIC)).where(Slot.id == slot_id)).first()
    if row is None:
        raise NotFound(kind="slot", number=slot_id)
    return _view(row)


def list_for_coach(coach_id: int, *, from_at: datetime, to_at: datetime, now: datetime) -> Sequence[SlotView]:
    """Return a coach's own slots that start in [from_at, to_at), withdrawn ones left out, with who booked them.

    Of one that is held, the coach knows what for, and not for whom.
    """
    where = SlotFilter(coach_id=coach_id, from_at=from_at, to_at=to_at)
    held = and_(Hold.slot_id == Slot.id, Hold.until > now)
    statement = _private().add_columns(Hold.reason).outerjoin(Hold, held)
    statement = statement.where(Slot.status != SlotStatus.WITHDRAWN, *_conditions(where, from_at))
    rows = db.session.execute(statement.order_by(Slot.starts_at))
    return [replace(_view(row[:-1]), held_for=HoldReason(row[-1]) if row[-1] else None) for row in rows]


def list_slots(
    where: SlotFilter, *, now: datetime, cursor: str | None = None, limit: int = PAGE_SIZE
) -> Page[SlotView]:
    """Return slots for an administrator, with their students, by start."""
    statement = _private().where(*paging.after(cursor, Slot.starts_at, Slot.id), *_conditions(where, now))
    if where.student_id is not None:
        statement = statement.where(Call.student_id == where.student_id)
    return _page(_in_order(statement), limit, {})


def list_visible(
    where: SlotFilter,
    criteria: Criteria = ANYTHING,
    *,
    reader_id: int | None,
    now: datetime,
    cursor: str | None = None,
    limit: int = PAGE_SIZE,
) -> Page[SlotView]:
    """Return the slots that a person may know of: open ones of all coaches, their own, and those they booked."""
    statement = _known_to(reader_id, now).where(*paging.after(cursor, Slot.starts_at, Slot.id))
    statement = statement.where(*_conditions(where, now), *search.coach_conditions(criteria, Slot.coach_id, now=now))
    if where.student_id is not None:
        statement = statement.where(Call.student_id == where.student_id)
    return _page(_in_order(statement), limit, {})


def get_visible(slot_id: int, *, reader_id: int | None, now: datetime) -> SlotView:
    """Return a slot that a person may know of. Raises NotFound for any other (case E3)."""
    row = db.session.execute(_known_to(reader_id, now).where(Slot.id == slot_id)).first()
    if row is None:
        raise NotFound(kind="slot", number=slot_id)
    return _view(row)


def _known_to(reader_id: int | None, now: datetime) -> Rows:
    is_offered = and_(bookability.is_offered(reader_id, now), people.is_coaching(Slot.coach_id))
    known = or_(is_offered, Slot.coach_id == reader_id, Call.student_id == reader_id) if reader_id else is_offered
    return _with_call(select(*PUBLIC)).where(known)


def _private() -> Rows:
    return _with_call(select(*PRIVATE)).outerjoin(Student, Student.id == Call.student_id)


def _with_call(statement: Rows) -> Rows:
    active = and_(Call.slot_id == Slot.id, Call.status != CallStatus.CANCELLED)
    return _with_coach(statement).outerjoin(Call, active)


def _with_coach(statement: Rows) -> Rows:
    return statement.join(User, User.id == Slot.coach_id).join(Profile, Profile.user_id == Slot.coach_id)


@lru_cache(KINDS)
def _every_open(bookable: ColumnElement[bool]) -> Rows:
    """Return the query for all that can be booked: the list that most ask for, made once for all who ask alike."""
    return _of_coaches(bookable)


def _of_coaches(*conditions: ColumnElement[bool]) -> Rows:
    return _in_order(_with_coach(select(*PUBLIC)).where(*conditions))


def _open(booking: Booking, where: SlotFilter, criteria: Criteria) -> Select[int]:
    return select(Slot.id).where(*_narrowed(booking, where, criteria), bookability.is_bookable(booking))


def _narrowed(booking: Booking, where: SlotFilter, criteria: Criteria) -> list[Any]:
    """Return what is asked before the rules: SQLite asks in this order, first what is quick to tell."""
    return [
        *_conditions(where, booking.now),
        *search.coach_conditions(criteria, Slot.coach_id, now=booking.now),
        *search.slot_conditions(criteria, search.clock(criteria, booking)),
    ]


def _conditions(where: SlotFilter, now: datetime) -> list[Any]:
    found: list[Any] = []
    if where.coach_id is not None:
        found.append(Slot.coach_id == where.coach_id)
    if where.coach_ids:
        found.append(Slot.coach_id.in_(where.coach_ids))
    if where.like_coach_id is not None:
        found += search.like_coach(where.like_coach_id, Slot.coach_id)
    if where.from_at is not None:
        found.append(Slot.starts_at >= where.from_at)
    if where.to_at is not None:
        found.append(Slot.starts_at < where.to_at)
    if where.status == "past":
        found += [Slot.status != SlotStatus.WITHDRAWN, Slot.starts_at <= now]
    elif where.status == SlotStatus.WITHDRAWN:
        found.append(Slot.status == SlotStatus.WITHDRAWN)
    elif where.status != "all":
        found += [Slot.status == where.status, Slot.starts_at > now]
    return found


def _in_order(statement: Rows) -> Rows:
    return statement.order_by(Slot.starts_at, Slot.id).limit(LIMIT)


def _page(statement: Rows, limit: int, values: Mapping[str, Any]) -> Page[SlotView]:
    rows = db.session.execute(statement, {**values, "asked_limit": limit + 1})
    return paging.page_of([_view(row) for row in rows], limit, lambda slot: (slot.starts_at, slot.id))


def _view(row: Any) -> SlotView:
    number, coach_id, name, timezone, starts_at, ends_at, place, status, rate_cents, currency, caller, *more = row
    return SlotView(
        number, coach_id, name, timezone, starts_at, ends_at, place, SlotStatus(status), rate_cents, currency,
        Caller(caller), *more,
    )  # fmt: skip
