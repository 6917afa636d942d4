"""Publishing and withdrawing slots."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, select, update

from app.db import db
from app.domain import slots as rules
from app.domain.actors import Actor
from app.domain.calls import CallStatus
from app.domain.errors import NotFound, SlotBooked, SlotOverlap, SlotStarted, SlotWithdrawn
from app.domain.policy import LONGEST_SLOT, Policy
from app.domain.slots import Clash, SlotStatus
from app.domain.text import REASON_LENGTH, clean, clean_line
from app.domain.timezones import to_local, to_utc
from app.domain.webhooks import Event
from app.models import Call, Slot
from app.services import audit, idempotency, people, semesters, time_off_views, webhook_events
from app.services.integrity import translated


class Published(NamedTuple):
    """A new slot's number, and whether its wall-clock time came twice that day (the first was taken)."""

    slot_id: int
    is_repeated: bool


def publish(
    *,
    actor: Actor,
    coach_id: int,
    wall_time: datetime,
    timezone: str,
    place: str = "",
    key: str | None = None,
    policy: Policy,
    now: datetime,
) -> Published:
    """Publish one slot that starts at a naive wall-clock time in a zone, on a whole minute.

    Raises WrongRole, CoachUnavailable, BadTimezone, NoSuchTime, SlotInPast, TooFar, OutsideSemester, DuringTimeOff, and
    SlotOverlap, naming the slot it clashes with (case A6).
    """
    now = people.lock([coach_id], now=now)
    people.check_coach(actor, coach_id)
    start = to_utc(wall_time.replace(second=0, microsecond=0), timezone)
    place = clean_line(place, field="place")
    request = {"action": "publish", "coach": coach_id, "starts_at": start.instant, "place": place}

    def work() -> int:
        ends_at = rules.end_of(start.instant, policy.slot_length)
        rules.check_time(start.instant, ends_at, semesters=semesters.load(policy), now=now)
        time_off_views.check_free(coach_id, start.instant, ends_at)
        clash = find_overlap(coach_id, start.instant, ends_at)
        if clash:
            raise SlotOverlap(clashes_with=clash)
        return add(
            actor=actor,
            coach_id=coach_id,
            starts_at=start.instant,
            timezone=timezone,
            place=place,
            policy=policy,
            now=now,
        )

    slot_id = idempotency.once(work, actor=actor, key=key, request=request, now=now)
    return Published(slot_id, start.is_repeated)


def add(
    *, actor: Actor, coach_id: int, starts_at: datetime, timezone: str, place: str, policy: Policy, now: datetime
) -> int:
    """Write a checked slot and its audit entry; return its number."""
    return add_all(
        actor=actor, coach_id=coach_id, starts=[starts_at], timezone=timezone, place=place, policy=policy, now=now
    )[0]


def add_all(
    *, actor: Actor, coach_id: int, starts: Sequence[datetime], timezone: str, place: str, rule_id: int | None = None,
    policy: Policy, now: datetime,
) -> list[int]:  # fmt: skip
    """Write checked slots of a coach, perhaps of a weekly rule, and their audit entries; return their numbers."""
    new = [
        Slot(
            coach_id=coach_id,
            starts_at=starts_at,
            ends_at=rules.end_of(starts_at, policy.slot_length),
            wall_time=to_local(starts_at, timezone).replace(tzinfo=None).isoformat(timespec="minutes"),
            timezone=timezone,
            place=place,
            rule_id=rule_id,
            created_at=now,
        )
        for starts_at in starts
    ]
    return _save(actor, new, now=now)


def find_overlap(coach_id: int, starts_at: datetime, ends_at: datetime) -> Clash | None:
    """Return the coach's slot that overlaps this time, or None."""
    return next(iter(list_taken(coach_id, starts_at, ends_at)), None)


def list_taken(coach_id: int, starts_at: datetime, ends_at: datetime) -> list[Clash]:
    """Return the coach's slots that overlap this time (half-open), by their start."""
    statement = (
        select(Slot.id, Slot.starts_at, Slot.ends_at)
        .where(
            Slot.coach_id == coach_id,
            Slot.status != SlotStatus.WITHDRAWN,
            Slot.starts_at < ends_at,
            Slot.ends_at > starts_at,
            # No slot is longer; saying so keeps a long history out of the search.
            Slot.starts_at > starts_at - LONGEST_SLOT,
        )
        .order_by(Slot.starts_at)
    )
    return [Clash("slot", *row) for row in db.session.execute(statement)]


def withdraw(*, actor: Actor, slot_id: int, reason: str = "", now: datetime) -> None:
    """Take an open slot back. Who does so on a page may undo it: see `week_changes.withdraw`.

    Raises NotFound for another coach's, SlotWithdrawn, SlotStarted, and SlotBooked while a call holds it: the call is
    to be cancelled or moved first, never silently (I-07).
    """
    coach_id = db.session.scalar(select(Slot.coach_id).where(Slot.id == slot_id))
    if coach_id is None or not (actor.is_admin or actor.user_id == coach_id):
        raise NotFound(kind="slot", number=slot_id)
    now = people.lock([coach_id], now=now)
    reason = clean(reason, field="reason", limit=REASON_LENGTH)
    slot = db.session.get_one(Slot, slot_id, with_for_update=True, populate_existing=True)
    if slot.status == SlotStatus.WITHDRAWN:
        raise SlotWithdrawn(slot_id=slot_id)
    if slot.starts_at <= now:
        raise SlotStarted(started_at=slot.starts_at)
    if slot.status == SlotStatus.BOOKED:
        held_by = select(Call.id).where(Call.slot_id == slot_id, Call.status != CallStatus.CANCELLED)
        raise SlotBooked(call_id=db.session.scalar(held_by))
    mark_withdrawn(actor=actor, slot_id=slot_id, reason=reason, now=now)


def offer_again(*, actor: Actor, slot_id: int, now: datetime) -> int:
    """Publish a withdrawn slot's time once more, as a new slot; return its number. Raises SlotOverlap, DuringTimeOff.

    It takes a change back, so the semesters are not asked: what stood before them stands again.
    """
    old = db.session.get_one(Slot, slot_id)
    time_off_views.check_free(old.coach_id, old.starts_at, old.ends_at)
    clash = find_overlap(old.coach_id, old.starts_at, old.ends_at)
    if clash:
        raise SlotOverlap(clashes_with=clash)
    slot = Slot(
        coach_id=old.coach_id,
        starts_at=old.starts_at,
        ends_at=old.ends_at,
        wall_time=old.wall_time,
        timezone=old.timezone,
        place=old.place,
        rule_id=old.rule_id,
        created_at=now,
    )
    old.rule_id = None
    return _save(actor, [slot], now=now)[0]


def mark_withdrawn(*, actor: Actor, slot_id: int, reason: str, now: datetime) -> None:
    """Write that a slot, which no call holds, is offered no more."""
    with translated():
        slot = db.session.execute(
            update(Slot)
            .where(Slot.id == slot_id)
            .values(status=SlotStatus.WITHDRAWN.value, withdrawn_at=now, withdraw_reason=reason)
            .returning(Slot.id, Slot.coach_id, Slot.starts_at, Slot.ends_at)
        ).one()
    audit.record(actor, "slot.withdrawn", "slot", slot_id, now=now, reason=reason)
    webhook_events.tell_slots(Event.SLOT_WITHDRAWN, slot.coach_id, [slot], now=now)


def note_free(*which: ColumnElement[bool], now: datetime) -> None:
    """Write that open slots have become free: from now on it is the turn of those who wait."""
    db.session.execute(update(Slot).where(*which, Slot.status == SlotStatus.OPEN).values(reopened_at=now))


def _save(actor: Actor, new: Sequence[Slot], *, now: datetime) -> list[int]:
    """Write new slots of one coach, however many, by as many statements as one."""
    if not new:
        return []
    db.session.add_all(new)
    with translated():
        db.session.flush()
    facts = {slot.id: {"starts_at": slot.starts_at} for slot in new}
    audit.record_each(actor, "slot.published", "slot", facts, now=now)
    webhook_events.tell_slots(Event.SLOT_PUBLISHED, new[0].coach_id, new, now=now)
    return list(facts)
