"""Publishing a whole week at once, and taking that back."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import select

from app.db import db
from app.domain.actors import Actor
from app.domain.calls import AHEAD
from app.domain.errors import Conflict, DomainError, Invalid, NotFound, SlotBooked, WeekChanged
from app.domain.policy import Policy
from app.domain.time_off import Fate
from app.domain.timezones import to_local
from app.domain.week import Frame
from app.domain.week_version import WeekVersion
from app.models import Call
from app.services import cancelling, idempotency, people, slots, week_views


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to a week, by the numbers of its slots, and which starts were refused, with the reason."""

    added: tuple[int, ...]
    removed: tuple[int, ...]
    refused: Mapping[datetime, DomainError] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Undone:
    """What could not be taken back: slots booked meanwhile, and withdrawn ones whose time is gone."""

    booked: tuple[int, ...]
    lost: tuple[int, ...]


def publish(
    *,
    actor: Actor,
    coach_id: int,
    frame: Frame,
    wanted: frozenset[datetime],
    version: str,
    key: str | None = None,
    policy: Policy,
) -> Change:
    """Make a week's open slots those that are wanted: publish what is missing, withdraw what is not wanted.

    What is refused is left out and told; all else is done. Raises WrongRole, CoachUnavailable, IdempotencyMismatch,
    and WeekChanged unless the week is as it was when `version` was written.
    """
    now = people.lock([coach_id], now=frame.now)
    people.check_coach(actor, coach_id)
    refused: dict[datetime, DomainError] = {}

    def work() -> dict[str, list[int]]:
        there = week_views.get(coach_id, replace(frame, now=now))
        if there.version != WeekVersion.read(version):
            raise WeekChanged()
        numbers = {slot.starts_at: slot.id for slot in there.slots}
        removed, added = [], []
        for starts_at in sorted(there.version.open_starts - wanted):
            with _or_refused(refused, starts_at):
                slots.withdraw(actor=actor, slot_id=numbers[starts_at], now=now)
                removed.append(numbers[starts_at])
        for starts_at in sorted(wanted - there.version.open_starts):
            with _or_refused(refused, starts_at):
                published = slots.publish(
                    actor=actor,
                    coach_id=coach_id,
                    wall_time=to_local(starts_at, frame.timezone).replace(tzinfo=None),
                    timezone=frame.timezone,
                    policy=policy,
                    now=now,
                )
                added.append(published.slot_id)
        return {"added": added, "removed": removed}

    request = {"action": "publish week", "first_day": frame.first_day, "version": version, "wanted": sorted(wanted)}
    done = idempotency.once(work, actor=actor, key=key, request=request, now=now)
    return Change(tuple(done["added"]), tuple(done["removed"]), refused)


def withdraw(
    *,
    actor: Actor,
    coach_id: int,
    slot_id: int,
    fates: Mapping[int, Fate] | None = None,
    reason: str = "",
    key: str | None = None,
    policy: Policy,
    now: datetime,
) -> tuple[int, Fate] | None:
    """Withdraw one slot, so that it can be undone by the same key; or do with the call that holds it what is said.

    Return that call with what became of it (case A13). Raises as `slots.withdraw` does, with SlotBooked while nothing
    is said of the call, and as `cancelling.cancel` does.
    """
    asked = fates or {}
    now = people.lock([coach_id, *_list_students(slot_id)], now=now)

    def work() -> dict[str, Any]:
        try:
            slots.withdraw(actor=actor, slot_id=slot_id, reason=reason, now=now)
        except SlotBooked as booked:
            call_id = cast("int", booked.facts["call_id"])
            fate = asked.get(call_id)
            if fate is None:
                raise
            if fate is not Fate.KEEP:
                offers = fate is Fate.OFFER
                cancelling.cancel(actor=actor, call_id=call_id, reason=reason, offers=offers, policy=policy, now=now)
            return {"call": call_id, "fate": fate.value}
        return {"added": [], "removed": [slot_id]}

    said = {str(call_id): fate.value for call_id, fate in sorted(asked.items())}
    request = {"action": "withdraw", "slot": slot_id, "calls": said, "reason": reason}
    done = idempotency.once(work, actor=actor, key=key, request=request, now=now)
    return (done["call"], Fate(done["fate"])) if "call" in done else None


def _list_students(slot_id: int) -> list[int]:
    held_by = select(Call.student_id).where(Call.slot_id == slot_id, Call.status.in_(AHEAD))
    return list(db.session.scalars(held_by))


def find(*, actor: Actor, key: str) -> Change | None:
    """Return the change that this person's key stands for, or None."""
    done = idempotency.recall(actor=actor, key=key)
    if not isinstance(done, dict) or done.keys() != {"added", "removed"}:
        return None
    return Change(tuple(done["added"]), tuple(done["removed"]))


def undo(*, actor: Actor, coach_id: int, key: str, now: datetime) -> Undone:
    """Take back the change that a key stands for; a second time does nothing more.

    Slots booked meanwhile stay. Raises NotFound, WrongRole, CoachUnavailable.
    """
    now = people.lock([coach_id], now=now)
    people.check_coach(actor, coach_id)
    change = find(actor=actor, key=key)
    if change is None:
        raise NotFound(kind="change", name=key)

    def work() -> dict[str, list[int]]:
        booked, lost = [], []
        for slot_id in change.added:
            try:
                slots.withdraw(actor=actor, slot_id=slot_id, now=now)
            except SlotBooked:
                booked.append(slot_id)
            except Conflict:
                pass  # withdrawn by hand, or begun: as little open as it was before
        for slot_id in change.removed:
            refused: dict[datetime, DomainError] = {}
            with _or_refused(refused, now):
                slots.offer_again(actor=actor, slot_id=slot_id, now=now)
            if refused:
                lost.append(slot_id)
        return {"booked": booked, "lost": lost}

    done = idempotency.once(work, actor=actor, key=f"undo {key}", request={"action": "undo week", "key": key}, now=now)
    return Undone(tuple(done["booked"]), tuple(done["lost"]))


@contextmanager
def _or_refused(refused: dict[datetime, DomainError], starts_at: datetime) -> Iterator[None]:
    """Do a part of the whole, or nothing of it and keep the reason."""
    try:
        with db.session.begin_nested():
            yield
    except (Conflict, Invalid) as error:
        refused[starts_at] = error
