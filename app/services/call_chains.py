"""Calls that bring back cancelled ones: to calendars, and to whoever is told of them, they are one call."""

from collections.abc import Iterable

from sqlalchemy import func, select

from app.db import db
from app.domain.calendar_events import uid_of
from app.models import Call


def uids_of(call_ids: Iterable[int]) -> dict[int, str]:
    """Return the name that calendars know each call by: that of the first one it brings back."""
    start = select(Call.id.label("call_id"), Call.id.label("at_id"), Call.restores_id).where(Call.id.in_(set(call_ids)))
    back = start.cte("back", recursive=True)
    back = back.union_all(select(back.c.call_id, Call.id, Call.restores_id).join(Call, Call.id == back.c.restores_id))
    firsts = select(back.c.call_id, Call.id, Call.booked_at).join(Call, Call.id == back.c.at_id)
    rows = db.session.execute(firsts.where(Call.restores_id.is_(None)))
    return {call_id: uid_of(first_id, booked_at) for call_id, first_id, booked_at in rows}


def latest_of(call_id: int) -> int:
    """Return the number of the call that brings this one back at last, or its own."""
    on = select(Call.id).where(Call.id == call_id).cte("on", recursive=True)
    on = on.union_all(select(Call.id).join(on, Call.restores_id == on.c.id))
    # A call that brings another back is always the younger one.
    return db.session.scalar(select(func.max(on.c.id))) or call_id
