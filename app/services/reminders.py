"""Reminders of calls and of feedback: they become mails when they are due, never before (RELIABILITY R4)."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import Text, cast, exists, func, literal, select

from app.db import db
from app.domain.calls import CallStatus, Role
from app.domain.notifications import ASKED_FOR, RECIPIENTS, Notice
from app.domain.policy import LONGEST_SLOT, Policy
from app.domain.reminders import LOOK_BACK, is_morning, name_of
from app.domain.timezones import to_local
from app.failpoints import reach
from app.models import Call, Feedback, OutboxMessage, User
from app.services import outbox


def plan(*, policy: Policy, now: datetime) -> None:
    """Write what has become due: run by every tick of every worker, each mail is written once (case C5)."""
    for ahead in policy.reminders:
        due = _due(ahead, now)
        reach("remind.after_due_query")
        for call in due:
            parties = {Role.COACH: call.coach_id, Role.STUDENT: call.student_id}
            outbox.write_to(
                [parties[role] for role in RECIPIENTS[Notice.REMINDER]],
                Notice.REMINDER,
                about=f"{_about(ahead)}{call.id}/{call.slot_id}",
                now=now,
                call=call.id,
                slot=call.slot_id,
                minutes=int(ahead.total_seconds() // 60),
            )
            reach("remind.after_materialise")
    for day, coaches in _mornings(now).items():
        outbox.write_to(coaches, Notice.FEEDBACK_DUE, about=f"feedback/{day}", now=now)


def _due(ahead: timedelta, now: datetime) -> list[Call]:
    """Return the calls of which this reminder is due and not written.

    Nobody is reminded whom a booking or a move has told since then (case C3). A reminder is of a call at one slot, so
    that a moved call is reminded of its new time (case C2).
    """
    key = (
        literal(_about(ahead)) + cast(Call.id, Text) + "/" + cast(Call.slot_id, Text) + "/" + cast(Call.coach_id, Text)
    )
    statement = (
        select(Call)
        .where(
            Call.status == CallStatus.CONFIRMED,
            Call.starts_at > now - LOOK_BACK,
            Call.starts_at <= now + ahead,
            ~exists().where(OutboxMessage.dedup_key == key),
        )
        .order_by(Call.id)
    )
    return [call for call in db.session.scalars(statement) if _told_at(call) < call.starts_at - ahead]


def _told_at(call: Call) -> datetime:
    return max(at for at in (call.booked_at, call.confirmed_at, call.moved_at) if at)


def _about(ahead: timedelta) -> str:
    return f"reminder/{name_of(ahead)}/"


def _mornings(now: datetime) -> dict[date, Collection[int]]:
    """Return the coaches whose calls of the last days wait for a score and for whom it is day, by their date."""
    asked = (
        select(User.id, User.timezone)
        .join(Call, Call.coach_id == User.id)
        .outerjoin(Feedback, Feedback.call_id == Call.id)
        .where(
            Call.starts_at > now - ASKED_FOR - LONGEST_SLOT,
            Call.starts_at <= now,
            Call.status.in_((CallStatus.CONFIRMED, CallStatus.COMPLETED)),
            Feedback.call_id.is_(None),
            User.deactivated_at.is_(None),
        )
        .group_by(User.id, User.timezone)
        .having(func.min(Call.ends_at) <= now)
    )
    found: dict[date, list[int]] = defaultdict(list)
    for coach_id, timezone in db.session.execute(asked):
        if is_morning(now, timezone):
            found[to_local(now, timezone).date()].append(coach_id)
    return dict(found)
