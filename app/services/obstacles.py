"""What stands in the way of a coach's new slots, beside other slots: own calls, and what was withdrawn by hand."""

from datetime import datetime

from sqlalchemy import select

from app.db import db
from app.domain.policy import LONGEST_SLOT
from app.domain.slots import SlotStatus
from app.models import Commitment, Slot


def list_busy(person_id: int, from_at: datetime, to_at: datetime) -> list[tuple[datetime, datetime]]:
    """Return when a person is in a call, with their own slots or as a student of somebody else."""
    statement = select(Commitment.starts_at, Commitment.ends_at).where(
        Commitment.person_id == person_id,
        Commitment.starts_at > from_at - LONGEST_SLOT,
        Commitment.starts_at < to_at,
        Commitment.ends_at > from_at,
    )
    return [(row.starts_at, row.ends_at) for row in db.session.execute(statement)]


def list_withdrawn(
    coach_id: int, from_at: datetime, to_at: datetime, *, rule_id: int | None = None
) -> frozenset[datetime]:
    """Return the starts of a coach's slots that were withdrawn; perhaps only of those that came of one weekly rule."""
    statement = select(Slot.starts_at).where(
        Slot.coach_id == coach_id,
        Slot.status == SlotStatus.WITHDRAWN,
        Slot.starts_at > from_at - LONGEST_SLOT,
        Slot.starts_at < to_at,
    )
    if rule_id is not None:
        statement = statement.where(Slot.rule_id == rule_id)
    return frozenset(db.session.scalars(statement))
