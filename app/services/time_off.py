"""Taking time off, and coming back: open slots inside are hidden, and each booked call is decided on (case A13)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from app.db import db
from app.domain.actors import Actor
from app.domain.calls import Role, check_reason
from app.domain.errors import CallsInside, NotFound
from app.domain.mail import UNDO_TIME
from app.domain.policy import Policy
from app.domain.text import REASON_LENGTH, clean
from app.domain.time_off import Fate, TimeOff
from app.models import Slot
from app.models import TimeOff as Row
from app.services import audit, calls, cancelling, idempotency, people, slots, standing_in, time_off_views


@dataclass(frozen=True, slots=True)
class Taken:
    """A time off that was written: how many open slots it hides, the calls that stay and those that were cancelled.

    `held` is how many other times are held for the students of the latter.
    """

    number: int
    hidden: int
    kept: tuple[int, ...]
    cancelled: tuple[int, ...]
    held: int


def take(
    *,
    actor: Actor,
    coach_id: int,
    off: TimeOff,
    fates: Mapping[int, Fate] | None = None,
    otherwise: Fate | None = None,
    reason: str = "",
    key: str | None = None,
    policy: Policy,
    now: datetime,
) -> Taken:
    """Write a coach's time off and do with each booked call inside what is said of it, or else `otherwise`.

    No slot that it touches can be booked any more, nor any be published in it (case A10). What is taken twice is one
    time off. Raises WrongRole, CoachUnavailable, ReasonRequired, IdempotencyMismatch, and CallsInside for calls of
    which nothing is said.
    """
    asked = fates or {}
    inside = time_off_views.view_of(coach_id, off, now=now).calls
    now = people.lock([coach_id, *(call.student_id for call in inside)], now=now)
    people.check_coach(actor, coach_id)
    reason = clean(reason, field="reason", limit=REASON_LENGTH)

    def work() -> dict[str, object]:
        there = time_off_views.view_of(coach_id, off, now=now)
        undecided = [call.call_id for call in there.calls if asked.get(call.call_id, otherwise) is None]
        if undecided:
            raise CallsInside(calls=undecided)
        number = _write(actor, coach_id, off, now=now)
        done: dict[Fate, list[int]] = defaultdict(list)
        for call in there.calls:
            done[asked.get(call.call_id, otherwise or Fate.KEEP)].append(call.call_id)
        cancelled = sorted(done[Fate.CANCEL] + done[Fate.OFFER])
        _cancel(actor, cancelled, reason=reason, now=now)
        held = [_offer(actor, call_id, policy, now) for call_id in done[Fate.OFFER]]
        kept = sorted(done[Fate.KEEP])
        return {"number": number, "hidden": there.hidden, "kept": kept, "cancelled": cancelled, "held": sum(held)}

    said = {str(call_id): fate.value for call_id, fate in sorted(asked.items())}
    request = {"action": "take time off", "from": off.starts_at, "to": off.ends_at, "calls": said, "reason": reason}
    done = idempotency.once(work, actor=actor, key=key, request=request, now=now)
    return Taken(done["number"], done["hidden"], tuple(done["kept"]), tuple(done["cancelled"]), done["held"])


def _write(actor: Actor, coach_id: int, off: TimeOff, *, now: datetime) -> int:
    """Write the time off, unless the same is there; return its number."""
    span = {"starts_at": off.starts_at, "ends_at": off.ends_at}
    known = db.session.scalar(select(Row.id).filter_by(coach_id=coach_id, **span))
    if known is not None:
        return known
    row = Row(coach_id=coach_id, timezone=off.timezone, created_at=now, **span)
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "time_off.taken", "time_off", row.id, now=now, coach=coach_id, **span)
    return row.id


def remove(*, actor: Actor, number: int, now: datetime) -> TimeOff:
    """Take a time off back, and return it: the open slots inside are offered again, as others that become free.

    Raises NotFound.
    """
    coach_id, _ = time_off_views.get(number)
    if not actor.is_admin and actor.user_id != coach_id:
        raise NotFound(kind="time off", number=number)
    now = people.lock([coach_id], now=now)
    _, off = time_off_views.get(number)
    row = db.session.get_one(Row, number)
    # What is taken back at once is no news: nobody was to learn of it.
    is_news = row.created_at <= now - UNDO_TIME
    db.session.delete(row)
    db.session.flush()
    if is_news:
        _note_free(coach_id, off, now=now)
    audit.record(actor, "time_off.removed", "time_off", number, now=now, coach=coach_id)
    return off


def _note_free(coach_id: int, off: TimeOff, *, now: datetime) -> None:
    """Write that the open slots that a time off has hidden are free again, but those that another one hides still."""
    is_still_off = exists().where(Row.coach_id == coach_id, Row.starts_at < Slot.ends_at, Row.ends_at > Slot.starts_at)
    slots.note_free(*time_off_views.touched_slots(coach_id, off, now=now), ~is_still_off, now=now)


def _cancel(actor: Actor, call_ids: list[int], *, reason: str, now: datetime) -> None:
    role = Role.ADMIN if actor.is_admin else Role.COACH
    if call_ids:
        check_reason(reason, role=role)
    for call_id in call_ids:
        call = calls.get_locked(call_id)
        cancelling.write(actor=actor, call=call, role=role, reason=reason, reopen=False, now=now)


def _offer(actor: Actor, call_id: int, policy: Policy, now: datetime) -> int:
    return len(standing_in.offer(actor=actor, call=calls.get_locked(call_id), policy=policy, now=now))
