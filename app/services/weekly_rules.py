"""A coach's weekly rules: added, changed, paused, deleted, and brought back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from app.db import db
from app.domain.actors import Actor
from app.domain.errors import NotFound
from app.domain.policy import Policy
from app.domain.slots import SlotStatus
from app.domain.text import clean_line
from app.domain.weekly_rules import WeeklyRule
from app.models import Slot
from app.models import WeeklyRule as Row
from app.services import audit, idempotency, people, rule_opening, slots


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule with how many of its slots ahead are open and booked."""

    number: int
    coach_id: int
    rule: WeeklyRule
    is_paused: bool
    is_deleted: bool
    open_slots: int = 0
    booked_slots: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """What a change of a rule did: how many slots were opened, and how many that nobody had booked were withdrawn."""

    number: int
    opened: int = 0
    withdrawn: int = 0


def list_rules(coach_id: int | None = None, *, now: datetime) -> Sequence[RuleView]:
    """Return the rules in the order in which they were made, perhaps of one coach; deleted ones are left out."""
    wanted = select(Row).where(Row.deleted_at.is_(None)).order_by(Row.id)
    if coach_id is not None:
        wanted = wanted.where(Row.coach_id == coach_id)
    rows = db.session.scalars(wanted).all()
    ahead = (Slot.rule_id.in_([row.id for row in rows]), Slot.starts_at > now, Slot.status != SlotStatus.WITHDRAWN)
    counted = select(Slot.rule_id, Slot.status, func.count()).where(*ahead).group_by(Slot.rule_id, Slot.status)
    counts = {(number, status): count for number, status, count in db.session.execute(counted)}
    return [
        _view(row, counts.get((row.id, SlotStatus.OPEN), 0), counts.get((row.id, SlotStatus.BOOKED), 0)) for row in rows
    ]


def get(number: int, *, actor: Actor) -> RuleView:
    """Return a rule, deleted or not, to its coach or an administrator. Raises NotFound."""
    row = db.session.get(Row, number, populate_existing=True)
    if row is None or not (actor.is_admin or actor.user_id == row.coach_id):
        raise NotFound(kind="rule", number=number)
    return _view(row)


def add(
    *, actor: Actor, coach_id: int, rule: WeeklyRule, key: str | None = None, policy: Policy, now: datetime
) -> Done:
    """Write a rule and open its slots at once. Raises WrongRole, CoachUnavailable, IdempotencyMismatch."""
    now = people.lock([coach_id], now=now)
    people.check_coach(actor, coach_id)

    def work() -> list[int]:
        row = Row(coach_id=coach_id, created_at=now)
        _fill(row, rule)
        db.session.add(row)
        db.session.flush()
        audit.record(actor, "rule.added", "rule", row.id, now=now, coach=coach_id)
        return [row.id, len(rule_opening.open_slots(actor=actor, rule_id=row.id, policy=policy, now=now))]

    request = {"action": "add rule", "coach": coach_id, "rule": repr(rule)}
    number, opened = idempotency.once(work, actor=actor, key=key, request=request, now=now)
    return Done(number, opened)


def change(*, actor: Actor, number: int, rule: WeeklyRule, policy: Policy, now: datetime) -> Done:
    """Change a rule: its open slots that fit no more are withdrawn, and those that are missing opened.

    Raises NotFound.
    """
    row, now = _locked(actor, number, now)
    _fill(row, rule)
    db.session.flush()
    audit.record(actor, "rule.changed", "rule", number, now=now)
    dates = rule_opening.plan(row.coach_id, rule, rule_id=number, policy=policy, now=now)
    wanted = {one.date.starts_at for one in dates if one.date.starts_at}
    withdrawn = 0 if row.paused_at else _withdraw(actor, number, keep=wanted, now=now)
    return Done(number, len(rule_opening.open_slots(actor=actor, rule_id=number, policy=policy, now=now)), withdrawn)


def pause(*, actor: Actor, number: int, now: datetime) -> Done:
    """Open no more slots of a rule, and withdraw those that nobody has booked. Raises NotFound."""
    row, now = _locked(actor, number, now)
    row.paused_at = row.paused_at or now
    db.session.flush()
    audit.record(actor, "rule.paused", "rule", number, now=now)
    return Done(number, withdrawn=_withdraw(actor, number, now=now))


def delete(*, actor: Actor, number: int, now: datetime) -> Done:
    """Take a rule away as `pause` does; what is booked stays. Raises NotFound."""
    row, now = _locked(actor, number, now)
    row.deleted_at = row.deleted_at or now
    db.session.flush()
    audit.record(actor, "rule.deleted", "rule", number, now=now)
    return Done(number, withdrawn=_withdraw(actor, number, now=now))


def bring_back(*, actor: Actor, number: int, policy: Policy, now: datetime) -> Done:
    """Let a rule that was paused or deleted open its slots again, at once. Raises NotFound."""
    row, now = _locked(actor, number, now)
    if row.deleted_at:
        row.deleted_at = None
    else:
        row.paused_at = None
    db.session.flush()
    audit.record(actor, "rule.brought_back", "rule", number, now=now)
    return Done(number, len(rule_opening.open_slots(actor=actor, rule_id=number, policy=policy, now=now)))


def _locked(actor: Actor, number: int, now: datetime) -> tuple[Row, datetime]:
    now = people.lock([get(number, actor=actor).coach_id], now=now)
    return db.session.get_one(Row, number, populate_existing=True), now


def _withdraw(actor: Actor, number: int, *, keep: Collection[datetime] = (), now: datetime) -> int:
    """Withdraw the open slots ahead of a rule, and forget that they were its own: it may open them again."""
    ahead = (Slot.rule_id == number, Slot.status == SlotStatus.OPEN, Slot.starts_at > now)
    found = db.session.execute(select(Slot.id, Slot.starts_at).where(*ahead).order_by(Slot.id)).all()
    gone = [slot.id for slot in found if slot.starts_at not in keep]
    for slot_id in gone:
        slots.mark_withdrawn(actor=actor, slot_id=slot_id, reason="", now=now)
    db.session.execute(update(Slot).where(Slot.id.in_(gone)).values(rule_id=None))
    return len(gone)


def _fill(row: Row, rule: WeeklyRule) -> None:
    row.weekdays = "".join(map(str, sorted(rule.weekdays)))
    row.times = " ".join(f"{at:%H:%M}" for at in sorted(set(rule.times)))
    row.timezone, row.first_on, row.last_on = rule.timezone, rule.first_on, rule.last_on
    row.weeks_ahead, row.place = rule.weeks_ahead, clean_line(rule.place, field="place")


def _view(row: Row, open_slots: int = 0, booked_slots: int = 0) -> RuleView:
    rule = rule_opening.as_domain(row)
    return RuleView(
        row.id, row.coach_id, rule, row.paused_at is not None, row.deleted_at is not None, open_slots, booked_slots
    )
