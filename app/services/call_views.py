"""Calls found and listed: as their two parties see them, and as an administrator does."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select

from app.db import alias_of, db
from app.domain.attendance import Finding
from app.domain.calls import AHEAD, CallStatus
from app.domain.errors import NotFound
from app.models import Attendance, Call, CoachProfile, Feedback, Review, Slot, User
from app.services import conversation_views, notifications, paging
from app.services.call_shapes import CallFilter, CallList, CallView, Reader, Tally, view_of
from app.services.paging import PAGE_SIZE, Page

Coach = alias_of(User, "coach")
Student = alias_of(User, "student")
Restoring = alias_of(Call, "restoring")
Absence = alias_of(Attendance, "absence")

KEPT_IN_CALENDAR, CANCELLED_IN_CALENDAR = timedelta(days=365), timedelta(days=30)


def get(call_id: int, reader: Reader) -> CallView:
    """Return one call. Raises NotFound for a stranger, as for a call that does not exist (case E3)."""
    row = db.session.execute(_all().where(Call.id == call_id)).first()
    if row is None or not (reader.actor.is_admin or reader.actor.user_id in (row.Call.coach_id, row.Call.student_id)):
        raise NotFound(kind="call", number=call_id)
    return view_of(row, reader)


def list_own(which: CallList, reader: Reader, *, cursor: str | None = None, limit: int = PAGE_SIZE) -> Page[CallView]:
    """Return the reader's own calls: upcoming ones soonest first, past and cancelled ones latest first."""
    me = reader.actor.user_id
    statement = _all().where(or_(Call.student_id == me, Call.coach_id == me))
    if which is CallList.UPCOMING:
        statement = statement.where(Call.status.in_(AHEAD), Call.ends_at > reader.now)
    elif which is CallList.REQUESTS:
        statement = statement.where(Call.coach_id == me, Call.status == CallStatus.PENDING, Call.answer_by > reader.now)
    elif which is CallList.PAST:
        statement = statement.where(Call.status != CallStatus.CANCELLED, Call.ends_at <= reader.now)
    else:
        statement = statement.where(Call.status == CallStatus.CANCELLED)
    return _page(statement, reader, cursor, limit, descending=which in (CallList.PAST, CallList.CANCELLED))


def list_for_calendar(reader: Reader, *, limit: int) -> Sequence[CallView]:
    """Return the reader's own calls of the last year and all ahead; cancelled ones for 30 days (case G3).

    What brings a cancelled call back stands for both. When there are too many, the earliest are left out.
    """
    me = reader.actor.user_id
    statement = _all().where(
        or_(Call.student_id == me, Call.coach_id == me),
        Call.starts_at > reader.now - KEPT_IN_CALENDAR,
        or_(Call.cancelled_at.is_(None), Call.cancelled_at > reader.now - CANCELLED_IN_CALENDAR),
        ~exists().where(Restoring.restores_id == Call.id),
    )
    rows = db.session.execute(statement.order_by(Call.starts_at.desc(), Call.id.desc()).limit(limit))
    return [view_of(row, reader) for row in rows]


def list_waiting(reader: Reader, *, cursor: str | None = None, limit: int = PAGE_SIZE) -> Page[CallView]:
    """Return the reader's ended calls as a coach that wait for feedback, oldest first."""
    where = CallFilter(coach_id=reader.actor.user_id, lacks_feedback=True)
    return list_calls(where, reader, cursor=cursor, limit=limit)


def count_waiting(reader: Reader) -> int:
    """Return how many calls `list_waiting` holds."""
    return count(CallFilter(coach_id=reader.actor.user_id, lacks_feedback=True), reader)


def tally(reader: Reader) -> Tally:
    """Return how many calls lie ahead or wait for feedback, and how many threads and notifications are new."""
    now = reader.now
    given = {"me": reader.actor.user_id, "now": now, "since": now - notifications.KEPT}
    return Tally(*db.session.execute(TALLY, given).one())


def list_calls(
    where: CallFilter,
    reader: Reader,
    *,
    cursor: str | None = None,
    limit: int = PAGE_SIZE,
    latest_first: bool = False,
) -> Page[CallView]:
    """Return any calls, by start; strangers' only to an administrator, which the caller has made sure of."""
    return _page(_all().where(*_conditions(where, reader.now)), reader, cursor, limit, descending=latest_first)


def count(where: CallFilter, reader: Reader) -> int:
    """Return how many calls `list_calls` holds."""
    statement = (
        select(func.count())
        .select_from(Call)
        .outerjoin(Feedback, Feedback.call_id == Call.id)
        .outerjoin(Review, Review.call_id == Call.id)
    )
    return db.session.scalar(statement.where(*_conditions(where, reader.now))) or 0


def _conditions(where: CallFilter, now: Any) -> list[ColumnElement[bool]]:
    took_place = Call.status.in_((CallStatus.CONFIRMED, CallStatus.COMPLETED))
    # The log of a call counts no more once it is settled that the call was missed.
    logged_only = where.has_feedback or where.satisfaction is not None or where.has_note
    wanted: list[tuple[bool, Callable[[], ColumnElement[bool]]]] = [
        (
            where.party_id is not None,
            lambda: or_(Call.student_id == where.party_id, Call.coach_id == where.party_id),
        ),
        (where.coach_id is not None, lambda: Call.coach_id == where.coach_id),
        (where.student_id is not None, lambda: Call.student_id == where.student_id),
        (where.from_at is not None, lambda: Call.starts_at >= where.from_at),
        (where.to_at is not None, lambda: Call.starts_at < where.to_at),
        (where.status is not None, lambda: Call.status == where.status),
        (where.has_ended, lambda: Call.status != CallStatus.CANCELLED),
        (where.has_ended or where.lacks_feedback or where.lacks_review, lambda: Call.ends_at <= now),
        (where.lacks_feedback, lambda: Feedback.call_id.is_(None) & took_place),
        (where.lacks_review, lambda: Review.call_id.is_(None) & took_place & ~coach_missed()),
        (logged_only, lambda: Feedback.call_id.is_not(None) & (Call.status == CallStatus.COMPLETED)),
        (where.satisfaction is not None, lambda: Feedback.satisfaction == where.satisfaction),
        (where.has_note, lambda: or_(Feedback.shared_note != "", Feedback.private_note != "")),
    ]
    return [condition() for is_asked, condition in wanted if is_asked]


def coach_missed() -> ColumnElement[bool]:
    """Return the condition that nobody came who could be reviewed."""
    told = func.coalesce(Absence.finding, Absence.claim)
    return exists().where(Absence.call_id == Call.id, told == Finding.COACH_MISSED)


def _all() -> Select[*tuple[Any, ...]]:
    restored_by = select(Restoring.id).where(Restoring.restores_id == Call.id).scalar_subquery()
    return (
        select(
            Call, Slot, Coach, Student, Feedback, Review, Attendance, restored_by,
            CoachProfile.caller, CoachProfile.uses_whatsapp,
        )
        .join(Slot, Slot.id == Call.slot_id)
        .join(Coach, Coach.id == Call.coach_id)
        .join(CoachProfile, CoachProfile.user_id == Call.coach_id)
        .join(Student, Student.id == Call.student_id)
        .outerjoin(Feedback, Feedback.call_id == Call.id)
        .outerjoin(Review, Review.call_id == Call.id)
        .outerjoin(Attendance, Attendance.call_id == Call.id)
    )  # fmt: skip


def _page(
    statement: Select[*tuple[Any, ...]], reader: Reader, cursor: str | None, limit: int, *, descending: bool
) -> Page[CallView]:
    order = (Call.starts_at.desc(), Call.id.desc()) if descending else (Call.starts_at, Call.id)
    statement = statement.where(*paging.after(cursor, Call.starts_at, Call.id, descending=descending))
    rows = db.session.execute(statement.order_by(*order).limit(limit + 1))
    return paging.page_of([view_of(row, reader) for row in rows], limit, lambda call: (call.starts_at, call.id))


def _tally() -> Select[Any]:
    """Return the statement of every page that names the reader, built once."""
    me: Any = bindparam("me", type_=Call.coach_id.type)
    now: Any = bindparam("now", type_=Call.ends_at.type)
    since: Any = bindparam("since", type_=Call.ends_at.type)
    mine = or_(Call.student_id == me, Call.coach_id == me)
    ahead = select(func.count()).where(mine, Call.status.in_(AHEAD), Call.ends_at > now)
    lacking = _conditions(CallFilter(coach_id=me, lacks_feedback=True), now)
    waiting = select(func.count()).select_from(Call).outerjoin(Feedback, Feedback.call_id == Call.id).where(*lacking)
    new = notifications.count_new(me, since=since, until=now)
    counts = (ahead, waiting, conversation_views.unread_threads(me), new)
    return select(*(statement.scalar_subquery() for statement in counts))


TALLY = _tally()
