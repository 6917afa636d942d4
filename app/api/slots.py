"""Slots: listed and read by everybody, published and withdrawn by their coach."""

from collections.abc import Sequence

from flask import Blueprint, url_for

from app.api.caller import actor, booking, caller, caller_id, key, policy
from app.api.endpoint import Answer, endpoint
from app.api.schemas.series import Series, SeriesResult
from app.api.schemas.shape import Listed
from app.api.schemas.slots import NewSlot, Slot, SlotSearch
from app.db import transact
from app.domain import errors
from app.domain.clock import utc_now
from app.domain.search import Criteria
from app.domain.series import WeeklyPattern
from app.domain.timezones import to_local
from app.domain.tokens import Scope
from app.services import bookability, series, slot_views
from app.services import slots as service
from app.services.slot_views import SlotFilter, SlotView

bp = Blueprint("api_slots", __name__)

PUBLISHING = (errors.WrongRole, errors.SlotInPast, errors.TooFar, errors.OutsideSemester, errors.IdempotencyMismatch)


@bp.get("/slots")
@endpoint("List slots by their start", scope=None, query=SlotSearch, answer=Listed[Slot])
def index(query: SlotSearch) -> Listed[Slot]:
    """List the slots that the caller may know of: open ones, and those that are theirs by either side."""
    where = SlotFilter(query.coach, query.student, query.from_, query.to, query.status)
    criteria = Criteria(subject=query.subject)
    found = slot_views.list_visible(
        where, criteria, reader_id=caller_id(), now=utc_now(), cursor=query.cursor, limit=query.limit
    )
    return Listed(items=_told(found.items), next_cursor=found.next_cursor)


@bp.get("/slots/<number:slot_id>")
@endpoint("Read a slot", scope=None, answer=Slot, refuses=(errors.NotFound,))
def show(slot_id: int) -> Slot:
    """Return one slot."""
    return _told([slot_views.get_visible(slot_id, reader_id=caller_id(), now=utc_now())])[0]


@bp.post("/slots")
@endpoint(
    "Publish a slot",
    scope=Scope.WRITE,
    body=NewSlot,
    answer=Slot,
    statuses=(201,),
    refuses=(*PUBLISHING, errors.SlotOverlap, errors.DuringTimeOff),
    takes_key=True,
)
def publish(body: NewSlot) -> Answer:
    """Publish one slot, kept by the wall clock of the coach's zone."""
    zone = caller().timezone
    wall_time = to_local(body.starts_at, zone).replace(tzinfo=None)
    published = transact(
        lambda: service.publish(
            actor=actor(), coach_id=caller().id, wall_time=wall_time, timezone=zone, place=body.place, key=key(),
            policy=policy(), now=utc_now(),
        )
    )  # fmt: skip
    location = url_for("api_slots.show", slot_id=published.slot_id)
    return Answer(_told([slot_views.get(published.slot_id)])[0], 201, location)


@bp.delete("/slots/<number:slot_id>")
@endpoint(
    "Withdraw an open slot",
    scope=Scope.WRITE,
    statuses=(204,),
    refuses=(errors.NotFound, errors.SlotWithdrawn, errors.SlotStarted, errors.SlotBooked),
)
def withdraw(slot_id: int) -> None:
    """Take an open slot back."""
    transact(lambda: service.withdraw(actor=actor(), slot_id=slot_id, now=utc_now()))


@bp.post("/slots/series")
@endpoint(
    "Publish a weekly series, answered date by date",
    scope=Scope.WRITE,
    body=Series,
    answer=SeriesResult,
    statuses=(201, 200),
    refuses=(*PUBLISHING, errors.EmptySeries, errors.SeriesTooLong, errors.UntilBeforeFrom, errors.BadTimezone),
    takes_key=True,
)
def publish_series(body: Series) -> Answer:
    """Publish every date of a weekly pattern that can be, or only tell which those are."""
    pattern = WeeklyPattern(frozenset(body.weekdays), body.time, body.from_, body.until)
    who, coach_id, now = actor(), caller().id, utc_now()
    if body.dry_run:
        report = series.preview(
            actor=who, coach_id=coach_id, pattern=pattern, timezone=body.timezone, policy=policy(), now=now
        )
        return Answer(SeriesResult.of(report), 200)
    report = transact(
        lambda: series.publish(
            actor=who, coach_id=coach_id, pattern=pattern, timezone=body.timezone, place=body.place, key=key(),
            policy=policy(), now=now,
        )
    )  # fmt: skip
    return Answer(SeriesResult.of(report), 201)


def _told(slots: Sequence[SlotView]) -> list[Slot]:
    broken = bookability.list_broken_rules([slot.id for slot in slots], booking())
    return [Slot.of(slot, broken[slot.id]) for slot in slots]
